"""The numbers behind a metric in words: a segment's sides, a part of a change; pure.

Money is in minor units here, as `metrics.alerts.segments` reads it.
"""

from dataclasses import dataclass
from decimal import Decimal

from metrics.metric import Metric
from metrics.money import say_change, say_count, say_value
from metrics.segment import Side
from metrics.units import Unit, minor_digits


@dataclass(frozen=True)
class Figures:
    """Says the numbers of one metric.

    Attributes:
        currency: ISO 4217, of its money.
    """

    metric: Metric
    currency: str

    @property
    def is_ratio(self) -> bool:
        """Whether it is a share, or a mean."""
        return self.metric.per is not None or self.metric.unit is Unit.DAYS or self._is_mean

    @property
    def _is_mean(self) -> bool:
        return self.metric.measure is not None and self.metric.measure.kind.value == "mean"

    def say_level(self, value: float) -> str:
        """A value of the metric: "22.0 %", "$41k", "57 days"."""
        return say_value(self.to_major(value), self.metric.unit, self.currency, short=True)

    def say_part(self, change: float) -> str:
        """A part of its change: "−3.1 points", "−$21k", "−12"."""
        return say_change(self.to_major(change), self.metric.unit, self.currency, short=True)

    def say_size(self, change: float) -> str:
        """The same without its sign."""
        return self.say_part(abs(change)).removeprefix("+")

    def say_side(self, side: Side) -> str:
        """What a segment comes to: "won 8 of 40", "$41k from 12 deals", "12"."""
        noun = "lead" if self.metric.basis.table == "leads" else "deal"
        if self.metric.unit is Unit.PERCENT:
            start = "won " if self.metric.name.startswith("win_rate") else ""
            return f"{start}{self.say_amount(side.top)} of {self.say_amount(side.bottom)}"
        if self.is_ratio:
            if side.rate is None:
                return "none"
            return f"{self.say_level(side.rate)} over {say_count(side.n, noun)}"
        if self.metric.is_of_money:
            return f"{self.say_amount(side.top)} from {say_count(side.n, noun)}"
        return self.say_amount(side.top)

    def say_weight(self, side: Side, whole: Side) -> str:
        """How much of the whole a segment is: "60 of 100"."""
        return f"{self.say_amount(side.bottom)} of {self.say_amount(whole.bottom)}"

    def say_amount(self, amount: float) -> str:
        """What its numerator or denominator is made of: money, or rows."""
        if self.metric.unit is Unit.MONEY and self.is_ratio:
            return say_value(round(amount), Unit.DEALS)
        if self.metric.is_of_money:
            major = Decimal(str(amount)).scaleb(-minor_digits(self.currency))
            return say_value(major, Unit.MONEY, self.currency, short=True)
        return say_value(round(amount), Unit.DEALS)

    def to_major(self, value: float) -> Decimal:
        """A value as people know it: money in major units, counts without decimals."""
        exact = Decimal(str(value))
        if self.metric.unit is Unit.MONEY:
            return exact.scaleb(-minor_digits(self.currency))
        if self.metric.unit in (Unit.DEALS, Unit.LEADS):
            return Decimal(round(value))
        return exact
