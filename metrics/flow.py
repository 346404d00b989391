"""The pipeline flow of a period: where the open deals stood, what came, what left, where they stand."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Step:
    """Deals that took this way, and their value. What leaves is counted positive, too."""

    deals: int
    value: Decimal


@dataclass(frozen=True)
class PipelineFlow:
    """start + new + moved in − won − lost − moved out + amount changes = end, to the cent.

    Attributes:
        amount_changes: Its deals stay where they are; its value has a sign.
    """

    start: Step
    new: Step
    moved_in: Step
    won: Step
    lost: Step
    moved_out: Step
    amount_changes: Step
    end: Step
