"""The chance of an open deal to be won: said by the CRM, else learned from the stage's history."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from sqlalchemy import Connection, func, select

from metrics.question import Setting
from metrics.stage_pace import StagePaceRow, read_stage_pace
from storage.tables import Deal, Stage
from storage.tables.facts import OPEN, WON

ENOUGH_DECIDED = 30
"""A stage's own history counts from so many decided deals on."""

DEAL_SCALE = 100_000
"""`Deal.probability` has five decimals; as a whole number of these it adds up exactly."""


class ChanceSource(Enum):
    """Who says so."""

    DEAL = "the CRM's chance for the deal"
    STAGE = "the CRM's chance for the stage"
    HISTORY = "the stage's own history"
    OVERALL = "the win rate of all decided deals"
    UNKNOWN = "no chance known"


@dataclass(frozen=True)
class Chance:
    """A chance to be won, 0 to 1; None when nothing is known."""

    value: Decimal | None
    source: ChanceSource
    decided: int = 0  # how many decided deals a learned chance stands on


UNKNOWN = Chance(None, ChanceSource.UNKNOWN)


def read_chances(
    connection: Connection, setting: Setting, paces: Mapping[int, StagePaceRow] | None = None
) -> dict[int, Chance]:
    """The chance of each open stage, by its id; `paces` when they have been read already.

    1. The CRM's own, when it gives one.
    2. Deals won of the decided deals that reached the stage, from `ENOUGH_DECIDED` on.
    3. Deals won of all decided deals.
    """
    if paces is None:
        paces = read_stage_pace(connection, setting.workspace_id)
    stages = connection.execute(
        select(Stage.id, Stage.probability).where(
            Stage.workspace_id == setting.workspace_id, Stage.kind == "open"
        )
    ).all()
    chances: dict[int, Chance] = {}
    overall: Chance | None = None
    for stage_id, probability in stages:
        pace = paces.get(stage_id)
        if probability is not None:
            chances[stage_id] = Chance(Decimal(probability), ChanceSource.STAGE)
        elif pace is not None and pace.decided >= ENOUGH_DECIDED:
            learned = Decimal(pace.won) / pace.decided
            chances[stage_id] = Chance(learned, ChanceSource.HISTORY, pace.decided)
        else:
            overall = overall or _read_overall(connection, setting)
            chances[stage_id] = overall
    return chances


def _read_overall(connection: Connection, setting: Setting) -> Chance:
    won, decided = connection.execute(
        select(func.count().filter(Deal.status == WON), func.count()).where(
            Deal.workspace_id == setting.workspace_id, Deal.status != OPEN
        )
    ).one()
    if not decided:
        return UNKNOWN
    return Chance(Decimal(won) / decided, ChanceSource.OVERALL, decided)
