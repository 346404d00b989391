"""The exports of five CRMs are recognised without a mapping, and each column for what it is."""

import json
from typing import Any

import pytest

from storage.importing.columns import Columns, recognise_columns
from storage.importing.fields import KINDS
from storage.importing.files import open_sheet
from storage.problem import Problem
from tests.storage.importing.desk import HEADINGS, Desk, count_rows

WANTED: dict[str, tuple[str, str, dict[str, str]]] = {
    "hubspot_all_deals_158.csv": (
        "deals",
        "HubSpot",
        {
            "id": "Deal ID",
            "name": "Deal Name",
            "pipeline": "Pipeline",
            "stage": "Deal Stage",
            "amount": "Amount",
            "currency": "Currency",
            "created": "Create Date",
            "close": "Close Date",
            "last_activity": "Last Activity Date",
            "probability": "Deal probability",
            "owner": "Deal owner",
            "account": "Associated Company",
            "account_id": "Associated Company ID",
            "source": "Lead Source",
            "region": "State/Region",
            "lost_reason": "Closed-Lost / NI / DQ Reason",
        },
    ),
    "hubspot_own_columns_14.csv": (
        "deals",
        "HubSpot",
        {
            "id": "Record ID",
            "name": "Deal Name",
            "stage": "Deal Stage",
            "is_lost": "Is closed lost",
            "amount": "Amount",
            "owner": "Deal owner",
            "region": "Region",
        },
    ),
    "hubspot_primary_association_11.csv": (
        "deals",
        "HubSpot",
        {
            "id": "Record ID",
            "name": "Deal Name",
            "pipeline": "Pipeline",
            "stage": "Deal Stage",
            "amount": "Amount",
            "created": "Create Date",
            "close": "Close Date",
            "last_activity": "Last Activity Date",
            "owner": "Deal owner",
            "account": "Associated Company (Primary)",
            "account_id": "Associated Company IDs (Primary)",
        },
    ),
    "hubspot_stage_dates_14.csv": (
        "deals",
        "HubSpot",
        {
            "id": "Record ID",
            "name": "Deal Name",
            "pipeline": "Pipeline",
            "stage": "Deal Stage",
            "amount": "Amount",
            "created": "Create Date",
            "close": "Close Date",
        },
    ),
    "pipedrive_deals_57.csv": (
        "deals",
        "Pipedrive",
        {
            "id": "Deal - ID",
            "name": "Deal - Title",
            "pipeline": "Deal - Pipeline",
            "stage": "Deal - Stage",
            "status": "Deal - Status",
            "amount": "Deal - Value",
            "currency": "Deal - Currency of Value",
            "created": "Deal - Deal created",
            "expected_close": "Deal - Expected close date",
            "closed": "Deal - Deal closed on",
            "won_date": "Deal - Won time",
            "lost_date": "Deal - Lost time",
            "stage_entered": "Deal - Last stage change",
            "last_activity": "Deal - Last activity date",
            "probability": "Deal - Probability",
            "owner": "Deal - Owner",
            "account": "Deal - Organization",
            "account_id": "Deal - Organization ID",
            "product": "Deal - Product name",
            "source": "Deal - Source channel",
            "lost_reason": "Deal - Lost reason",
        },
    ),
    "salesforce_multicurrency_report_20.csv": (
        "deals",
        "Salesforce",
        {
            "name": "Opportunity Name",
            "stage": "Stage",
            "amount": "Total Amount",
            "currency": "Total Amount Currency",
            "close": "Close Date",
            "owner": "Opportunity Owner",
            "account": "Account Name",
            "region": "Territory Region",
        },
    ),
    "salesforce_opportunity_report_18.csv": (
        "deals",
        "Salesforce",
        {
            "id": "Opportunity ID (18 Digit)",
            "name": "Opportunity Name",
            "stage": "Stage",
            "amount": "Amount",
            "created": "Created Date",
            "close": "Close Date",
            "probability": "Probability (%)",
            "owner": "Opportunity Owner",
            "account": "Account Name",
            "account_id": "Account ID (18 digit)",
            "source": "Source",
        },
    ),
    "salesforce_opportunity_history_report_10.csv": (
        "stage-history",
        "Salesforce",
        {
            "id": "Opportunity ID",
            "name": "Opportunity Name",
            "old": "From Stage",
            "new": "To Stage",
            "at": "Last Modified",
        },
    ),
    "salesforce_opportunity_field_history_report_10.csv": (
        "stage-history",
        "Salesforce",
        {
            "id": "Opportunity ID",
            "name": "Opportunity Name",
            "field": "Field / Event",
            "old": "Old Value",
            "new": "New Value",
            "at": "Edit Date",
        },
    ),
    "zoho_potentials_20.csv": (
        "deals",
        "Zoho",
        {
            "name": "Potential Name",
            "stage": "Stage",
            "status": "Forecast Type",
            "amount": "Amount",
            "created": "Created Time",
            "close": "Closing Date",
            "probability": "Probability",
            "owner": "Potential Owner",
            "source": "Lead Source",
            "lead_id": "LEADID",
        },
    ),
    "zoho_leads_13.csv": (
        "leads",
        "Zoho",
        {
            "id": "LEADID",
            "name": "Last Name",
            "company": "Company",
            "email": "Email",
            "status": "Lead Status",
            "source": "Lead Source",
            "industry": "Industry",
            "owner": "Lead Owner",
            "created": "Created Time",
            "converted": "CONVERTED",
        },
    ),
}


