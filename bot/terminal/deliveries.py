"""`salesbell deliveries`: what was sent, what was not, and why."""

import json
from datetime import datetime

import typer

from bot.database import WORKSPACE, closing_database
from bot.numbers import Numbers
from bot.settings import Company, read_company, read_settings
from bot.terminal.asking import read_instant
from bot.terminal.screen import show
from storage.deliveries import list_deliveries
from storage.outbox import STATES, DeliveryRow
from storage.problem import Problem

MOST = 200


def show_deliveries(states: list[str], since: str, *, as_json: bool) -> None:
    """List deliveries, the newest first; the arguments are those of the command.

    Raises:
        Problem: for a state that there isn't, or an instant that can't be read.
    """
    unknown = [state for state in states if state not in STATES]
    if unknown:
        raise Problem(
            "delivery-state",
            what=f"There is no state {unknown[0][:40]!r}.",
            fix=f"Use one of: {', '.join(STATES)}.",
        )
    settings = read_settings()
    company = read_company(settings.config)
    with closing_database(settings) as engine:
        start = read_instant(since, Numbers(engine, company, WORKSPACE)) if since else None
        with engine.connect() as connection:
            rows = list_deliveries(connection, WORKSPACE, MOST, states=states, since=start)
    if as_json:
        typer.echo(json.dumps([_to_json(row) for row in rows], indent=2))
        return
    if not rows:
        show("Nothing has been sent yet." if not (states or since) else "There is none of these.")
        return
    show(*(_describe(row, company) for row in rows))


def _to_json(row: DeliveryRow) -> dict[str, object]:
    return {
        "key": row.key,
        "kind": row.kind,
        "title": row.title,
        "digest": row.digest_id,
        "slot": row.slot,
        "recipient": row.recipient,
        "owner": row.owner,
        "state": row.state,
        "reason": row.reason,
        "due_at": _write(row.due_at),
        "created_at": _write(row.created_at),
        "finished_at": _write(row.finished_at),
        "attempts": row.attempts,
        "next_try_at": _write(row.next_try_at) if row.state == "waiting" else None,
    }


def _describe(row: DeliveryRow, company: Company) -> str:
    """A delivery in one line: when it was due, what became of it, what it is, why."""
    due = row.due_at.astimezone(company.zone_info)
    why = f": {row.reason}" if row.reason else ""
    return f"{due:%Y-%m-%d %H:%M}  {row.state:<9}  {row.title} to {row.recipient}{why}"


def _write(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat().replace("+00:00", "Z")
