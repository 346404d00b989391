"""Reads schedules as people write them: "every Monday 09:00", "last Friday 4pm", "weekdays 8:30".

Which days is in `metrics.schedule_forms`, which time in `metrics.schedule_clock`; the way back is
`metrics.schedule_names`. A schedule that could mean two things is refused, never guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from metrics.calendar import PLAIN, Calendar
from metrics.period_words import normalise_period, parse_period
from metrics.schedule import USUAL_TIME, WEEKDAY_NAMES, Schedule, Weekly
from metrics.schedule_forms import WORDS, read_days
from metrics.schedule_names import name_day, write_schedule
from metrics.schedule_pieces import Pieces, take_apart
from metrics.schedule_zones import cut_words
from storage.problem import Problem

EXAMPLES = (
    "every Monday 09:00", "weekdays 08:30", "every day 07:15", "Mondays and Thursdays 09:00",
    "1st of the month 09:00", "15th and last day of the month 09:00",
    "first working day of the month 09:00", "last Friday of the month 16:00",
    "first Monday of the month 09:00", "first Monday of the quarter 09:00",
)  # fmt: skip
"""One of each kind, for menus and help."""
_LONGEST = 200
_NEAR = 70  # of 100: "mondy" is Monday, "hourly" is nothing
_VAGUE = {
    "week": "every Monday", "month": "1st of the month", "quarter": "first Monday of the quarter",
}  # fmt: skip


@dataclass(frozen=True)
class _Desk:
    """What a text's meaning depends on."""

    zone: ZoneInfo
    calendar: Calendar
    today: date | None


def read_schedule(
    text: str, zone: ZoneInfo, calendar: Calendar = PLAIN, today: date | None = None
) -> Schedule:
    """The schedule that a text names, all of it; 09:00 when it says no time.

    Args:
        text: Days, time, and where needed a first day and a zone, in any order.
        zone: Used when the text names none.
        calendar: Says when quarters begin, unless the text does.
        today: Only for suggestions: the days with which "every other Monday" could begin.

    Raises:
        Problem: when it names no schedule or could mean two; each suggestion can be read in its
            place.
    """
    desk = _Desk(zone, calendar, today)
    try:
        return _read(text, desk)
    except Problem as problem:
        problem.suggestions = _keep_readable(problem.suggestions, desk)
        if problem.reference == "unknown-schedule" and not problem.suggestions:
            problem.suggestions = EXAMPLES[:3]
        raise


def _read(text: str, desk: _Desk) -> Schedule:
    """The same; a Problem's suggestions may not be readable yet."""
    plain = normalise_period(text)
    if len(plain) > _LONGEST:
        raise _make_unknown(text, None)
    pieces = take_apart(plain, desk.zone)
    if len(pieces.times) > 1:
        raise Problem(
            "two-times",
            what=f"“{cut_words(text)}” has {len(pieces.times)} times.",
            why="A schedule comes once on each of its days.",
            fix="Keep one time, and make a second schedule for the other.",
            suggestions=tuple(f"{pieces.days} {pieces.end_with(at)}" for at in pieces.times),
        )
    _refuse_doubtful(pieces)
    if pieces.unknown:
        raise _make_unknown(text, pieces)
    is_other = "other" in pieces.words
    calendar = Calendar(pieces.quarter_start) if pieces.quarter_start else desk.calendar
    try:
        cadence = read_days([word for word in pieces.words if word != "other"], calendar)
    except Problem as problem:
        problem.suggestions = tuple(f"{days} {pieces.ending}" for days in problem.suggestions)
        raise
    if cadence is None or (is_other and not isinstance(cadence, Weekly)):
        raise _make_unknown(text, pieces)
    if is_other and isinstance(cadence, Weekly):
        cadence = _begin(cadence, pieces, desk)
    elif pieces.first is not None:
        raise Problem(
            "needless-first-day",
            what=f"Only every other week takes a date, not “{cut_words(pieces.days)}”.",
            fix=f"Leave “{pieces.first}” out; it begins once it is saved.",
            suggestions=(f"{pieces.days} {pieces.ending}",),
        )
    return Schedule(cadence, pieces.times[0] if pieces.times else USUAL_TIME, pieces.zone)


def _refuse_doubtful(pieces: Pieces) -> None:
    """Refuse words that are understood in two ways, or leave the day open."""
    if doubtful := re.search(r"\bbi-?(week|month)ly\b", pieces.days):
        raise Problem(
            "two-meanings",
            what=f"“{doubtful[0]}” can be two things.",
            why=f"It may be twice a {doubtful[1]} or every other {doubtful[1]}.",
            fix="Write which days, such as Mondays and Thursdays, or 1st and 15th of the month.",
            suggestions=(
                (f"Mondays and Thursdays {pieces.ending}",)
                if doubtful[1] == "week"
                else (f"1st and 15th of the month {pieces.ending}",)
            ),
        )
    counted = re.search(r"\b(?:every|each) (second|2nd|third|3rd|fourth|4th)\b", pieces.days)
    weekday = next((word for word in pieces.words if word in _SHORT_NAMES), None)
    if counted and weekday and not {"month", "quarter", "other"} & set(pieces.words):
        name = _SHORT_NAMES[weekday]
        raise Problem(
            "two-meanings",
            what=f"“{counted[0]} {name}” can be two things.",
            why="It may count the weeks, or the days of a month.",
            fix=f"Write “{counted[1]} {name} of the month”, or “every other {name} from” a date.",
            suggestions=(f"{counted[1]} {name} of the month {pieces.ending}",),
        )
    if len(pieces.words) == 1 and (near := _VAGUE.get(pieces.words[0])):
        raise Problem(
            "no-day",
            what=f"“{cut_words(pieces.days)}” does not say on which day.",
            fix=f"Name the day, such as {near}.",
            suggestions=(f"{near} {pieces.ending}", *_list_kin(pieces.words[0], pieces.ending)),
        )


