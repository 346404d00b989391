"""When: `closing this quarter`, `as of 1 May`, `last quarter`, `vs previous`."""

from dataclasses import replace
from datetime import date, timedelta

from bot.commands.words_pieces import Against, AsOf, Closing, Piece, Reading, Unclear, When
from bot.commands.words_text import quote_shortly
from bot.commands.words_who import find_person
from bot.messages.freshness import say_within
from metrics.calendar import (
    LATEST,
    add_months,
    count_months,
    day_of,
    is_week,
    name_day,
    name_period,
    previous,
    same_last_year,
)
from metrics.compare import choose_comparison
from metrics.period import Period
from metrics.period_meaning import Lean, PeriodProblem
from metrics.period_words import LONGEST, Found, find_period
from metrics.question import Setting

_CLOSING = frozenset(
    ("closing", "closes", "close", "closingdate", "closedate", "closeson", "toclose", "due",
     "duetoclose", "expected", "expectedtoclose", "expectedclose", "expectedclosedate")
)  # fmt: skip
_BEGINNINGS = frozenset(("since", "from", "after", "starting"))
_INSIDE = frozenset(("in", "on", "during", "for", "within", "at", "inthe", "forthe", "is"))
_AS_OF = frozenset(("asof", "asat", "ason", "stateof", "asofthe"))
_ON = frozenset(("on", "at"))
_AGAINST = frozenset(
    ("vs", "versus", "against", "comparedto", "comparedwith", "compareto", "comparewith",
     "comparedagainst", "incomparisonto", "v")
)  # fmt: skip
_PREVIOUS = frozenset(
    ("previous", "previousperiod", "theprevious", "thepreviousperiod", "prior", "priorperiod",
     "theprior", "lastperiod", "before", "theonebefore", "periodbefore", "theperiodbefore",
     "thelast")
)  # fmt: skip
_YEAR = frozenset(
    ("lastyear", "previousyear", "ayearago", "yearago", "oneyearago", "sameperiodlastyear",
     "thesameperiodlastyear", "samequarterlastyear", "samemonthlastyear", "sameweeklastyear",
     "sametimelastyear", "thesametimelastyear", "theyearbefore", "yearbefore", "prioryear")
)  # fmt: skip
_SHORT = {
    **dict.fromkeys(("yoy", "yearoveryear", "yearonyear"), "year"),
    **dict.fromkeys(
        ("qoq", "mom", "wow", "quarteroverquarter", "monthovermonth", "weekoverweek"), "previous"
    ),
}
_CLOSING_WHEN = ("closing this quarter", "closing this month", "closing next quarter")
_AS_OF_WHEN = ("as of last Friday", "as of the end of last month", "as of the end of last quarter")
_AGAINST_WHAT = ("vs previous", "vs last year")
_UNITS = ("week", "month", "quarter", "year", "fiscalyear", "fiscalquarter")
_PREVIOUS_UNIT = {f"{word}{unit}": unit for word in ("previous", "prior") for unit in _UNITS} | {
    f"the{unit}before": unit for unit in _UNITS
}


def find_when(reading: Reading, start: int) -> Piece | None:
    """A period by itself: `last quarter`, `since March`."""
    found = _find(reading, start, Lean.PAST)
    if isinstance(found, Piece) and not reading.in_sales:
        ahead = _find(reading, start, Lean.FUTURE)
        if isinstance(ahead, Found):  # "since March 2027" is wrong only of what has happened
            return Piece(_place_ahead(ahead.period), start, start + ahead.used)
    if isinstance(found, Piece) and isinstance(found.meaning, Unclear) and not reading.in_sales:
        ways = [f"{how} {one}" for one in found.meaning.choices for how in ("as of", "closing")]
        return replace(found, meaning=replace(found.meaning, choices=tuple(ways)))
    if isinstance(found, Piece) or found is None:
        return found
    end = start + found.used
    if reading.in_sales:
        return Piece(When(found.period), start, end)
    return Piece(_place_bare(reading, start, found), start, end)


