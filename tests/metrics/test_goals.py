from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from metrics.goals import Target, choose_goals
from metrics.period import Period
from metrics.question import Filter
from metrics.scope import Scope
from metrics.units import Unit
from storage.problem import Problem
from tests.metrics.companies import Row
from tests.metrics.places import QUARTER, ask, by_key, deal, open_company, person

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
APRIL = Period(date(2026, 4, 1), date(2026, 5, 1))
MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
ALL_LEVELS = ("everybody", "team", "owner")


def goal(id_: int, target: int, metric: str = "bookings", **more: object) -> Row:
    row: Row = {"id": id_, "key": f"G{id_}", "metric": metric, "target": Decimal(target)}
    row |= {"start_on": QUARTER.start, "end_on": QUARTER.end, "owner_id": None, "team": None}
    return row | {"batch_id": 1} | more


def open_red_team(connection: Connection, goals: list[Row]) -> None:
    """Ann and Bo are Red, Cy is Blue; Ann won 600 dollars, Bo 300, Cy 50, nobody 7."""
    open_company(
        connection,
        people=[
            person(1, "Ann", team="Red"),
            person(2, "Bo", team="Red"),
            person(3, "Cy", team="Blue"),
        ],
        deals=[
            deal(1, "won", 50_000, owner_id=1),
            deal(2, "won", 10_000, owner_id=1),
            deal(3, "won", 30_000, owner_id=2),
            deal(4, "won", 5_000, owner_id=3),
            deal(5, "won", 700),
            deal(6, "lost", 99_900, owner_id=1),
            deal(7, "won", 88_800, owner_id=1, closed_on=date(2026, 3, 31)),
        ],
        goals=goals,
    )


def test_the_companys_goal_is_measured_by_everything_won(engine: Engine) -> None:
    with engine.begin() as connection:
        open_red_team(connection, [goal(1, 100_000), goal(2, 20_000, owner_id=1)])
        total = ask(connection, "goal_attainment")["goal_attainment"].total
    assert (total.numerator, total.denominator) == (Decimal(957), Decimal(1000))
    assert total.value == pytest.approx(0.957)
    assert total.n == 1


def test_by_owner_each_goal_is_measured_by_its_owners_deals(engine: Engine) -> None:
    goals = [goal(1, 100_000), goal(2, 30_000, owner_id=1), goal(3, 40_000, owner_id=2)]
    with engine.begin() as connection:
        open_red_team(connection, goals)
        answer = ask(connection, "goal_attainment", by="owner")["goal_attainment"]
    assert by_key(answer) == {"Ann": 2.0, "Bo": 0.75}
    assert (answer.total.numerator, answer.total.denominator) == (Decimal(900), Decimal(700))


def test_a_team_is_measured_by_all_its_people(engine: Engine) -> None:
    with engine.begin() as connection:
        open_red_team(connection, [goal(1, 100_000, team="Red"), goal(2, 10_000, team="Blue")])
        answer = ask(connection, "goal_attainment", by="team")["goal_attainment"]
    assert by_key(answer) == {"Red": 0.9, "Blue": 0.5}


def test_a_scope_sees_only_goals_whose_people_are_all_in_it(engine: Engine) -> None:
    goals = [goal(1, 100_000), goal(2, 90_000, team="Red"), goal(3, 30_000, owner_id=1)]
    with engine.begin() as connection:
        open_red_team(connection, goals)
        own = ask(connection, "goal_attainment", scope=Scope(frozenset({1}), "own"))
        team = ask(connection, "goal_attainment", scope=Scope(frozenset({1, 2}), "Red"))
        none = ask(connection, "goal_attainment", scope=Scope(frozenset(), "nobody"))
    assert own["goal_attainment"].total.numerator == 600
    assert team["goal_attainment"].total.value == 1.0
    assert none["goal_attainment"].total.no_data


def test_a_filter_chooses_the_goals_of_its_people(engine: Engine) -> None:
    goals = [goal(1, 100_000), goal(2, 30_000, owner_id=1), goal(3, 40_000, owner_id=2)]
    with engine.begin() as connection:
        open_red_team(connection, goals)
        bo = ask(connection, "goal_attainment", filters=(Filter("owner", ("Bo",)),))
    assert bo["goal_attainment"].total.value == 0.75


def test_goals_for_another_metric_stand_beside_and_are_never_added(engine: Engine) -> None:
    with engine.begin() as connection:
        open_red_team(connection, [goal(1, 100_000), goal(2, 10, "deals_won")])
        answer = ask(connection, "goal_attainment")["goal_attainment"]
    assert answer.total.denominator == 1000
    pace, beside = answer.extras
    # 1 April to 17 June 2026 has 56 Mondays to Fridays, the quarter 65.
    assert (pace.key, pace.numerator, pace.denominator) == ("pace", 56, 65)
    assert (beside.key, beside.numerator, beside.denominator) == ("deals_won", 5, 10)
    assert isinstance(beside.denominator, int)


def test_the_attainment_of_a_goal_in_money_knows_its_currency(engine: Engine) -> None:
    with engine.begin() as connection:
        open_red_team(connection, [goal(1, 100_000)])
        answers = ask(connection, "goal_attainment", "win_rate_by_value", "win_rate")
    currencies = {name: answer.currency for name, answer in answers.items()}
    assert currencies == {
        "goal_attainment": "USD",
        "win_rate_by_value": "USD",
        "win_rate": None,
    }
    assert answers["goal_attainment"].unit is Unit.PERCENT


