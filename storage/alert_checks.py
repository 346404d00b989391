"""What came of every check of an alert: written with its states and steps, in bulk, and counted.

Which rules are to be checked is in `storage.due_alerts`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.alert_states import ChangeRow, StateRow
from storage.plans import UNCLAIMED
from storage.requests import Busy, write_soon
from storage.tables import AlertChange, AlertCheck, AlertRule, AlertState

KEPT = timedelta(days=400)
"""How long it is known what came of a check: a year can be held against the year before."""


@dataclass(frozen=True)
class CheckedRule:
    """What came of judging a claimed rule once.

    Attributes:
        rule_id, revision: As it was claimed.
        day, version: The last complete day that was judged, and the data's version.
        outcome: "fired" (some group is firing), "unsure" (of some nothing could be said), "quiet",
            or "broken": it could not be judged, and is broken until it can be.
        reason: What was told, or why nothing; why it is broken.
        states: By group, those that are another one now; the others stay.
        changes: In the order they happened.
        look_at: When to look again although no newer data has come.
        is_told: Something of it is put into the outbox now.
    """

    rule_id: int
    revision: int
    day: date
    version: int
    outcome: str
    reason: str
    states: Mapping[str, StateRow] = field(default_factory=dict)
    changes: Sequence[ChangeRow] = ()
    look_at: datetime | None = None
    is_told: bool = False


@dataclass(frozen=True)
class CheckCounts:
    """What came of the checks of some time.

    Attributes:
        outcomes: How many, by outcome.
        rules: How many rules were checked.
    """

    outcomes: Mapping[str, int]
    rules: int


def write_checked(
    connection: Connection,
    workspace_id: int,
    claim: str,
    results: Sequence[CheckedRule],
    now: datetime,
) -> set[int]:
    """Write down what came of claimed rules and give them back, in the caller's transaction.

    Call it first in the transaction that also puts what is told into the outbox.

    Args:
        connection: The transaction.
        workspace_id: Whose rules.
        claim: Who claimed them.
        results: One for each rule.
        now: The present instant.

    Returns:
        The rules that were still the claim's, and as they had been claimed. Of the others nothing
        is written, and nothing may be put into the outbox.
    """
    kept = _release(connection, workspace_id, claim, results)
    done = [result for result in results if result.rule_id in kept]
    if done:
        _move_on(connection, workspace_id, done, now)
        _write_states(connection, workspace_id, done)
        _add_changes(connection, workspace_id, done)
        _write_checks(connection, workspace_id, done, now)
    return kept


def count_checks(
    connection: Connection, workspace_id: int, since: datetime, until: datetime
) -> CheckCounts:
    """What came of the checks within [since, until)."""
    where = (
        AlertCheck.workspace_id == workspace_id,
        AlertCheck.at >= since,
        AlertCheck.at < until,
    )
    outcomes = select(AlertCheck.outcome, func.count()).where(*where).group_by(AlertCheck.outcome)
    rules = select(func.count(AlertCheck.rule_id.distinct())).where(*where)
    return CheckCounts(
        {outcome: count for outcome, count in connection.execute(outcomes)},  # noqa: C416 - a row is no pair for mypy
        connection.scalar(rules) or 0,
    )


def forget_checks(engine: Engine, workspace_id: int, now: datetime) -> int:
    """Drop checks that are `KEPT` no longer; how many: none while somebody else is writing."""
    old = (AlertCheck.workspace_id == workspace_id, AlertCheck.at < now - KEPT)
    with engine.connect() as connection:  # a look, where dropping has to write
        if connection.execute(select(AlertCheck.rule_id).where(*old).limit(1)).first() is None:
            return 0
    statement = delete(AlertCheck).where(*old)
    try:
        with write_soon(engine) as connection:
            return connection.execute(statement).rowcount
    except Busy:
        return 0


@dataclass(frozen=True)
class _Move:
    """What a check makes of the rule itself."""

    day: date
    version: int
    look_at: datetime | None
    is_told: bool
    broken: str | None


def _mend(now: datetime) -> dict[str, Any]:
    """It could be judged: if that was what was wrong with it, it is well."""
    return {
        "state": case((AlertRule.unjudged, "active"), else_=AlertRule.state),
        "state_reason": case((AlertRule.unjudged, None), else_=AlertRule.state_reason),
        "state_since": case((AlertRule.unjudged, now), else_=AlertRule.state_since),
        "unjudged": False,
    }


def _break(reason: str, now: datetime) -> dict[str, Any]:
    return {
        "state": "broken",
        "state_reason": reason,
        "state_since": case((AlertRule.state == "broken", AlertRule.state_since), else_=now),
        "unjudged": True,
    }


def _release(
    connection: Connection, workspace_id: int, claim: str, results: Sequence[CheckedRule]
) -> set[int]:
    """Give up the claim; which rules were its own, and unchanged.

    The rows are written to first, so that from here on nobody can change them before the end of
    the transaction.
    """
    statement = (
        update(AlertRule)
        .where(
            AlertRule.workspace_id == workspace_id,
            AlertRule.id.in_([result.rule_id for result in results]),
            AlertRule.claimed_by == claim,
        )
        .values(**UNCLAIMED)
    )
    returned = connection.execute(statement.returning(AlertRule.id, AlertRule.revision))
    revisions = {rule_id: revision for rule_id, revision in returned}  # noqa: C416 - a row is no pair for mypy
    return {one.rule_id for one in results if revisions.get(one.rule_id) == one.revision}


def _move_on(
    connection: Connection, workspace_id: int, done: Iterable[CheckedRule], now: datetime
) -> None:
    """Set the rules themselves; most are alike in this, and those go in one statement."""
    alike: dict[_Move, list[int]] = {}
    for one in done:
        broken = one.reason if one.outcome == "broken" else None
        move = _Move(one.day, one.version, one.look_at, one.is_told, broken)
        alike.setdefault(move, []).append(one.rule_id)
    for move, rule_ids in alike.items():
        connection.execute(
            update(AlertRule)
            .where(AlertRule.workspace_id == workspace_id, AlertRule.id.in_(rule_ids))
            .values(
                checked_at=now,
                checked_day=move.day,
                checked_version=move.version,
                look_at=move.look_at,
                **({"last_notice_at": now} if move.is_told else {}),
                **(_mend(now) if move.broken is None else _break(move.broken, now)),
            )
        )


def _write_states(connection: Connection, workspace_id: int, done: Iterable[CheckedRule]) -> None:
    names = [one.name for one in fields(StateRow)]
    rows = [
        {"workspace_id": workspace_id, "rule_id": one.rule_id, "group_key": group}
        | {name: getattr(state, name) for name in names}
        | {"figures": dict(state.figures)}
        for one in done
        for group, state in one.states.items()
    ]
    keys = ("workspace_id", "rule_id", "group_key")
    _replace(connection, AlertState, rows, keys)


def _add_changes(connection: Connection, workspace_id: int, done: Iterable[CheckedRule]) -> None:
    changed = [one for one in done if one.changes]
    if not changed:
        return
    newest = (
        select(AlertChange.rule_id, func.max(AlertChange.number))
        .where(
            AlertChange.workspace_id == workspace_id,
            AlertChange.rule_id.in_([one.rule_id for one in changed]),
        )
        .group_by(AlertChange.rule_id)
    )
    numbers = Counter({rule: number for rule, number in connection.execute(newest)})  # noqa: C416 - a row is no pair for mypy
    names = [one.name for one in fields(ChangeRow)]
    rows = []
    for one in changed:
        for change in one.changes:
            numbers[one.rule_id] += 1
            rows.append(
                {name: getattr(change, name) for name in names}
                | {
                    "workspace_id": workspace_id,
                    "rule_id": one.rule_id,
                    "number": numbers[one.rule_id],
                    "figures": dict(change.figures),
                }
            )
    connection.execute(insert(AlertChange), rows)


def _write_checks(
    connection: Connection, workspace_id: int, done: Iterable[CheckedRule], now: datetime
) -> None:
    names = ("rule_id", "day", "version", "outcome", "reason")
    rows = [
        {name: getattr(one, name) for name in names} | {"workspace_id": workspace_id, "at": now}
        for one in done
    ]
    _replace(connection, AlertCheck, rows, ("workspace_id", "rule_id", "day", "version"))


def _replace(
    connection: Connection,
    table: type[AlertState] | type[AlertCheck],
    rows: list[dict[str, Any]],
    keys: Sequence[str],
) -> None:
    """Insert rows, or put them in the place of those with the same keys."""
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), rows)
