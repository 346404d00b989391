"""Which alert rules are to be judged, and who is at work on them: any number of processes may ask.

A rule is judged once for each complete day and version of the data, and looked at again when
somebody has changed it or what kept it silent is over. Versions only grow: whoever knows an older
one than a rule was judged on leaves it alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, func, or_, select, update

from storage.alerts import RULE_COLUMNS, RuleRow, read_rule
from storage.tables import AlertRule, ImportBatch


@dataclass(frozen=True)
class Unjudged:
    """Rules that are not judged yet for the newest data.

    Attributes:
        count: How many.
        since: Since when that could be: the data is there, and the rule. None when there are none.
            With the data of yesterday it is a new day only that makes them due; that is not known
            here.
    """

    count: int
    since: datetime | None


def is_any_due(
    connection: Connection, workspace_id: int, day: date, version: int, now: datetime
) -> bool:
    """Whether there is something to claim: a look, where claiming has to write."""
    where = (*_is_watched(workspace_id), _is_due(day, version, now), _is_free(now))
    return connection.execute(select(AlertRule.state).where(*where).limit(1)).first() is not None


def claim_due_rules(
    engine: Engine,
    workspace_id: int,
    day: date,
    version: int,
    now: datetime,
    claim: str,
    lease: timedelta,
    most: int,
) -> list[RuleRow]:
    """Take rules that are due and nobody is at work on; they are the claim's for the lease.

    Args:
        engine: The database.
        workspace_id: Whose rules.
        day: The last complete day that the data covers.
        version: Of the data; see `storage.imports.DataVersion`.
        now: The present instant.
        claim: Who takes them; a new word for every claim.
        lease: How long they are the claim's.
        most: How many at most.

    Returns:
        The rules, by number.
    """
    wanted = (
        select(AlertRule.id)
        .where(*_is_watched(workspace_id), _is_due(day, version, now), _is_free(now))
        .order_by(AlertRule.id)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("wanted")  # as a plain subquery PostgreSQL may run it again for each row, past `most`
    )
    statement = (
        update(AlertRule)
        .where(AlertRule.workspace_id == workspace_id, AlertRule.id.in_(select(wanted.c.id)))
        .values(claimed_by=claim, claimed_until=now + lease)
        .returning(*RULE_COLUMNS)
    )
    with engine.begin() as connection:
        rows = [read_rule(row) for row in connection.execute(statement)]
    return sorted(rows, key=lambda rule: rule.id)


def give_back(
    engine: Engine, workspace_id: int, claim: str, rule_ids: Collection[int], until: datetime
) -> None:
    """Leave claimed rules alone until an instant: `now`, or when what they need can be had."""
    statement = (
        update(AlertRule)
        .where(
            AlertRule.workspace_id == workspace_id,
            AlertRule.id.in_(rule_ids),
            AlertRule.claimed_by == claim,
        )
        .values(claimed_until=until)
    )
    with engine.begin() as connection:
        connection.execute(statement)


def find_unjudged(connection: Connection, workspace_id: int, day: date, version: int) -> Unjudged:
    """How many rules are not judged for the newest data, and since when they could be."""
    never = AlertRule.checked_version.is_(None)
    count, judged, began = connection.execute(
        select(
            func.count(),
            func.count(AlertRule.checked_version),
            func.min(case((never, AlertRule.look_at))),
        ).where(*_is_watched(workspace_id), _is_behind(day, version))
    ).one()
    if not count:
        return Unjudged(0, None)
    changes = connection.execute(
        select(func.max(ImportBatch.finished_at), func.max(ImportBatch.undone_at)).where(
            ImportBatch.workspace_id == workspace_id
        )
    ).one()
    data_since = max((at for at in changes if at is not None), default=None)
    if judged or began is None or (data_since is not None and data_since > began):
        return Unjudged(count, data_since)
    return Unjudged(count, began)


def _is_watched(workspace_id: int) -> tuple[ColumnElement[bool], ...]:
    return (AlertRule.workspace_id == workspace_id, AlertRule.state.in_(("active", "broken")))


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(AlertRule.claimed_until.is_(None), AlertRule.claimed_until <= now)


def _is_due(day: date, version: int, now: datetime) -> ColumnElement[bool]:
    awaited = and_(AlertRule.checked_version <= version, AlertRule.look_at <= now)
    return or_(_is_behind(day, version), awaited)


def _is_behind(day: date, version: int) -> ColumnElement[bool]:
    """Whether a rule has never been judged, or for older data only, or for an older day."""
    return or_(
        AlertRule.checked_version.is_(None),
        AlertRule.checked_version < version,
        and_(AlertRule.checked_version == version, AlertRule.checked_day < day),
    )
