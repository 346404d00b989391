"""Days, weeks, months, quarters and years as periods, and the steps between them.

Weeks are ISO weeks and start on Monday. Quarters follow the fiscal year; months and years are the
calendar's. A fiscal year is called by the calendar year in which it ends. Pure: no clock here.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.period import Period

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
EARLIEST = date(1900, 1, 1)
"""Where periods without a beginning ("until March") begin."""
LATEST = date(2200, 1, 1)
"""Where periods without an end ("closing after 1 May") end."""


@dataclass(frozen=True)
class Calendar:
    """How a company divides its years.

    Attributes:
        fiscal_start: The month the fiscal year starts with, 1 to 12.
    """

    fiscal_start: int = 1

    def __post_init__(self) -> None:
        """Refuse a month that isn't one."""
        if not 1 <= self.fiscal_start <= 12:
            raise ValueError(f"a month is 1 to 12, not {self.fiscal_start}")


PLAIN = Calendar()


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last day where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_of(day: date) -> Period:
    """The period of this one day."""
    return _named(day, day + timedelta(days=1))


def week_of(day: date) -> Period:
    """The ISO week, Monday to Sunday, that has this day."""
    monday = day - timedelta(days=day.weekday())
    return _named(monday, monday + timedelta(days=7))


def month_of(day: date) -> Period:
    """The month that has this day."""
    start = day.replace(day=1)
    return _named(start, add_months(start, 1))


def quarter_of(day: date, calendar: Calendar = PLAIN) -> Period:
    """The quarter of the fiscal year that has this day."""
    into = (day.month - calendar.fiscal_start) % 3
    start = add_months(day.replace(day=1), -into)
    return _named(start, add_months(start, 3), calendar)


def year_of(day: date) -> Period:
    """The calendar year that has this day."""
    return _named(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def fiscal_year_of(day: date, calendar: Calendar = PLAIN) -> Period:
    """The fiscal year that has this day."""
    into = (day.month - calendar.fiscal_start) % 12
    start = add_months(day.replace(day=1), -into)
    return _named(start, add_months(start, 12), calendar)


def fiscal_year(number: int, calendar: Calendar = PLAIN) -> Period:
    """The fiscal year called `number`: the one that ends in that calendar year."""
    year = number if calendar.fiscal_start == 1 else number - 1
    return fiscal_year_of(date(year, calendar.fiscal_start, 1), calendar)


def fiscal_quarter(number: int, year: int, calendar: Calendar = PLAIN) -> Period:
    """Quarter 1 to 4 of the fiscal year called `year`."""
    start = add_months(fiscal_year(year, calendar).start, 3 * (number - 1))
    return quarter_of(start, calendar)


def last_week_number(year: int) -> int:
    """52 or 53: how many ISO weeks a year has."""
    return date(year, 12, 28).isocalendar().week


def count_months(period: Period) -> int:
    """How many whole calendar months it is; 0 when it is not made of whole months."""
    if period.start.day != 1 or period.end.day != 1:
        return 0
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


def is_week(period: Period) -> bool:
    """Whether it is one ISO week."""
    return period.days == 7 and period.start.weekday() == 0


def previous(period: Period, calendar: Calendar = PLAIN) -> Period:
    """The period just before, as long in months where it is whole months, else in days."""
    months = count_months(period)
    if months:
        return _named(add_months(period.start, -months), period.start, calendar)
    return _named(period.start - timedelta(days=period.days), period.start, calendar)


def same_last_year(period: Period, calendar: Calendar = PLAIN) -> Period:
    """The same months or days a year earlier.

    Whole weeks go back 52 weeks, so that Mondays meet Mondays; 29 February becomes the 28th.
    """
    if not count_months(period) and period.days % 7 == 0 and period.start.weekday() == 0:
        back = timedelta(weeks=52)
        return _named(period.start - back, period.end - back, calendar)
    last = add_months(period.last, -12)
    end = last + timedelta(days=1)
    if count_months(period):
        end = add_months(period.end, -12)
    return _named(add_months(period.start, -12), end, calendar)


def working_days(period: Period) -> int:
    """How many Mondays to Fridays it has; holidays are not known here."""
    weeks, rest = divmod(period.days, 7)
    first = period.start.weekday()
    return weeks * 5 + sum((first + step) % 7 < 5 for step in range(rest))


def name_month(key: str) -> str:
    """A month's key as people read it: "2026-11" is "November 2026"; anything else stays."""
    year, _, month = key.partition("-")
    is_month = year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12
    return f"{MONTHS[int(month) - 1]} {year}" if is_month else key


def name_period(period: Period, calendar: Calendar = PLAIN) -> str:
    """The shortest name that needs no today and no guess: "March 2017", "Q2 FY2018".

    `metrics.period_words.parse_period` reads it back as the same days.
    """
    start = period.start
    months = count_months(period)
    if months == 1:
        return f"{MONTHS[start.month - 1]} {start.year}"
    if months == 12 and start.month == 1:
        return f"{start.year}"
    if months in (3, 12) and (start.month - calendar.fiscal_start) % months == 0:
        return _name_fiscal(period, calendar)
    if is_week(period):
        year, week, _ = start.isocalendar()
        return f"week {week} {year}"
    return name_days(period)


def name_days(period: Period) -> str:
    """Its first and last day: "1 May to 15 Jun 2017", "1 to 15 May 2017", "1 May 2017"."""
    start, last = period.start, period.last
    if start == last:
        return name_day(start)
    if start == EARLIEST:
        return f"until {name_day(last)}"
    if period.end == LATEST:
        return f"{name_day(start)} onwards"
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day} to {name_day(last)}"
    return f"{name_day(start, with_year=start.year != last.year)} to {name_day(last)}"


def _name_fiscal(period: Period, calendar: Calendar) -> str:
    into = (period.start.month - calendar.fiscal_start) % 12
    end = add_months(period.start, 12 - into)
    year = (end - timedelta(days=1)).year
    mark = "" if calendar.fiscal_start == 1 else "FY"
    quarter = "" if count_months(period) == 12 else f"Q{into // 3 + 1} "
    return f"{quarter}{mark}{year}"


def name_day(day: date, *, with_year: bool = True) -> str:
    """A day as people write it: "1 May 2017"."""
    name = f"{day.day} {MONTHS[day.month - 1][:3]}"
    return f"{name} {day.year}" if with_year else name


def label_period(period: Period, calendar: Calendar = PLAIN) -> str:
    """Its name for people; a fiscal one shows its days, as its name alone does not tell them."""
    name = name_period(period, calendar)
    return f"{name} ({name_days(period)})" if "FY" in name else name


def _named(start: date, end: date, calendar: Calendar = PLAIN) -> Period:
    period = Period(start, end)
    return Period(start, end, label_period(period, calendar))
