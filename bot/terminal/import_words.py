"""An import's report in words: what was read, what became of it, what to do next. Pure."""

from collections.abc import Iterable

from storage.importing import ImportReport, Reject

_FIRST_REJECTS = 10
_FIRST_NAMES = 8


def describe_report(report: ImportReport) -> list[str]:
    """The report, line by line, with text from the file as it stands there."""
    return [
        *_describe_file(report),
        "",
        *_describe_rows(report),
        *_describe_names(report),
        *_describe_rejects(report),
        "",
        *_describe_next(report),
    ]


def _describe_file(report: ImportReport) -> list[str]:
    made_by = f"a {report.preset} export of {report.kind}" if report.preset else report.kind
    lines = [f"{report.file_name}: {made_by} ({report.read_as})"]
    width = max((len(column.heading) for column in report.columns), default=0)
    lines += [
        f"  {column.heading:<{width}}  taken for the {column.title}" for column in report.columns
    ]
    if report.aside:
        names = _list_first(report.aside)
        lines.append(f"  {_count(len(report.aside), 'column')} left aside: {names}")
    if report.key:
        made_of = " + ".join(report.key)
        lines.append(
            f"  There is no id column: rows are known by {made_of}; equal ones by their order."
        )
    return lines + [f"  Note: {note}" for note in report.notes]


def _describe_rows(report: ImportReport) -> list[str]:
    lines = [
        f"{_count(report.rows_read, 'row')} read: {report.new:,} new, {report.changed:,} changed, "
        f"{report.unchanged:,} unchanged, {report.rejected:,} rejected"
    ]
    if report.footers:
        lines.append(f"  {_count(report.footers, 'line')} below the data (totals, notes) skipped")
    if report.blank_rows:
        lines.append(f"  {_count(report.blank_rows, 'blank row')} skipped")
    for what, count in sorted(report.warnings.items()):
        lines.append(f"  {_count(count, 'row')} {what}")
    return lines


def _describe_names(report: ImportReport) -> list[str]:
    lines = []
    for match in report.matched[: 3 * _FIRST_NAMES]:
        rows = _count(match.rows, "row")
        lines.append(f"  “{match.theirs}” is “{match.ours}” in {match.table}: {rows}")
    more = len(report.matched) - 3 * _FIRST_NAMES
    if more > 0:
        lines.append(f"  and {more:,} more names that differ by case, blanks or punctuation")
    for table, names in report.created.items():
        listed = "" if table == "managers" else f"; list them with: salesbell import {table} FILE"
        lines.append(f"  {len(names):,} new in {table}: {_list_first(names)}{listed}")
    lines += [
        f"  Is the {suggestion.what} “{suggestion.theirs}” a misspelling of "
        f"“{suggestion.nearest}”? Nothing was merged."
        for suggestion in report.suggestions[: 3 * _FIRST_NAMES]
    ]
    more = len(report.suggestions) - 3 * _FIRST_NAMES
    if more > 0:
        lines.append(f"  and {more:,} more that may be misspelled; --json lists them")
    return lines


def _describe_rejects(report: ImportReport) -> list[str]:
    if not report.rejected:
        return []
    lines = ["", "Rejected:"]
    lines += [_describe_reject(reject) for reject in report.rejects[:_FIRST_REJECTS]]
    more = report.rejected - _FIRST_REJECTS
    if more > 0:
        lines.append(f"  and {more:,} more; --json lists them")
    return lines


def _describe_reject(reject: Reject) -> str:
    value = "" if not reject.value else f" “{reject.value[:80]}”"
    return f"  row {reject.row:,}, {reject.column}{value}: {reject.reason} {reject.mend}"


def _describe_next(report: ImportReport) -> list[str]:
    if report.dry_run:
        return ["This was a dry run: nothing was written. Run it without --dry-run to import."]
    lines = [f"To take it back: salesbell imports undo {report.batch_id}"]
    if report.rejected:
        lines.insert(0, "Mend the rejected rows in the file and import it again: only they change.")
    return lines


def _list_first(names: Iterable[str]) -> str:
    listed = list(names)
    shown = ", ".join(name or "(no heading)" for name in listed[:_FIRST_NAMES])
    more = len(listed) - _FIRST_NAMES
    return shown if more <= 0 else f"{shown} and {more:,} more"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}" + ("" if number == 1 else "s")