def _list_kin(span: str, ending: str) -> list[str]:
    """Examples of the same length, with the time that was said."""
    kin = [example.rpartition(" ")[0] for example in EXAMPLES]
    return [f"{days} {ending}" for days in kin if span in days]


def _begin(cadence: Weekly, pieces: Pieces, desk: _Desk) -> Weekly:
    """Every other week, with the first day that it must say."""
    if {"day", "workday"} & set(pieces.words):  # "every other day" counts days, not weeks
        raise _make_unknown(pieces.days, pieces)
    names = [WEEKDAY_NAMES[weekday] for weekday in cadence.weekdays]
    days = f"every other {' and '.join(names)} {pieces.ending} from"
    if pieces.first is None:
        near = [desk.today + timedelta(days=step) for step in range(15)] if desk.today else []
        raise Problem(
            "no-first-day",
            what=f"“every other {' and '.join(names)}” does not say with which day it begins.",
            fix=f"Write a date behind it, with its year: “{days} …”.",
            suggestions=_list_beginnings(days, near),
        )
    first = _read_first(pieces.first, days, desk.today)
    if first.weekday() not in cadence.weekdays:
        near = [first + timedelta(days=step) for step in (*range(1, 7), *range(-6, 0))]
        raise Problem(
            "first-day-elsewhere",
            what=f"{name_day(first)} is a {WEEKDAY_NAMES[first.weekday()]}.",
            why=f"The first day must be a {' or a '.join(names)}.",
            fix="Name one of the days on which it comes.",
            suggestions=_list_beginnings(days, near),
        )
    return replace(cadence, first=first)


def _list_beginnings(days: str, near: Sequence[date]) -> tuple[str, ...]:
    """The text with each of the days as the first; most can't be, and will not be kept."""
    return tuple(f"{days} {name_day(day)}" for day in near)


def _read_first(said: str, days: str, today: date | None) -> date:
    """The one day that a date names, whatever the year of the reader.

    Raises:
        Problem: when there is no such day, or the text names no year.
    """
    try:
        # What has its year is the same day, read in whichever year.
        first, second = (parse_period(said, date(year, 12, 31)) for year in (1990, 2090))
    except Problem as problem:
        problem.suggestions = tuple(f"{days} {day}" for day in problem.suggestions)
        raise
    if first != second:
        raise Problem(
            "no-year",
            what=f"“{cut_words(said)}” has no year.",
            fix=f"Write the first day with its year, such as “{said} 2027”.",
            suggestions=tuple(
                f"{days} {said} {today.year + step}" for step in range(7) if today is not None
            ),
        )
    return first.start


def _make_unknown(text: str, pieces: Pieces | None) -> Problem:
    """What to say about words that are no schedule, with the nearest that are."""
    said = cut_words(normalise_period(text))
    near: list[str] = []
    if pieces:
        near = [_correct(pieces), *_find_examples(pieces)]
    words = ", ".join(f"“{cut_words(word)}”" for word in (pieces.unknown if pieces else [])[:3])
    return Problem(
        "unknown-schedule",
        what=f"I don't know the schedule “{said}”." if said else "No schedule is named.",
        why=f"I don't understand {words} there." if words else "",
        fix="Write one such as every Monday 09:00, weekdays 8:30, 1st of the month or last Friday.",
        suggestions=tuple(near),
    )


def _correct(pieces: Pieces) -> str:
    """The text with each unknown word put right, or left out where nothing is near."""
    days = pieces.days
    for word in pieces.unknown:
        near = process.extractOne(word[:30], WORDS.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        days = days.replace(word, near[0] if near else "", 1)
    first = f" from {pieces.first}" if pieces.first else ""
    return f"{days} {pieces.ending}{first}"


def _find_examples(pieces: Pieces) -> list[str]:
    """The nearest examples, with the time that was said."""
    kin = [example.rpartition(" ")[0] for example in EXAMPLES]
    near = process.extract(pieces.days[:60], kin, limit=3, score_cutoff=50)
    return [f"{days} {pieces.ending}" for days, _, _ in near]


def _keep_readable(texts: tuple[str, ...], desk: _Desk) -> tuple[str, ...]:
    """Up to three of the suggestions, in the words in which schedules are written."""
    kept: dict[str, None] = {}
    for text in texts:
        try:
            schedule = _read(text, desk)
        except Problem:
            continue
        zone = "" if schedule.zone.key == desk.zone.key else f" {schedule.zone.key}"
        kept[write_schedule(schedule) + zone] = None
    return tuple(kept)[:3]


_SHORT_NAMES = {name[:3].casefold(): name for name in WEEKDAY_NAMES}
