"""Periods with a name in the calendar: "Q2 2017", "March", "week 53 2026", "1 May", "FY26"."""

import re
from dataclasses import replace
from datetime import date

from metrics.calendar import (
    MONTHS,
    PLAIN,
    add_months,
    day_of,
    fiscal_quarter,
    fiscal_year,
    fiscal_year_of,
    label_period,
    last_week_number,
    month_of,
    week_of,
    year_of,
)
from metrics.period import Period
from metrics.period_meaning import (
    FULL_YEAR,
    Moment,
    Occurrence,
    PeriodProblem,
    Read,
    read_count,
    read_year,
)
from metrics.relative_periods import call_period

MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = rf"(?:of )?(?P<year>{FULL_YEAR}|'\d\d|(?:this|last|next) year)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_QUARTER_YEAR = (
    rf"(?:of )?(?P<fiscal>fy ?|fiscal(?: year)? )?"
    rf"(?P<year>{FULL_YEAR}|'?\d\d|(?:this|last|next) (?:fiscal )?year)"
)


def _month(match: re.Match[str]) -> int:
    return MONTH_NAMES.index(match["month"][:3]) + 1


def _read_quarter(match: re.Match[str], moment: Moment) -> Occurrence:
    calendar = PLAIN if match["calendar"] else moment.calendar
    number = read_count(match["quarter"])
    fiscal_now = fiscal_year_of(moment.today, calendar).last.year
    year = read_year(match["year"], fiscal_now) if match["year"] else None
    if not 1 <= number <= 4:
        near = 4 if number else 1
        behind = f" {year}" if year else ""
        raise PeriodProblem(
            match[0], f"There is no quarter {number}.", (f"Q{near}{behind}",)
        )  # fmt: skip

    def of(year: int) -> Period:
        period = fiscal_quarter(number, year, calendar)
        plain = match["calendar"] and moment.calendar != PLAIN
        return replace(period, label=f"calendar {period.label}") if plain else period

    return of(year) if year else of


def _read_half(match: re.Match[str], moment: Moment) -> Occurrence:
    def half(year: int) -> Period:
        start = fiscal_quarter(2 * number - 1, year, moment.calendar).start
        period = Period(start, add_months(start, 6))
        mark = "" if moment.calendar.fiscal_start == 1 else "FY"
        return call_period(period, f"H{number} {mark}{year}")

    number = read_count(match["half"])
    fiscal_now = fiscal_year_of(moment.today, moment.calendar).last.year
    return half(read_year(match["year"], fiscal_now)) if match["year"] else half


def _read_fiscal_year(match: re.Match[str], moment: Moment) -> Period:
    return fiscal_year(read_year(match["year"], moment.today.year), moment.calendar)


def _read_month(match: re.Match[str], moment: Moment) -> Occurrence:
    month = _month(match)
    if match["year"]:
        return month_of(date(read_year(match["year"], moment.today.year), month, 1))
    return lambda year: month_of(date(year, month, 1))


def _read_numbered_month(match: re.Match[str], _: Moment) -> Period:
    year, month = int(match["year"]), int(match["month"])
    if not 1 <= month <= 12:
        raise PeriodProblem(match[0], f"There is no month {month}.", (f"{year}",))
    return month_of(date(year, month, 1))


def _read_year(match: re.Match[str], _: Moment) -> Period:
    return year_of(date(int(match["year"]), 1, 1))


def _read_week(match: re.Match[str], moment: Moment) -> Occurrence:
    number = int(match["week"])
    if match["year"]:
        year = read_year(match["year"], moment.today.isocalendar().year)
        last = last_week_number(year)
        if not 1 <= number <= last:
            near = (f"week {last} {year}", f"week 1 {year + 1}")
            raise PeriodProblem(match[0], f"{year} has weeks 1 to {last}, no week {number}.", near)
        return week_of(date.fromisocalendar(year, number, 1))
    if not 1 <= number <= 53:
        raise PeriodProblem(match[0], f"There is no week {number}.", ("week 52", "week 1"))
    return lambda year: (
        week_of(date.fromisocalendar(year, number, 1)) if number <= last_week_number(year) else None
    )


def _read_day(match: re.Match[str], moment: Moment) -> Occurrence:
    day, month = int(match["day"]), _month(match)
    year = read_year(match["year"], moment.today.year) if match["year"] else None
    return make_day(match[0], day, month, year)


