"""A part of a whole, before and now: its sums, and how much they may vary; pure.

With totals taken as given, the variance of a ratio of sums is that of its first-order form (delta
method), of a share of money that of Kish's effective number of rows, of a sum that of a compound
Poisson process: the sum of the squares.

Sources: W. G. Cochran, "Sampling techniques" (1977), chapter 6, for ratios of sums. L. Kish,
"Survey sampling" (1965), section 11.7: n = (sum of x)^2 / sum of x^2.
"""

from collections.abc import Iterable
from dataclasses import dataclass

FEWEST = 10
"""A segment with fewer rows in both periods is part of `OTHER`."""
OTHER = "other"
"""The key of the segment that gathers the small ones; it is never put forward as a cause."""


@dataclass(frozen=True)
class Side:
    """The numbers of one segment, or of the whole, in one period.

    Attributes:
        top: The numerator, or the value of what adds up.
        bottom: The denominator; 0 of what adds up.
        n: How many rows it stands on.
        top_squares, bottom_squares: The sums, over the rows, of the squares of what each adds.
        cross: The sum of the products of what each row adds to both.
        is_share: What a row adds to the denominator is in the numerator fully or not at all.
    """

    top: float = 0.0
    bottom: float = 0.0
    n: int = 0
    top_squares: float = 0.0
    bottom_squares: float = 0.0
    cross: float = 0.0
    is_share: bool = False

    @classmethod
    def count(cls, k: int, n: int) -> "Side":
        """`k` of `n`."""
        return cls(k, n, n, k, n, k, is_share=True)

    @classmethod
    def average(cls, total: float, n: int, squares: float) -> "Side":
        """A mean: the sum over `n` rows, and the sum of their squares."""
        return cls(total, n, n, squares, n, total)

    @classmethod
    def weigh(
        cls, part: float, whole: float, n: int, part_squares: float, whole_squares: float
    ) -> "Side":
        """A share of money: each row's amount is in the whole, and in the part fully or not."""
        return cls(part, whole, n, part_squares, whole_squares, part_squares, is_share=True)

    @classmethod
    def add_up(cls, total: float, n: int, squares: float) -> "Side":
        """A count or a sum of money."""
        return cls(top=total, n=n, top_squares=squares)

    @property
    def rate(self) -> float | None:
        """The ratio; None where nothing is below the line."""
        return self.top / self.bottom if self.bottom else None

    @property
    def effective(self) -> tuple[float, float]:
        """Of a share: so many of so many rows alike would be as sure as these are."""
        n = self.bottom**2 / self.bottom_squares if self.bottom_squares else 0.0
        share = self.top / self.bottom if self.bottom else 0.0
        return min(max(share, 0.0), 1.0) * n, n

    @property
    def variance(self) -> float:
        """Of the ratio; of shares drawn to the middle, so that 0 of 8 is not sure."""
        if not self.bottom:
            return 0.0
        if self.is_share:
            k, n = self.effective
            p = (k + 1) / (n + 2)
            return p * (1 - p) / n
        rate = self.top / self.bottom
        if self.n < 2:  # one row tells nothing of how much rows vary
            return rate * rate
        squares = self.top_squares - 2 * rate * self.cross + rate * rate * self.bottom_squares
        return max(squares, 0.0) * self.n / (self.n - 1) / self.bottom**2

    def vary_weight(self, whole: "Side") -> float:
        """The variance of its share of the whole's denominator."""
        share = self.bottom / whole.bottom
        rest = whole.bottom_squares - self.bottom_squares
        squares = (1 - share) ** 2 * self.bottom_squares + share * share * rest
        return max(squares, 0.0) / whole.bottom**2

    def vary_sum(self, whole: "Side") -> float:
        """The variance of a sum; as of one row more, so that nothing at all is not sure either."""
        typical = self.top_squares / self.n if self.n else 0.0
        if not typical and whole.n:
            typical = whole.top_squares / whole.n
        return self.top_squares + typical

    def plus(self, other: "Side") -> "Side":
        """Both together."""
        return self._combine(other, 1)

    def less(self, other: "Side") -> "Side":
        """What is left without the other."""
        return self._combine(other, -1)

    def _combine(self, other: "Side", sign: int) -> "Side":
        return Side(
            self.top + sign * other.top,
            self.bottom + sign * other.bottom,
            self.n + sign * other.n,
            self.top_squares + sign * other.top_squares,
            self.bottom_squares + sign * other.bottom_squares,
            self.cross + sign * other.cross,
            self.is_share or other.is_share,
        )


@dataclass(frozen=True)
class Segment:
    """One part of the whole, before and now.

    Attributes:
        key: As the data spells it; None for the rows without a value, `OTHER` for the small ones.
        label: As people read it.
        is_rest: It gathers the small ones.
    """

    key: str | None
    label: str
    before: Side
    now: Side
    is_rest: bool = False

    @property
    def has_no_rate(self) -> bool:
        """Whether amounts below 0 cancel its denominator out, but not what is above the line.

        What adds up has no denominator, and no products with it.
        """
        return any(not side.bottom and side.top and side.cross for side in (self.before, self.now))


def merge_small(segments: Iterable[Segment], fewest: int = FEWEST) -> tuple[Segment, ...]:
    """The segments, with those of fewer rows in both periods made one.

    A segment whose amounts cancel out to a denominator of 0 has no rate, so it goes there too.
    """
    kept: list[Segment] = []
    small: list[Segment] = []
    for one in segments:
        few = one.before.n < fewest and one.now.n < fewest
        (small if few or one.has_no_rate else kept).append(one)
    if not small:
        return tuple(kept)
    before, now = add_sides(one.before for one in small), add_sides(one.now for one in small)
    label = f"{len(small):,} small ones" if len(small) > 1 else small[0].label
    return (*kept, Segment(OTHER, label, before, now, is_rest=True))


def add_sides(sides: Iterable[Side]) -> Side:
    """All together."""
    whole = Side()
    for side in sides:
        whole = whole.plus(side)
    return whole
