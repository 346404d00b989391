"""What a question about open deals reads of the whole company or of each person's deals.

It is worked out after each import, kept for one version of the data, and used for that version
only; without it a question counts for itself. It holds for all evenings to come, so no midnight
makes it useless. What several people own is the sum of what each of them owns.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import OperationalError

from metrics.history import is_past
from metrics.inspection import Limits, Outlook, join_for_evening, join_outlooks, read_outlooks
from metrics.metric import OPEN_DEALS
from metrics.movement import DAYS, Moves, add_moves, count_moves_by_owner
from metrics.population import find_population
from metrics.question import Question, Setting
from metrics.scope import Scope
from metrics.stage_pace import ensure_stage_pace, read_stage_pace
from metrics.standing import Counted, count_open_deals, join_counted
from storage.engine import is_locked
from storage.imports import read_data_version
from storage.tables import Groundwork, Person
from storage.workspaces import hold_workspace

COUNTED_BY = ("stage", "owner", "segment")
"""What is asked most: the answer itself and its buttons."""
_COUNTED = "counted"
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
    """What was laid of the newest data for this question, if it is about all of somebody's deals.

    Nothing of a filter or a closing period, and nothing for a past day.
    """
    # Without a limit for silence the day is a past one.
    if question.filters or question.closing or limits.quiet_days is None:
        return Laid()
    attention = f"attention {limits.quiet_days}"
    if question.scope.people is not None:
        laid = _read_parts(
            connection, setting.workspace_id, *map(_name_person, question.scope.people)
        )
        of_people = {person: laid.get(_name_person(person), {}) for person in question.scope.people}
        return _sum_up(of_people, attention, by, limits.day)
    counted = f"by {by}"
    laid = _read_parts(connection, setting.workspace_id, counted, attention, _MOVES)
    outlook = Outlook(**laid[attention]) if attention in laid else None
    return Laid(
        Counted(**laid[counted]) if counted in laid else None,
        outlook if outlook is not None and outlook.holds_on(limits.day) else None,
        laid.get(_MOVES, {}).get(limits.day.isoformat()),
    )


def _sum_up(people: Mapping[int, Mapping[str, Any]], attention: str, by: str, day: date) -> Laid:
    """What is known of these people's deals together, where it is known of each of them."""
    counted = outlook = moves = None
    if not people or not all(people.values()):
        return Laid()
    if by in ("stage", "owner"):
        parts = {person: Counted(**laid[_COUNTED]) for person, laid in people.items()}
        counted = join_counted(parts, by_stage=by == "stage")
    outlooks = [Outlook(**laid[attention]) for laid in people.values() if attention in laid]
    if len(outlooks) == len(people) and all(each.holds_on(day) for each in outlooks):
        outlook = join_for_evening(day, outlooks)
    weeks = [laid[_MOVES].get(day.isoformat()) for laid in people.values()]
    if None not in weeks:
        moves = add_moves(weeks)
    return Laid(counted, outlook, moves)


def _name_person(id_: int) -> str:
    return f"person {id_}"


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
        if _read_parts(connection, setting.workspace_id, f"attention {quiet_days}"):
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
    counted = {by: count_open_deals(connection, deals, by) for by in COUNTED_BY}
    outlooks = read_outlooks(connection, deals, Limits.learn(today, quiet_days, paces))
    # Later weeks hold nothing that was known today, and are counted quickly.
    week = [today + timedelta(days=days) for days in range(DAYS)]
    moves = {day: count_moves_by_owner(connection, question, setting, day) for day in week}
    counted_of = counted["owner"].split()
    people = connection.scalars(
        select(Person.id).where(Person.workspace_id == setting.workspace_id)
    )
    attention = f"attention {quiet_days}"
    return {
        **{f"by {by}": asdict(each) for by, each in counted.items()},
        attention: asdict(join_outlooks(today, outlooks.values())),
        _MOVES: {day.isoformat(): add_moves(of.values()) for day, of in moves.items()},
        **{
            _name_person(id_): {
                _COUNTED: asdict(counted_of.get(id_, Counted((), ()))),
                attention: asdict(outlooks.get(id_) or join_outlooks(today, ())),
                _MOVES: {day.isoformat(): of.get(id_, {}) for day, of in moves.items()},
            }
            for id_ in people
        },
    }
