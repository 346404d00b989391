"""The forms in which people name the days of a schedule, without time and zone.

Each form is a pattern over plain words: "Mondays and Thursdays" is `mon and thu`, "on the 1st of
every month" is `#1 of month`.
"""

import re
from collections.abc import Callable

from metrics.calendar import MONTHS, PLAIN, Calendar
from metrics.schedule import (
    ALL_DAYS,
    LAST,
    WEEKDAY_NAMES,
    WORKDAYS,
    Cadence,
    MonthDays,
    NthDays,
    Weekly,
    count_at_least,
)
from metrics.schedule_names import POSITION_NAMES, name_ordinal
from storage.problem import Problem

_SHORT = tuple(name[:3].casefold() for name in WEEKDAY_NAMES)


def _list_words() -> dict[str, str]:
    """Every word that is understood, and the plain one it stands for; fillers stand for none."""
    words: dict[str, str] = {}
    for short, name in zip(_SHORT, WEEKDAY_NAMES, strict=True):
        full = name.casefold()
        words |= dict.fromkeys((short, f"{short}s", full, f"{full}s"), short)
    words |= {"tues": "tue", "weds": "wed", "thur": "thu", "thurs": "thu"}
    words |= {name: f"#{number}" for number, name in enumerate((*POSITION_NAMES, "fifth"), 1)}
    words |= dict.fromkeys(("day", "days", "daily"), "day")
    words |= dict.fromkeys(("week", "weeks", "weekly"), "week")
    words |= dict.fromkeys(("month", "months", "monthly"), "month")
    words |= dict.fromkeys(("quarter", "quarters", "quarterly"), "quarter")
    words |= dict.fromkeys(("workday", "workdays"), "workday")
    words |= dict.fromkeys(("weekday", "weekdays"), "workday")
    words |= dict.fromkeys(("weekend", "weekends"), "weekend")
    words |= dict.fromkeys(("to", "till", "until", "through", "thru"), "to")
    words |= dict.fromkeys(("last", "final"), "last")
    words |= {"and": "and", "of": "of", "other": "other"}
    fillers = ("every", "each", "once", "all", "a", "the", "on", "in", "at", "please", "calendar")
    return words | dict.fromkeys((*fillers, "fiscal", "per"), "")


WORDS = _list_words()
"""What people write, and the plain word it stands for."""

_WEEKDAY = "mon|tue|wed|thu|fri|sat|sun"
_SET = rf"(?:workday|weekend|{_WEEKDAY})"
_SETS = rf"(?P<sets>day|{_SET}(?:(?: and| to)? {_SET})*)"
# A number alone counts days of a month only where the month is near: "every 3 days" is none.
_DAY = r"(?:#\d{1,2}(?: day)?|last day)"
_NUMBER = r"(?:#?\d{1,2}|last(?: day)?)"
_POSITION = r"(?:#\d{1,2}|last)"
_POSITIONS = rf"(?P<positions>{_POSITION}(?: and {_POSITION})*)"

_EDGE = r"(?: of| the| each| every| a)* (?P<span>month|quarter)\b"
_PHRASES = (
    (re.compile(r"'s?(?= |$)"), ""),
    (re.compile(r"\b(?:working|business|work|week) days?\b"), "workday"),
    (re.compile(r"\bweek ends?\b"), "weekend"),
    (re.compile(r"\b(?P<span>month|quarter)[ -]end\b"), r"last day of \g<span>"),
    (re.compile(rf"\bend{_EDGE}"), r"last day of \g<span>"),
    (re.compile(rf"\b(?:start|beginning|begin){_EDGE}"), r"first day of \g<span>"),
    (re.compile(r"\bevery (?:two|2|second|2nd) weeks?\b|\bfortnight(?:ly)?\b"), "other week"),
    (re.compile(r"\balternat(?:e|ing)\b"), "other"),
    (re.compile(r"\b(?:the|days?) (?P<day>\d{1,2})(?= |,|$)"), r"\g<day>th"),
    (re.compile(r"[,&+/]"), " and "),
    (re.compile(r"[()]"), " "),
    (re.compile(r"(?<=[a-z]) ?- ?(?=[a-z])"), " to "),
)
"""Several words that stand for one, in this order."""

Read = Callable[[re.Match[str], Calendar], Cadence | None]


def split_words(text: str) -> tuple[list[str], list[str]]:
    """The plain words of a normalised text, and those of its words that are not known."""
    for pattern, plain in _PHRASES:
        text = pattern.sub(plain, text)
    plain_words: list[str] = []
    unknown: list[str] = []
    for word in text.split():
        ordinal = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", word)
        if ordinal or re.fullmatch(r"\d{1,2}", word):
            plain_words.append(f"#{int(ordinal[1])}" if ordinal else word)
        elif word in WORDS:
            plain_words.append(WORDS[word])
        else:
            unknown.append(word)
    line = " ".join(word for word in plain_words if word)
    line = re.sub(r"(?:\band )+", "and ", line)
    return re.sub(r"^and | and$", "", line).split(), unknown


