"""What others do with a delivery: say what became of an unsure one, find where one stands."""

from dataclasses import replace
from datetime import datetime

from bot.delivery.history import Place
from bot.delivery.outcomes import note_well
from bot.delivery.steps import MAIN, read_steps
from storage.deliveries import find_delivery
from storage.engine import Engine
from storage.outbox import DeliveryRow, settle


def send_again(engine: Engine, workspace_id: int, key: str, now: datetime) -> bool:
    """Send an unsure delivery once more, because a person says that it is not there.

    Wake the crew afterwards. False when it isn't unsure any more: nothing is sent then.
    """
    row = _read(engine, workspace_id, key)
    if row is None:
        return False
    steps = replace(read_steps(row.steps).change(MAIN, began=None), again_at=now)
    with engine.begin() as connection:
        return settle(connection, workspace_id, row, now, steps=steps.write())


def note_arrival(engine: Engine, workspace_id: int, key: str, now: datetime) -> bool:
    """Set an unsure delivery as delivered, because a person saw it. False when it isn't unsure."""
    row = _read(engine, workspace_id, key)
    if row is None:
        return False
    with engine.begin() as connection:
        if not settle(connection, workspace_id, row, now, steps=None):
            return False
        note_well(connection, workspace_id, row, now)
        return True


def find_place(row: DeliveryRow) -> Place | None:
    """Where a delivery's message stands; None when it doesn't, or nobody knows where."""
    main = read_steps(row.steps).main
    return Place(main.channel, main.ts) if main.ts else None


def find_pictures(row: DeliveryRow) -> tuple[str, ...]:
    """The ids of the files that its message shows; none where it came without pictures."""
    main = read_steps(row.steps).main
    return main.pictures if main.with_pictures else ()


def _read(engine: Engine, workspace_id: int, key: str) -> DeliveryRow | None:
    # Not in the transaction that writes: SQLite refuses at once to write on after reading when
    # somebody else has written meanwhile.
    with engine.connect() as connection:
        return find_delivery(connection, workspace_id, key)
