"""The days a goal or a cost is for: from a period's name, from first and last day, or one day."""

from datetime import date, timedelta

from storage.importing.cells.periods import read_period
from storage.importing.cells.text import BadCell
from storage.importing.rowwise import FileRow, RowImporter, fail
from storage.importing.run import BadRow


def find_span(importer: RowImporter, row: FileRow) -> tuple[date, date]:
    """The days `[start, end)` of a row.

    The last day is meant to belong to the period. Only where both days are the first of a month
    ("2017-04-01" to "2017-07-01") is the last one the day after.

    Raises:
        BadRow: when there is no period or it runs backwards.
    """
    start = (row.values.get("start") or row.values.get("date") or (None,))[0]
    last = (row.values.get("end") or (None,))[0]
    if start is None:
        return _find_named(importer, row)
    if last is None:
        if "date" in importer.run.columns and "end" not in importer.run.columns:
            return start, start + timedelta(days=1)
        raise BadRow("end", "It has no last day.", "Fill in the last day, or name a period.")
    if last < start:
        raise BadRow("end", "The period ends before it starts.", "Exchange the two days.")
    if start.day == 1 and last.day == 1 and last > start:
        return start, last
    return start, last + timedelta(days=1)


def _find_named(importer: RowImporter, row: FileRow) -> tuple[date, date]:
    field = "period" if "period" in importer.run.columns else "start"
    try:
        found = read_period(row.values.get("period") or "")
    except BadCell as error:
        raise fail(field, error) from None
    if found is None:
        raise BadRow(field, "It has no period.", "Write one like 2017-04, Q2 2017 or 2017.")
    return found