def test_the_attainment_of_a_goal_in_deals_has_no_currency(engine: Engine) -> None:
    with engine.begin() as connection:
        open_red_team(connection, [goal(1, 10, "deals_won")])
        answer = ask(connection, "goal_attainment")["goal_attainment"]
    assert answer.currency is None
    assert (answer.total.numerator, answer.total.denominator) == (5, 10)


def test_no_goal_is_no_data_and_a_goal_of_nothing_too(engine: Engine) -> None:
    with engine.begin() as connection:
        open_red_team(connection, [])
        nothing = ask(connection, "goal_attainment")["goal_attainment"]
    assert nothing.total.no_data
    assert "salesbell import goals" in nothing.receipt.notes[0]


def test_goals_by_what_nobody_holds_them_by_are_a_problem(engine: Engine) -> None:
    with engine.begin() as connection:
        open_red_team(connection, [goal(1, 100_000)])
        for asked in ({"by": "product"}, {"filters": (Filter("segment", ("SMB",)),)}):
            with pytest.raises(Problem) as caught:
                ask(connection, "goal_attainment", **asked)
            assert caught.value.reference == "goals-by-holder-only"


def target(period: Period, owner_id: int | None = None, team: str | None = None) -> Target:
    return Target("bookings", period, owner_id, team, Decimal(1))


def test_a_years_and_its_quarters_goals_are_never_added_together() -> None:
    quarters = [
        target(Period(date(2026, month, 1), date(2026 + month // 10, (month + 2) % 12 + 1, 1)))
        for month in (1, 4, 7, 10)
    ]
    year = target(YEAR)
    assert choose_goals([year, *quarters], YEAR, ALL_LEVELS) == [year]
    assert choose_goals([year, *quarters], QUARTER, ALL_LEVELS) == [quarters[1]]
    assert choose_goals(quarters, YEAR, ALL_LEVELS) == quarters
    assert choose_goals([year, *quarters], MAY, ALL_LEVELS) == quarters


def test_the_months_of_a_quarter_are_one_size_though_they_differ_by_days() -> None:
    months = [
        target(Period(date(2026, 2, 1), date(2026, 3, 1))),
        target(Period(date(2026, 3, 1), date(2026, 4, 1))),
    ]
    first = Period(date(2026, 1, 1), date(2026, 4, 1))
    assert choose_goals(months, first, ALL_LEVELS) == months


@given(
    owners=st.lists(st.integers(1, 5), max_size=4),
    teams=st.lists(st.sampled_from(["Red", "Blue"]), max_size=3),
    companies=st.integers(0, 2),
)
def test_goals_of_two_levels_are_never_mixed(
    owners: list[int], teams: list[str], companies: int
) -> None:
    goals = [target(QUARTER, owner_id=one) for one in owners]
    goals += [target(QUARTER, team=team) for team in teams]
    goals += [target(QUARTER) for _ in range(companies)]
    chosen = choose_goals(goals, QUARTER, ALL_LEVELS)
    assert len({one.level for one in chosen}) == (1 if goals else 0)


def test_a_running_goal_is_held_against_the_earlier_one_on_the_same_working_day(
    engine: Engine,
) -> None:
    first = Period(date(2026, 1, 1), date(2026, 4, 1))
    cut = Period(date(2026, 1, 1), date(2026, 3, 18))
    earlier: Row = {"start_on": first.start, "end_on": first.end}
    goals = [goal(1, 100_000), goal(2, 200_000, **earlier)]
    with engine.begin() as connection:
        open_company(
            connection,
            deals=[
                deal(1, "won", 50_000),
                deal(2, "won", 40_000, closed_on=date(2026, 3, 17)),
                deal(3, "won", 90_000, closed_on=date(2026, 3, 18)),
            ],
            goals=goals,
        )
        running = ask(connection, "goal_attainment", compare=cut)["goal_attainment"]
        whole = ask(connection, "goal_attainment", compare=first)["goal_attainment"]
    assert running.total.value == 0.5
    assert running.change.reading.value == 0.2
    assert running.change.fair.startswith("56 working days against")
    assert whole.change.reading.value == 0.65


def test_the_months_goals_of_the_whole_earlier_quarter_are_counted(engine: Engine) -> None:
    months = [(date(2026, month, 1), date(2026, month + 1, 1)) for month in range(1, 7)]
    goals = [
        goal(id_, 10_000, start_on=start, end_on=end) for id_, (start, end) in enumerate(months, 1)
    ]
    cut = Period(date(2026, 1, 1), date(2026, 3, 18))
    with engine.begin() as connection:
        open_company(connection, deals=[], goals=goals)
        answer = ask(connection, "goal_attainment", compare=cut)["goal_attainment"]
    assert (answer.total.denominator, answer.change.reading.denominator) == (300, 300)


def test_a_month_within_a_quarters_goal_is_told_as_the_quarter(engine: Engine) -> None:
    with engine.begin() as connection:
        open_red_team(connection, [goal(1, 100_000)])
        asked = ask(connection, "goal_attainment", period=MAY, compare=APRIL)["goal_attainment"]
        whole = ask(connection, "goal_attainment", period=YEAR)["goal_attainment"]
    assert asked.total.numerator == 957
    assert (asked.period, asked.period.label) == (QUARTER, "Q2 2026")
    assert asked.change.period == Period(date(2026, 1, 1), date(2026, 3, 20))
    assert whole.period == YEAR