def find_closing(reading: Reading, start: int) -> Piece | None:
    """The days in which open deals are expected to close: `closing in May`."""
    marked = reading.find_phrase(start, _CLOSING)
    if not marked:
        return None
    at = start + marked
    at += reading.find_phrase(at, _INSIDE)
    if at >= len(reading.tokens):
        return _ask_when(start, at, "Closing when?", _CLOSING_WHEN)
    found = _find(reading, at, Lean.FUTURE)
    if isinstance(found, Piece):
        return _with_marker(reading, found, start)
    return _close_in(reading, start, at, found) if found else None


def _close_in(reading: Reading, start: int, at: int, found: Found) -> Piece:
    """The coming one is meant where no year is said: asked behind "since", noted behind "from"."""
    end = at + found.used
    word = reading.fold(at, at + 1)
    before = _find(reading, at, Lean.PAST) if word in _BEGINNINGS else None
    if not isinstance(before, Found) or found.period.end != LATEST:
        return Piece(Closing(found.period), start, end)
    if before.period.start == found.period.start:  # the year is said, or it makes no difference
        return Piece(Closing(found.period), start, end)
    if word != "since":
        return Piece(_place_ahead(found.period), start, end)
    days = [name_day(period.start) for period in (before.period, found.period)]
    unclear = Unclear(
        "ambiguous-word",
        what=f"{quote_shortly(reading.type(start, end))} can mean two days.",
        why="Deals expected to close since then, or from then on.",
        fix="Choose one of them.",
        choices=tuple(f"closing {day} onwards" for day in days),
    )
    return Piece(unclear, start, end)


def find_as_of(reading: Reading, start: int) -> Piece | None:
    """The evening of a day: `as of 1 May`; in /pipeline also `on 1 May`."""
    marked = reading.find_phrase(start, _AS_OF)
    only_day = not marked and not reading.in_sales
    if only_day:
        marked = reading.find_phrase(start, _ON)
    if not marked:
        return None
    at = start + marked
    if at >= len(reading.tokens) and not only_day:
        return _ask_when(start, at, "As of which day?", _AS_OF_WHEN)
    found = _find(reading, at, Lean.PAST)
    if isinstance(found, Piece) or found is None:
        return _with_marker(reading, found, start) if found else None
    if only_day and found.period.days > 1:
        return None
    end = at + found.used
    today = reading.setting.today
    if found.period.start > today:
        typed = reading.type(at, end)
        return Piece(_tell_future_day(found.period, typed), start, end)
    return Piece(AsOf(min(found.period.last, today)), start, end)


def find_against(reading: Reading, start: int) -> Piece | None:
    """What it is held against: `vs previous`, `compared to Q1 2017`, `yoy`."""
    if length := reading.find_phrase(start, _SHORT):
        return Piece(Against(_SHORT[reading.fold(start, start + length)]), start, start + length)
    marked = reading.find_phrase(start, _AGAINST)
    if not marked:
        return None
    at = start + marked
    if at >= len(reading.tokens) and reading.in_sales:
        return _ask_when(start, at, "Compared with what?", _AGAINST_WHAT)
    if length := reading.find_phrase(at, _YEAR):
        return Piece(Against("year"), start, at + length)
    if length := reading.find_phrase(at, _PREVIOUS_UNIT):
        unit = _PREVIOUS_UNIT[reading.fold(at, at + length)]
        return Piece(Against("previous", unit), start, at + length)
    found = _find(reading, at, Lean.PAST)
    if isinstance(found, Piece):
        return _with_marker(reading, found, start)
    if found:
        return Piece(Against(found.period), start, at + found.used)
    if length := reading.find_phrase(at, _PREVIOUS):
        return Piece(Against("previous"), start, at + length)
    return _ask_side_by_side(reading, start, at)


def _ask_side_by_side(reading: Reading, start: int, at: int) -> Piece | None:
    """The form "West vs East": values are told side by side, not held against each other."""
    named, folded = reading.find_name(at, reading.vocabulary.values)
    if named:
        dimension = reading.vocabulary.values[folded][0].dimension.replace("_", " ")
    elif find_person(reading, at):
        dimension = "owner"
    else:
        return None
    unclear = Unclear(
        "compare-values",
        what="I compare periods.",
        why=f"Several values stand side by side with by {dimension}.",
        fix=f"Ask by {dimension}.",
        choices=(f"by {dimension}",),
    )
    return Piece(unclear, start, at)