def make_day(piece: str, day: int, month: int, year: int | None) -> Occurrence:
    """A day of one year or of every year. Raises PeriodProblem when there is no such day."""

    def of(year: int) -> Period | None:
        return (
            day_of(date(year, month, day)) if day <= month_of(date(year, month, 1)).days else None
        )

    # 2024 has every day that any year has.
    in_year = year or 2024
    if not 1 <= month <= 12 or day < 1:
        raise PeriodProblem(piece, f"“{piece}” is not a day of the calendar.", ())
    if (found := of(in_year)) is None:
        raise _explain_missing(piece, day, month_of(date(in_year, month, 1)), year)
    return found if year else of


def _explain_missing(piece: str, day: int, month: Period, year: int | None) -> PeriodProblem:
    behind = f" {year}" if year else ""
    name = MONTHS[month.start.month - 1]
    return PeriodProblem(
        piece,
        f"There is no {day} {name}{behind}: the month has {month.days} days.",
        (f"{month.days} {_name_month(month.last)}{behind}", f"1 {_name_month(month.end)}{behind}"),
    )


def _name_month(day: date) -> str:
    return MONTHS[day.month - 1][:3]


def _read_numbered_day(match: re.Match[str], _: Moment) -> Occurrence:
    return make_day(match[0], int(match["day"]), int(match["month"]), int(match["year"]))


def _read_slashed_day(match: re.Match[str], _: Moment) -> Occurrence:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first != second and first <= 12 and second <= 12 and first and second:
        both = tuple(
            label_period(day_of(date(year, month, day)))
            for day, month in ((first, second), (second, first))
        )
        raise PeriodProblem(match[0], f"“{match[0]}” can be two days.", both)
    day, month = (first, second) if second <= 12 else (second, first)
    return make_day(match[0], day, month, year)


DATED_FORMS: tuple[tuple[str, Read], ...] = (
    (
        rf"(?P<calendar>calendar )?(?:fiscal )?q(?:uarter )?(?P<quarter>\d)"
        rf"(?:[ -/]?{_QUARTER_YEAR})?",
        _read_quarter,
    ),
    (
        rf"(?P<calendar>calendar )?(?P<quarter>first|second|third|fourth|[1-4](?=st|nd|rd|th))"
        rf"(?:st|nd|rd|th)? (?:fiscal )?quarter(?: {_QUARTER_YEAR})?",
        _read_quarter,
    ),
    (
        rf"(?P<calendar>calendar )?{_QUARTER_YEAR}[ -/]?q(?:uarter )?(?P<quarter>\d)",
        _read_quarter,
    ),
    (rf"h(?P<half>[12])(?:[ -/]?{_QUARTER_YEAR})?", _read_half),
    (rf"(?P<half>first|second) half(?: {_QUARTER_YEAR})?", _read_half),
    (rf"(?:fy|fiscal(?: year)?) ?(?P<year>{FULL_YEAR}|'?\d\d)", _read_fiscal_year),
    (rf"{_MONTH}(?: {_YEAR})?", _read_month),
    (rf"(?P<year>{FULL_YEAR}) {_MONTH}", _read_month),
    (rf"(?P<year>{FULL_YEAR})[-/](?P<month>\d\d)", _read_numbered_month),
    (rf"(?P<month>\d\d?)/(?P<year>{FULL_YEAR})", _read_numbered_month),
    (rf"(?:calendar )?(?:year )?(?P<year>{FULL_YEAR})", _read_year),
    (rf"(?:week ?|w)(?P<week>\d\d?)(?: {_YEAR})?", _read_week),
    (rf"(?P<year>{FULL_YEAR})(?: week |[ -]?w)(?P<week>\d\d?)", _read_week),
    (rf"{_DAY} (?:of )?{_MONTH}(?: {_YEAR})?", _read_day),
    (rf"{_MONTH} {_DAY}(?: {_YEAR})?", _read_day),
    (rf"(?P<year>{FULL_YEAR})-(?P<month>\d\d?)-(?P<day>\d\d?)", _read_numbered_day),
    (rf"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>{FULL_YEAR})", _read_numbered_day),
    (rf"(\d\d?)/(\d\d?)/({FULL_YEAR})", _read_slashed_day),
)
