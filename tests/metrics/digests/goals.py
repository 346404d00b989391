"""Goals for the small company of the digests' tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from storage.tables import Goal
from tests.metrics.desk import Desk

QUARTER = (date(2026, 10, 1), date(2027, 1, 1))
QUARTER_BEFORE = (date(2026, 7, 1), date(2026, 10, 1))


def add_goal(
    desk: Desk,
    target: int,
    days: tuple[date, date] = QUARTER,
    metric: str = "bookings",
    **holder: Any,
) -> None:
    """One goal; of money in cents."""
    count = len(holder) + target
    row = {
        "workspace_id": 1,
        "id": abs(hash((metric, days, count, *sorted(holder.items())))) % 10**9,
        "key": f"{metric} {days} {holder}",
        "metric": metric,
        "start_on": days[0],
        "end_on": days[1],
        "target": Decimal(target),
        "batch_id": 1,
    }
    desk.connection.execute(insert(Goal).values({**row, **holder}))
