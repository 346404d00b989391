"""Amounts in the reporting currency: by the rate of the closing day, else by the newest one."""

from bisect import bisect_right
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Connection, select

from storage.importing.cells.numbers import find_digits
from storage.tables import ExchangeRate

_LONGEST_GAP = 366
"""A rate holds until the next one, but not longer than this many days."""


class Exchange:
    """The rates of a workspace, as they stand when the import begins."""

    def __init__(self, connection: Connection, workspace_id: int, currency: str) -> None:
        self.currency = currency
        self._days: dict[str, list[date]] = defaultdict(list)
        self._rates: dict[str, list[Decimal]] = defaultdict(list)
        for row in connection.execute(
            select(ExchangeRate.currency, ExchangeRate.on, ExchangeRate.rate)
            .where(ExchangeRate.workspace_id == workspace_id)
            .order_by(ExchangeRate.currency, ExchangeRate.on)
        ):
            self._days[row.currency].append(row.on)
            self._rates[row.currency].append(row.rate)

    def convert(self, minor: int, currency: str, on: date | None) -> int | None:
        """Minor units of the reporting currency; None without a rate for that day.

        Args:
            minor: Minor units of `currency`.
            currency: ISO 4217.
            on: The closing day; None takes the newest rate.
        """
        if currency == self.currency:
            return minor
        days = self._days.get(currency)
        if not days:
            return None
        place = len(days) - 1
        if on is not None:
            place = bisect_right(days, on) - 1
            if place < 0 or (on - days[place]).days > _LONGEST_GAP:
                return None
        amount = Decimal(minor).scaleb(-find_digits(currency)) * self._rates[currency][place]
        scaled = amount.scaleb(find_digits(self.currency))
        return int(scaled.to_integral_value(ROUND_HALF_UP))
