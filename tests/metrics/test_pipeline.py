"""The pipeline report: by hand, against the metrics core, and against what nobody may see."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, event, select, text

from metrics.answer import LeftOut
from metrics.compute import compute
from metrics.period import Period
from metrics.pipeline import PipelineReport, PipelineRow, read_pipeline
from metrics.question import Filter, Question, Setting
from metrics.scope import Scope
from metrics.stage_pace import refresh_stage_pace
from storage.engine import open_engine
from storage.problem import Problem
from storage.sample import load_sample
from storage.tables import Deal, Person
from tests.conftest import NewDatabase
from tests.metrics.desk import (
    ANN,
    BEN,
    CY,
    LOST,
    OFFER,
    SETTING,
    TALK,
    TERMS,
    TODAY,
    WON,
    Desk,
)

EVERYTHING = Question((), Scope.everything())
METRICS = ("open_deals", "open_pipeline", "weighted_pipeline")
DIMENSIONS = (
    "stage", "owner", "team", "manager", "region", "segment", "industry", "source", "product",
    "pipeline", "account", "month", "quarter",
)  # fmt: skip


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    with engine.begin() as connection:
        yield Desk(connection).open()


def own(*people: int) -> Question:
    return Question((), Scope(frozenset(people), "own deals"))


def rows_of(report: PipelineReport) -> list[tuple[str, int, Decimal, Decimal, int]]:
    return [
        (row.label, row.deals, row.value, row.weighted, row.without_value) for row in report.rows
    ]


def test_six_deals_worked_out_by_hand(desk: Desk) -> None:
    # Talk: 100.00 + 250.50 at 10 %; Offer: nothing decided, so no chance; Terms: 1000.00 at 80 %
    # and 40.00 at the deal's own 50 %; one deal without an amount.
    desk.add(TALK, 10_000)
    desk.add(TALK, 25_050, owner_id=BEN)
    desk.add(OFFER, 5_000)
    desk.add(TERMS, 100_000, owner_id=CY)
    desk.add(TERMS, 4_000, owner_id=None, probability=Decimal("0.5"))
    desk.add(TERMS, None, created_on=None, expected_close_on=None)
    report = read_pipeline(desk.connection, EVERYTHING, SETTING)
    assert rows_of(report) == [
        ("Talk", 2, Decimal("350.50"), Decimal("35.05"), 0),
        ("Offer", 1, Decimal("50.00"), Decimal(0), 0),
        ("Terms", 3, Decimal("1040.00"), Decimal("820.00"), 1),
    ]
    assert report.total == PipelineRow(None, "Total", 6, Decimal("1440.50"), Decimal("855.05"), 1)
    assert [(row.chance, row.chance_source) for row in report.rows] == [
        (0.1, "CRM"),
        (None, "no chance known"),
        (0.8, "CRM"),
    ]
    assert set(report.receipt.left_out) == {
        LeftOut(1, "open deals have no amount"),
        LeftOut(1, "open deals have no owner", counted=True),
        LeftOut(1, "open deals have no expected close date", counted=True),
        LeftOut(1, "open deals have no creation date", counted=True),
        LeftOut(1, "open deals have no known chance to be won"),
    }


def test_a_stage_without_a_chance_of_its_own_learns_it_from_who_reached_it(desk: Desk) -> None:
    desk.imported(TODAY)
    for number in range(30):
        decided = desk.add(WON if number < 12 else LOST, closed_on=date(2026, 10, 1))
        desk.change(decided, date(2026, 9, 10), "stage", TALK, OFFER)
        desk.change(decided, date(2026, 10, 1), "stage", OFFER, WON if number < 12 else LOST)
    desk.add(OFFER, 100_000)
    offer = read_pipeline(desk.connection, EVERYTHING, SETTING).rows[1]
    assert (offer.chance, offer.chance_source) == (0.4, "history (30 decided deals)")
    assert offer.weighted == Decimal(400)


def test_an_amount_without_a_rate_is_counted_as_such(desk: Desk) -> None:
    desk.add(TALK, 10_000, currency="SEK", value_minor=None)
    report = read_pipeline(desk.connection, EVERYTHING, SETTING)
    assert report.total.without_value == 1
    assert LeftOut(1, "open deals are in a currency without exchange rate") in (
        report.receipt.left_out
    )


def test_empty_stages_of_the_pipeline_are_shown_and_decided_ones_are_not(desk: Desk) -> None:
    desk.add(TERMS)
    desk.add(WON, closed_on=TODAY)
    report = read_pipeline(desk.connection, EVERYTHING, SETTING)
    assert [(row.label, row.deals) for row in report.rows] == [
        ("Talk", 0),
        ("Offer", 0),
        ("Terms", 1),
    ]


def test_without_deals_there_is_nothing_but_zeros(desk: Desk) -> None:
    report = read_pipeline(desk.connection, EVERYTHING, SETTING)
    assert report.rows == ()
    assert report.total == PipelineRow(None, "Total", 0, Decimal(0), Decimal(0), 0)
    assert report.attention_total == 0
    assert report.receipt.data_as_of is None


def test_only_deals_closing_in_the_period_are_told(desk: Desk) -> None:
    desk.add(value=100, expected_close_on=date(2026, 12, 31))
    desk.add(value=200, expected_close_on=date(2027, 1, 1))
    desk.add(value=400, expected_close_on=None)
    quarter = Period(date(2026, 10, 1), date(2027, 1, 1), "this quarter")
    question = Question((), Scope.everything(), closing=quarter)
    report = read_pipeline(desk.connection, question, SETTING)
    assert (report.total.deals, report.total.value) == (1, Decimal(1))
    assert report.closing == quarter
    assert report.receipt.filters == ("expected to close 1 Oct to 31 Dec 2026",)


def test_a_receipt_names_no_day_before_all_time(desk: Desk) -> None:
    open_end = Period(date(1900, 1, 1), date(2027, 1, 1), "until 31 Dec 2026")
    question = Question((), Scope.everything(), closing=open_end)
    report = read_pipeline(desk.connection, question, SETTING)
    assert report.receipt.filters == ("expected to close until 31 Dec 2026",)


def test_other_groups_come_largest_first_with_who_has_none(desk: Desk) -> None:
    desk.add(value=100, owner_id=ANN)
    desk.add(value=300, owner_id=BEN)
    desk.add(value=200, owner_id=None)
    report = read_pipeline(desk.connection, EVERYTHING, SETTING, by="owner")
    assert [(row.key, row.label) for row in report.rows] == [
        ("Ben", "Ben"),
        (None, "(no owner)"),
        ("Ann", "Ann"),
    ]


def test_months_are_those_of_the_expected_close_date_in_their_order(desk: Desk) -> None:
    for day in (date(2027, 1, 5), date(2026, 12, 1), date(2026, 12, 31), None):
        desk.add(expected_close_on=day)
    by_month = read_pipeline(desk.connection, EVERYTHING, SETTING, by="month")
    by_quarter = read_pipeline(desk.connection, EVERYTHING, SETTING, by="quarter")
    assert [(row.label, row.deals) for row in by_month.rows] == [
        ("December 2026", 2),
        ("January 2027", 1),
        ("(no close date)", 1),
    ]
    assert [row.deals for row in by_quarter.rows] == [2, 1, 1]


def test_more_than_fifteen_groups_end_in_one_row_that_keeps_the_sums(desk: Desk) -> None:
    for number in range(40):
        desk.add(value=(number + 1) * 100, source=f"Source {number:02}")
    report = read_pipeline(desk.connection, EVERYTHING, SETTING, by="source")
    assert len(report.rows) == 16
    assert report.rows[0].label == "Source 39"
    assert report.rows[-1].label == "and 25 more"
    assert report.rows[-1].deals == 25
    assert report.rows[-1].value == Decimal(sum(range(1, 26)))
    assert sum(row.value for row in report.rows) == report.total.value


def test_a_group_by_something_unknown_is_a_problem(desk: Desk) -> None:
    with pytest.raises(Problem, match="nothing called"):
        read_pipeline(desk.connection, EVERYTHING, SETTING, by="weather")


def test_a_rep_sees_own_deals_and_nothing_of_anybody_else(desk: Desk) -> None:
    desk.add(TALK, 100, owner_id=ANN)
    desk.add(
        TERMS, 70_000, owner_id=BEN, name="Secret", expected_close_on=date(2026, 1, 1),
        created_on=TODAY,
    )  # fmt: skip
    desk.add(TERMS, 80_000, owner_id=None, name="Orphan", expected_close_on=date(2026, 1, 1))
    desk.add(WON, 90_000, owner_id=BEN, closed_on=TODAY)
    pushed = desk.add(TALK, 60_000, owner_id=BEN)
    desk.change(desk.add(owner_id=ANN), date(2026, 8, 1), "value", 1, 2)
    desk.change(pushed, TODAY, "value", 1, 60_000)
    report = read_pipeline(desk.connection, own(ANN), SETTING)
    assert report.total.deals == 2
    assert report.attention == ()
    assert report.movement.new == report.movement.won == (0, Decimal(0))
    assert report.movement.amount_changed == (0, Decimal(0))
    assert "Secret" not in repr(report)
    assert "Orphan" not in repr(report)


def test_a_scope_of_nobody_sees_nothing(desk: Desk) -> None:
    desk.add(owner_id=ANN)
    desk.add(owner_id=None)
    report = read_pipeline(desk.connection, own(), SETTING)
    assert report.total.deals == 0
    assert report.rows == ()


def test_the_deals_of_another_workspace_are_not_there(desk: Desk) -> None:
    other = Desk(desk.connection, 2).open()
    other.add(TALK, 12_300)
    desk.add(TALK, 100)
    report = read_pipeline(desk.connection, EVERYTHING, SETTING)
    assert report.total.deals == 1


def test_a_past_day_is_rebuilt_and_tells_only_what_was_known_of_attention(desk: Desk) -> None:
    desk.imported(TODAY)
    moved = desk.add(
        TERMS, 300, stage_entered_on=date(2026, 1, 1), last_activity_on=date(2026, 1, 1)
    )
    desk.change(moved, date(2026, 11, 10), "stage", TALK, TERMS)
    desk.change(moved, date(2026, 11, 10), "value", 200, 300)
    desk.change(moved, date(2026, 11, 10), "expected_close_on", "2026-10-01", "2026-12-31")
    question = Question((), Scope.everything(), as_of=date(2026, 11, 1))
    report = read_pipeline(desk.connection, question, SETTING)
    assert [(row.label, row.deals) for row in report.rows if row.deals] == [("Talk", 1)]
    assert report.total.value == Decimal(2)
    (deal,) = report.attention
    assert [(concern.value, days) for concern, days, _ in deal.concerns] == [("overdue", 31)]


def scopes(connection: Connection) -> list[Scope]:
    teams: dict[str, set[int]] = {}
    for id_, team in connection.execute(select(Person.id, Person.team)):
        teams.setdefault(team or "", set()).add(id_)
    return [
        Scope.everything(),
        Scope(frozenset({5}), "own deals"),
        *(Scope(frozenset(people), team) for team, people in sorted(teams.items())),
    ]


def test_totals_are_the_metrics_and_rows_add_up_on_a_whole_company(engine: Engine) -> None:
    load_sample(engine, 1, 900, seed=5, today=TODAY)
    refresh_stage_pace(engine, 1)
    filters: tuple[tuple[Filter, ...], ...] = (
        (),
        (Filter("segment", ("Enterprise", None)),),
        (Filter("source", ("Referral",)),),
    )
    with engine.connect() as connection:
        for number, scope in enumerate(scopes(connection)):
            question = Question(METRICS, scope, filters=filters[number % 3])
            told = {a.metric: a.total.value for a in compute(connection, question, SETTING)}
            for by in (DIMENSIONS * 2)[number * 3 : number * 3 + 3]:
                check_totals(read_pipeline(connection, question, SETTING, by), told)


def check_totals(report: PipelineReport, told: Mapping[str, object]) -> None:
    cent = Decimal("0.01")
    assert report.total.deals == told["open_deals"]
    assert report.total.value == told["open_pipeline"]
    weighted = told["weighted_pipeline"]
    assert isinstance(weighted, Decimal)
    assert report.total.weighted.quantize(cent) == weighted.quantize(cent)
    assert sum(row.deals for row in report.rows) == report.total.deals
    assert sum(row.without_value for row in report.rows) == report.total.without_value
    assert sum((row.value for row in report.rows), Decimal(0)) == report.total.value
    added = sum((row.weighted for row in report.rows), Decimal(0))
    assert abs(added - report.total.weighted) < Decimal("1e-9")


def test_past_days_agree_with_the_metrics_too(engine: Engine) -> None:
    load_sample(engine, 1, 500, seed=2, today=TODAY)
    refresh_stage_pace(engine, 1)
    with engine.connect() as connection:
        for back in (1, 40, 300):
            question = Question(METRICS, Scope.everything(), as_of=TODAY - timedelta(days=back))
            told = {a.metric: a.total.value for a in compute(connection, question, SETTING)}
            check_totals(read_pipeline(connection, question, SETTING, "team"), told)


def test_a_closing_period_agrees_with_the_metrics_too(engine: Engine) -> None:
    load_sample(engine, 1, 500, seed=4, today=TODAY)
    closing = Period(date(2026, 10, 1), date(2027, 1, 1))
    with engine.connect() as connection:
        question = Question(METRICS, Scope.everything(), closing=closing)
        told = {a.metric: a.total.value for a in compute(connection, question, SETTING)}
        check_totals(read_pipeline(connection, question, SETTING, "product"), told)


def test_yen_have_no_cents(engine: Engine) -> None:
    load_sample(engine, 1, 200, today=TODAY, currency="JPY")
    setting = Setting(1, TODAY, ZoneInfo("Asia/Tokyo"), currency="JPY")
    with engine.connect() as connection:
        report = read_pipeline(connection, EVERYTHING, setting)
        minor = connection.scalar(
            select(text("sum(value_minor)")).select_from(Deal).where(Deal.status == "open")
        )
    assert report.total.value == minor


def test_the_open_deals_are_read_from_the_index_alone(sqlite_databases: NewDatabase) -> None:
    engine = open_engine(sqlite_databases())
    load_sample(engine, 1, 300, today=TODAY)
    refresh_stage_pace(engine, 1)
    statements: list[tuple[str, Any]] = []
    with engine.connect() as connection:
        event.listen(
            connection,
            "before_cursor_execute",
            lambda _c, _cur, sql, values, *_: statements.append((sql, values)),
        )
        for by in ("stage", "owner", "segment", "source"):
            read_pipeline(connection, own(5, 6), SETTING, by)
            read_pipeline(connection, EVERYTHING, SETTING, by)
        plans = [
            " ".join(
                row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            )
            for sql, values in list(statements)
            if "FROM deals" in sql
        ]
    engine.dispose()
    assert len(plans) > 20
    for plan in plans:
        assert "SCAN deals" not in plan, plan
    of_open = [plan for plan in plans if "ix_deals_open" in plan]
    assert len(of_open) >= 16
    assert all("COVERING INDEX ix_deals_open" in plan for plan in of_open)


def test_weeks_of_the_expected_close_stand_in_their_order_over_new_year(desk: Desk) -> None:
    for day in (date(2027, 1, 4), date(2026, 12, 28), date(2027, 1, 1), None):
        desk.add(value=100, expected_close_on=day)
    report = read_pipeline(desk.connection, EVERYTHING, SETTING, by="week")
    told = [(row.label, row.deals) for row in report.rows]
    assert told == [("week 53 2026", 2), ("week 1 2027", 1), ("(no close date)", 1)]