def tell(columns: Columns) -> dict[str, str]:
    return {field: columns.headings[index] for field, index in columns.taken.items()}


@pytest.mark.parametrize("file", sorted(WANTED))
def test_an_export_needs_no_mapping(file: str) -> None:
    kind, preset, wanted = WANTED[file]
    columns = recognise_columns(KINDS[kind], open_sheet(HEADINGS / file).headings, [])
    assert columns.preset is not None
    assert (columns.preset.name, tell(columns)) == (preset, wanted)


def test_every_export_there_is_has_been_looked_at() -> None:
    assert {path.name for path in HEADINGS.glob("*.csv")} == set(WANTED)


def list_other_headings() -> list[tuple[str, list[str]]]:
    """Exports of which only the headings are known, in no order."""
    known: dict[str, Any] = json.loads((HEADINGS / "headers.json").read_text("utf-8"))
    wanted = {
        "617-column all-deals export, 2025-11-14",
        "pipeline report of a manufacturer",
        "weekly CSV of a Polish-speaking portal",
        "XLSX export of a Spanish-speaking portal",
        "CRM v2 API fields of a deal",
        "lead CSV export",
    }
    return [
        (each["name"], each["columns"])
        for product in known.values()
        if isinstance(product, list)
        for each in product
        if each["name"] in wanted
    ]


@pytest.mark.parametrize(
    ("name", "headings"), list_other_headings(), ids=lambda value: str(value)[:30]
)
def test_other_known_headings_are_deals_with_a_preset(name: str, headings: list[str]) -> None:
    columns = recognise_columns(KINDS["deals"], headings, [])
    assert columns.preset is not None
    assert "stage" in columns


def test_a_sheet_of_ones_own_with_a_products_words_keeps_its_other_columns() -> None:
    headings = ["Opportunity Name", "Stage", "Sales Agent", "Close Value", "Engage Date", "Account"]
    columns = recognise_columns(KINDS["deals"], headings, [])
    assert tell(columns) == {
        "name": "Opportunity Name",
        "stage": "Stage",
        "amount": "Close Value",
        "created": "Engage Date",
        "owner": "Sales Agent",
        "account": "Account",
    }


def test_a_map_of_the_currency_comes_before_the_column_beside_the_amount() -> None:
    headings = ["Opportunity Name", "Stage", "Amount Currency", "Amount", "Code"]
    assert tell(recognise_columns(KINDS["deals"], headings, []))["currency"] == "Amount Currency"
    columns = recognise_columns(KINDS["deals"], headings, [("Code", "currency")])
    assert tell(columns)["currency"] == "Code"
    columns = recognise_columns(KINDS["deals"], headings, [("Amount Currency", "")])
    assert "currency" not in columns


