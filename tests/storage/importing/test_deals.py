"""Every row of a deals file is new, changed, unchanged or rejected, and leaves a true trace."""

import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from storage.importing import StageRule
from storage.problem import Problem
from storage.tables import Deal, ImportReject
from tests.storage.importing.desk import Desk, count_rows

HEAD = ("id", "name", "stage", "amount", "owner", "created", "close date")


def test_a_changed_deal_leaves_a_history_row_for_each_change(desk: Desk) -> None:
    desk.take("deals", [HEAD, ("1", "A", "Proposal", "100", "Ann", "2026-01-01", "2026-12-01")])
    report = desk.take(
        "deals", [HEAD, ("1", "A", "Negotiation", "150", "Bob", "2026-01-01", "2026-12-15")]
    )
    assert count_rows(report) == (0, 1, 0, 0)
    changes = desk.ask('SELECT field, old, new, CAST("on" AS TEXT) FROM deal_changes ORDER BY 1')
    stages = dict(desk.ask("SELECT name, id FROM stages"))
    people = dict(desk.ask("SELECT name, id FROM people"))
    assert changes == [
        ("amount", "10000", "15000", "2026-11-22"),
        ("expected_close_on", "2026-12-01", "2026-12-15", "2026-11-22"),
        ("owner", str(people["Ann"]), str(people["Bob"]), "2026-11-22"),
        ("stage", str(stages["Proposal"]), str(stages["Negotiation"]), "2026-11-22"),
        ("value", "10000", "15000", "2026-11-22"),
    ]
    assert desk.value("SELECT CAST(stage_entered_on AS TEXT) FROM deals") == "2026-11-22"


def test_the_day_of_a_change_is_the_day_in_the_companys_zone(desk: Desk) -> None:
    desk.set_up(zone=ZoneInfo("Pacific/Auckland"))
    desk.now = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    desk.take("deals", [("id", "stage"), ("1", "Proposal")])
    desk.take("deals", [("id", "stage"), ("1", "Demo")])
    assert desk.value('SELECT CAST("on" AS TEXT) FROM deal_changes') == "2026-11-23"


def test_a_deal_that_is_won_keeps_the_day_it_was_expected(desk: Desk) -> None:
    desk.take("deals", [HEAD, ("1", "A", "Proposal", "1", "", "2026-01-01", "2026-12-01")])
    desk.take("deals", [HEAD, ("1", "A", "Closed Won", "1", "", "2026-01-01", "2026-11-20")])
    row = "status, CAST(closed_on AS TEXT), CAST(expected_close_on AS TEXT)"
    assert desk.ask(f"SELECT {row}, CAST(stage_entered_on AS TEXT) FROM deals") == [
        ("won", "2026-11-20", "2026-12-01", "2026-11-20")
    ]
    report = desk.take(
        "deals", [HEAD, ("1", "A", "Closed Won", "1", "", "2026-01-01", "2026-11-20")]
    )
    assert count_rows(report) == (0, 0, 1, 0)


def test_columns_that_a_file_does_not_have_stay_as_they_were(desk: Desk) -> None:
    desk.take("deals", [HEAD, ("1", "A", "Proposal", "100", "Ann", "2026-01-01", "2026-12-01")])
    assert count_rows(desk.take("deals", [("id", "stage"), ("1", "Proposal")])) == (0, 0, 1, 0)
    desk.take("deals", [("id", "stage", "amount"), ("1", "Proposal", "")])
    assert desk.ask("SELECT name, amount_minor, currency FROM deals") == [("A", None, None)]


