"""What a goal is known by, and its target as people write it: the same in files and in Slack."""

from datetime import date
from decimal import Decimal

from storage.importing.cells.numbers import MoneyReader, read_number, read_sized, split_amount
from storage.importing.cells.text import BadCell

_TOO_LARGE = 10**16
"""What the column can't hold: a hundred thousand thousand million, in cents."""


def write_goal_key(
    metric: str, owner_id: int | None, team: str | None, start: date, end: date
) -> str:
    """The key of the goal for a metric, a holder and the days `[start, end)`."""
    holder = f"person {owner_id}" if owner_id else f"team {team}" if team else "everybody"
    return " · ".join((metric, holder, str(start), str(end)))


def read_target(text: str, unit: str, currency: str, mark: str | None = None) -> Decimal:
    """A target: minor units of money, a share of 1 for percent, else the count.

    Args:
        text: `600k`, `$1,200,000`, `25 %`, `40`.
        unit: money, percent, anything else for a count; empty where the metric is not known.
        currency: The reporting currency.
        mark: The decimal mark, where it is known.

    Raises:
        BadCell: when it is no number, in another currency, no share or too large.
    """
    target = _read(text, unit, currency, mark)
    if target >= _TOO_LARGE:
        raise BadCell("It is too large for a goal.", "Look whether it has its marks.")
    return target


def _read(text: str, unit: str, currency: str, mark: str | None) -> Decimal:
    if unit == "percent" or (not unit and text.endswith("%")):
        digits, label, _, sign = split_amount(text)
        share = read_number(digits, mark, lone_mark_groups=False) * sign
        # A share above 1 can only be meant in percent.
        share = share / 100 if label == "%" or share > 1 else share
        if not 0 <= share <= 1:
            raise BadCell("A share lies between 0 and 100 %.", "Write one such as 25 %.")
        return share
    minor, code = MoneyReader(currency, mark).read(text)
    if minor is None:
        raise BadCell("It has no target.", "Fill in the number to reach.")
    if unit == "money" or (not unit and not text[:1].isdigit()):
        if code != currency:
            raise BadCell(
                f"The goal is in {code}, the reports are in {currency}.",
                f"Write it in {currency}.",
            )
        return Decimal(minor)
    digits, _, size, _ = split_amount(text)
    return read_sized(digits, mark, size)
