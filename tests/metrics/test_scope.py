"""Nobody sees more than their scope, and what several see adds up."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from metrics.catalog import METRICS
from metrics.compute import compute
from metrics.goals import is_additive
from metrics.question import Filter, Question
from metrics.scope import Scope
from tests.metrics.companies import Company, companies, load_company
from tests.metrics.places import QUARTER, SETTING, ask, by_key, deal, open_company, person

ADDITIVE = (
    *(name for name, metric in METRICS.items() if is_additive(metric)),
    "open_deals",
    "open_pipeline",
    "overdue_deals",
)
EVERYBODY = frozenset(range(1, 6))
some = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def read_once(engine: Engine, company: Company, *questions: Question) -> list[dict[str, float]]:
    """The totals of each question; the company is taken away again."""
    with engine.connect() as connection, connection.begin() as transaction:
        load_company(connection, 1, company)
        told = [
            {a.metric: float(a.total.value or 0) for a in compute(connection, question, SETTING)}
            for question in questions
        ]
        transaction.rollback()
    return told


@some
@given(company=companies(), mine=st.frozensets(st.sampled_from(sorted(EVERYBODY))))
def test_what_two_halves_of_the_people_see_adds_up_to_what_both_see(
    engine: Engine, company: Company, mine: frozenset[int]
) -> None:
    both = Question(ADDITIVE, Scope(EVERYBODY, "all five"), QUARTER)
    halves = [replace(both, scope=Scope(half, "half")) for half in (mine, EVERYBODY - mine)]
    whole, first, second = read_once(engine, company, both, *halves)
    for name in ADDITIVE:
        assert abs(first[name] + second[name] - whole[name]) < 1e-6, name


@some
@given(company=companies(), by=st.sampled_from(["owner", "region", "account", "source"]))
def test_groups_add_up_to_the_total_and_each_is_what_its_filter_gives(
    engine: Engine, company: Company, by: str
) -> None:
    question = Question(ADDITIVE, Scope.everything(), QUARTER, by=by)
    with engine.connect() as connection, connection.begin() as transaction:
        load_company(connection, 1, company)
        for answer in compute(connection, question, SETTING):
            whole = sum(float(group.value or 0) for group in answer.groups)
            assert abs(whole - float(answer.total.value or 0)) < 1e-6
            for group in answer.groups:
                only = replace(
                    question, metrics=(answer.metric,), filters=(Filter(by, (group.key,)),), by=None
                )
                (alone,) = compute(connection, only, SETTING)
                assert alone.total.value == group.value
        transaction.rollback()


def test_an_empty_scope_sees_nothing_and_never_everything(engine: Engine) -> None:
    with engine.begin() as connection:
        open_company(connection, deals=[deal(1, value=100), deal(2, "won", 100)])
        answers = ask(connection, *ADDITIVE, "win_rate", scope=Scope(frozenset(), "nobody"))
    assert all(answer.total.value in (0, None) for answer in answers.values())
    assert all(not answer.receipt.left_out for answer in answers.values())


def test_a_narrow_scope_is_not_told_about_deals_without_an_owner(engine: Engine) -> None:
    with engine.begin() as connection:
        open_company(
            connection,
            people=[person(1, "Ann")],
            deals=[deal(1, value=100, owner_id=1), deal(2), deal(3, value=None, owner_id=None)],
        )
        narrow = ask(connection, "open_pipeline", scope=Scope(frozenset({1}), "own"))
        wide = ask(connection, "open_pipeline")
    told = [one.reason for one in narrow["open_pipeline"].receipt.left_out]
    assert told == ["open deal has no creation date"]
    assert {(one.rows, one.reason) for one in wide["open_pipeline"].receipt.left_out} == {
        (1, "open deal has no amount"),
        (3, "open deals have no creation date"),
        (2, "open deals have no owner"),
    }


def test_a_scope_of_many_hundreds_works(engine: Engine) -> None:
    people = [person(id_, f"Person {id_}") for id_ in range(1, 1_201)]
    with engine.begin() as connection:
        open_company(
            connection, people=people, deals=[deal(id_, owner_id=id_) for id_ in range(1, 1_201)]
        )
        scope = Scope(frozenset(range(1, 1_101)), "many")
        answer = ask(connection, "open_deals", scope=scope, by="owner")["open_deals"]
    assert answer.total.value == 1_100
    assert len(answer.groups) == 1_100


def test_two_people_of_one_name_stay_two_and_can_be_asked_for(engine: Engine) -> None:
    people = [
        person(1, "Ann Lee", email="ann@example.com"),
        person(2, "Ann Lee", email=None),
        person(3, "Bo"),
    ]
    deals = [deal(1, owner_id=1), deal(2, owner_id=1), deal(3, owner_id=2), deal(4, owner_id=3)]
    with engine.begin() as connection:
        open_company(connection, people=people, deals=deals)
        groups = by_key(ask(connection, "open_deals", by="owner")["open_deals"])
        one = ask(connection, "open_deals", filters=(Filter("owner", ("Ann Lee (#2)",)),))
        both = ask(connection, "open_deals", filters=(Filter("owner", ("Ann Lee",)),))
        nobody = ask(connection, "open_deals", filters=(Filter("owner", ("Zoe (#9)",)),))
    assert groups == {"Ann Lee (ann@example.com)": 2, "Ann Lee (#2)": 1, "Bo": 1}
    assert one["open_deals"].total.value == 1
    assert both["open_deals"].total.value == 3
    assert nobody["open_deals"].total.value == 0


def test_another_workspace_is_never_counted(engine: Engine) -> None:
    with engine.begin() as connection:
        open_company(connection, deals=[deal(1, value=100), deal(2, "won", 100)])
        load_company(connection, 2, Company({}))
        other = ask(connection, *ADDITIVE, setting=replace(SETTING, workspace_id=2))
    assert all(answer.total.value == 0 for answer in other.values())
