"""What is told of an alert, and when: a history a line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from metrics.alerts.notice import (
    Arrival,
    Decision,
    Moment,
    Notice,
    Told,
    choose_notice,
    end_of_quiet,
)
from metrics.alerts.rule import Rule
from metrics.alerts.state import Phase, State
from tests.metrics.alerts.timelines import make_rule

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 8, tzinfo=UTC)
MARKS = {None: ".", Notice.FIRING: "F", Notice.NOTE: "N", Notice.RESOLVED: "R"}


@dataclass
class Reader:
    """Somebody who is told, and remembers it."""

    rule: Rule
    arrival: Arrival = Arrival.DELIVERED
    told: Told | None = None
    last_at: datetime | None = None
    decisions: list[Decision] = field(default_factory=list)

    def look(
        self, gaps: Mapping[str, float], now: datetime, cause: str = "", **moment: Any
    ) -> None:
        states = {group: State(Phase.FIRING) for group in gaps}
        at = Moment(now, BERLIN, self.last_at, **moment)
        decision = choose_notice(states, gaps, self.told, cause, self.rule, at)
        self.decisions.append(decision)
        if decision.notice is None:
            return
        self.last_at = now
        over = decision.notice is Notice.RESOLVED
        self.told = None if over else Told(gaps, cause, self.arrival)

    @property
    def marks(self) -> str:
        return " ".join(MARKS[one.notice] for one in self.decisions)


def tell(days: str, *, start: datetime = MONDAY, hours: int = 24, **knobs: Any) -> str:
    """What is told day by day; a day is the gaps of the groups that fire ("a1b2"), "_" of none."""
    arrival = knobs.pop("arrival", Arrival.DELIVERED)
    reader = Reader(make_rule(**knobs), arrival)
    for place, token in enumerate(days.split()):
        reader.look(dict(read_gaps(token)), start + timedelta(hours=place * hours))
    return reader.marks


def read_gaps(token: str) -> Iterator[tuple[str, float]]:
    if token != "_":
        yield from zip(token[::2], map(float, token[1::2]), strict=True)


TOLD: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("once when it fires, once when it is over", "_ a1 a1 a1 _", ". F . . R", {}),
    ("a note when it is twice as far beyond the line", "a2 a3 a4", "F . N", {}),
    ("after a note, twice as far again", "a1 a2 a3 a4", "F N . N", {}),
    ("better is no news", "a4 a2 a1", "F . .", {}),
    ("a note when more groups fire", "a1 a1b1 b1", "F N .", {}),
    ("one group less is no news until all are over", "a1b1 b1 _", "F . R", {}),
    ("a pause spaces notes", "a1 a2 a4 a8", "F . N .", {"pause": timedelta(hours=48)}),
    ("a pause holds no recovery back", "a1 _", "F R", {"pause": timedelta(hours=240)}),
    (
        "a pause spaces incidents, and skips none",
        "a1 _ a1 a1 _",
        "F R . F R",
        {"pause": timedelta(hours=48)},
    ),
    ("nobody who was not told hears that it is over", "a1 _", "F .", {"arrival": Arrival.LOST}),
    ("nor while it is still on its way", "a1 a2 _ _", "F . . .", {"arrival": Arrival.WAITING}),
)


@pytest.mark.parametrize(
    ("days", "marks", "knobs"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD]
)
def test_what_is_told(days: str, marks: str, knobs: dict[str, Any]) -> None:
    assert tell(days, **knobs) == marks


def test_a_note_when_the_cause_is_another_one() -> None:
    reader = Reader(make_rule())
    for place, cause in enumerate(["segment:SMB", "segment:SMB", "", "segment:Enterprise"]):
        reader.look({"a": 1}, MONDAY + timedelta(days=place), cause)
    assert reader.marks == "F . . N"
    assert reader.decisions[-1].reason == "the cause is another one"


def test_quiet_hours_put_off_what_is_told_and_say_until_when() -> None:
    rule = make_rule(quiet_from=time(19), quiet_to=time(8))
    reader = Reader(rule)
    evening, morning = MONDAY.replace(hour=20), MONDAY.replace(day=3, hour=7)
    reader.look({"a": 1}, evening)
    assert reader.decisions[-1] == Decision(None, "quiet hours", morning)
    reader.look({"a": 1}, morning)
    assert reader.marks == ". F"


def test_what_is_over_before_anybody_may_be_told_is_not_told() -> None:
    reader = Reader(make_rule(quiet_from=time(19), quiet_to=time(8)))
    reader.look({"a": 1}, MONDAY.replace(hour=20))
    reader.look({}, MONDAY.replace(day=3, hour=12))
    assert reader.marks == ". ."


def test_a_snooze_puts_off_and_says_until_when() -> None:
    reader = Reader(make_rule())
    until = MONDAY + timedelta(days=2)
    reader.look({"a": 1}, MONDAY, snoozed_until=until)
    assert reader.decisions[-1] == Decision(None, "snoozed", until)
    reader.look({"a": 1}, until, snoozed_until=until)
    assert reader.marks == ". F"


def test_a_wider_alert_that_fires_speaks_for_this_one() -> None:
    reader = Reader(make_rule())
    reader.look({"a": 1}, MONDAY, muted_by="Everybody's win rate")
    assert reader.decisions[-1].reason.startswith("Everybody's win rate")
    reader.look({"a": 1}, MONDAY + timedelta(days=1))
    assert reader.marks == ". F"


@pytest.mark.parametrize(
    ("wall", "ends", "knobs"),
    [
        ("2026-03-02 18:59", None, {}),
        ("2026-03-02 19:00", "2026-03-03 08:00", {}),
        ("2026-03-03 03:00", "2026-03-03 08:00", {}),
        ("2026-03-03 08:00", None, {}),
        ("2026-03-06 20:00", "2026-03-09 08:00", {"working_days": True}),
        ("2026-03-07 12:00", "2026-03-09 08:00", {"working_days": True}),
        ("2026-03-08 23:00", "2026-03-09 08:00", {"working_days": True}),
        ("2026-03-08 12:00", None, {}),
        ("2026-03-28 22:00", "2026-03-29 08:00", {}),  # the clocks go forward in that night
        ("2026-10-24 22:00", "2026-10-25 08:00", {}),  # and back
        ("2026-03-02 12:30", "2026-03-02 13:00", {"quiet_from": time(12), "quiet_to": time(13)}),
        ("2026-03-02 12:30", None, {"quiet_from": time(12), "quiet_to": time(12)}),
        ("2026-03-07 12:00", "2026-03-09 00:00", {"working_days": True, "quiet_from": None}),
    ],
)
def test_when_people_may_be_told_again(wall: str, ends: str | None, knobs: dict[str, Any]) -> None:
    """Quiet hours are wall times: a night is as long as it is."""
    rule = replace(make_rule(quiet_from=time(19), quiet_to=time(8)), **knobs)
    now = datetime.fromisoformat(wall).replace(tzinfo=BERLIN).astimezone(UTC)
    end = end_of_quiet(rule, now, BERLIN)
    assert (None if end is None else end.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M")) == ends


def test_nothing_is_told_of_what_does_not_fire() -> None:
    decision = choose_notice(
        {"a": State(Phase.PENDING), "b": State(Phase.NO_DATA)},
        {},
        None,
        "",
        make_rule(),
        Moment(FRIDAY, BERLIN),
    )
    assert decision == Decision(None, "nothing is firing")
