"""Reads periods as people write them, alone or among other words.

"last quarter", "Q2 2017", "1 May to 15 Jun", "since March": forms from `metrics.period_forms`,
and what joins two of them. Both ends of what is written belong to it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rapidfuzz import process

from metrics.calendar import EARLIEST, LATEST, PLAIN, Calendar, label_period, name_day
from metrics.period import Period
from metrics.period_forms import read_form
from metrics.period_meaning import (
    Lean,
    Moment,
    Occurrence,
    PeriodProblem,
    pick_from,
    pick_until,
)
from storage.problem import Problem

LONGEST = 12
"""No period takes more words ("between the end of March 2017 and 15 June 2017" has ten)."""
EXAMPLES = (
    "today", "yesterday", "this week", "last week", "this month", "last month", "this quarter",
    "last quarter", "this year", "last year", "this fiscal year", "last 7 days", "last 30 days",
    "last 90 days", "next 30 days", "quarter to date", "year to date", "since March",
    "Q2 2017", "March 2017", "1 May to 15 Jun", "all time",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A period among words, and how many of them it takes."""

    period: Period
    used: int


def parse_period(text: str, today: date, calendar: Calendar = PLAIN) -> Period:
    """The period that a text names, all of it.

    A name without a year means the most recent one that has begun.

    Raises:
        Problem: when it names no period, or one that does not exist.
    """
    plain = normalise_period(text)
    moment = Moment(today, calendar)
    try:
        return _parse(plain, moment)
    except PeriodProblem as problem:
        problem.correct(plain)
        raise


def _parse(plain: str, moment: Moment) -> Period:
    """The period of all of a normalised text."""
    if found := _read(plain, moment):
        return found
    labelled = re.fullmatch(r"(.+?) \((.+)\)", plain)
    if labelled and (found := _read(labelled[1], moment)):
        # A label says itself again in brackets: "this quarter (Q4 2026)". Both must agree.
        agree = any(_read(piece, moment) == found for piece in labelled[2].split(", "))
        if agree:
            return found
    near = process.extract(plain[:60], EXAMPLES, limit=3, score_cutoff=50)
    said = plain if len(plain) <= 40 else plain[:39] + "…"
    raise Problem(
        "unknown-period",
        what=f"I don't know the period “{said}”." if said else "No period is named.",
        fix="Name one such as last quarter, Q2 2017, last 90 days or 1 May to 15 Jun.",
        suggestions=tuple(name for name, _, _ in near) or ("this quarter", "last 90 days"),
    )


def find_period(
    words: Sequence[str],
    today: date,
    calendar: Calendar = PLAIN,
    lean: Lean = Lean.PAST,
) -> Found | None:
    """The longest period that the words begin with; None when they begin with none.

    Raises:
        PeriodProblem: when they name a day that does not exist; it knows how many words.
    """
    if not words or not _BEGINNING.match(normalise_period(words[0])):
        return None
    moment = Moment(today, calendar, lean)
    wrong: PeriodProblem | None = None
    for used in range(min(LONGEST, len(words)), 0, -1):
        text = normalise_period(" ".join(words[:used]))
        if not text or text.endswith(","):
            continue
        try:
            period = _read(text, moment)
        except PeriodProblem as problem:
            if wrong is None:
                wrong = problem
                wrong.used = used
                wrong.correct(text)
            continue
        if period and (wrong is None or used > wrong.used):
            return Found(period, used)
    if wrong:
        raise wrong
    return None