def test_a_bad_row_is_kept_with_its_reason_and_stops_no_other(desk: Desk) -> None:
    report = desk.take(
        "deals",
        [
            HEAD,
            ("1", "good", "Proposal", "5", "Ann", "2026-01-01", ""),
            ("2", "bad amount", "Proposal", "five", "Ann", "2026-01-01", ""),
            ("3", "below zero", "Proposal", "-5", "Ann", "2026-01-01", ""),
            ("4", "no such day", "Proposal", "5", "Ann", "2026-02-30", ""),
            ("", "no id", "Proposal", "5", "Ann", "2026-01-01", ""),
            ("1", "same id", "Proposal", "5", "Ann", "2026-01-01", ""),
            ("7", "no close", "Closed Won", "5", "Ann", "2026-01-01", ""),
            ("8", "no stage", "", "5", "Ann", "2026-01-01", ""),
            ("9", "too wide", "Proposal", "5", "Ann", "2026-01-01", "", "what", "is this"),
            ("10", "short row", "Proposal"),
        ],
    )
    assert count_rows(report) == (2, 0, 0, 8)
    assert report.rows_read == 10
    told = {reject.row: (reject.column, reject.value) for reject in report.rejects}
    assert told == {
        3: ("amount", "five"),
        4: ("amount", "-5"),
        5: ("created", "2026-02-30"),
        6: ("id", ""),
        7: ("id", "1"),
        8: ("close date", ""),
        9: ("stage", ""),
        10: ("column 8", "what"),
    }
    assert all(reject.reason and reject.mend for reject in report.rejects)
    assert desk.ask("SELECT key FROM deals ORDER BY key") == [("1",), ("10",)]
    with desk.engine.connect() as connection:
        kept = connection.execute(select(ImportReject).order_by(ImportReject.row_number)).all()
    assert len(kept) == 8
    assert kept[0].row["name"] == "bad amount"
    batch = desk.ask("SELECT rows_read, rows_new, rows_rejected FROM import_batches")
    assert batch == [(10, 2, 8)]


def test_blank_spellings_are_blank_and_zero_is_zero(desk: Desk) -> None:
    rows = [("1", "NULL"), ("2", "n/a"), ("3", "-"), ("4", "(blank)"), ("5", ""), ("6", "0")]
    desk.take("deals", [("id", "stage", "amount"), *((key, "Demo", cell) for key, cell in rows)])
    amounts = [value for (value,) in desk.ask("SELECT amount_minor FROM deals ORDER BY key")]
    assert amounts == [None] * 5 + [0]


def test_a_close_before_the_creation_is_taken_and_told(desk: Desk) -> None:
    report = desk.take("deals", [HEAD, ("1", "A", "Won", "5", "", "2026-05-01", "2026-04-01")])
    assert count_rows(report) == (1, 0, 0, 0)
    assert report.warnings == {"closed before they were created": 1}


def test_without_an_id_rows_are_known_by_what_makes_them_unique(desk: Desk) -> None:
    head = ("deal name", "account", "stage", "amount")
    rows = [
        ("Renewal", "Acme", "Demo", "1"),
        ("Renewal", "Zenith", "Demo", "2"),
        ("Upgrade", "Acme", "Demo", "3"),
    ]
    first = desk.take("deals", [head, *rows])
    assert (first.key, count_rows(first)) == (("deal name", "account"), (3, 0, 0, 0))
    again = desk.take("deals", [head, ("RENEWAL", "acme", "Demo", "9"), *rows[1:]])
    assert count_rows(again) == (0, 1, 2, 0)
    # The same columns stay the key, although the names alone would do for this file.
    alone = desk.take("deals", [head, rows[1]])
    assert (alone.key, count_rows(alone)) == (("deal name", "account"), (0, 0, 1, 0))


def test_rows_that_are_equal_in_the_key_are_kept_apart_by_their_order(desk: Desk) -> None:
    rows = [("deal name", "stage", "amount"), ("Same", "Demo", "1"), ("Same", "Demo", "2")]
    assert count_rows(desk.take("deals", rows)) == (2, 0, 0, 0)
    assert count_rows(desk.take("deals", rows)) == (0, 0, 2, 0)
    assert desk.ask("SELECT amount_minor FROM deals ORDER BY 1") == [(100,), (200,)]


def test_names_that_differ_by_case_or_marks_are_one_and_misspellings_are_asked(desk: Desk) -> None:
    desk.take("people", [("name", "email"), ("Ann Smith", "ann@example.com")])
    report = desk.take(
        "deals",
        [
            ("id", "stage", "owner"),
            ("1", "Demo", "ANN SMITH"),
            ("2", "Demo", "ann-smith"),
            ("3", "Demo", "Anne Smith"),
            ("4", "Demo", "Ann@Example.com"),
        ],
    )
    assert [(m.theirs, m.ours, m.rows) for m in report.matched] == [
        ("ANN SMITH", "Ann Smith", 1),
        ("ann-smith", "Ann Smith", 1),
    ]
    assert report.created == {"people": ["Anne Smith"]}
    assert [(s.theirs, s.nearest) for s in report.suggestions] == [("Anne Smith", "Ann Smith")]
    owners = [owner for (owner,) in desk.ask("SELECT owner_id FROM deals ORDER BY key")]
    assert owners[0] == owners[1] == owners[3] != owners[2]


