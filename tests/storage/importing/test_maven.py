"""The public data set goes in without a mapping, complete, and only once."""

import pytest

from storage.importing import ImportReport
from tests.storage.importing.desk import MAVEN, Desk, count_rows

FILES = {
    "people": "sales_teams.csv",
    "accounts": "accounts.csv",
    "products": "products.csv",
    "deals": "sales_pipeline.csv",
}


def take_all(desk: Desk) -> dict[str, ImportReport]:
    if not MAVEN.exists():
        pytest.fail(f"the Maven data set is not at {MAVEN}")
    return {kind: desk.take(kind, MAVEN / file) for kind, file in FILES.items()}


def test_every_row_goes_in_and_a_second_time_changes_nothing(desk: Desk) -> None:
    first = take_all(desk)
    assert {kind: count_rows(report) for kind, report in first.items()} == {
        "people": (35, 0, 0, 0),
        "accounts": (85, 0, 0, 0),
        "products": (7, 0, 0, 0),
        "deals": (8800, 0, 0, 0),
    }
    before = desk.dump()
    second = take_all(desk)
    assert {kind: count_rows(report) for kind, report in second.items()} == {
        "people": (0, 0, 35, 0),
        "accounts": (0, 0, 85, 0),
        "products": (0, 0, 7, 0),
        "deals": (0, 0, 8800, 0),
    }
    assert desk.dump() == before


def test_the_figures_are_those_of_the_file(desk: Desk) -> None:
    take_all(desk)
    by_status = dict(desk.ask("SELECT status, count(*) FROM deals GROUP BY status"))
    assert by_status == {"won": 4238, "lost": 2473, "open": 2089}
    assert desk.value("SELECT sum(value_minor) FROM deals WHERE status = 'won'") == 1_000_553_400
    assert desk.value("SELECT count(*) FROM deals WHERE value_minor = 0") == 2473
    assert desk.value("SELECT count(*) FROM deals WHERE account_id IS NULL") == 1425
    assert desk.value("SELECT count(*) FROM deals WHERE created_on IS NULL") == 500
    assert desk.value("SELECT count(*) FROM people WHERE role = 'manager'") == 6
    assert desk.value("SELECT count(*) FROM people WHERE manager_id IS NOT NULL") == 35
    assert desk.value("SELECT count(*) FROM products") == 7
    assert desk.value("SELECT count(*) FROM accounts WHERE parent_id IS NOT NULL") == 15


def test_the_product_spelt_otherwise_is_matched_and_told(desk: Desk) -> None:
    deals = take_all(desk)["deals"]
    (match,) = deals.matched
    assert (match.theirs, match.ours, match.rows) == ("GTXPro", "GTX Pro", 1480)
    pro = desk.value("SELECT id FROM products WHERE name = 'GTX Pro'")
    assert desk.value(f"SELECT count(*) FROM deals WHERE product_id = {pro}") == 1480


def test_a_misspelt_sector_is_kept_as_it_is(desk: Desk) -> None:
    take_all(desk)
    assert desk.value("SELECT count(*) FROM accounts WHERE industry = 'technolgy'") == 12


def test_names_known_from_deals_first_are_listed_by_their_files_later(desk: Desk) -> None:
    deals = desk.take("deals", MAVEN / FILES["deals"])
    assert {table: len(names) for table, names in deals.created.items()} == {
        "people": 30,
        "accounts": 85,
        "products": 7,
    }
    assert desk.value("SELECT count(*) FROM people WHERE listed") == 0
    products = desk.take("products", MAVEN / FILES["products"])
    assert count_rows(products) == (0, 7, 0, 0)
    assert desk.value("SELECT count(*) FROM products WHERE listed AND name = 'GTX Pro'") == 1
    people = desk.take("people", MAVEN / FILES["people"])
    assert count_rows(people) == (5, 30, 0, 0)
    again = desk.take("deals", MAVEN / FILES["deals"])
    assert count_rows(again) == (0, 0, 8800, 0)


def test_the_stages_stand_in_the_order_a_deal_goes_through_them(desk: Desk) -> None:
    take_all(desk)
    stages = desk.ask("SELECT name, kind FROM stages ORDER BY position")
    assert stages == [
        ("Prospecting", "open"),
        ("Engaging", "open"),
        ("Won", "won"),
        ("Lost", "lost"),
    ]


def test_undoing_all_of_it_leaves_nothing(desk: Desk) -> None:
    before = desk.dump()
    reports = take_all(desk)
    for kind in reversed(FILES):
        desk.undo(reports[kind].batch_id)
    assert desk.dump() == before
