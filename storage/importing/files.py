"""Opening a file as a table, whatever kind of file it is."""

import zipfile
from pathlib import Path

from storage.importing.delimited import TextSheet
from storage.importing.sheet import Sheet
from storage.importing.workbook import WorkbookSheet
from storage.problem import Problem

_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
"""How a zip begins, a whole, an empty and a split one; "PK" alone is a heading too."""


def open_sheet(path: Path) -> Sheet:
    """The table in a file; its kind is found out from its content, not from its name.

    Raises:
        Problem: when the file is not there, can't be read, or is no table.
    """
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except FileNotFoundError:
        raise Problem(
            "no-file",
            what=f"There is no file {path}.",
            fix="Check its name; a path with blanks needs quotation marks.",
        ) from None
    except OSError as error:
        raise Problem(
            "no-file",
            what=f"{path} can't be opened.",
            why=f"{error.strerror}." if error.strerror else "",
            fix="Name a file that this user may read.",
        ) from None
    if head.startswith(_ARCHIVE):
        if not _is_workbook(path):
            raise Problem(
                "not-a-table",
                what=f"{path.name} is a zip archive, not a table.",
                fix="Unpack it and import the CSV or XLSX inside.",
            )
        return WorkbookSheet(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return WorkbookSheet(path)
    return TextSheet(path)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return True  # a damaged workbook: let the one who reads it say so
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