def read_days(words: list[str], calendar: Calendar = PLAIN) -> Cadence | None:
    """The days that plain words name; None when they are none of the forms.

    Raises:
        Problem: when they name a day that no month or not every month has.
    """
    line = " ".join(words)
    for pattern, read in _FORMS:
        match = pattern.fullmatch(line)
        if match and (found := read(match, calendar)) is not None:
            return found
    return None


def read_quarter_start(text: str) -> int | None:
    """1 to 3, of months in brackets: "jan, apr, jul, oct" is 1; None when they aren't that."""
    short = [name[:3].casefold() for name in MONTHS]
    named = [word[:3] for word in re.findall(r"[a-z]+", text)]
    if len(named) != 4 or not set(named) <= set(short):
        return None
    months = sorted(short.index(name) + 1 for name in named)
    start = months[0]
    return start if months == list(range(start, 13, 3)) else None


def _read_weekly(match: re.Match[str], _: Calendar) -> Cadence | None:
    """Weekdays one by one and from one to another, over Sunday too: "Fri to Mon"."""
    days: list[int] = []
    is_range = False
    for word in match["sets"].split():
        if word in ("and", "to"):
            is_range = word == "to"
            continue
        group = _GROUPS[word]
        if is_range and (len(group) != 1 or not days):
            return None
        while is_range and days[-1] != group[0]:
            days.append((days[-1] + 1) % 7)
        days += group
        is_range = False
    return Weekly(tuple(sorted(set(days))))


def _read_month_days(match: re.Match[str], _: Calendar) -> Cadence:
    named = re.findall(r"\d+|last", match["days"])
    days = {31 if day == "last" else int(day) for day in named}
    if wrong := [day for day in sorted(days) if not 1 <= day <= 31]:
        raise Problem(
            "no-such-day",
            what=f"No month has a {name_ordinal(wrong[0])} day.",
            fix="Choose the 1st to the 31st, or the last day of the month.",
            suggestions=("last day of the month", "1st of the month"),
        )
    return MonthDays(tuple(sorted(days)))


def _read_nth(match: re.Match[str], calendar: Calendar) -> Cadence:
    is_quarter = "quarter" in match[0].split()
    weekdays = _GROUPS[match["unit"] or "day"]
    named = re.findall(r"\d+|last", match["positions"])
    counted = sorted({int(position) for position in named if position != "last"})
    span = "quarter" if is_quarter else "month"
    most = count_at_least(weekdays, of_quarter=is_quarter)
    if counted and not 1 <= counted[0] <= counted[-1] <= most:
        unit = WEEKDAY_NAMES[weekdays[0]] if len(weekdays) == 1 else "working day"
        unit = "day" if weekdays == ALL_DAYS else unit
        wrong = next(position for position in counted if not 1 <= position <= most)
        raise Problem(
            "no-such-day",
            what=f"Not every {span} has a {name_ordinal(wrong)} {unit}.",
            fix=f"Choose the last {unit} of the {span}, or an earlier one.",
            suggestions=(
                f"last {unit} of the {span}",
                f"{name_ordinal(most)} {unit} of the {span}",
            ),
        )
    last = (LAST,) if "last" in named else ()
    start = (calendar.fiscal_start - 1) % 3 + 1 if is_quarter else None
    return NthDays((*counted, *last), weekdays, start)


_GROUPS: dict[str, tuple[int, ...]] = {
    **{short: (number,) for number, short in enumerate(_SHORT)},
    "day": ALL_DAYS,
    "workday": WORKDAYS,
    "weekend": (5, 6),
}
_FORMS: tuple[tuple[re.Pattern[str], Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"(?:week )?{_SETS}(?: week)?", _read_weekly),
        (rf"(?:month )?(?P<days>{_DAY}(?: and {_DAY})*)(?:(?: of)? month)?", _read_month_days),
        (rf"(?P<days>{_NUMBER}(?: and {_NUMBER})*) of month", _read_month_days),
        (r"month (?P<days>\d{1,2}(?: and \d{1,2})*)", _read_month_days),
        (rf"(?:month )?{_POSITIONS} (?P<unit>workday|{_WEEKDAY})(?:(?: of)? month)?", _read_nth),
        (rf"{_POSITIONS}(?: (?P<unit>day|workday|{_WEEKDAY}))? of quarter", _read_nth),
        (rf"{_POSITIONS} (?P<unit>day|workday|{_WEEKDAY}) quarter", _read_nth),
        (rf"quarter {_POSITIONS} (?P<unit>day|workday|{_WEEKDAY})", _read_nth),
    )
)