def test_two_people_of_one_name_are_told_apart_by_e_mail_or_rejected(desk: Desk) -> None:
    desk.take(
        "people",
        [("name", "email"), ("Ann Lee", "ann1@example.com"), ("Ann Lee", "ann2@example.com")],
    )
    vague = desk.take("deals", [("id", "stage", "owner"), ("1", "Demo", "Ann Lee")])
    assert count_rows(vague) == (0, 0, 0, 1)
    assert "e-mail" in vague.rejects[0].mend
    clear = desk.take(
        "deals",
        [("id", "stage", "owner", "owner email"), ("1", "Demo", "Ann Lee", "ann2@example.com")],
    )
    assert count_rows(clear) == (1, 0, 0, 0)
    email = "SELECT p.email FROM deals d JOIN people p ON p.id = d.owner_id"
    assert desk.value(email) == "ann2@example.com"


def test_an_address_of_its_own_makes_another_person_of_the_same_name(desk: Desk) -> None:
    desk.take("people", [("name", "email"), ("Ann Lee", "ann1@example.com"), ("Bob", "")])
    head = ("id", "stage", "owner", "owner email")
    rows = [("1", "Demo", "Ann Lee", "ann2@example.com"), ("2", "Demo", "Ann Lee", ""),
            ("3", "Demo", "Bob", "bob@example.com"), ("4", "Demo", "Dee @ Night", "")]  # fmt: skip
    report = desk.take("deals", [head, *rows[:1], *rows[2:]])
    assert (report.created["people"], report.suggestions) == (["Ann Lee", "Dee @ Night"], [])
    (note,) = report.notes
    assert "“Ann Lee” has another e-mail address" in note
    people = "SELECT d.key, p.name, p.email FROM deals d JOIN people p ON p.id = d.owner_id"
    assert desk.ask(people + " ORDER BY d.key") == [
        ("1", "Ann Lee", "ann2@example.com"),
        ("3", "Bob", None),
        ("4", "Dee @ Night", None),
    ]
    # The one listed is meant where no address says otherwise.
    desk.take("deals", [head, rows[1]])
    assert desk.ask(people + " WHERE d.key = '2'") == [("2", "Ann Lee", "ann1@example.com")]


def test_a_name_in_letters_taken_apart_is_counted_among_the_matches(desk: Desk) -> None:
    desk.take("accounts", [("account",), ("Café Noir",)])
    apart = unicodedata.normalize("NFD", "CAFÉ NOIR")
    report = desk.take("deals", [("id", "stage", "account"), ("1", "Demo", apart)])
    assert [(m.theirs, m.ours, m.rows) for m in report.matched] == [("CAFÉ NOIR", "Café Noir", 1)]


def test_settings_say_what_a_stage_is_and_old_deals_follow(desk: Desk) -> None:
    rows = [HEAD, ("1", "A", "Handover", "5", "", "2026-01-01", "2026-03-01"),
            ("2", "B", "Handover", "5", "", "2026-01-01", "2026-03-01")]  # fmt: skip
    desk.take("deals", rows)
    assert desk.ask("SELECT DISTINCT status FROM deals") == [("open",)]
    before = desk.dump()
    desk.set_up(stages={"handover": StageRule("won", Decimal("0.9"), 7)})
    report = desk.take("deals", rows[:2])
    states = desk.ask("SELECT status, CAST(closed_on AS TEXT) FROM deals")
    assert states == [("won", "2026-03-01"), ("won", "2026-03-01")]
    assert desk.ask("SELECT kind, position FROM stages") == [("won", 7)]
    desk.undo(report.batch_id)
    assert desk.dump() == before


