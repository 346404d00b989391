"""Text far too long for its column falls out alone, and every other row goes in."""

import random

import pytest

from storage.importing.fields import KINDS, Reads
from tests.storage.importing.desk import Desk, Rows, count_rows

GOOD: dict[str, dict[str, str]] = {
    "deals": {
        "id": "D1", "name": "A deal", "pipeline": "", "stage": "Demo", "status": "Open",
        "owner": "Ann", "owner_email": "ann@example.com", "account": "Acme", "account_id": "A1",
        "product": "Kit", "source": "Web", "region": "West",
        "segment": "Small", "industry": "Toys", "lost_reason": "", "lead_id": "L1",
    },
    "leads": {
        "id": "L1", "name": "Ann", "company": "Acme", "email": "ann@example.com",
        "status": "New", "source": "Web", "segment": "Small", "industry": "Toys",
        "region": "West", "owner": "Bob", "created": "2026-01-02",
    },
    "accounts": {
        "id": "A1", "name": "Acme", "segment": "Small", "industry": "Toys", "region": "West",
        "parent": "Globex",
    },
    "people": {
        "id": "P1", "name": "Ann", "email": "ann@example.com", "manager": "Max", "team": "A",
        "region": "West",
    },
    "products": {"id": "K1", "name": "Kit", "family": "Kits"},
    "goals": {"metric": "bookings", "team": "A", "period": "2026", "target": "100"},
    "spend": {"period": "2026", "source": "Web", "amount": "100", "currency": "USD"},
    "stage-history": {
        "id": "D1", "name": "A deal", "field": "Stage", "old": "Demo", "new": "Offer",
        "at": "2026-01-02",
    },
}  # fmt: skip
FIXED = {"status", "email", "owner_email", "metric", "period", "created", "target", "amount",
         "currency", "at"}  # fmt: skip
"""Fields that take certain words, numbers or days alone."""
LETTERS = "".join(map(chr, (*range(48, 58), *range(65, 91), *range(97, 123))))
FAR_LETTERS = "".join(map(chr, range(0x20000, 0x20400)))
"""Four bytes each, and nothing that a database could press together."""


def write_letters(alphabet: str, count: int, seed: str = "") -> str:
    return "".join(random.Random(f"{seed}{count}").choices(alphabet, k=count))  # noqa: S311 - no secret


def take_rows(desk: Desk, kind: str, rows: list[dict[str, str]]) -> tuple[int, list[str | None]]:
    """How many rows went in, and the columns for which others fell out."""
    fields = list(GOOD[kind])
    lines: Rows = [fields, *([row[field] for field in fields] for row in rows)]
    maps = [(field, field) for field in fields]
    report = desk.take(kind, lines, maps=maps)
    assert sum(count_rows(report)) == len(rows)
    assert all(len(reject.value or "") <= 2_000 and reject.mend for reject in report.rejects)
    return report.new + report.unchanged, [reject.column for reject in report.rejects]


@pytest.mark.parametrize("kind", GOOD)
def test_a_cell_of_5000_letters_falls_out_alone_whatever_its_column(desk: Desk, kind: str) -> None:
    assert set(GOOD[kind]) <= {field.name for field in KINDS[kind].fields}
    if kind == "stage-history":
        take_rows(desk, "deals", [GOOD["deals"]])
    for alphabet in (LETTERS, FAR_LETTERS):
        long = write_letters(alphabet, 5_000)
        for field in GOOD[kind]:
            taken, fallen = take_rows(desk, kind, [GOOD[kind] | {field: long}, GOOD[kind]])
            assert (taken, fallen) == (1, [field])


@pytest.mark.parametrize("alphabet", [LETTERS, FAR_LETTERS], ids=["one byte", "four bytes"])
@pytest.mark.parametrize("kind", GOOD)
def test_no_row_that_is_let_in_is_too_long_for_an_index(
    desk: Desk, kind: str, alphabet: str
) -> None:
    if kind == "stage-history":
        take_rows(desk, "deals", [GOOD["deals"]])
    fixed = FIXED | ({"id", "field"} if kind == "stage-history" else set())
    free = [field for field in GOOD[kind] if field not in fixed]
    prose = {f.name for f in KINDS[kind].fields if f.reads is Reads.PROSE} - {"old", "new"}
    for count in (150, 200):
        row = GOOD[kind] | {
            field: write_letters(alphabet, 1_990 if field in prose else count, field)
            for field in free
        }
        if kind == "people":  # another address, or it would be the same person
            row["email"] = f"number{count}@example.com"
        taken, fallen = take_rows(desk, kind, [row, GOOD[kind]])
        fits = alphabet == LETTERS or count == 150
        assert taken == (2 if fits else 1)
        assert bool(fallen) is not fits


def test_a_key_made_of_long_cells_stays_the_same_and_short(desk: Desk) -> None:
    head = ("name", "company", "status")
    long = write_letters(LETTERS, 1_990)
    rows = [head, (long, long, "New"), (long + "x", long, "New")]
    assert count_rows(desk.take("leads", rows)) == (2, 0, 0, 0)
    assert count_rows(desk.take("leads", rows)) == (0, 0, 2, 0)
