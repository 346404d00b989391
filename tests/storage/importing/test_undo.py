"""Undoing an import puts back exactly what was there, or says what stands in its way."""

import random
from typing import Any

import pytest

from storage.imports import list_imports, read_data_version
from storage.problem import Problem
from tests.storage.importing.desk import WORKSPACE, Desk, Rows, count_rows

HEADINGS = (
    "deal_id", "deal_name", "owner", "account", "product", "stage", "amount", "currency",
    "created_date", "close_date", "source",
)  # fmt: skip
STAGES = ("Prospecting", "Proposal", "Negotiation", "Closed Won", "Closed Lost")


def make_deal(chance: random.Random, number: int) -> list[object]:
    return [
        f"D{number}",
        f"Deal {number}",
        chance.choice(["Ann", "Bob", "ANN", "Cy", ""]),
        chance.choice(["Acme", "acme.", "Zenith", "Hooli Ltd", ""]),
        chance.choice(["GTX Pro", "GTXPro", "MG", ""]),
        chance.choice(STAGES),
        chance.choice(["100", "2,500.50", "", "0"]),
        chance.choice(["USD", "EUR", "GBP"]),
        f"2026-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}",
        f"2026-1{chance.randint(0, 2)}-0{chance.randint(1, 9)}",
        chance.choice(["Web", "Event"]),
    ]


def make_file(chance: random.Random, kind: str) -> Rows:
    """A random file of a kind; files of a kind overlap, so they bring new and changed rows."""
    numbers = chance.sample(range(30), chance.randint(1, 20))
    if kind == "deals":
        return [HEADINGS, *(make_deal(chance, number) for number in numbers)]
    if kind == "people":
        names = chance.sample(["Ann", "Bob", "Cy", "Dee", "Eve"], 3)
        people = [
            (name, chance.choice(["Dee", "Max", ""]), chance.choice("XY"), f"{name}@example.com")
            for name in names
        ]
        return [("name", "manager", "team", "email"), *people]
    if kind == "accounts":
        names = chance.sample(["Acme", "Zenith", "Hooli Ltd", "Initech"], 2)
        accounts = [
            (name, chance.choice(["retail", "health"]), chance.choice(["", "Globex"]))
            for name in names
        ]
        return [("account", "sector", "subsidiary_of"), *accounts]
    if kind == "products":
        return [("product", "sales_price"), ("GTX Pro", chance.randint(1, 900)), ("MG", 5)]
    if kind == "leads":
        leads = [
            (f"L{number}", "Acme", chance.choice(["Ann", "Zoe"]), "2026-01-05")
            for number in numbers
        ]
        return [("lead_id", "company", "owner", "created"), *leads]
    if kind == "rates":
        return [
            ("currency", "date", "rate"),
            ("EUR", f"2026-0{chance.randint(1, 9)}-01", "1.1"),
            ("GBP", "2026-01-01", f"1.{chance.randint(1, 9)}"),
        ]
    if kind == "spend":
        return [("month", "source", "amount"), ("2026-01", "Web", chance.randint(1, 99))]
    return [("metric", "period", "target"), ("bookings", "Q1 2026", chance.randint(1, 99))]


KINDS = ("deals", "deals", "deals", "people", "accounts", "products", "leads", "rates", "spend",
         "goals")  # fmt: skip


def try_to_undo(desk: Desk, batch: int) -> Problem | None:
    try:
        desk.undo(batch)
    except Problem as problem:
        return problem
    return None


@pytest.mark.parametrize("seed", range(3))
def test_undoing_the_newest_import_gives_back_every_table_as_it_was(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - random files, no secret
    history: list[tuple[int | None, dict[str, Any]]] = []
    for _ in range(8):
        before = desk.dump()
        report = desk.take(kind := chance.choice(KINDS), make_file(chance, kind))
        assert count_rows(report)[3] == 0, report.rejects
        history.append((report.batch_id, before))
        if chance.random() < 0.3:
            batch_id, wanted = history.pop()
            desk.undo(batch_id)
            assert desk.dump() == wanted
    for batch_id, wanted in reversed(history):
        desk.undo(batch_id)
        assert desk.dump() == wanted


@pytest.mark.parametrize("seed", range(3))
def test_undoing_an_older_import_restores_it_or_names_what_to_undo_first(
    desk: Desk, seed: int
) -> None:
    chance = random.Random(100 + seed)  # noqa: S311 - random files, no secret
    batches = [
        desk.take(kind := chance.choice(KINDS), make_file(chance, kind)).batch_id for _ in range(3)
    ]
    live = [batch for batch in batches if batch is not None]
    while live:
        batch = chance.choice(live)
        before = desk.dump()
        refusal = try_to_undo(desk, batch)
        if refusal is None:
            live.remove(batch)
            continue
        assert refusal.reference == "undo-order"
        assert desk.dump() == before
        named = [int(words.rsplit(" ", 1)[1]) for words in refusal.suggestions]
        assert named
        assert all(each in live and each > batch for each in named)
    assert all(not rows for name, rows in desk.dump().items() if name != "workspaces")


def test_a_later_change_of_the_same_deal_stands_in_the_way(desk: Desk) -> None:
    first = desk.take("deals", [("id", "stage", "amount"), ("1", "Proposal", "5")])
    second = desk.take("deals", [("id", "stage", "amount"), ("1", "Proposal", "6")])
    with pytest.raises(Problem, match=f"salesbell imports undo {second.batch_id}"):
        desk.undo(first.batch_id)
    desk.undo(second.batch_id)
    assert desk.value("SELECT amount_minor FROM deals") == 500
    assert desk.value("SELECT count(*) FROM deal_changes") == 0
    desk.undo(first.batch_id)
    assert desk.value("SELECT count(*) FROM deals") == 0


def test_people_whom_later_deals_name_stand_in_the_way(desk: Desk) -> None:
    people = desk.take("people", [("name",), ("Ann",)])
    deals = desk.take("deals", [("id", "stage", "owner"), ("1", "Proposal", "ann")])
    with pytest.raises(Problem) as caught:
        desk.undo(people.batch_id)
    assert caught.value.suggestions == (f"salesbell imports undo {deals.batch_id}",)


def test_an_import_can_be_undone_only_once(desk: Desk) -> None:
    report = desk.take("products", [("product",), ("MG",)])
    desk.undo(report.batch_id)
    with pytest.raises(Problem, match="already been undone"):
        desk.undo(report.batch_id)
    with pytest.raises(Problem, match="no import 77"):
        desk.undo(77)


def test_the_version_of_the_data_is_the_newest_import_that_holds(desk: Desk) -> None:
    with desk.engine.connect() as connection:
        assert read_data_version(connection, WORKSPACE) is None
    first = desk.take("products", [("product",), ("MG",)])
    second = desk.take("accounts", [("account",), ("Acme",)])
    with desk.engine.connect() as connection:
        version = read_data_version(connection, WORKSPACE)
        assert version is not None
        assert (version.batch_id, version.finished_at) == (second.batch_id, desk.now)
    desk.undo(second.batch_id)
    with desk.engine.connect() as connection:
        version = read_data_version(connection, WORKSPACE)
        assert version is not None
        assert version.batch_id == first.batch_id
        newest, oldest = list_imports(connection, WORKSPACE)
    assert (newest.undone_at, oldest.undone_at) == (desk.now, None)
    assert oldest.rows_read == oldest.rows_new == 1