def test_a_stage_that_is_closed_but_neither_won_nor_lost_is_asked_about(desk: Desk) -> None:
    rows = [("id", "stage", "close"), ("1", "Closed", "2026-01-02"), ("2", "Demo", "")]
    report = desk.take("deals", rows)
    assert count_rows(report) == (1, 0, 0, 1)
    assert '"Closed" = "won"' in report.rejects[0].mend
    history = [("deal id", "from", "to", "date"), ("2", "Closed", "Demo", "2026-01-02"),
               ("2", "Lead", "Demo", "2026-01-02")]  # fmt: skip
    assert count_rows(desk.take("stage-history", history)) == (1, 0, 0, 1)
    told = [("id", "stage", "status", "close"), ("3", "Closed", "Lost", "2026-01-02")]
    assert count_rows(desk.take("deals", told)) == (1, 0, 0, 0)
    desk.set_up(stages={"closed": StageRule("won")})
    assert count_rows(desk.take("deals", rows)) == (1, 0, 1, 0)
    assert desk.value("SELECT status FROM deals WHERE key = '1'") == "won"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Closed Won", "won"),
        ("GEWONNEN", "won"),
        ("Cerrado perdido", "lost"),
        ("Perdido", "lost"),
        ("Closed - Lost", "lost"),
        ("Lost - Price", "lost"),
        ("Won (renewal)", "won"),
        ("Closed lost: no budget", "lost"),
        ("Won over by demo", "open"),
        ("Lost contact", "open"),
        ("Customer - evaluation", "open"),
        ("Closing", "open"),
        ("Wonderful", "open"),
    ],
)
def test_stages_are_sorted_by_name_in_several_languages(name: str, kind: str) -> None:
    from storage.importing.stages import guess_kind

    assert guess_kind(name) == kind


def test_money_of_other_currencies_is_converted_by_the_rate_of_its_day(desk: Desk) -> None:
    desk.take(
        "rates",
        [("currency", "date", "rate"), ("EUR", "2026-01-01", "1.10"), ("EUR", "2026-06-01", "1.2")],
    )
    report = desk.take(
        "deals",
        [
            (*HEAD, "currency"),
            ("1", "A", "Won", "100", "", "2026-01-01", "2026-03-01", "EUR"),
            ("2", "B", "Demo", "100", "", "2026-01-01", "2026-03-01", "EUR"),
            ("3", "C", "Demo", "100", "", "2026-01-01", "2026-03-01", "JPY"),
            ("4", "D", "Demo", "100", "", "2026-01-01", "2026-03-01", "USD"),
        ],
    )
    money = desk.ask("SELECT amount_minor, value_minor FROM deals ORDER BY key")
    assert money == [(10000, 11000), (10000, 12000), (100, None), (10000, 10000)]
    assert report.warnings == {"without an exchange rate, so without a value": 1}
    rates = desk.take("rates", [("currency", "date", "rate"), ("JPY", "2026-01-01", "0.0065")])
    assert rates.notes == ["1 deal without a value has one now"]
    assert desk.value("SELECT value_minor FROM deals WHERE key = '3'") == 65


def test_a_newer_rate_alone_changes_no_deal(desk: Desk) -> None:
    deals = [("id", "stage", "amount", "currency"), ("1", "Demo", "100", "EUR")]
    desk.take("rates", [("currency", "date", "rate"), ("EUR", "2026-01-01", "1.1")])
    desk.take("deals", deals)
    desk.take("rates", [("currency", "date", "rate"), ("EUR", "2026-02-01", "1.5")])
    assert count_rows(desk.take("deals", deals)) == (0, 0, 1, 0)
    assert desk.value("SELECT value_minor FROM deals") == 11000


def test_another_reporting_currency_converts_every_deal_anew(desk: Desk) -> None:
    desk.take("deals", [("id", "stage", "amount", "currency"), ("1", "Demo", "100", "EUR")])
    desk.set_up(currency="EUR")
    desk.take("deals", [("id", "stage", "amount", "currency"), ("2", "Demo", "5", "EUR")])
    assert desk.ask("SELECT value_minor FROM deals ORDER BY key") == [(10000,), (500,)]


def test_hostile_cells_are_kept_as_the_text_they_are(desk: Desk) -> None:
    cells = ['=HYPERLINK("http://example.com")', "<!channel>", "Robert'); DROP TABLE deals;--",
             "a\x00b", "\x1b[31mred", "[bold]x[/bold]"]  # fmt: skip
    rows = [(str(n), cell, "Demo") for n, cell in enumerate(cells) if "\x00" not in cell]
    report = desk.take("deals", [("id", "name", "stage"), *rows])
    assert count_rows(report) == (5, 0, 0, 0)
    with desk.engine.connect() as connection:
        names = connection.scalars(select(Deal.name).order_by(Deal.key)).all()
    assert names == [cells[0], cells[1], cells[2], "[31mred", cells[5]]


