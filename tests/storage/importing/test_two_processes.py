"""Two imports at once as two processes: the tables end as after one and then the other."""

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier
from typing import cast

import pytest

from storage.engine import open_engine
from storage.importing import ImportSettings, batch, bulk, import_file
from storage.problem import Problem
from tests.storage.importing.desk import WORKSPACE, Desk, Rows

HEAD = ("deal id", "owner", "account", "stage", "amount", "close date")
SIZE = 2_000
_PATIENCE = 60
_shared: list[Barrier] = []


def make_deals(first: int, amount: int) -> Rows:
    """Open deals, numbered upwards; both files name the same people and accounts."""
    numbers = range(first, first + SIZE)
    rows = [
        (f"D{n}", f"Rep {n % 9}", f"Firm {n % 99}", "Demo", amount, "2026-12-24") for n in numbers
    ]
    return [HEAD, *rows]


def share(barrier: Barrier) -> None:
    """Keep in this process what both wait at; no file is too small to be large here."""
    _shared.append(barrier)
    for module in (bulk, batch):
        vars(module)["LARGE_BYTES"] = 0


def take_or_wait(
    address: str, file: Path, settings: ImportSettings, now: datetime
) -> tuple[int, int, int, int]:
    """Import when both are ready, again when told to wait: (process, import, new, changed)."""
    engine = open_engine(address)
    _shared[0].wait(_PATIENCE)
    while True:
        try:
            report = import_file(engine, WORKSPACE, "deals", file, settings, now)
        except Problem as problem:
            if problem.reference != "import-running":
                raise
        else:
            engine.dispose()
            return os.getpid(), report.batch_id or 0, report.new, report.changed


@pytest.mark.parametrize("second", [0, SIZE // 2], ids=["the same deals", "half the same deals"])
def test_two_processes_at_once_end_as_if_one_came_after_the_other(desk: Desk, second: int) -> None:
    files = [desk.write(make_deals(0, 100)), desk.write(make_deals(second, 200))]
    address = desk.engine.url.render_as_string(hide_password=False)
    context = get_context("spawn")
    barrier = cast("Barrier", context.Barrier(2))
    with ProcessPoolExecutor(2, context, share, (barrier,)) as pool:
        works = [
            pool.submit(take_or_wait, address, file, desk.settings, desk.now) for file in files
        ]
        done = [work.result(timeout=_PATIENCE) for work in works]
    assert len({process for process, *_ in done}) == 2
    common = SIZE - second
    done_in_order = sorted((batch_id, new, changed) for _, batch_id, new, changed in done)
    assert done_in_order == [(1, SIZE, 0), (2, second, common)]
    later = 100 if done[0][1] == 2 else 200
    amounts = dict(desk.ask("SELECT amount_minor, count(*) FROM deals GROUP BY amount_minor"))
    rest = {10_000: second, 20_000: second}
    rest[later * 100] += common
    assert amounts == {amount: count for amount, count in rest.items() if count}
    for table, expected in (("deals", SIZE + second), ("people", 9), ("accounts", 99)):
        column = "key" if table == "deals" else "name"
        numbers = f"SELECT count(*), count(DISTINCT {column}), max(id) FROM {table}"
        assert desk.ask(numbers) == [(expected, expected, expected)]
    missing = (
        "SELECT count(*) FROM deals d LEFT JOIN people p ON p.id = d.owner_id WHERE p.id IS NULL"
    )
    assert desk.value(missing) == 0
    assert desk.value("SELECT count(*) FROM deal_changes WHERE field = 'amount'") == common
