"""A small company whose data is from the Monday the digest is sent on."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from tests.metrics.desk import Desk
from tests.metrics.digests.orders import MONDAY


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    """The company's tables, empty of deals; imports since September."""
    with engine.begin() as connection:
        desk = Desk(connection).open()
        desk.imported(date(2025, 9, 1))
        desk.imported(MONDAY)
        desk.defaults = {"stage_entered_on": MONDAY, "last_activity_on": MONDAY}
        yield desk
