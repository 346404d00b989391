"""What a chart says, as values: its finding, its marks, its words. Nothing here draws."""

from dataclasses import dataclass
from enum import Enum

from metrics.units import Unit

MOST_BARS = 12  # more can't be read on a phone; the rest is summed up or counted in words
ALT_TEXT_LIMIT = 2_000


class Kind(Enum):
    """How the marks are drawn."""

    BARS = "bars"  # horizontal, one a category
    COLUMNS = "columns"  # upright, for a few periods in order
    LINE = "line"  # for many periods in order
    PAIRED = "paired"  # two horizontal bars a category: now, and what it is held against
    STAGES = "stages"  # horizontal, the first series with the second as a part of it
    FUNNEL = "funnel"  # centred bars, in the order of the stages
    WATERFALL = "waterfall"  # from a first total over changes to a last one
    TREND = "trend"  # what has been reached by each day, and the goal's pace beside it
    WATCH = "watch"  # a level day by day with its range, and the line that it is watched against


@dataclass(frozen=True)
class Category:
    """One row, column or point in time: its name, and a few grey words under it.

    Attributes:
        rest: It is the sum of everything that has no row of its own.
        day: Of a trend or a watch: how many days after its first one it lies.
    """

    label: str
    note: str = ""
    rest: bool = False
    day: int = 0


@dataclass(frozen=True)
class Point:
    """One mark.

    Attributes:
        value: None is no data: the words are written, no mark is drawn.
        words: What stands on the mark.
        interval: The range the value may truly have, drawn as a thin line.
        faint: It stands on few rows; drawn paler.
    """

    value: float | None
    words: str
    interval: tuple[float, float] | None = None
    faint: bool = False


@dataclass(frozen=True)
class Series:
    """Marks of one colour, one for each category."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Target:
    """A line to reach, with the words that stand on it."""

    value: float
    words: str


class Turn(Enum):
    """What happened to an alert on a day."""

    FIRED = "fired"
    OVER = "over"


@dataclass(frozen=True)
class Mark:
    """A day on which an alert fired or was over: the position of its category."""

    place: int
    turn: Turn


@dataclass(frozen=True)
class ChartSpec:
    """One chart. Equal specs give equal pictures, byte for byte.

    Attributes:
        title: The finding in words: "West closes best: 63.9 % of 2,245".
        subtitle: What is shown, of whom and when.
        categories, series: Every series has one point for each category. No categories at all
            is a chart that has only words.
        unit, currency: What the values are, for the axis of a line.
        highlights: Positions of the categories the title speaks of; of a watch, those whose values
            are written.
        target: A value that the marks are held against.
        recover: Of a watch: how far the level has to come back.
        turns: Of a watch: when it fired and when it was over, in their order.
        floor: Where the bars of a waterfall begin, when they are too long to show its changes.
        footnote: What a reader must know so as not to be misled: small samples, missing amounts.
        alt_text: All numbers in words, for those who don't see the picture.

    Raises:
        ValueError: when a series has not one point a category, or the alt text is too long.
    """

    kind: Kind
    title: str
    subtitle: str
    categories: tuple[Category, ...]
    series: tuple[Series, ...]
    unit: Unit
    alt_text: str
    currency: str | None = None
    highlights: frozenset[int] = frozenset()
    target: Target | None = None
    recover: Target | None = None
    turns: tuple[Mark, ...] = ()
    floor: float = 0.0
    footnote: str = ""

    def __post_init__(self) -> None:
        """Refuse what could not be drawn."""
        if any(len(series.points) != len(self.categories) for series in self.series):
            raise ValueError("every series needs one point for each category")
        if len(self.alt_text) > ALT_TEXT_LIMIT:
            raise ValueError(f"the alt text is longer than {ALT_TEXT_LIMIT} characters")