def test_a_dry_run_says_the_same_and_writes_nothing(desk: Desk) -> None:
    rows = [("id", "stage", "owner"), ("1", "Demo", "Ann"), ("2", "", "Bob")]
    before = desk.dump()
    preview = desk.take("deals", rows, dry_run=True)
    assert (preview.batch_id, count_rows(preview)) == (None, (1, 0, 0, 1))
    assert desk.dump() == before
    assert desk.value("SELECT count(*) FROM import_batches") == 0
    assert count_rows(desk.take("deals", rows)) == count_rows(preview)


def test_an_open_date_order_is_asked_about_and_never_guessed(desk: Desk) -> None:
    rows = [("id", "stage", "created"), ("1", "Demo", "03/04/2026"), ("2", "Demo", "12/11/2025")]
    with pytest.raises(Problem) as caught:
        desk.take("deals", rows)
    assert caught.value.reference == "date-order"
    assert caught.value.suggestions == ("--date-order dmy", "--date-order mdy")
    assert desk.value("SELECT count(*) FROM import_batches") == 0
    desk.take("deals", rows, date_order="dmy")
    assert desk.value("SELECT CAST(created_on AS TEXT) FROM deals WHERE key = '1'") == "2026-04-03"


def test_one_day_above_twelve_decides_for_the_whole_file(desk: Desk) -> None:
    early = [(str(n), "Demo", "03/04/2026", "") for n in range(30_000)]
    rows = [("id", "stage", "created", "close"), *early, ("x", "Demo", "", "04/13/2026")]
    report = desk.take("deals", rows)
    assert count_rows(report) == (30_001, 0, 0, 0)
    assert "dates in “created” have the month first" in report.notes
    assert desk.ask("SELECT DISTINCT CAST(created_on AS TEXT) FROM deals WHERE key <> 'x'") == [
        ("2026-03-04",)
    ]


def test_a_large_file_is_loaded_whole_with_its_indexes_and_checks(desk: Desk) -> None:
    rows = [
        (f"D{n:06}", "A deal with quite a long name", f"Rep {n % 50}", "Demo", n % 97, "2026-01-01")
        for n in range(60_000)
    ]
    head = ("id", "name", "owner", "stage", "amount", "created")
    indexes = "SELECT count(*) FROM pg_indexes WHERE tablename = 'deals'"
    if desk.engine.dialect.name == "sqlite":
        indexes = "SELECT count(*) FROM sqlite_master WHERE tbl_name = 'deals' AND type = 'index'"
    before = desk.value(indexes)
    first = desk.take("deals", [head, *rows])
    assert count_rows(first) == (60_000, 0, 0, 0)
    assert desk.value(indexes) == before
    again = desk.take(
        "deals", [head, *rows[:-1], ("D059999", "A deal", "Rep 7", "Demo", 7, "2026-01-01")]
    )
    assert count_rows(again) == (0, 1, 59_999, 0)
    if desk.engine.dialect.name == "sqlite":
        assert desk.value("PRAGMA foreign_keys") == 1
    desk.undo(again.batch_id)
    desk.undo(first.batch_id)
    assert desk.value("SELECT count(*) FROM deals") == 0


def test_a_name_or_stage_that_only_rejected_rows_have_is_not_made(desk: Desk) -> None:
    report = desk.take(
        "deals",
        [
            HEAD,
            ("1", "A", "Proposal", "100", "Ann", "2026-01-01", ""),
            ("2", "B", "Misread", "-5", "Anne", "2026-01-01", ""),
        ],
    )
    assert count_rows(report) == (1, 0, 0, 1)
    assert desk.ask("SELECT name FROM stages") == [("Proposal",)]
    assert desk.ask("SELECT name FROM people") == [("Ann",)]
    assert report.created["people"] == ["Ann"]
    lead = [("id", "name", "owner", "created"), ("1", "L", "Bea", "no day"), ("2", "M", "Cleo", "")]
    desk.take("leads", lead)
    assert desk.ask("SELECT name FROM people ORDER BY 1") == [("Ann",), ("Cleo",)]
