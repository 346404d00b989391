"""The forms in which people name one stretch of days, alone or with a form inside a form.

A form without a year comes back every year; `metrics.period_words` puts forms together
("1 May to 15 Jun") and says which year is meant.
"""

import re
from datetime import timedelta

from metrics.calendar import day_of, week_of
from metrics.dated_periods import DATED_FORMS
from metrics.period import Period
from metrics.period_meaning import Moment, Occurrence, Read, pick_from, pick_until
from metrics.relative_periods import RELATIVE_FORMS


def read_form(text: str, moment: Moment) -> Occurrence | None:
    """What a normalised text names by itself; None when it is no such form.

    Raises:
        PeriodProblem: when it names a day, week or quarter that does not exist.
    """
    for pattern, read in _FORMS:
        match = pattern.fullmatch(text)
        if match and (found := read(match, moment)) is not None:
            return found
    return None


def _read_one_of_years(match: re.Match[str], moment: Moment) -> Period | None:
    """The form "last March": counted from today, in whole ones."""
    found = read_form(match["form"], moment)
    if found is None or isinstance(found, Period):
        return None
    before_today = moment.today - timedelta(days=1)
    if match["which"] in ("next", "coming"):
        day = pick_from(found, moment.today)
        return pick_from(found, day.end) if day and moment.today in day else day
    if match["which"] in ("this", "current"):
        return found(moment.today.year)
    last = pick_until(found, before_today)
    return (
        pick_until(found, last.start - timedelta(days=1))
        if last and last.last > before_today
        else last
    )


def _read_edge(match: re.Match[str], moment: Moment) -> Occurrence | None:
    """The first or last day of a form; "the year" is this year."""
    form = match["form"].removeprefix("the ")
    found = read_form(form, moment) or read_form(f"this {form}", moment)

    def edge(period: Period | None) -> Period | None:
        if period is None:
            return None
        return day_of(period.last if match["edge"] == "end" else period.start)

    if found is None or isinstance(found, Period):
        return edge(found)
    return lambda year: edge(found(year))


def _read_week_of(match: re.Match[str], moment: Moment) -> Occurrence | None:
    found = read_form(match["form"], moment)
    if found is None or isinstance(found, Period):
        return week_of(found.start) if found else None
    return lambda year: week_of(day.start) if (day := found(year)) else None


_NESTED_FORMS: tuple[tuple[str, Read], ...] = (
    (r"(?P<which>this|current|last|next|coming) (?P<form>(?!.*year).+)", _read_one_of_years),
    (r"(?:the )?(?P<edge>start|beginning|end) of (?P<form>.+)", _read_edge),
    (r"week of (?P<form>.+)", _read_week_of),
)
_FORMS: tuple[tuple[re.Pattern[str], Read], ...] = tuple(
    (re.compile(pattern), read) for pattern, read in RELATIVE_FORMS + DATED_FORMS + _NESTED_FORMS
)
