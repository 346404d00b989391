"""The stages of a workspace in the order of their pipelines; nothing is counted here."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from metrics.names import read_names
from storage.tables import Stage


@dataclass(frozen=True)
class StageRow:
    """One stage; `label` tells it from a stage of the same name in another pipeline."""

    id: int
    label: str
    pipeline: str
    is_open: bool


def read_stages(connection: Connection, workspace_id: int) -> list[StageRow]:
    """All stages, by pipeline and position."""
    rows = connection.execute(
        select(Stage.id, Stage.name, Stage.pipeline, Stage.kind)
        .where(Stage.workspace_id == workspace_id)
        .order_by(Stage.pipeline, Stage.position, Stage.id)
    ).all()
    if len({row.name for row in rows}) == len(rows):
        labels = {row.id: row.name for row in rows}
    else:
        ids = [row.id for row in rows]
        labels = read_names(connection, workspace_id, Stage.__table__, ids)
    return [StageRow(row.id, labels[row.id], row.pipeline, row.kind == "open") for row in rows]
