"""Says of alerts whose rule a person paused, changed or deleted that nobody watches them any more.

Whoever did it, in Slack or by a file, only closes the incident; what follows in Slack is put into
the outbox here, once.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.alerts.rendering import ALERT, ALERT_CLOSED, write_closed
from bot.alerts.shown import CLOSED, name_first
from storage.alert_incidents import IncidentRow, list_closed_early
from storage.deliveries import list_deliveries, read_deliveries
from storage.engine import Connection, Engine
from storage.outbox import DeliveryRow, Parcel, put_in

_LOOKED_BACK = timedelta(days=2)
"""What was closed longer ago is no news any more."""
_MOST = 1_000


def tell_closed(engine: Engine, workspace_id: int, now: datetime) -> int:
    """Put in what has not been said yet of alerts that were closed early; how much that is."""
    with engine.connect() as connection:
        parcels = list(_list_parcels(connection, workspace_id, now))
        known = read_deliveries(connection, workspace_id, [one.key for one in parcels])
    new = [one for one in parcels if one.key not in known]
    if not new:
        return 0
    with engine.begin() as connection:
        return sum(put_in(connection, workspace_id, parcel, now) for parcel in new)


def _list_parcels(connection: Connection, workspace_id: int, now: datetime) -> Iterator[Parcel]:
    for incident in list_closed_early(connection, workspace_id, now - _LOOKED_BACK):
        for first in _list_firsts(connection, workspace_id, incident):
            yield _address(first, incident, now)


def _list_firsts(
    connection: Connection, workspace_id: int, incident: IncidentRow
) -> Iterator[DeliveryRow]:
    """The deliveries that say that it began, wherever they have arrived or are on their way to."""
    rows = list_deliveries(
        connection,
        workspace_id,
        _MOST,
        states=("delivered", "waiting"),
        rule_id=incident.rule_id,
        since=incident.opened_at,
    )
    for row in rows:
        if row.kind == ALERT and row.key == name_first(
            incident.rule_id, incident.number, row.recipient
        ):
            yield row


def _address(first: DeliveryRow, incident: IncidentRow, now: datetime) -> Parcel:
    return Parcel(
        key=name_first(incident.rule_id, incident.number, f"closed:{first.recipient}"),
        kind=ALERT_CLOSED,
        title=first.title,
        recipient=first.recipient,
        owner=first.owner,
        due_at=now,
        content=write_closed(first, CLOSED[str(incident.ending)], incident.acknowledged_by or ""),
        rule_id=incident.rule_id,
    )
