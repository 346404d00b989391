"""What the history says of each stage: who reached it, who won, how long deals stayed in it.

Worked out from the recorded stage changes, once for each version of the data, and kept in the
table `stage_pace`. A decided deal counts only when its stage history is known: of a deal that was
already decided when it was first seen, nobody can say how far it had come.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Row,
    Subquery,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from storage.imports import read_data_version
from storage.statistics import refresh_statistics
from storage.tables import Deal, DealChange, ImportBatch, Stage, StagePace
from storage.tables.facts import OPEN
from storage.types import days_between
from storage.workspaces import hold_workspace

log = logging.getLogger(__name__)

ENOUGH_PASSED = 12
"""Of so many deals at least must be known how long they stayed, before one is called stuck."""

_RANKS = 1_000
"""More than a pipeline has stages."""


@dataclass(frozen=True)
class StagePaceRow:
    """One open stage.

    Attributes:
        decided, won: Deals with a known stage history that reached the stage, or a later one, and
            are decided now; those of them that were won. A deal that skips a stage reached it.
        passed: Deals known to have been in the stage and to have left it, onwards, back or lost.
        passed_days_p75: Three quarters of those left within so many days (the longest stay of a
            deal that came back); None when nobody left.
    """

    decided: int
    won: int
    passed: int
    passed_days_p75: float | None

    @property
    def stuck_after(self) -> int | None:
        """After how many days a deal in the stage counts as stuck; None while too few are known."""
        if self.passed_days_p75 is None or self.passed < ENOUGH_PASSED:
            return None
        return int(self.passed_days_p75)


def read_stage_pace(connection: Connection, workspace_id: int) -> dict[int, StagePaceRow]:
    """The pace of each open stage, by its id: as kept, or worked out anew if the data is newer.

    Reading writes nothing; `refresh_stage_pace` after an import makes every later reading quick.
    """
    version = _find_version(connection, workspace_id)
    kept = connection.execute(
        select(StagePace).where(
            StagePace.workspace_id == workspace_id, StagePace.data_version == (version or 0)
        )
    ).all()
    if version is not None and kept:
        return {
            row.stage_id: StagePaceRow(row.decided, row.won, row.passed, row.passed_days_p75)
            for row in kept
        }
    return measure_stage_pace(connection, workspace_id)


def refresh_stage_pace(engine: Engine, workspace_id: int) -> dict[int, StagePaceRow]:
    """Work the pace out and keep it for the newest version of the data; call it after an import.

    The database looks at its tables' sizes first, for this and for every question that follows.
    """
    if not refresh_statistics(engine):
        log.warning("The sizes of the tables are not looked at: the database is being written to.")
    # Read and written apart: SQLite refuses to write at the end of a long reading that somebody
    # else's writing has overtaken.
    with engine.connect() as connection:
        version = _find_version(connection, workspace_id)
        paces = measure_stage_pace(connection, workspace_id)
    with engine.begin() as connection:
        hold_workspace(connection, workspace_id)
        connection.execute(delete(StagePace).where(StagePace.workspace_id == workspace_id))
        if version is not None and paces:
            connection.execute(
                insert(StagePace),
                [
                    {
                        "workspace_id": workspace_id,
                        "stage_id": stage_id,
                        "data_version": version,
                        "decided": pace.decided,
                        "won": pace.won,
                        "passed": pace.passed,
                        "passed_days_p75": pace.passed_days_p75,
                    }
                    for stage_id, pace in paces.items()
                ],
            )
    return paces


def ensure_stage_pace(engine: Engine, workspace_id: int) -> None:
    """Keep the pace of the newest version of the data, unless it is kept already."""
    with engine.connect() as connection:
        version = _find_version(connection, workspace_id)
        kept = connection.scalar(
            select(func.max(StagePace.data_version)).where(StagePace.workspace_id == workspace_id)
        )
    if version is not None and kept != version:
        refresh_stage_pace(engine, workspace_id)


def _find_version(connection: Connection, workspace_id: int) -> int | None:
    version = read_data_version(connection, workspace_id)
    return version.number if version else None


def measure_stage_pace(connection: Connection, workspace_id: int) -> dict[int, StagePaceRow]:
    """The pace of each open stage from the history itself."""
    stages = connection.execute(
        select(Stage.id, Stage.pipeline, Stage.position).where(
            Stage.workspace_id == workspace_id, Stage.kind == OPEN
        )
    ).all()
    ranks = _rank_stages(stages)
    outcomes = _count_outcomes(connection, workspace_id, ranks)
    stays = _count_stays(connection, workspace_id)
    paces = {}
    for stage in stages:
        rank = ranks[stage.id]
        reached = [
            (status, deals)
            for (highest, status), deals in outcomes.items()
            if highest // _RANKS == rank // _RANKS and (status == "won" or highest >= rank)
        ]
        left = stays.get(stage.id, {})
        paces[stage.id] = StagePaceRow(
            decided=sum(deals for _, deals in reached),
            won=sum(deals for status, deals in reached if status == "won"),
            passed=sum(left.values()),
            passed_days_p75=find_quantile(left.items(), 0.75),
        )
    return paces


def _rank_stages(stages: Sequence[Row[tuple[int, str, int]]]) -> dict[int, int]:
    """A number for each stage, higher for later ones; another thousand for each pipeline."""
    pipelines = sorted({stage.pipeline for stage in stages})
    positions = {
        pipeline: sorted({stage.position for stage in stages if stage.pipeline == pipeline})
        for pipeline in pipelines
    }
    return {
        stage.id: pipelines.index(stage.pipeline) * _RANKS
        + positions[stage.pipeline].index(stage.position)
        for stage in stages
    }


def find_quantile(histogram: Iterable[tuple[int, int]], share: float) -> float | None:
    """The least value that at least `share` of the counted values don't exceed; None for none.

    Args:
        histogram: (value, how often it was seen) in any order.
        share: Above 0, at most 1.
    """
    counts = sorted(histogram)
    wanted = ceil(share * sum(count for _, count in counts))
    for value, count in counts:
        wanted -= count
        if wanted <= 0:
            return float(value)
    return None


def _count_outcomes(
    connection: Connection, workspace_id: int, ranks: dict[int, int]
) -> dict[tuple[int, str], int]:
    """Decided deals with a stage history, by the highest rank they were in and outcome.

    Deals that are not known to have been in any open stage are left out.
    """
    if not ranks:
        return {}
    # The deals are looked up last, once each: with every change it would take a third longer.
    highest = _find_highest(workspace_id, ranks)
    groups = (highest.c.before, highest.c.after, Deal.status)
    rows = connection.execute(
        select(*groups, func.count())
        .join(Deal, and_(Deal.workspace_id == workspace_id, Deal.id == highest.c.deal_id))
        .where(Deal.status != OPEN)
        .group_by(*groups)
    )
    outcomes: dict[tuple[int, str], int] = defaultdict(int)
    for reached_before, reached_after, status, count in rows:
        outcomes[max(reached_before, reached_after), status] += count
    outcomes.pop((-1, "won"), None)
    outcomes.pop((-1, "lost"), None)
    return outcomes


def _find_highest(workspace_id: int, ranks: dict[int, int]) -> Subquery:
    """Each deal with a stage history, and the highest rank it left and came to."""
    # The few ranks are written into the statement: joining the stages would cost a second more
    # for each million changes.
    words = {str(stage_id): rank for stage_id, rank in ranks.items()}
    before, after = (case(words, value=side, else_=-1) for side in (DealChange.old, DealChange.new))
    return (
        select(
            DealChange.deal_id,
            func.max(before).label("before"),
            func.max(after).label("after"),
        )
        .where(DealChange.workspace_id == workspace_id, DealChange.field == "stage")
        # In the order of the changes' index (the field is one), so that nothing has to be sorted.
        .group_by(DealChange.deal_id, DealChange.field)
        .subquery("deals_with_history")
    )


def _count_stays(connection: Connection, workspace_id: int) -> dict[int, dict[int, int]]:
    """Of each stage: days of a deal's longest stay -> how many deals, for stays that ended."""
    # In the order of the changes' index, so that nothing has to be sorted. The field is asked for
    # as a range of one: SQLite leaves a constant out of the order, and then sorts after all.
    only_stage = DealChange.field.between("stage", "stage")
    since = func.lag(DealChange.on).over(
        partition_by=(DealChange.deal_id, DealChange.field),
        order_by=(DealChange.on, DealChange.at, DealChange.id),
    )
    changes = (
        select(
            DealChange.deal_id,
            DealChange.on,
            _id(DealChange.old).label("stage_id"),
            # Where the first thing known of a deal is an import, nobody saw it enter its first
            # stage.
            func.coalesce(since, case((_is_seen_from_the_start(), Deal.created_on))).label("since"),
        )
        .join(Deal, and_(Deal.workspace_id == workspace_id, Deal.id == DealChange.deal_id))
        .outerjoin(
            ImportBatch,
            and_(ImportBatch.workspace_id == workspace_id, ImportBatch.id == Deal.batch_id),
        )
        .where(DealChange.workspace_id == workspace_id, only_stage)
        .subquery("changes")
    )
    stays = (
        select(
            changes.c.stage_id, func.max(days_between(changes.c.since, changes.c.on)).label("days")
        )
        .where(changes.c.since.is_not(None))
        .group_by(changes.c.deal_id, changes.c.stage_id)
        .subquery("stays")
    )
    counted: dict[int, dict[int, int]] = defaultdict(dict)
    for stage_id, days, count in connection.execute(
        select(stays.c.stage_id, stays.c.days, func.count()).group_by(
            stays.c.stage_id, stays.c.days
        )
    ):
        counted[stage_id][max(0, days)] = counted[stage_id].get(max(0, days), 0) + count
    return counted


def _is_seen_from_the_start() -> ColumnElement[bool]:
    return or_(
        DealChange.at < ImportBatch.finished_at,
        Deal.created_on >= func.date(ImportBatch.finished_at),
    )


def _id(text: InstrumentedAttribute[str | None]) -> ColumnElement[int]:
    return cast(text, Integer)
