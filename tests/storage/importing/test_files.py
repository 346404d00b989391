"""A file is read right whatever its encoding, delimiter and kind."""

import csv
import random
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from storage.importing.delimited import TextSheet
from storage.importing.files import open_sheet
from storage.importing.sheet import Sheet
from storage.problem import Problem
from tests.storage.importing.desk import Desk, count_rows

TEXT = "id;name;stage\n1;Zürich Café;Demo\n2;Größe – “quoted”;Demo\n"


def list_rows(sheet: Sheet) -> list[tuple[str, ...]]:
    return [row for chunk in sheet.read_chunks() for row in zip(*chunk.columns, strict=True)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be",
                                      "cp1252", "mac-roman"])  # fmt: skip
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "deals.csv"
    path.write_bytes(TEXT.encode(encoding))
    sheet = open_sheet(path)
    assert sheet.headings == ["id", "name", "stage"]
    assert list_rows(sheet) == [("1", "Zürich Café", "Demo"), ("2", "Größe – “quoted”", "Demo")]


NAMES = ("Größe", "España", "Ærø Smørrebrød", "Café © 2026", "Señor Núñez", "Crème brûlée",
         "Straße", "Übung – Öl", "Malmö Åre", "São Paulo")  # fmt: skip
SIGNS = ("Acme® Pro, Kit®", "O’Neill “Bros”", "1 – 2", "5 € § 7")
"""Nothing in them tells, and there are more computers with Windows."""


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        *((name, encoding) for name in NAMES for encoding in ("cp1252", "mac-roman")),
        *((name, "cp1252") for name in SIGNS),
    ],
)
def test_one_name_is_enough_to_tell_windows_from_an_old_mac(
    tmp_path: Path, name: str, encoding: str
) -> None:
    path = tmp_path / "deals.csv"
    path.write_bytes(f"id;name\n1;{name}\n".encode(encoding))
    assert list_rows(open_sheet(path)) == [("1", name)]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_delimiter_is_found_out(tmp_path: Path, mark: str, end: str) -> None:
    path = tmp_path / "deals.csv"
    rows = [["id", "name", "stage"], ["1", "Acme, Inc.", "Demo"], ["2", "a;b", "two\nlines"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, csv.unix_dialect, delimiter=mark, lineterminator=end)
        writer.writerows(rows)
    sheet = open_sheet(path)
    assert [sheet.headings, *map(list, list_rows(sheet))] == rows


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=8).map(
    str.strip
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3).filter(any), min_size=1, max_size=60))
def test_what_a_writer_writes_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "file.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["first", "second", "third"], *rows, ["last", "last", "last"]])
    read = [list(row) for row in list_rows(TextSheet(path))]
    assert read == [*rows, ["last", "last", "last"]]


def test_plain_blocks_and_quoted_ones_are_read_alike(tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - random cells, no secret
    rows = [[str(n), f"name {n}", "Demo"] for n in range(45_000)]
    for n in (10, 19_999, 20_000, 44_999):
        rows[n][1] = 'a "quoted", cell\nin two lines'
    rows[chance.randrange(30_000, 40_000)][1] = "5 inch, plain"
    path = tmp_path / "big.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "name", "stage"], *rows])
    assert [list(row) for row in list_rows(TextSheet(path))] == rows


def test_a_workbook_is_read_with_its_dates_flags_and_numbers(desk: Desk) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Deal ID", "Deal Name", "Stage", "Amount", "Created", "Close Date", "Is Won"])
    sheet.append([1, "A", "Agreed", 1.234, date(2026, 1, 2), datetime(2026, 3, 4, 15, 0), True])  # noqa: DTZ001 - workbooks know no zones
    sheet.append([2, "B", "Demo", 2500, date(2026, 1, 2), None, False])
    book.create_sheet("Notes").append(["nothing"])
    path = desk.folder / "deals.xlsx"
    book.save(path)
    report = desk.take("deals", path)
    assert count_rows(report) == (2, 0, 0, 0)
    assert report.notes == ['only the sheet "Sheet" was read, not: Notes']
    rows = desk.ask(
        "SELECT key, status, amount_minor, CAST(closed_on AS TEXT) FROM deals ORDER BY 1"
    )
    assert rows == [("1", "won", 123, "2026-03-04"), ("2", "open", 250_000, None)]


def test_rows_of_a_workbook_are_counted_as_it_shows_them(desk: Desk) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for _ in range(3):
        sheet.append([])
    sheet.append([None, "id", "stage", "amount"])
    sheet.append([None, 1, "Demo", 5])
    sheet.append([None, 2, "Demo", "?"])
    path = desk.folder / "deals.xlsx"
    book.save(path)
    assert [reject.row for reject in desk.take("deals", path).rejects] == [6]


def test_a_heading_that_sounds_like_an_archive_is_one(desk: Desk) -> None:
    report = desk.take("deals", [("PK", "stage"), ("1", "Demo")], maps=[("PK", "id")])
    assert count_rows(report) == (1, 0, 0, 0)


def test_the_lines_below_a_salesforce_report_are_skipped_and_counted(desk: Desk) -> None:
    path = desk.folder / "report.csv"
    body = "".join(
        f'"006{n}","Deal {n}","Prospecting","{n}.00","1/{n + 13}/2026"\n' for n in range(9)
    )
    path.write_text(
        '"Opportunity ID","Opportunity Name","Stage","Amount","Close Date"\n'
        + body
        + '\n"Grand Totals (9 records)"\n\n"Confidential Information - Do Not Distribute"\n'
        + '"Copyright © 2000-2026 salesforce.com, inc. All rights reserved."\n',
        "utf-8",
    )
    report = desk.take("deals", path)
    assert (report.preset, count_rows(report)) == ("Salesforce", (9, 0, 0, 0))
    assert (report.footers, report.blank_rows) == (3, 2)


def test_titles_above_the_headings_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("Pipeline report\nAs of 2026-01-01\n\nid,stage,amount\n1,Demo,5\n", "utf-8")
    sheet = open_sheet(path)
    assert sheet.headings == ["id", "stage", "amount"]
    (chunk,) = sheet.read_chunks()
    assert list(chunk.numbers) == [5]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n \n", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (bytes(range(256)) * 8, "not a text file"),
        (b"PK\x03\x04 damaged", "can't be opened as a workbook"),
        (b'id,stage\n1,"never closed\n' + b"x" * 200_000, "can't be read as a table"),
    ],
)
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(Problem, match=words) as caught:
        for _ in open_sheet(path).read_chunks():
            pass
    assert caught.value.fix


def test_an_archive_is_not_taken_for_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "deals.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("deals.csv", "id,stage\n1,Demo\n")
    with pytest.raises(Problem, match="zip archive"):
        open_sheet(path)
    with pytest.raises(Problem, match="no file"):
        open_sheet(tmp_path / "missing.csv")
