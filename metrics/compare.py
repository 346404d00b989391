"""What a period is fairly held against, and what changed; pure."""

from datetime import date, timedelta
from decimal import Decimal

from metrics.answer import Number
from metrics.calendar import (
    Calendar,
    add_months,
    count_months,
    fiscal_year_of,
    is_week,
    month_of,
    name_period,
    previous,
    quarter_of,
    same_last_year,
    week_of,
    working_days,
    year_of,
)
from metrics.money import say_count
from metrics.period import Period
from metrics.question import Setting
from metrics.units import Unit

_ROLLING = ("last ", "next ")
"""A running period called so is counted from today: it is not the beginning of a longer one."""


def choose_comparison(period: Period, setting: Setting, kind: str = "previous") -> Period:
    """The period before ("previous"), or the same a year ago ("year"), cut to be fair.

    A period that is still running is held against the same number of working days (Monday to
    Friday) from the start of the earlier one; a full one against a full one.
    """
    calendar = Calendar(setting.fiscal_start)
    elapsed = _elapsed(period, setting)
    whole = _whole_of(period, setting) if elapsed is not None else period
    step = same_last_year if kind == "year" else previous
    earlier = step(whole, calendar)
    if elapsed is None:
        return earlier
    return _cut_alike(elapsed, earlier)


def describe_fairness(period: Period | None, earlier: Period | None, setting: Setting) -> str:
    """In words, what is held against what: "to date, against the same 12 working days"."""
    if period is None or earlier is None:
        return ""
    elapsed = _elapsed(period, setting) or period
    now, before = working_days(elapsed), working_days(earlier)
    if elapsed == period and _is_whole(period) and _is_whole(earlier):
        return _describe_full(period, setting.today)
    if now == before:
        begun = "to date, " if _elapsed(period, setting) is not None else ""
        return f"{begun}against the same {say_count(now, 'working day')}"
    return f"{say_count(now, 'working day')} against {before}"


def _describe_full(period: Period, today: date) -> str:
    """Whole pieces of the calendar; the last day of one may still be running."""
    if period.last != today:
        return "full period against full period"
    if period.days == 1:
        return "today so far, against a full day"
    return "up to today so far, against a full period"


def find_whole(period: Period | None, earlier: Period, today: date) -> Period:
    """The earlier period that `earlier` is the beginning of, when `period` is still running.

    Goals are set for whole periods: held against a running quarter's goal is the whole goal of
    the quarter before, with what was reached of it by the same working day.
    """
    months = count_months(period) if period is not None else 0
    is_cut = not count_months(earlier) and earlier.start.day == 1
    if period is None or today not in period or not months or not is_cut:
        return earlier
    whole = Period(earlier.start, add_months(earlier.start, months))
    return whole if whole.end > earlier.end else earlier


def measure_change(
    unit: Unit, now: Number | None, before: Number | None
) -> tuple[Number | None, float | None]:
    """The difference, and the relative one where it means something (never for shares)."""
    if now is None or before is None:
        return None, None
    if unit is Unit.MONEY:
        change: Number = Decimal(now) - Decimal(before)
    elif unit in (Unit.DEALS, Unit.LEADS):
        change = int(now) - int(before)
    else:
        change = float(now) - float(before)
    if unit is Unit.PERCENT or not before:
        return change, None
    return change, float(change) / abs(float(before))


def _elapsed(period: Period, setting: Setting) -> Period | None:
    """The part of a running period up to and with today; None when it is over or to come."""
    tomorrow = setting.today + timedelta(days=1)
    if not period.start < tomorrow <= period.end:
        return None
    if tomorrow == period.end and _is_whole(period):
        return None
    return Period(period.start, tomorrow)


def _pieces_from(period: Period, setting: Setting) -> list[Period]:
    """The calendar's own pieces that begin when the period does, the shortest first."""
    start, calendar = period.start, Calendar(setting.fiscal_start)
    pieces = (
        week_of(start),
        month_of(start),
        quarter_of(start, calendar),
        year_of(start),
        fiscal_year_of(start, calendar),
    )
    fitting = {piece for piece in pieces if piece.start == start and piece.end >= period.end}
    return sorted(fitting, key=lambda piece: piece.days)


def _is_whole(period: Period) -> bool:
    return bool(count_months(period)) or is_week(period) or period.days == 1


def _whole_of(period: Period, setting: Setting) -> Period:
    """The week, month, quarter or year that a period "to date" is the beginning of."""
    if _is_whole(period) or period.label.startswith(_ROLLING):
        return period
    pieces = _pieces_from(period, setting)
    by_name = [piece for piece in pieces if _is_called_after(piece, period)]
    return (by_name or pieces or [period])[0]


def _is_called_after(piece: Period, period: Period) -> bool:
    months = count_months(piece)
    name = {0: "week", 1: "month", 3: "quarter", 12: "year"}.get(months, "")
    return name in period.label.lower()


def _cut_alike(elapsed: Period, earlier: Period) -> Period:
    """The start of `earlier` that has as many working days as have elapsed."""
    wanted = working_days(elapsed)
    end = earlier.start + timedelta(days=1)
    if wanted == 0:
        end = earlier.start + timedelta(days=elapsed.days)
    while end < earlier.end and wanted and working_days(Period(earlier.start, end)) < wanted:
        end += timedelta(days=1)
    weekend_counts = elapsed.last.weekday() >= 5
    while weekend_counts and end < earlier.end and end.weekday() >= 5:
        end += timedelta(days=1)
    if end >= earlier.end:
        return earlier
    cut = Period(earlier.start, end)
    return Period(cut.start, cut.end, name_period(cut))
