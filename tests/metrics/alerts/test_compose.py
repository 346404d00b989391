"""What is told of an alert: the number, how sure it is, against what; in words and as a picture."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from metrics.alerts.cause import find_cause
from metrics.alerts.check import RuleCheck, check_rule
from metrics.alerts.compose import compose_alert, say_news
from metrics.alerts.ending import compose_over
from metrics.alerts.firing import Firing
from metrics.alerts.phrases import say_watched
from metrics.alerts.pictures import Course, draw_alert
from metrics.alerts.report import Cause, Driver, freeze_alert, thaw_alert
from metrics.alerts.rule import Against, Kind, Rule
from metrics.alerts.state import Phase, State
from metrics.alerts.verdict import Evidence
from metrics.alerts.windows import Windows
from metrics.answer import Number, Reading
from metrics.charts import Kind as Drawn
from metrics.charts import Turn, draw_chart
from metrics.charts.watch import Seen
from metrics.interval import wilson_interval
from metrics.period import Period
from metrics.question import Filter, Question
from metrics.scope import Scope
from tests.metrics.alerts.test_cause import BEFORE, NOW, decide
from tests.metrics.desk import SETTING, TODAY, Desk

INSTANT = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = NOW.last
EVENING = Period(DAY, NOW.end)
LOW = Rule("win_rate", Kind.BELOW, 0.2, z=1.645)
FELL = Rule("bookings", Kind.FELL, 0.2, Against.PREVIOUS)
WIN_RATE = Question(("win_rate",), Scope(frozenset({1}), "Dana's team"))


def share(k: int, n: int) -> Reading:
    return Reading(None, "", k / n if n else None, n, k, n, wilson_interval(k, n))


def rates(**groups: tuple[int, int]) -> dict[str, Evidence]:
    return {name: Evidence(share(*pair)) for name, pair in groups.items()}


def amount(value: Number | None, n: int = 12) -> Reading:
    money = Decimal(value) if value is not None else None
    return Reading(None, "", money, n)


def judge(
    rule: Rule, found: Evidence | dict[str, Evidence], states: dict[str, State] | None = None
) -> RuleCheck:
    """A check in which what is breached fires at once; of the whole, or of some groups."""
    groups = {"": found} if isinstance(found, Evidence) else found
    named = {key: (key, evidence) for key, evidence in groups.items()}
    return check_rule(rule, named, states or {}, DAY, INSTANT)


def fire(check: RuleCheck, question: Question | None = None, **more: Any) -> Firing:
    question = question or Question((check.rule.metric,), Scope.everything())
    return Firing("Rule", question, check, more.pop("windows", Windows(NOW, BEFORE)), **more)


def say(check: RuleCheck, question: Question | None = None, **more: Any) -> str:
    return plain(fire(check, question, **more).head(SETTING).say())


def plain(words: str) -> str:
    return words.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("rule", "evidence", "words"),
    [
        (
            LOW,
            Evidence(share(9, 90)),
            "Win rate is 10 % over the last 28 days (9 of 90; surely 5 to 18 %), "
            "below the line of 20 %",
        ),
        (
            Rule("win_rate", Kind.ABOVE, 0.2),
            Evidence(share(41, 100)),
            "Win rate is 41 % over the last 28 days (41 of 100; surely 32 to 51 %), "
            "above the line of 20 %",
        ),
        (
            Rule("bookings", Kind.BELOW, 50_000.0),
            Evidence(amount(41_000)),
            "Bookings are $41k over the last 28 days (12 deals), below the line of $50k",
        ),
        (
            Rule("deals_won", Kind.BELOW, 10.0),
            Evidence(Reading(None, "", 3, 3)),
            "Deals won are 3 over the last 28 days, below the line of 10",
        ),
        (
            Rule("sales_cycle_median", Kind.ABOVE, 60.0),
            Evidence(Reading(None, "", 71.5, 14)),
            "Sales cycle is 72 days over the last 28 days (14 deals), above the line of 60 days",
        ),
        (
            FELL,
            Evidence(amount(41_000), amount(62_000)),
            "Bookings fell by 33.9 % against the 28 days before: $41k, was $62k",
        ),
        (
            replace(FELL, against=Against.YEAR),
            Evidence(amount(41_000), amount(82_000)),
            "Bookings fell by 50 % against the same days a year before: $41k, was $82k",
        ),
        (
            replace(FELL, against=Against.GOAL, line=0.1),
            Evidence(amount(40_000), amount(50_000)),
            "Bookings are 20 % behind goal: $40k, the goal asks for $50k by now",
        ),
        (
            Rule("win_rate", Kind.FELL, 0.05, Against.PREVIOUS),
            Evidence(share(10, 200), share(60, 200)),
            "Win rate fell by 25 points against the 28 days before: "
            "5 % (10 of 200), was 30 % (60 of 200)",
        ),
        (
            Rule("bookings", Kind.UNUSUAL, z=3.0),
            Evidence(
                amount(5_000), references=tuple(map(amount, (40_000, 41_000, 42_000, 43_000)))
            ),
            "Bookings are $5,000 over the last 28 days, outside of what is usual "
            "($38.8k to $44.2k)",
        ),
        (
            Rule("win_rate", Kind.NO_DATA),
            Evidence(share(0, 0)),
            "No deals were decided in the 28 days to 19 Nov 2026",
        ),
        (
            Rule("new_leads", Kind.NO_DATA),
            Evidence(Reading(None, "", 0, 0)),
            "No leads were created in the 28 days to 19 Nov 2026",
        ),
    ],
)
def test_the_headline_says_the_point(rule: Rule, evidence: Evidence, words: str) -> None:
    check = judge(rule, evidence)
    assert check.told, check.groups[0].verdict
    assert say(check) == words


def test_the_age_of_the_data_is_told_with_what_is_usual() -> None:
    def say_age(line: float | None, gap: timedelta | None) -> str:
        evidence = Evidence(age=timedelta(days=3, hours=2), usual_age=gap)
        check = judge(Rule("", Kind.STALE, line), evidence)
        return say(check, Question((), Scope.everything()), usual_gap=gap)

    daily = timedelta(days=1)
    assert say_age(None, daily) == (
        "The newest data is 3 days old; usually newer data comes every day"
    )
    assert say_age(2.0, daily) == "The newest data is 3 days old, older than 2 days"


def test_several_groups_are_counted_and_the_worst_named() -> None:
    groups = {name: Evidence(share(k, 90)) for name, k in
              (("Ann", 3), ("Ben", 4), ("Cy", 5), ("Di", 6), ("Ed", 40), ("Flo", 45))}  # fmt: skip
    question = replace(WIN_RATE, by="owner")
    check = judge(LOW, groups)
    assert say(check, question) == (
        "Win rate is below 20 % for 4 of 6 reps: Ann 3.3 %, Ben 4.4 %, Cy 5.6 % and 1 more"
    )
    one = judge(LOW, rates(Ann=(3, 90), Ben=(40, 90)))
    assert say(one, question).startswith("Win rate of Ann is 3.3 % over the last 28 days (3 of 90;")


def test_several_falls_are_told_by_how_much() -> None:
    groups = {name: Evidence(amount(now), amount(60_000)) for name, now in
              (("West", 30_000), ("East", 45_000), ("North", 61_000))}  # fmt: skip
    check = judge(FELL, groups)
    question = Question(("bookings",), Scope.everything(), by="region")
    assert say(check, question) == (
        "Bookings fell by more than 20 % against the 28 days before for 2 of 3 regions: "
        "West −50 % and East −25 %"
    )


def test_older_windows_and_evenings_are_told_by_their_last_day() -> None:
    old = Windows(Period(date(2026, 4, 1), date(2026, 4, 29)))
    check = judge(Rule("lead_conversion", Kind.BELOW, 0.2), Evidence(share(2, 90)))
    assert "in the 28 days to 28 Apr 2026" in say(check, windows=old)
    stock = judge(Rule("open_deals", Kind.BELOW, 50.0), Evidence(Reading(None, "", 9, 9)))
    assert say(stock, windows=Windows(EVENING)) == (
        "Open deals are 9 on the evening of 19 Nov 2026, below the line of 50"
    )


def test_a_value_that_would_read_like_its_line_is_told_in_full() -> None:
    check = judge(LOW, Evidence(share(1_996, 10_000)))
    low = judge(replace(LOW, z=0.01), Evidence(share(1_996, 10_000)))
    assert not check.told
    assert say(low).startswith("Win rate is 19.96 %")


@pytest.mark.parametrize(
    ("rule", "by", "words"),
    [
        (LOW, None, "Win rate of Enterprise, below 20 % over 28 days"),
        (LOW, "owner", "Win rate of Enterprise by owner, below 20 % over 28 days"),
        (
            FELL,
            None,
            "Bookings of Enterprise, down by more than 20 % against the 28 days before",
        ),
        (
            Rule("win_rate", Kind.ROSE, 0.05, Against.YEAR),
            None,
            "Win rate of Enterprise, up by more than 5 points against the same days a year before",
        ),
        (
            replace(FELL, against=Against.GOAL),
            None,
            "Bookings of Enterprise, more than 20 % behind goal",
        ),
        (Rule("bookings", Kind.UNUSUAL), None, "Bookings of Enterprise, unusual over 28 days"),
        (Rule("open_deals", Kind.BELOW, 50.0), None, "Open deals of Enterprise, below 50"),
        (
            Rule("open_deals", Kind.FELL, 0.1, Against.PREVIOUS),
            None,
            "Open deals of Enterprise, down by more than 10 % against 28 days before",
        ),
        (Rule("", Kind.STALE, 2.0), None, "The age of the data, older than 2 days"),
        (Rule("", Kind.STALE), None, "The age of the data, longer than usual"),
    ],
)
def test_what_is_watched_is_said_in_a_few_words(rule: Rule, by: str | None, words: str) -> None:
    metrics = (rule.metric,) if rule.metric else ()
    filters = (Filter("segment", ("Enterprise",)),)
    question = Question(metrics, Scope.everything(), filters=filters, by=by)
    assert plain(say_watched(rule, question, "USD")) == words


def course(values: Sequence[float | None], turns: int = 0) -> Course:
    first = DAY - timedelta(days=len(values) - 1)
    seen: list[Seen] = [
        (first + timedelta(days=n), value, None if value is None else value / 2,
         None if value is None else value * 1.5)
        for n, value in enumerate(values)
    ]  # fmt: skip
    fired = ((DAY, Turn.FIRED),) if turns else ()
    return Course(tuple(seen), fired)


def test_an_alert_is_composed_with_its_cause_its_chart_and_how_it_came_about(
    engine: Engine,
) -> None:
    with engine.begin() as connection:
        desk = Desk(connection).open()
        desk.imported(TODAY)
        decide(desk, 30, 30, BEFORE, account_id=1)
        decide(desk, 20, 20, BEFORE, account_id=2)
        decide(desk, 2, 58, NOW, account_id=1)
        decide(desk, 20, 20, NOW, account_id=2)
        question = Question(("win_rate",), Scope.everything())
        rule = replace(LOW, line=0.4, hold_days=1)
        check = judge(rule, Evidence(share(22, 100)))
        why = find_cause(connection, question, rule, NOW, BEFORE, SETTING)
        firing = fire(
            check, question, why=why, course=course([0.4, 0.3, 0.22], 1), restated="it is now less",
            data_as_of=INSTANT,
        )  # fmt: skip
        report = compose_alert(connection, firing, SETTING)
    assert (report.rule, report.period, report.scope) == ("Rule", NOW, "everything")
    assert report.cause is not None
    assert report.cause.subject == "segment:Enterprise"
    assert report.look_first
    assert report.restated == "it is now less"
    assert report.blind == ""
    (group,) = report.groups
    assert [plain(one) for one in (group.label, group.value, group.sure)] == [
        "", "22 %", "22 of 100, surely 15 to 31 %",
    ]  # fmt: skip
    assert group.since == DAY
    assert [plain(one) for one in report.computed] == [
        "Win rate = deals won / (deals won + deals lost), by close date",
        "23 Oct to 19 Nov 2026 (UTC)",
        "Computed for everything",
        "It fires when Wilson's bound (z = 1.645) is beyond the line",
    ]
    assert report.chart is not None
    assert plain(report.chart.title) == "Win rate is 22 %, below the line of 40 %"
    assert report.chart.turns[0].turn is Turn.FIRED
    assert draw_chart(report.chart).startswith(b"\x89PNG")
    assert thaw_alert(freeze_alert(report)) == report


def test_a_fall_is_drawn_against_what_it_fell_from() -> None:
    check = judge(FELL, Evidence(amount(41_000), amount(62_000)))
    head = fire(check).head(SETTING)
    chart = draw_alert(head, course([62_000, 50_000, 41_000]))
    assert chart is not None
    assert chart.target is not None
    assert (chart.target.value, plain(chart.target.words)) == (49_600, "20 % below $62k")
    assert plain(chart.title) == "Bookings fell by 33.9 % to $41k"


def test_several_groups_are_drawn_as_bars() -> None:
    check = judge(LOW, rates(Ann=(3, 90), Ben=(4, 90)))
    chart = draw_alert(fire(check, replace(WIN_RATE, by="owner")).head(SETTING), Course())
    assert chart is not None
    assert chart.kind is Drawn.BARS
    assert [one.label for one in chart.categories] == ["Ann", "Ben"]
    assert plain(chart.title) == "Win rate is below 20 % for 2 of 2 reps"


def test_a_firing_group_that_nothing_can_be_said_of_says_since_when(engine: Engine) -> None:
    firing = State(Phase.FIRING, INSTANT, DAY - timedelta(days=1), DAY - timedelta(days=5))
    check = judge(LOW, rates(Ann=(0, 0), Ben=(3, 90)), {"Ann": firing})
    with engine.connect() as connection:
        report = compose_alert(connection, fire(check, replace(WIN_RATE, by="owner")), SETTING)
    assert report.blind == (
        "Since 19 Nov 2026 nothing can be said of Ann: there is nothing to go by"
    )
    assert {one.label for one in report.groups} == {"Ann", "Ben"}


def test_the_news_is_what_people_do_not_know_yet(engine: Engine) -> None:
    question = replace(WIN_RATE, by="owner")

    def report(cause: str, **won: int) -> Any:
        check = judge(LOW, {name: Evidence(share(k, 90)) for name, k in won.items()})
        made = fire(check, question)
        with engine.connect() as connection:
            done = compose_alert(connection, made, SETTING)
        return replace(done, cause=Cause(f"segment:{cause}", "", (Driver(cause, ""),)))

    told = report("Enterprise", Ann=5)
    assert say_news(told, report("Enterprise", Ann=5, Ben=4, Cy=3)) == "Now also Cy and Ben"
    assert plain(say_news(told, report("Enterprise", Ann=2))) == (
        "Much worse: Ann 2.2 %, told as 5.6 %"
    )
    assert say_news(told, report("Partner", Ann=5)) == (
        "Another cause: Partner, and no longer Enterprise"
    )
    assert say_news(told, told) == "It still fires"


def test_its_end_says_where_it_stands_since_when_and_how_bad_it_had_been(engine: Engine) -> None:
    began = DAY - timedelta(days=13)
    fired = judge(LOW, Evidence(share(9, 90)))
    with engine.connect() as connection:
        report = compose_alert(connection, fire(fired, WIN_RATE), SETTING)
    told = [replace(report.groups[0], since=began)]
    firing = State(Phase.FIRING, INSTANT, DAY, began, good_since=DAY - timedelta(days=1))
    check = judge(replace(LOW, recover_days=2), Evidence(share(24, 100)), {"": firing})
    assert not check.firing
    values = [0.3] * 5 + [0.12, 0.1, 0.1, *[0.15] * 9, 0.22, 0.24]
    over = compose_over(fire(check, WIN_RATE, course=course(values)), told, SETTING)
    assert plain(over.headline) == (
        "Win rate is back at 24 % since 18 Nov: it was below 20 % for 12 days, lowest 10 %"
    )
    assert (over.since, over.until, over.days) == (began, DAY - timedelta(days=1), 12)
    assert over.groups == ()
    assert over.chart is not None
    assert plain(over.chart.title) == "Win rate is back at 24 %"


def test_the_end_of_several_groups_lists_where_they_stand() -> None:
    firing = State(Phase.FIRING, INSTANT, DAY, DAY - timedelta(days=6))
    states = {"Ann": firing, "Ben": firing}
    check = judge(LOW, rates(Ann=(24, 100), Ben=(30, 100)), states)
    question = replace(WIN_RATE, by="owner")
    told = fire(
        judge(LOW, rates(Ann=(3, 90), Ben=(3, 90))), question
    ).head(SETTING).list_groups()  # fmt: skip
    over = compose_over(fire(check, question), told, SETTING)
    assert plain(over.headline) == "Win rate is back for both reps since 19 Nov"
    assert [plain(one) for one in over.groups] == [
        "Ann: 24 %, 24 of 100, surely 17 to 33 %",
        "Ben: 30 %, 30 of 100, surely 22 to 40 %",
    ]
    assert over.chart is None
