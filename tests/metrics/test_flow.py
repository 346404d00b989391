"""The pipeline flow: by hand, against a replay in plain Python, and in step with the metrics."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from metrics.compute import compute
from metrics.flow import PipelineFlow, Step, read_flow
from metrics.period import Period
from metrics.question import Question, Setting
from metrics.scope import Scope
from storage.sample import load_sample
from tests.metrics.companies import FIRST_DAY, Company, companies, load_company
from tests.metrics.companies import TODAY as LAST_DAY
from tests.metrics.desk import ANN, BEN, LOST, SETTING, TALK, TODAY, WON, Desk
from tests.metrics.test_history_replay import Then, replay

WEEK = Period(date(2026, 11, 9), date(2026, 11, 16))
BEFORE, MIDDLE, AFTER = date(2026, 11, 8), date(2026, 11, 11), date(2026, 11, 17)
EVERYTHING = Scope.everything()
ANNS = Scope(frozenset({ANN}), "Ann's own deals")
NONE = Step()


def of(deals: int, cents: int) -> Step:
    return Step(deals, Decimal(cents).scaleb(-2))


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    with engine.begin() as connection:
        desk = Desk(connection).open()
        desk.imported(date(2026, 10, 1))
        yield desk


def read(desk: Desk, scope: Scope = EVERYTHING) -> PipelineFlow:
    return read_flow(desk.connection, scope, WEEK, SETTING)


def test_every_kind_of_step_is_told_apart(desk: Desk) -> None:
    desk.add(value=100)  # stays
    desk.add(value=200, created_on=MIDDLE)
    desk.add(WON, 400, closed_on=MIDDLE)
    desk.add(LOST, 800, closed_on=MIDDLE)
    taken_over = desk.add(value=1_600)
    desk.change(taken_over, MIDDLE, "owner", BEN, ANN)
    given_away = desk.add(value=3_200, owner_id=BEN)
    desk.change(given_away, MIDDLE, "owner", ANN, BEN)
    raised = desk.add(value=12_800)
    desk.change(raised, MIDDLE, "value", 6_400, 12_800)
    flow = read(desk, ANNS)
    assert flow.start == of(5, 100 + 400 + 800 + 3_200 + 6_400)
    assert flow.new == of(1, 200)
    assert flow.won == of(1, 400)
    assert flow.lost == of(1, 800)
    assert flow.moved_in == of(1, 1_600)
    assert flow.moved_out == of(1, 3_200)
    assert flow.amount_changes == of(1, 6_400)
    assert flow.end == of(4, 100 + 200 + 1_600 + 12_800)


def test_a_deal_handed_over_within_a_team_moves_nowhere(desk: Desk) -> None:
    deal = desk.add(value=100, owner_id=BEN)
    desk.change(deal, MIDDLE, "owner", ANN, BEN)
    flow = read(desk, Scope(frozenset({ANN, BEN}), "Red"))
    assert flow.start == flow.end == of(1, 100)
    assert flow.moved_in == flow.moved_out == NONE
    assert flow.stirred == 1


def test_a_deal_created_and_won_in_the_week_came_and_went(desk: Desk) -> None:
    desk.add(WON, 300, created_on=MIDDLE, closed_on=MIDDLE)
    flow = read(desk)
    assert flow.new == flow.won == of(1, 300)
    assert flow.start == flow.end == NONE


def test_a_deal_won_for_another_amount_changed_first(desk: Desk) -> None:
    deal = desk.add(WON, 500, closed_on=MIDDLE)
    desk.change(deal, MIDDLE, "value", 300, 500)
    flow = read(desk)
    assert (flow.start, flow.amount_changes, flow.won) == (of(1, 300), of(1, 200), of(1, 500))
    assert flow.end == NONE


def test_a_reopened_deal_moves_in(desk: Desk) -> None:
    deal = desk.add(value=700)
    desk.change(deal, date(2026, 10, 5), "stage", TALK, LOST)
    desk.change(deal, MIDDLE, "stage", LOST, TALK)
    flow = read(desk)
    assert (flow.start, flow.moved_in, flow.end) == (NONE, of(1, 700), of(1, 700))


def test_what_happens_after_the_week_is_not_told(desk: Desk) -> None:
    desk.add(WON, 100, closed_on=AFTER)
    desk.add(value=200, created_on=AFTER)
    raised = desk.add(value=900)
    desk.change(raised, AFTER, "value", 400, 900)
    flow = read(desk)
    assert flow.start == flow.end == of(2, 500)
    assert flow.stirred == 0


def test_a_deal_without_an_amount_counts_and_adds_nothing(desk: Desk) -> None:
    desk.add(value=None, created_on=MIDDLE)
    assert read(desk).new == of(1, 0)


def test_a_push_is_told_when_the_date_is_later_at_the_end(desk: Desk) -> None:
    later = desk.add(value=100)
    desk.change(later, MIDDLE, "expected_close_on", "2026-11-30", "2026-12-31")
    back = desk.add(value=1_000)
    desk.change(back, MIDDLE, "expected_close_on", "2026-11-30", "2026-12-31")
    desk.change(back, WEEK.last, "expected_close_on", "2026-12-31", "2026-11-30")
    decided = desk.add(LOST, 5_000, closed_on=WEEK.last)
    desk.change(decided, MIDDLE, "expected_close_on", "2026-11-30", "2026-12-31")
    assert read(desk).pushed == of(1, 100)


def test_a_change_of_stage_alone_stirs(desk: Desk) -> None:
    deal = desk.add(value=100)
    assert read(desk).stirred == 0
    desk.change(deal, MIDDLE, "stage", TALK, TALK)
    assert read(desk).stirred == 1
    assert read(desk, Scope(frozenset({BEN}), "Ben")).stirred == 0


def test_before_the_first_history_it_says_that_changes_are_not_known(engine: Engine) -> None:
    with engine.begin() as connection:
        desk = Desk(connection).open()
        desk.imported(TODAY)
        assert not read(desk).known
    assert BEFORE < TODAY


def check_that_it_adds_up(flow: PipelineFlow) -> None:
    came, went = (flow.new, flow.moved_in), (flow.won, flow.lost, flow.moved_out)
    deals = flow.start.deals + sum(s.deals for s in came) - sum(s.deals for s in went)
    value = flow.start.value + sum(s.value for s in came) - sum(s.value for s in went)
    assert deals == flow.end.deals
    assert value + flow.amount_changes.value == flow.end.value


def owned(then: Then, scope: Scope) -> dict[int, int]:
    """Deal -> value, of the deals of a scope in the oracle's state of an evening."""
    return {
        id_: value or 0
        for id_, (_, value, owner, _) in then.items()
        if scope.people is None or owner in scope.people
    }


