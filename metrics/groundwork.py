"""What a question about the whole company reads of its open deals, worked out after each import.

Everything is kept for one version of the data, and used for that version only; without it a
question counts for itself. It holds for all evenings to come, so no midnight makes it useless.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import OperationalError

from metrics.history import is_past
from metrics.inspection import Limits, Outlook, read_outlook
from metrics.metric import OPEN_DEALS
from metrics.movement import DAYS, Moves, count_moves
from metrics.population import find_population
from metrics.question import Question, Setting
from metrics.scope import Scope
from metrics.stage_pace import ensure_stage_pace, read_stage_pace
from metrics.standing import Counted, count_open_deals
from storage.engine import is_locked
from storage.imports import read_data_version
from storage.tables import Groundwork
from storage.workspaces import hold_workspace

COUNTED_BY = ("stage", "owner", "segment")
"""What is asked most: the answer itself and its buttons."""
_MOVES = "moves"


@dataclass(frozen=True)
class Laid:
    """What is known already of a question's answer."""

    counted: Counted | None = None
    outlook: Outlook | None = None
    moves: Moves | None = None


def find_groundwork(
    connection: Connection, question: Question, setting: Setting, by: str, limits: Limits
) -> Laid:
    """What was laid of the newest data for this question: nothing if it is about a part only."""
    is_part = question.scope.people is not None or question.filters or question.closing
    # Without a limit for silence the day is a past one.
    if is_part or limits.quiet_days is None:
        return Laid()
    counted, outlook = f"by {by}", f"outlook {limits.quiet_days}"
    laid = _read_parts(connection, setting.workspace_id, counted, outlook, _MOVES)
    return Laid(
        Counted(**laid[counted]) if counted in laid else None,
        Outlook(**laid[outlook]) if outlook in laid else None,
        laid.get(_MOVES, {}).get(limits.day.isoformat()),
    )


def _read_parts(connection: Connection, workspace_id: int, *parts: str) -> dict[str, Any]:
    version = read_data_version(connection, workspace_id)
    if version is None:
        return {}
    kept = connection.execute(
        select(Groundwork.part, Groundwork.figures).where(
            Groundwork.workspace_id == workspace_id,
            Groundwork.part.in_(parts),
            Groundwork.data_version == version.number,
        )
    )
    return {row.part: row.figures for row in kept}


def lay_groundwork(engine: Engine, setting: Setting, quiet_days: int) -> bool:
    """Keep the stages' pace and what stands on it for the newest data, unless they are kept.

    Gives False where SQLite was being written to for longer than anybody waits: nothing is wrong
    without the groundwork, so it is left to the next time.

    Args:
        engine: The database.
        setting: The company and its today.
        quiet_days: No activity for so long is too quiet.
    """
    try:
        _lay(engine, setting, quiet_days)
    except OperationalError as error:
        if not is_locked(error):
            raise
        return False
    return True


def _lay(engine: Engine, setting: Setting, quiet_days: int) -> None:
    ensure_stage_pace(engine, setting.workspace_id)
    # Read and written apart, as in `metrics.stage_pace`.
    with engine.connect() as connection:
        version = read_data_version(connection, setting.workspace_id)
        if version is None or is_past(connection, setting, setting.today):
            return
        if _read_parts(connection, setting.workspace_id, f"outlook {quiet_days}"):
            return
        parts = _work_out(connection, setting, quiet_days)
    with engine.begin() as connection:
        hold_workspace(connection, setting.workspace_id)
        connection.execute(
            delete(Groundwork).where(Groundwork.workspace_id == setting.workspace_id)
        )
        row = {"workspace_id": setting.workspace_id, "data_version": version.number}
        connection.execute(
            insert(Groundwork),
            [{**row, "part": part, "figures": figures} for part, figures in parts.items()],
        )


def _work_out(connection: Connection, setting: Setting, quiet_days: int) -> dict[str, Any]:
    today = setting.today
    question = Question((), Scope.everything())
    deals = find_population(connection, OPEN_DEALS, question, setting, None, today)
    paces = read_stage_pace(connection, setting.workspace_id)
    outlook = read_outlook(connection, deals, Limits.learn(today, quiet_days, paces))
    # Later weeks hold nothing that was known today, and are counted quickly.
    week = [today + timedelta(days=days) for days in range(DAYS)]
    return {
        **{f"by {by}": asdict(count_open_deals(connection, deals, by)) for by in COUNTED_BY},
        f"outlook {quiet_days}": asdict(outlook),
        _MOVES: {day.isoformat(): count_moves(connection, question, setting, day) for day in week},
    }
