"""A file imported again after another one has changed some of its deals."""

import pytest

from storage.importing import batch, bulk, delimited
from storage.importing.deal_writer import DealWriter
from storage.importing.ledger import Ledger
from tests.storage.importing.desk import Desk, Rows, count_rows

HEAD = ("deal id", "owner", "stage", "amount", "close date")
SIZE = 300


def make_deals(amount: int = 100, owner: str = "Ann Lee") -> Rows:
    """Open deals in the order of their ids."""
    rows = [(f"D{number:04}", owner, "Demo", amount, "2026-12-24") for number in range(SIZE)]
    return [HEAD, *rows]


@pytest.fixture(params=[False, True], ids=["as a small file", "as a large file"])
def large(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the first file goes in as a large one does; in several chunks either way."""
    monkeypatch.setattr(delimited, "CHUNK_ROWS", 100)
    if request.param:
        monkeypatch.setattr(bulk, "LARGE_BYTES", 0)
        monkeypatch.setattr(batch, "LARGE_BYTES", 0)
    return bool(request.param)


@pytest.mark.usefixtures("large")
def test_a_deal_that_another_file_changed_in_between_is_changed_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranges: list[tuple[int, int]] = []
    read_between = Ledger.read_between

    def note(ledger: Ledger, first: int, last: int, wanted: tuple[str, ...]) -> object:
        ranges.append((first, last))
        return read_between(ledger, first, last, wanted)

    whole = desk.write(make_deals())
    first = desk.take("deals", whole)
    between = desk.take("deals", [HEAD, ("D0150", "Bob Ray", "Demo", 250, "2027-01-15")])
    assert (count_rows(first), count_rows(between)) == ((SIZE, 0, 0, 0), (0, 1, 0, 0))
    changed = desk.dump()
    monkeypatch.setattr(Ledger, "read_between", note)
    last = desk.take("deals", whole)
    assert len(ranges) > 1, "the file in the order of the first one is read by ranges of ids"
    assert count_rows(last) == (0, 1, SIZE - 1, 0)
    history = "SELECT field, old, new FROM deal_changes WHERE batch_id = {} ORDER BY field"
    there = desk.ask(history.format(between.batch_id))
    assert [field for field, _, _ in there] == ["amount", "expected_close_on", "owner", "value"]
    assert desk.ask(history.format(last.batch_id)) == [(f, new, old) for f, old, new in there]
    assert desk.ask("SELECT DISTINCT amount_minor, owner_id FROM deals") == [(10_000, 1)]
    desk.undo(last.batch_id)
    assert desk.dump() == changed


@pytest.mark.usefixtures("large")
def test_deals_that_another_file_put_between_the_ids_are_not_mixed_up(desk: Desk) -> None:
    rows = make_deals()
    half = [*rows[: SIZE // 2 + 1]]
    desk.take("deals", half)
    desk.take("deals", [HEAD, ("X1", "Bob Ray", "Demo", 7, "2027-01-15")])
    report = desk.take("deals", rows)
    assert count_rows(report) == (SIZE // 2, 0, SIZE // 2, 0)
    again = desk.take("deals", rows)
    assert count_rows(again) == (0, 0, SIZE, 0)
    assert desk.ask("SELECT amount_minor, owner_id FROM deals WHERE key = 'X1'") == [(700, 2)]


def test_a_large_file_changes_deals_that_are_there_and_keeps_what_they_were(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [HEAD, *make_deals(owner="Bob Ray")[1:11]]
    desk.take("deals", few)
    before = desk.dump()
    monkeypatch.setattr(bulk, "LARGE_BYTES", 0)
    monkeypatch.setattr(batch, "LARGE_BYTES", 0)
    report = desk.take("deals", make_deals(amount=200))
    assert count_rows(report) == (SIZE - 10, 10, 0, 0)
    assert desk.value("SELECT count(*) FROM deal_changes WHERE field = 'owner'") == 10
    desk.undo(report.batch_id)
    assert desk.dump() == before


def test_a_large_file_whose_owner_is_not_there_is_taken_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "LARGE_BYTES", 0)
    before = desk.dump()
    write = DealWriter.write

    def point_nowhere(writer: DealWriter, columns: dict[str, list[object]]) -> None:
        write(writer, {**columns, "owner_id": [99, *columns["owner_id"][1:]]})

    monkeypatch.setattr(DealWriter, "write", point_nowhere)
    with pytest.raises(Exception, match=r"owner_id of some deals points to nothing|foreign key"):
        desk.take("deals", make_deals())
    assert desk.dump() == before