def _ask_when(start: int, end: int, what: str, choices: tuple[str, ...]) -> Piece:
    """A marker with nothing behind it."""
    unclear = Unclear("no-period", what, fix=f"Name it, such as {choices[0]}.", choices=choices)
    return Piece(unclear, start, end)


def _with_marker(reading: Reading, piece: Piece, start: int) -> Piece:
    """A piece that begins with its marker, in its choices too: "as of 28 Feb"."""
    if not isinstance(piece.meaning, Unclear) or piece.start == start:
        return replace(piece, start=start)
    marker = reading.type(start, piece.start)
    choices = tuple(f"{marker} {choice}" for choice in piece.meaning.choices)
    return Piece(replace(piece.meaning, choices=choices), start, piece.end)


def _find(reading: Reading, start: int, lean: Lean) -> Found | Piece | None:
    """A period at `start`, or what is wrong with it."""
    words = reading.plain_words(start, LONGEST)
    try:
        return find_period(words, reading.setting.today, reading.calendar, lean)
    except PeriodProblem as problem:
        unclear = Unclear(
            problem.reference, problem.what, fix=problem.fix, choices=problem.suggestions
        )
        return Piece(unclear, start, start + problem.used)


def _place_bare(reading: Reading, start: int, found: Found) -> Closing | AsOf | Unclear:
    """What a bare period means for open deals, which stand as of a day: asked, where it is open."""
    today, calendar = reading.setting.today, reading.calendar
    ahead = _find(reading, start, Lean.FUTURE)
    coming = ahead.period if isinstance(ahead, Found) and ahead.used == found.used else found.period
    if found.period == day_of(today):
        return AsOf(today)
    if coming.start > today and found.period.start > today:
        return _place_ahead(coming)
    as_of = name_period(day_of(min(found.period.last, today)))
    choices: tuple[str, ...] = (f"closing {name_period(coming, calendar)}",)
    if found.period.start <= today:
        choices += (f"as of {as_of}",)
    typed = reading.type(start, start + found.used)
    return Unclear(
        "ambiguous-word",
        what=f"“{typed}” can mean two things for open deals.",
        why="Deals expected to close then, or the pipeline as it stood at its end.",
        fix="Choose one of them. Numbers of a period (won, lost) are told by /sales.",
        choices=choices,
    )


def _place_ahead(period: Period) -> Closing:
    """A bare period that is still to come: of open deals only their closing can be meant."""
    return Closing(period, f"Taken as: expected to close {say_within(period)}.")


def _tell_future_day(period: Period, typed: str) -> Unclear:
    return Unclear(
        "future-day",
        what=f"“{typed}” is still to come.",
        why="How the pipeline will stand on a later day is not known.",
        fix="Ask for a day up to today, or for what is expected to close.",
        choices=(f"closing {name_period(period)}", ""),
    )


def compare_fairly(against: Against, period: Period, setting: Setting, reading: Reading) -> Period:
    """The period that `period` is held against.

    The one before and the same a year ago are cut as far as `period` has gone, also when they
    are called by their own names.
    """
    calendar = reading.calendar
    if isinstance(against.what, str):
        if against.unit and against.unit.removeprefix("fiscal") != _unit(period):
            unit = against.unit.replace("fiscal", "fiscal ")
            found = find_period(["last", *unit.split()], setting.today, calendar)
            if found and found.period != period:
                return found.period
        return choose_comparison(period, setting, against.what)
    if against.what == period:
        return choose_comparison(period, setting, "previous")
    for kind, step in (("previous", previous), ("year", same_last_year)):
        if against.what == step(period, calendar):
            return choose_comparison(period, setting, kind)
    return against.what


def compare_day(against: Against, day: date, setting: Setting) -> date:
    """The day that the state on `day` is held against: a week before, when only "previous"."""
    if isinstance(against.what, Period):
        return min(against.what.last, setting.today)
    if against.what == "year":
        return same_last_year(day_of(day)).start
    back = {"month": 1, "quarter": 3, "fiscalquarter": 3, "year": 12, "fiscalyear": 12}
    if months := back.get(against.unit):
        return add_months(day, -months)
    return day - timedelta(days=7)


def _unit(period: Period) -> str:
    """week, month, quarter or year, when it is one; "" otherwise."""
    if is_week(period):
        return "week"
    return {1: "month", 3: "quarter", 12: "year"}.get(count_months(period), "")
