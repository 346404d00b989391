"""What is said of a rule's last year, and how it is drawn."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.alerts.replay_words import FEWER, draw_replay, say_replay
from metrics.alerts.replay import Course, Incident, Replay
from metrics.alerts.rule import Against, Kind, Rule
from metrics.alerts.verdict import Finding, Verdict
from metrics.charts.spec import Turn
from metrics.question import Question, Setting
from metrics.scope import Scope
from metrics.units import Unit

FIRST, LAST = date(2025, 11, 21), date(2026, 11, 19)
SETTING = Setting(1, date(2026, 11, 20), ZoneInfo("UTC"))
QUESTION = Question(("win_rate",), Scope.everything())
RULE = Rule("win_rate", Kind.BELOW, 0.18)
DAYS = [FIRST + timedelta(days=count) for count in range(364)]


def make(
    rule: Rule = RULE,
    incidents: Sequence[Incident] = (),
    nearest: Verdict | None = None,
    label: str = "",
    first: date | None = FIRST,
    left_out: int = 0,
) -> Replay:
    turns = tuple(
        turn
        for one in incidents
        for turn in ((one.began, Turn.FIRED), *(((one.ended, Turn.OVER),) if one.ended else ()))
    )
    seen = tuple((day, 0.2, 0.1, 0.3) for day in DAYS)
    came = None if nearest is None else (date(2026, 5, 3), nearest)
    course = Course(label, label, seen, turns, came)
    last = None if first is None else LAST
    days = 0 if first is None else 364
    return Replay(
        rule=rule,
        days=days,
        first=first,
        last=last,
        every=1,
        courses=(course,),
        incidents=tuple(incidents),
        messages=len(incidents),
        notes=0,
        left_out=left_out,
    )


def test_the_newest_incidents_come_first_and_the_others_are_counted() -> None:
    many = [
        Incident(DAYS[place], DAYS[place + 3], ("West", "East", "North", "South"))
        for place in range(0, 90, 10)
    ]
    lines = say_replay(make(incidents=[*many, Incident(DAYS[300], None, ())]), "USD")
    assert lines[:3] == [
        "It would have fired 10 times.",
        "• since 17 Sep 2026",
        "• 9 Feb 2026 to 12 Feb 2026: West, East, North and 1 more",
    ]
    assert lines[-1] == "and 4 more"


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict(Finding.FINE, 0.21, 90, line=0.18), "It came nearest on 3 May 2026: 21 %."),
        (Verdict(Finding.NOT_ENOUGH, 0.0, 1, line=0.18),
         "On 3 May 2026 it was beyond the line, but not surely: 0 % of 1 deal."),
    ],
)  # fmt: skip
def test_how_near_it_came_is_said_where_it_never_fired(verdict: Verdict, said: str) -> None:
    lines = say_replay(make(nearest=verdict), "USD")
    assert [line.replace("\xa0", " ") for line in lines] == [
        "It would not have fired; looked at every day.", said,
    ]  # fmt: skip
    (_, named) = say_replay(make(nearest=verdict, label="West"), "USD")
    assert " for West" in named


def test_a_rule_that_would_fire_all_the_time_is_told_so() -> None:
    incidents = [Incident(DAYS[n], DAYS[n + 2], ()) for n in range(0, 130, 10)]
    assert FEWER in say_replay(make(incidents=incidents), "USD")
    assert FEWER not in say_replay(make(incidents=incidents[:5]), "USD")


def test_how_far_back_the_data_goes_is_said_where_it_is_less_than_a_year() -> None:
    assert "The data goes back no further than 30 days with a whole window." in say_replay(
        make(first=LAST - timedelta(days=29)), "USD"
    )
    assert "3 small groups were not looked back on." in say_replay(make(left_out=3), "USD")
    assert say_replay(make(first=None), "USD") == ["There is too little data to look back on."]


def test_levels_and_changes_are_drawn_in_their_own_units() -> None:
    level = draw_replay(make(incidents=[Incident(DAYS[9], DAYS[20], ())]), QUESTION, SETTING)
    assert level is not None
    assert (level.title, level.unit) == ("It would have fired once", Unit.PERCENT)
    assert level.target is not None
    assert level.target.value == 0.18
    rule = Rule("bookings", Kind.FELL, 0.2, Against.PREVIOUS)
    change = draw_replay(make(rule, label="West"), Question(("bookings",), QUESTION.scope), SETTING)
    assert change is not None
    assert change.title == "West would not have fired"
    assert (change.unit, change.currency) == (Unit.PERCENT, None)
    assert change.target is not None
    assert change.target.value == -0.2