def test_headings_are_known_whatever_their_case_blanks_and_letters() -> None:
    headings = ["\ufeffOPPORTUNITY  ID", " deal_stage ", "Fecha de creacio\u0301n", "Close-Date"]
    columns = recognise_columns(KINDS["deals"], headings, [])
    assert columns.taken == {
        "id": 0,
        "stage": 1,
        "created": 2,
        "close": 3,
    }


def test_two_candidates_are_asked_about_with_the_option_to_add() -> None:
    headings = ["id", "stage", "amount", "deal value"]
    with pytest.raises(Problem) as caught:
        recognise_columns(KINDS["deals"], headings, [])
    assert caught.value.suggestions == (
        '--map "amount=amount"',
        '--map "deal value=amount"',
    )
    columns = recognise_columns(KINDS["deals"], headings, [("deal value", "amount")])
    assert columns.taken["amount"] == 3
    assert columns.aside == ("amount",)


def test_a_heading_that_stands_twice_can_be_told_by_its_place() -> None:
    headings = ["Deal - ID", "Deal - Stage", "Deal - Status", "Deal - Status"]
    with pytest.raises(Problem) as caught:
        recognise_columns(KINDS["deals"], headings, [])
    assert '--map "Deal - Status[2]=status"' in caught.value.suggestions
    columns = recognise_columns(KINDS["deals"], headings, [("Deal - Status[2]", "status")])
    assert columns.taken["status"] == 3


def test_a_missing_column_is_named_with_what_the_file_has() -> None:
    with pytest.raises(Problem) as caught:
        recognise_columns(KINDS["deals"], ["id", "Deal stag", "Colour"], [])
    assert caught.value.reference == "missing-column"
    assert "id, Deal stag, Colour" in caught.value.why
    assert '--map "Deal stag=stage"' in caught.value.fix


def test_a_map_to_something_unknown_says_what_there_is() -> None:
    with pytest.raises(Problem, match="The fields are: id, name") as caught:
        recognise_columns(KINDS["deals"], ["id", "stage"], [("id", "stge")])
    assert caught.value.suggestions[0] == "stage"
    with pytest.raises(Problem, match="no heading “ids”"):
        recognise_columns(KINDS["deals"], ["id", "stage"], [("ids", "id")])


def test_pipedrive_says_won_of_the_deal_and_not_of_its_stage(desk: Desk) -> None:
    report = desk.take(
        "deals",
        [
            ("Deal - ID", "Deal - Title", "Deal - Stage", "Deal - Status", "Deal - Value",
             "Deal - Currency of Value", "Deal - Deal created", "Deal - Won time",
             "Deal - Lost time", "Deal - Expected close date"),
            ("1", "A", "Demo", "won", "100", "USD", "2026-01-01 10:00:00", "2026-02-03 11:00:00",
             "", "2026-02-20"),
            ("2", "B", "Demo", "Lost", "200", "USD", "2026-01-01 10:00:00", "",
             "2026-03-04 23:30:00", ""),
            # Reopened: it keeps the day it was won once.
            ("3", "C", "Demo", "Open", "300", "USD", "2026-01-01 10:00:00", "2026-02-03 11:00:00",
             "", "2026-05-01"),
        ],
    )  # fmt: skip
    assert (report.preset, count_rows(report)) == ("Pipedrive", (3, 0, 0, 0))
    rows = desk.ask(
        "SELECT d.key, d.status, s.name, s.kind, CAST(d.closed_on AS TEXT), "
        "CAST(d.expected_close_on AS TEXT) "
        "FROM deals d JOIN stages s ON s.workspace_id = d.workspace_id AND s.id = d.stage_id "
        "ORDER BY d.key"
    )
    assert rows == [
        ("1", "won", "Won", "won", "2026-02-03", "2026-02-20"),
        ("2", "lost", "Lost", "lost", "2026-03-04", None),
        ("3", "open", "Demo", "open", None, "2026-05-01"),
    ]


