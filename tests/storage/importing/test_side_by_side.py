"""Two imports at once: one waits for the other or is told to, and neither mixes with the other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from sqlalchemy import Engine

from storage.engine import open_engine
from storage.importing import ImportReport, Progress, batch, bulk, delimited, import_file
from storage.importing.behind import WriteBehind
from storage.problem import Problem
from tests.storage.importing.desk import WORKSPACE, Desk, Rows, count_rows

HEAD = ("deal id", "owner", "stage", "amount", "close date")
SIZE = 3_000


def make_deals(first: int, amount: int) -> Rows:
    """As many open deals, numbered upwards, some of them with owners that no other file names."""
    rows = [
        (f"D{number}", f"Rep {number // 100}", "Demo", amount, "2026-12-24")
        for number in range(first, first + SIZE)
    ]
    return [HEAD, *rows]


@pytest.fixture
def engines(desk: Desk) -> Iterator[list[Engine]]:
    """Two engines to the same database, as two processes have them."""
    address = desk.engine.url.render_as_string(hide_password=False)
    engines = [open_engine(address) for _ in range(2)]
    yield engines
    for engine in engines:
        engine.dispose()


def take_or_wait(desk: Desk, engine: Engine, file: Path, start: Barrier) -> ImportReport:
    """Import when both are ready; again, when told that another import is running."""
    start.wait()
    while True:
        try:
            return import_file(engine, WORKSPACE, "deals", file, desk.settings, desk.now)
        except Problem as problem:
            assert problem.reference == "import-running"  # noqa: PT017 - any other one is an error


@pytest.mark.parametrize("large", [False, True], ids=["as small files", "as large files"])
def test_two_imports_at_once_end_as_if_one_came_after_the_other(
    desk: Desk, engines: list[Engine], large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        monkeypatch.setattr(bulk, "LARGE_BYTES", 0)
        monkeypatch.setattr(batch, "LARGE_BYTES", 0)
    files = [desk.write(make_deals(0, 100)), desk.write(make_deals(SIZE // 2, 200))]
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        works = [
            pool.submit(take_or_wait, desk, engine, file, start)
            for engine, file in zip(engines, files, strict=True)
        ]
        reports = [work.result() for work in works]
    reports.sort(key=lambda report: report.batch_id or 0)
    assert [report.batch_id for report in reports] == [1, 2]
    assert [count_rows(report) for report in reports] == [
        (SIZE, 0, 0, 0),
        (SIZE // 2, SIZE // 2, 0, 0),
    ]
    later = 100 if reports[1].file_name == files[0].name else 200
    half = SIZE // 2
    numbers = "SELECT count(*), count(DISTINCT key), max(id), sum(amount_minor) FROM deals"
    assert desk.ask(numbers) == [
        (3 * half, 3 * half, 3 * half, half * (100 + 200 + later) * 100),
    ]
    changes = "SELECT field, count(*), min(new) FROM deal_changes GROUP BY field ORDER BY field"
    assert desk.ask(changes) == [
        ("amount", half, str(later * 100)),
        ("value", half, str(later * 100)),
    ]
    assert desk.value("SELECT count(*) - count(DISTINCT name) FROM people") == 0


def test_a_write_that_fails_behind_is_told_by_the_next_wait() -> None:
    def fail() -> None:
        raise ValueError("no room")

    with WriteBehind(wanted=True) as behind:
        behind.start(fail)
        with pytest.raises(ValueError, match="no room"):
            behind.wait()
        behind.wait()  # told once
    with pytest.raises(ValueError, match="no room"), WriteBehind(wanted=True) as behind:
        behind.start(fail)


def test_leaving_with_an_error_waits_for_the_write_and_keeps_the_error() -> None:
    go_on, written = Event(), []

    def write() -> None:
        go_on.wait(5)
        written.append(1)
        raise ValueError("no room")

    def leave() -> None:
        with WriteBehind(wanted=True) as behind:
            behind.start(write)
            go_on.set()
            raise KeyError

    with pytest.raises(KeyError):
        leave()
    assert written == [1]


def test_an_import_that_fails_while_deals_are_written_leaves_nothing_behind(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "LARGE_BYTES", 0)
    monkeypatch.setattr(batch, "LARGE_BYTES", 0)
    monkeypatch.setattr(delimited, "CHUNK_ROWS", 500)
    file = desk.write(make_deals(0, 100))
    before = desk.dump()
    seen = []

    def stop(progress: Progress) -> None:
        seen.append(progress.rows)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.take("deals", file, progress=stop)
    assert seen[-1] > 500
    assert desk.dump() == before
    assert count_rows(desk.take("deals", file)) == (SIZE, 0, 0, 0)
    assert count_rows(desk.take("deals", file)) == (0, 0, SIZE, 0)