def total(values: dict[int, int]) -> Step:
    return of(len(values), sum(values.values()))


def tell_by_sets(company: Company, scope: Scope, period: Period) -> dict[str, Step]:
    """The same flow from two replayed evenings, by set arithmetic."""
    start = owned(replay(company, period.start - timedelta(days=1)), scope)
    end = owned(replay(company, period.last), scope)
    deals = {deal["id"]: deal for deal in company.rows["deals"]}
    ours = {i for i, d in deals.items() if scope.people is None or d["owner_id"] in scope.people}
    decided = {
        outcome: {
            i: deals[i]["value_minor"] or 0
            for i in ours
            if deals[i]["status"] == outcome
            and deals[i]["closed_on"] is not None
            and period.start <= deals[i]["closed_on"] < period.end
        }
        for outcome in ("won", "lost")
    }
    gone = decided["won"] | decided["lost"]
    came = {i: v for i, v in (end | gone).items() if i not in start}
    born = {i for i, d in deals.items() if d["created_on"] and d["created_on"] in period}
    left = {i: v for i, v in start.items() if i not in end and i not in gone}
    changed = {i: (end | gone)[i] - start[i] for i in start if i in end or i in gone}
    return {
        "start": total(start),
        "end": total(end),
        "won": total(decided["won"]),
        "lost": total(decided["lost"]),
        "new": total({i: v for i, v in came.items() if i in born}),
        "moved_in": total({i: v for i, v in came.items() if i not in born}),
        "moved_out": total(left),
        "amount_changes": total({i: v for i, v in changed.items() if v}),
    }


@given(
    company=companies(),
    start=st.dates(FIRST_DAY, LAST_DAY),
    days=st.integers(1, 120),
    people=st.none() | st.frozensets(st.integers(1, 5)),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_history_adds_up_and_is_what_two_replayed_evenings_give(
    engine: Engine, company: Company, start: date, days: int, people: frozenset[int] | None
) -> None:
    period, scope = Period(start, start + timedelta(days=days)), Scope(people, "some")
    setting = Setting(1, LAST_DAY, SETTING.zone)
    with engine.connect() as connection, connection.begin() as transaction:
        load_company(connection, 1, company)
        flow = read_flow(connection, scope, period, setting)
        transaction.rollback()
    check_that_it_adds_up(flow)
    expected = tell_by_sets(company, scope, period)
    assert {name: getattr(flow, name) for name in expected} == expected


def test_on_a_whole_company_it_is_what_the_metrics_say(engine: Engine) -> None:
    load_sample(engine, 1, 1_200, seed=7, today=TODAY)
    people = (None, frozenset(range(2, 9)), frozenset({12}))
    with engine.connect() as connection:
        for scope in (Scope(ids, "some") for ids in people):
            flow = read_flow(connection, scope, WEEK, SETTING)
            check_that_it_adds_up(flow)
            question = Question(("bookings", "deals_won", "deals_lost"), scope, WEEK)
            told = {a.metric: a.total.value for a in compute(connection, question, SETTING)}
            assert flow.won == Step(int(told["deals_won"] or 0), Decimal(told["bookings"] or 0))
            assert flow.lost.deals == told["deals_lost"]
            for step, day in ((flow.start, BEFORE), (flow.end, WEEK.last)):
                question = Question(("open_deals", "open_pipeline"), scope, as_of=day)
                deals, value = (a.total.value for a in compute(connection, question, SETTING))
                assert (step.deals, step.value) == (deals, value)
            assert flow.stirred
