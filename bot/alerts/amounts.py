"""The line of a rule in words: "18 %", "$40k", "5 points", "2 days"; read and written. Pure.

What is written is read back as the same. A number that could be two things is not guessed at.
"""

import re
from decimal import Decimal

from bot.alerts.spans import measure_days, read_decimal, write_decimal, write_span
from bot.commands.words_text import quote_shortly
from metrics.alerts.rule import Kind, Sort, sort_of
from metrics.metric import Metric
from metrics.units import Unit, minor_digits
from storage.importing.cells.numbers import MoneyReader, read_number, split_amount
from storage.importing.cells.text import BadCell
from storage.problem import Problem

CHANGES = (Kind.FELL, Kind.ROSE)
"""Kinds whose line is a change."""
LEVELS = (Kind.BELOW, Kind.ABOVE)
"""Kinds whose line is a value."""

_SIZES = {"thousand": "k", "million": "m", "billion": "bn"}
_SIZE = re.compile(r"\s*\b(thousand|million|billion)\b", re.IGNORECASE)
_BEHIND_SIZE = re.compile(r"^(.*\d\s?(?:k|m|mn|mio|bn))\s?([A-Z]{3}|[$€£¥])$", re.IGNORECASE)
_PERCENT = re.compile(r"\s*(?:%|per ?cent|pct\.?)$", re.IGNORECASE)
_POINTS = re.compile(
    r"\s*(?:(?:percentage|percent|%)[ -]?points?|points?|pp|pts?\.?)$", re.IGNORECASE
)
_COUNTED = re.compile(
    r"\s*(?:(?:closed |open |decided |new )?(?:deals?|leads?)|opportunities|opps)$", re.IGNORECASE
)
_FINEST = Decimal("0.000001")
_LARGEST = Decimal(10) ** 15


def read_line(text: str, kind: Kind, metric: Metric | None, currency: str) -> Decimal:
    """A line as people write it, as it is kept; see `metrics.alerts.rule.Rule.line`.

    Args:
        text: "18 %", "0.18", "$40k", "40,000", "5 points", "2 days".
        kind: Of the rule.
        metric: What it watches; None for the age of the data.
        currency: The reporting currency.

    Raises:
        Problem: when it is no such number; its suggestions are what could be meant.
    """
    typed = " ".join(text.split())
    if metric is None:
        line = _read_age(typed)
    elif kind in CHANGES:
        line = _read_change(typed, metric)
    else:
        line = _read_level(typed, metric, currency)
    if line >= _LARGEST or line != line.quantize(_FINEST):
        raise _tell_line(typed, "It is larger or finer than I can keep.")
    return line.quantize(_FINEST)


def write_line(line: Decimal, kind: Kind, metric: Metric | None, currency: str) -> str:
    """The line in words that `read_line` reads as the same."""
    if metric is None:
        return write_span(_write_number(line), "day")
    percent = write_decimal(line * 100)
    if kind in CHANGES:
        return write_span(percent, "point") if has_points(metric) else f"{percent} %"
    match metric.unit:
        case Unit.PERCENT:
            return f"{percent} %"
        case Unit.MONEY:
            return f"{currency} {_write_number(line)}"
        case Unit.DAYS:
            return write_span(_write_number(line), "day")
        case Unit.DEALS | Unit.LEADS:
            return _write_number(line)


def has_points(metric: Metric) -> bool:
    """Whether its falls and rises are told in points; else they are relative."""
    return sort_of(metric) is Sort.SHARE


def _read_age(text: str) -> Decimal:
    days = measure_days(text)
    if days is None and read_decimal(text) is not None:
        raise _tell_line(text, "It has no unit.", f"{text} days")
    if days is None:
        raise _tell_line(text, "It is no age.", "2 days")
    return days


def _read_change(text: str, metric: Metric) -> Decimal:
    in_points = _POINTS.search(text)
    in_percent = None if in_points else _PERCENT.search(text)
    bare = _PERCENT.sub("", _POINTS.sub("", text))
    number = _read_digits(bare)
    if has_points(metric):
        if in_percent:
            why = "Of a share, percent could mean points or a part of it; I count in points."
            raise _tell_line(text, why, f"{bare} points")
        if not in_points and number >= 1:
            raise _tell_line(text, "It has no unit.", f"{bare} points")
        return number / 100 if in_points else number
    if in_points:
        raise _tell_line(text, f"{metric.title} has no points.", f"{bare} %")
    if not in_percent and number >= 1:
        why = "Falls and rises are told in percent of what it was before."
        raise _tell_line(text, why, f"{bare} %")
    return number / 100 if in_percent else number


def _read_level(text: str, metric: Metric, currency: str) -> Decimal:
    match metric.unit:
        case Unit.PERCENT:
            number = _read_digits(_PERCENT.sub("", text))
            if _PERCENT.search(text):
                return number / 100
            if number >= 1:
                why = f"{metric.title} is a share: it lies between 0 and 100 %."
                raise _tell_line(text, why, f"{text} %")
            return number
        case Unit.MONEY:
            return _read_money(text, currency)
        case Unit.DAYS:
            days = measure_days(text)
            return _read_sized(text) if days is None else days
        case Unit.DEALS | Unit.LEADS:
            return _read_sized(_COUNTED.sub("", text))


def _read_money(text: str, currency: str) -> Decimal:
    try:
        minor, code = MoneyReader(currency).read(_shorten(text))
    except BadCell as error:
        raise _tell_line(text, error.reason) from None
    if minor is None:
        raise _tell_line(text, "It is no amount.")
    if code != currency:
        raise _tell_line(text, f"It is in {code}, the reports are in {currency}.")
    return Decimal(minor).scaleb(-minor_digits(currency))


def _read_sized(text: str) -> Decimal:
    """A plain number, perhaps in thousands."""
    try:
        digits, label, size, sign = split_amount(_shorten(text))
        number = read_number(digits, None) * size
    except BadCell as error:
        raise _tell_line(text, error.reason) from None
    if label or sign < 0:
        raise _tell_line(text, "It is no plain number.")
    return number


def _read_digits(text: str) -> Decimal:
    """A number in which a lone mark is the decimal one, as in "18.125"."""
    try:
        digits, label, size, sign = split_amount(text.strip())
        number = read_number(digits, None, lone_mark_groups=False)
    except BadCell as error:
        raise _tell_line(text, error.reason) from None
    if label or size > 1 or sign < 0:
        raise _tell_line(text, "It is no share.")
    return number


def _shorten(text: str) -> str:
    """Sizes as the letters that are read, a currency behind them before: "US$40k", "USD40k"."""
    short = _SIZE.sub(lambda found: _SIZES[found[1].lower()], text)
    return _BEHIND_SIZE.sub(r"\2\1", short)


def _write_number(number: Decimal) -> str:
    """In groups of three; never with exactly three decimals, which could be read as thousands."""
    plain = f"{number.normalize():,f}"
    return f"{plain}0" if len(plain.partition(".")[2]) == 3 else plain


def _tell_line(text: str, why: str, *meant: str) -> Problem:
    usual = "Write a number in the unit of what is watched, such as 18 %, 40k, 30 days or 5 points."
    return Problem(
        "alert-line",
        what=f"I can't read the line {quote_shortly(text)}." if text else "Where is the line?",
        why=why if text else "",
        fix=f"Write {' or '.join(meant)}." if meant else usual,
        suggestions=meant,
    )
