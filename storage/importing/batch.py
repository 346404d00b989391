"""One import from the file to the commit: lock, check, compare, write, account for it."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.exc import OperationalError

from storage.importing.behind import WriteBehind
from storage.importing.bulk import (
    LARGE_BYTES,
    BulkLoad,
    check_later,
    is_worth_it,
    rest_collector,
)
from storage.importing.cells.dates import DateOrder
from storage.importing.columns import Columns, recognise_columns
from storage.importing.deals import DealImporter
from storage.importing.evidence import Evidence
from storage.importing.fields import KINDS
from storage.importing.files import open_sheet
from storage.importing.goals import GoalImporter
from storage.importing.keys import KeyMaker, propose_key
from storage.importing.leads import LeadImporter
from storage.importing.listings import AccountImporter, ProductImporter
from storage.importing.people import PersonImporter
from storage.importing.rates import RateImporter
from storage.importing.report import ColumnTaken, ImportReport
from storage.importing.run import Run
from storage.importing.settings import ImportSettings
from storage.importing.sheet import Chunk, Sheet
from storage.importing.spend import SpendImporter
from storage.importing.stage_history import StageHistoryImporter
from storage.problem import Problem
from storage.tables import ImportBatch, ImportUndo, Workspace
from storage.workspaces import ensure_workspace


@dataclass(frozen=True)
class Progress:
    """How far an import is: rows read, and the share of the file."""

    rows: int
    share: float


class Importer(Protocol):
    """What takes one kind of file into its table."""

    def take(self, chunk: Chunk) -> None:
        """Check one chunk and write what it changes."""

    def finish(self) -> None:
        """Do what can only be done after the last row."""


_IMPORTERS: dict[str, Callable[[Run, KeyMaker], Importer]] = {
    "deals": DealImporter,
    "people": PersonImporter,
    "accounts": AccountImporter,
    "products": ProductImporter,
    "leads": LeadImporter,
    "goals": GoalImporter,
    "spend": SpendImporter,
    "rates": RateImporter,
    "stage-history": StageHistoryImporter,
}


def import_file(
    engine: Engine,
    workspace_id: int,
    kind: str,
    path: Path,
    settings: ImportSettings,
    now: datetime,
    *,
    maps: Sequence[tuple[str, str]] = (),
    date_order: str | None = None,
    dry_run: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> ImportReport:
    """Bring a file into the tables, in one transaction.

    Args:
        engine: An upgraded database.
        workspace_id: Whose facts; the workspace is made when it is not there.
        kind: deals, leads, accounts, people, products, goals, spend, rates or stage-history.
        path: CSV, TSV or a workbook.
        settings: The company's zone, currency and words.
        now: When the import happens; the time of the history rows.
        maps: (their heading, our field) pairs that come before what is recognised.
        date_order: dmy, mdy or ymd, where the file leaves it open.
        dry_run: Do everything and take it back; the report is the preview.
        progress: Called after every chunk.

    Raises:
        Problem: when the file can't be read, its columns can't be told, or another import is
            running. Rows that can't be taken are in the report instead.
    """
    if kind not in KINDS:
        raise Problem(
            "unknown-kind",
            what=f"There is no kind of file called {kind}.",
            fix="Use one of: " + ", ".join(KINDS) + ".",
        )
    sheet = open_sheet(path)
    columns = recognise_columns(KINDS[kind], sheet.headings, maps)
    order = None if date_order is None else DateOrder(date_order)
    report = ImportReport(
        kind,
        path.name,
        dry_run=dry_run,
        read_as=sheet.description,
        preset=columns.preset.name if columns.preset else None,
        columns=_describe_columns(columns),
        aside=columns.aside,
        notes=list(sheet.notes),
    )
    job = _Job(workspace_id, settings, now, sheet, columns, order, report, dry_run)
    try:
        with engine.connect() as connection, ExitStack() as stack:
            stack.enter_context(rest_collector(sheet.size))
            large = is_worth_it(connection, kind, sheet.size)
            if large:
                stack.enter_context(check_later(connection))
            _import(connection, job, progress, large=large)
    except OperationalError as error:
        raise _explain_lock(error) from error
    return report


@dataclass(frozen=True)
class _Job:
    """What is to be imported, before there is a transaction to do it in."""

    workspace_id: int
    settings: ImportSettings
    now: datetime
    sheet: Sheet
    columns: Columns
    order: DateOrder | None
    report: ImportReport
    dry_run: bool


def _import(
    connection: Connection, job: _Job, progress: Callable[[Progress], None] | None, *, large: bool
) -> None:
    with (
        connection.begin() as transaction,
        WriteBehind(wanted=_may_share(connection, job.sheet)) as behind,
    ):
        run = _start(connection, job, behind)
        bulk = BulkLoad(run) if large else None
        importer = _IMPORTERS[job.report.kind](run, _choose_key(run, job.sheet))
        _take_all(job.sheet, importer, job.report, progress)
        importer.finish()
        if bulk is not None:
            bulk.finish()
        _finish(run)
        if job.dry_run:
            transaction.rollback()
            job.report.batch_id = None


def _may_share(connection: Connection, sheet: Sheet) -> bool:
    """Whether a second thread is worth it: where a server does the writing.

    With SQLite, both threads would mostly wait for Python's lock: a tenth more work, no time won.
    """
    return sheet.size >= LARGE_BYTES and connection.dialect.name == "postgresql"


def _start(connection: Connection, job: _Job, behind: WriteBehind) -> Run:
    workspace_id, settings = job.workspace_id, job.settings
    if connection.dialect.name == "sqlite":
        # Rows of one file may point to each other; SQLite then checks at the commit.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    ensure_workspace(connection, workspace_id, settings.workspace_name)
    # One import at a time: the second waits here until the first is done.
    connection.execute(
        update(Workspace).where(Workspace.id == workspace_id).values(name=Workspace.name)
    )
    before = connection.scalar(select(Workspace.currency).where(Workspace.id == workspace_id))
    batch_id = _open_batch(connection, job)
    job.report.batch_id = batch_id
    if before != settings.currency:
        _change_currency(connection, workspace_id, batch_id, before, settings.currency)
    return Run(
        connection=connection,
        workspace_id=workspace_id,
        batch_id=batch_id,
        settings=settings,
        now=job.now,
        today=job.now.astimezone(settings.zone).date(),
        columns=job.columns,
        evidence=Evidence(job.sheet, job.columns, job.order),
        report=job.report,
        behind=behind,
        pointed={},
        reporting_changed=before is not None and before != settings.currency,
    )


def _open_batch(connection: Connection, job: _Job) -> int:
    newest = connection.scalar(
        select(func.max(ImportBatch.id)).where(ImportBatch.workspace_id == job.workspace_id)
    )
    counts = ("rows_read", "rows_new", "rows_changed", "rows_unchanged", "rows_rejected")
    values = {
        "workspace_id": job.workspace_id,
        "id": (newest or 0) + 1,
        "kind": job.report.kind,
        "file_name": job.report.file_name,
        "started_at": job.now,
        "finished_at": job.now,
        "report": {},
    }
    connection.execute(insert(ImportBatch).values(values | dict.fromkeys(counts, 0)))
    return (newest or 0) + 1


def _change_currency(
    connection: Connection, workspace_id: int, batch_id: int, before: str | None, after: str
) -> None:
    connection.execute(
        insert(ImportUndo).values(
            workspace_id=workspace_id,
            batch_id=batch_id,
            table_name=Workspace.__tablename__,
            row_id=workspace_id,
            before={"currency": before},
        )
    )
    connection.execute(update(Workspace).where(Workspace.id == workspace_id).values(currency=after))


def _choose_key(run: Run, sheet: Sheet) -> KeyMaker:
    if "id" in run.columns or not run.columns.kind.identity:
        return KeyMaker(run.columns, ())
    earlier: tuple[str, ...] = ()
    reports = run.connection.scalars(
        select(ImportBatch.report)
        .where(
            ImportBatch.workspace_id == run.workspace_id,
            ImportBatch.kind == run.columns.kind.name,
            ImportBatch.undone_at.is_(None),
            ImportBatch.id < run.batch_id,
        )
        .order_by(ImportBatch.id.desc())
    )
    for report in reports:
        if report.get("key_fields"):
            earlier = tuple(report["key_fields"])
            break
    parts = propose_key(sheet, run.columns, earlier)
    run.report.key = tuple(run.columns.heading_of(part) for part in parts)
    run.report.key_fields = parts
    return KeyMaker(run.columns, parts)


def _take_all(
    sheet: Sheet,
    importer: Importer,
    report: ImportReport,
    progress: Callable[[Progress], None] | None,
) -> None:
    for chunk in sheet.read_chunks():
        importer.take(chunk)
        report.footers += chunk.footers
        report.blank_rows += chunk.blank
        if progress is not None:
            progress(Progress(report.rows_read, chunk.share))


def _finish(run: Run) -> None:
    report = run.report
    for field, order in run.evidence.found_orders.items():
        first = "day" if order is DateOrder.DMY else "month"
        report.notes.append(f"dates in “{run.columns.heading_of(field)}” have the {first} first")
    run.connection.execute(
        update(ImportBatch)
        .where(ImportBatch.workspace_id == run.workspace_id, ImportBatch.id == run.batch_id)
        .values(
            rows_read=report.rows_read,
            rows_new=report.new,
            rows_changed=report.changed,
            rows_unchanged=report.unchanged,
            rows_rejected=report.rejected,
            report=report.summarise(),
        )
    )


def _describe_columns(columns: Columns) -> tuple[ColumnTaken, ...]:
    taken = []
    for field in columns.kind.fields:
        if field.name in columns:
            heading = columns.heading_of(field.name)
            taken.append(ColumnTaken(heading, field.name, field.title))
    return tuple(taken)


def _explain_lock(error: OperationalError) -> Exception:
    if "locked" not in str(error.orig):
        return error
    return Problem(
        "import-running",
        what="The database is being written to, most likely by another import.",
        fix="Wait until it is done and start this one again.",
    )