def normalise_period(text: str) -> str:
    """The text in small letters, with plain blanks, dashes and apostrophes."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"[’‘`´]", "'", plain)
    plain = re.sub(r"\s*(?:\.\.+|[…–—‒])\s*", " - ", plain)
    return re.sub(r"[\s]+", " ", plain).strip(" ?!;")


_BEGINNING = re.compile(
    r"\W?\d|q\d|h[12]\b|w\d|fy|[wmqy]td|"
    r"(?:this|current|last|previous|past|prior|trailing|next|coming|since|from|after|starting"
    r"|before|until|till?|through|up|by|between|today|now|yesterday|tomorrow|fiscal|calendar"
    r"|quarter|year|month|week|day|so|the|end|start|beginning|first|second|third|fourth|all"
    r"|ever|all-time|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?)(?:\W|$)"
)


def _read(text: str, moment: Moment) -> Period | None:
    """The period of a normalised text; None when it is none."""
    if text.count(" ") >= LONGEST:
        return None  # a form may have a form inside it, and that one too: not without end
    # A comma stands before a year ("May 1, 2017"); elsewhere it parts two things.
    text = re.sub(r" ?, ?(?=(?:19|20|21)\d\d\b)", " ", text).removeprefix("the ")
    if (form := read_form(text, moment)) is not None:
        return _settle(form, moment)
    return _read_open(text, moment) or _read_range(text, moment)


def _settle(form: Occurrence, moment: Moment) -> Period | None:
    """The year that is meant where none is said."""
    pick = pick_until if moment.lean is Lean.PAST else pick_from
    return pick(form, moment.today)


_ONWARDS = re.compile(r"(.+) (?:onwards?|and later|or later)")
_SINCE = re.compile(r"(since|from|after|starting)(?: the)? (.+?)(?: (?:on|until now|to date))?")
_UNTIL = re.compile(r"(until|till?|through|up to|before|by)(?: the)? (.+)")


def _read_open(text: str, moment: Moment) -> Period | None:
    """The forms "since March", "until 15 Jun", "1 May onwards": one end is open."""
    if match := _ONWARDS.fullmatch(text):
        period = _read_end(match[1], moment)
        return Period(period.start, LATEST, f"{name_day(period.start)} onwards") if period else None
    if match := _SINCE.fullmatch(text):
        return _since(match[1], match[2], moment)
    if match := _UNTIL.fullmatch(text):
        # Elsewhere "by" says how to break a number down; only what is due can be due by a day.
        if match[1] == "by" and moment.lean is Lean.PAST:
            return None
        period = _read_end(match[2], moment)
        if period is None:
            return None
        if match[1] != "before":
            return Period(EARLIEST, period.end, f"until {name_day(period.last)}")
        if period.start <= EARLIEST:
            raise PeriodProblem(
                text, f"No period begins before {name_day(EARLIEST)}.", ("all time",)
            )
        return Period(EARLIEST, period.start, f"before {name_day(period.start)}")
    return None


def _since(word: str, rest: str, moment: Moment) -> Period | None:
    period = _read_end(rest, moment)
    if period is None:
        return None
    start = period.end if word == "after" else period.start
    if start >= LATEST:
        raise PeriodProblem(
            f"{word} {rest}", f"No period ends after {name_day(LATEST)}.", ("all time",)
        )
    if moment.lean is Lean.FUTURE:
        return Period(start, LATEST, f"{name_day(start)} onwards")
    if start > moment.today:
        raise PeriodProblem(
            f"{word} {rest}",
            f"{name_day(start)} is still to come.",
            ("this month", f"since {name_day(moment.today)}"),
        )
    return Period(start, moment.today + timedelta(days=1), f"since {name_day(start)}")


def _read_end(text: str, moment: Moment) -> Period | None:
    form = read_form(text, moment)
    return None if form is None else _settle(form, moment)


_RANGES = (
    re.compile(r"between(?: the)? (?P<first>.+?) and (?:the )?(?P<second>.+)"),
    re.compile(
        r"(?:from (?:the )?)?(?P<first>.+?) (?:to|until|till|through|thru|-)"
        r" (?:the )?(?P<second>.+)"
    ),
    re.compile(r"(?P<first>[^-]+)-(?P<second>[^-]+)"),
    re.compile(r"(?P<first>\d{4}-\d\d-\d\d)-(?P<second>\d{4}-\d\d-\d\d)"),
)
_SHORT_RANGES = (
    # 1-15 May 2017, 1 to 15 May
    re.compile(
        r"(?:from |between )?(?P<first>\d\d?)(?:st|nd|rd|th)?(?: ?- ?| to | and )"
        r"(?P<second>\d\d?)(?:st|nd|rd|th)? (?P<month>(?:of )?[a-z]{3,9}\.?)(?P<year> .+)?"
    ),
    # May 1-15 2017, May 1 to 15
    re.compile(
        r"(?:from |between )?(?P<month>[a-z]{3,9}\.?) (?P<first>\d\d?)(?:st|nd|rd|th)?"
        r"(?: ?- ?| to | and )(?P<second>\d\d?)(?:st|nd|rd|th)?(?P<year> .+)?"
    ),
)


def _read_range(text: str, moment: Moment) -> Period | None:
    """The forms "1 May to 15 Jun" and "1-15 May"; both ends belong to it."""
    for pattern in _SHORT_RANGES:
        if match := pattern.fullmatch(text):
            behind = f"{match['month']}{match['year'] or ''}"
            found = _join(f"{match['first']} {behind}", f"{match['second']} {behind}", moment)
            if found:
                return found
    for pattern in _RANGES:
        if (match := pattern.fullmatch(text)) and (
            found := _join(match["first"].strip(), match["second"].strip(), moment)
        ):
            return found
    return None


def _join(first: str, second: str, moment: Moment) -> Period | None:
    """From the first day of one form to the last of another; the years fit each other."""
    left, right = read_form(first, moment), read_form(second, moment)
    if left is None or right is None:
        return None
    if isinstance(right, Period):
        start = pick_until(left, right.last)
        end: Period | None = right
    else:
        start = _settle(left, moment)
        end = pick_from(right, start.start) if start else None
    if start is None or end is None:
        return None
    if start.start >= end.end:
        turned = f"{label_period(end)} to {label_period(start)}"
        raise PeriodProblem(
            f"{first} to {second}",
            f"{name_day(start.start)} is after {name_day(end.last)}.",
            (turned,),
        )
    period = Period(start.start, end.end)
    return replace(period, label=label_period(period, moment.calendar))