def test_zoho_reads_its_dates_its_money_and_the_kind_of_its_stages(desk: Desk) -> None:
    report = desk.take(
        "deals",
        [
            ("Potential Name", "Potential Owner", "Created Time", "Closing Date", "Amount", "Stage",
             "Forecast Type", "Probability"),
            ("Acme", "Ann", "15 Apr, 2021 00:02:00", "20 May, 2021", "$22,700.00", "Handshake",
             "Won", "100"),
            ("Acme", "Ann", "16 Apr, 2021 00:02:00", "20 Jun, 2021", "$1,000.50", "Handshake Soon",
             "Open", "20"),
        ],
    )  # fmt: skip
    assert (report.preset, count_rows(report)) == ("Zoho", (2, 0, 0, 0))
    assert report.key == ("Potential Name", "Created Time")
    rows = desk.ask(
        "SELECT s.name, s.kind, d.amount_minor, CAST(d.created_on AS TEXT), "
        "CAST(d.closed_on AS TEXT), CAST(d.expected_close_on AS TEXT), d.probability "
        "FROM deals d JOIN stages s ON s.workspace_id = d.workspace_id AND s.id = d.stage_id "
        "ORDER BY d.created_on"
    )
    assert [(*row[:6], float(row[6])) for row in rows] == [
        ("Handshake", "won", 2_270_000, "2021-04-15", "2021-05-20", None, 1.0),
        ("Handshake Soon", "open", 100_050, "2021-04-16", None, "2021-06-20", 0.2),
    ]


def test_a_stage_history_becomes_the_history_of_the_deals(desk: Desk) -> None:
    desk.take("deals", [("id", "stage", "created"), ("006A", "Proposal", "2026-01-01")])
    rows = [
        ("Opportunity ID", "Opportunity Name", "From Stage", "To Stage", "Last Modified"),
        ("006A", "A", "Qualification", "Proposal", "2026-03-05"),
        ("006A", "A", "", "Qualification", "2026-01-01"),
        ("006A", "A", "Proposal", "Proposal", "2026-03-09"),
        ("006B", "B", "", "Qualification", "2026-01-01"),
    ]
    before = desk.dump()
    report = desk.take("stage-history", rows)
    assert count_rows(report) == (2, 0, 1, 1)
    assert report.rejects[0].reason == "There is no deal with this id."
    changes = desk.ask(
        'SELECT CAST(c."on" AS TEXT), a.name, b.name FROM deal_changes c '
        "LEFT JOIN stages a ON CAST(a.id AS TEXT) = c.old "
        "JOIN stages b ON CAST(b.id AS TEXT) = c.new ORDER BY 1"
    )
    assert changes == [
        ("2026-01-01", None, "Qualification"),
        ("2026-03-05", "Qualification", "Proposal"),
    ]
    assert desk.value("SELECT CAST(stage_entered_on AS TEXT) FROM deals") == "2026-03-05"
    assert count_rows(desk.take("stage-history", rows)) == (0, 0, 3, 1)
    desk.undo(3)
    desk.undo(report.batch_id)
    assert desk.dump() == before


@pytest.mark.parametrize("newest_first", [False, True])
def test_changes_of_one_day_keep_the_order_that_the_report_runs_in(
    desk: Desk, newest_first: bool
) -> None:
    desk.take("deals", [("id", "stage", "created"), ("006A", "Proposal", "2026-01-01")])
    rows = [
        ("006A", "", "Prospecting", "2026-01-01"),
        ("006A", "Prospecting", "Qualification", "2026-03-05"),
        ("006A", "Qualification", "Demo", "2026-03-05"),
        ("006A", "Demo", "Proposal", "2026-03-05"),
    ]
    head = ("Opportunity ID", "From Stage", "To Stage", "Last Modified")
    desk.take("stage-history", [head, *(reversed(rows) if newest_first else rows)])
    names = "SELECT b.name FROM deal_changes c JOIN stages b ON CAST(b.id AS TEXT) = c.new "
    told = [name for (name,) in desk.ask(names + 'ORDER BY c."on", c.at, c.id')]
    assert told == ["Prospecting", "Qualification", "Demo", "Proposal"]
