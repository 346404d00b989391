"""How a segment is called in a sentence: "Enterprise", "the 12 deals of Dana Reed"; pure."""

from dataclasses import dataclass

from metrics.charts.words import lower_first
from metrics.dimension import find_dimension
from metrics.money import say_value
from metrics.segment import Segment
from metrics.units import Unit

_OWNED = {"owner": "of", "team": "of team", "manager": "of the team of"}


@dataclass(frozen=True)
class Part:
    """A segment with the dimension that it is one of."""

    dimension: str
    segment: Segment


def name_deals(part: Part | None, deals: int, tail: str) -> str:
    """Some deals of a segment: "the 12 Enterprise deals lost to price"; `part` None is all."""
    count, noun = say_value(deals, Unit.DEALS), "deal" if deals == 1 else "deals"
    start = "the one" if deals == 1 else f"the {count}"
    if part is None:
        return f"{start} {noun} {tail}"
    dimension, segment = find_dimension(part.dimension), part.segment
    if segment.key is None:
        without = dimension.none.removeprefix("no ") or dimension.title
        return f"{start} {noun} without {_add_article(without)} {tail}"
    if part.dimension in _OWNED:
        return f"{start} {noun} {_OWNED[part.dimension]} {segment.label} {tail}"
    if part.dimension == "stage":
        return f"{start} {noun} in {segment.label} {tail}"
    if part.dimension == "lost_reason":
        return f"{start} {noun} lost to {lower_first(segment.label)}"
    return f"{start} {segment.label} {noun} {tail}"


def _add_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
