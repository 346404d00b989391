"""`salesbell import` and `salesbell imports`: files into the tables, and back out again."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from bot.clock import Clock
from bot.database import WORKSPACE, closing_database
from bot.errors import describe_failure
from bot.numbers import Numbers
from bot.settings import Company, StageSetting, read_company, read_settings
from bot.terminal.import_words import describe_report
from bot.terminal.screen import show, show_table, tame
from metrics.catalog import METRICS
from storage.engine import Engine
from storage.importing import GoalMetric, ImportSettings, Progress, StageRule, import_file
from storage.imports import list_imports, undo_import


def take_file(
    kind: str, file: Path, maps: list[str], date_order: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Import one file and say what became of its rows; the arguments are those of the command.

    Raises:
        Problem: when the file can't be read as what it is said to be.
    """
    pairs = [_split_map(text) for text in maps]
    settings = read_settings()
    company = read_company(settings.config)
    with closing_database(settings) as engine:
        with _show_progress(file, quiet=as_json) as progress:
            report = import_file(
                engine,
                WORKSPACE,
                kind,
                file,
                make_import_settings(company),
                Clock().now(),
                maps=pairs,
                date_order=date_order,
                dry_run=dry_run,
                progress=progress,
            )
        if as_json:
            typer.echo(json.dumps(report.to_json(), indent=2))
        else:
            show(*describe_report(report))
        if not dry_run:  # after any kind: it is kept for the newest version of the data
            _lay_groundwork(engine, company)


def show_imports(*, as_json: bool) -> None:
    """Print the imports that have been, the newest first."""
    with closing_database(read_settings()) as engine, engine.connect() as connection:
        rows = list_imports(connection, WORKSPACE)
    if as_json:
        plain = [
            {
                "import": row.id,
                "kind": row.kind,
                "file": row.file_name,
                "finished_at": row.finished_at.isoformat(),
                "undone_at": row.undone_at.isoformat() if row.undone_at else None,
                "rows": {
                    "read": row.rows_read,
                    "new": row.rows_new,
                    "changed": row.rows_changed,
                    "unchanged": row.rows_unchanged,
                    "rejected": row.rows_rejected,
                },
            }
            for row in rows
        ]
        typer.echo(json.dumps(plain, indent=2))
        return
    if not rows:
        show("Nothing has been imported yet. Try: salesbell import people people.csv")
        return
    show_table(
        ["Import", "What", "File", "When (UTC)", "New", "Changed", "Rejected", ""],
        [
            [
                str(row.id),
                row.kind,
                row.file_name,
                f"{row.finished_at:%Y-%m-%d %H:%M}",
                f"{row.rows_new:,}",
                f"{row.rows_changed:,}",
                f"{row.rows_rejected:,}",
                "undone" if row.undone_at else "",
            ]
            for row in rows
        ],
    )


def take_back(number: int) -> None:
    """Put back exactly what was there before an import."""
    settings = read_settings()
    company = read_company(settings.config)
    with closing_database(settings) as engine:
        report = undo_import(engine, WORKSPACE, number, Clock().now())
        show(
            f"Import {report.batch_id} ({report.kind}, {report.file_name}) is undone: "
            f"{report.removed:,} rows taken out, {report.restored:,} put back as they were."
        )
        _lay_groundwork(engine, company)


def _lay_groundwork(engine: Engine, company: Company) -> None:
    """Get the first answers ready. The import stands without it; they only take longer."""
    try:
        Numbers(engine, company, WORKSPACE).lay_groundwork(Clock().now())
    except Exception as error:  # noqa: BLE001 - the import is done all the same
        describe_failure(error)


def make_import_settings(company: Company) -> ImportSettings:
    """What the import needs of the company's file and of the metrics' catalogue."""
    metrics: dict[str, GoalMetric] = {}
    for metric in METRICS.values():
        goal = GoalMetric(metric.name, metric.unit.value)
        for word in (metric.name, metric.title, *metric.aliases):
            metrics.setdefault(word, goal)
    return ImportSettings(
        zone=company.zone_info,
        currency=company.currency,
        stages={name: _make_rule(stage) for name, stage in company.stages.items()},
        metrics=metrics,
        workspace_name=company.name,
    )


def _make_rule(stage: StageSetting) -> StageRule:
    chance = None if stage.probability is None else Decimal(str(stage.probability))
    return StageRule(kind=stage.kind, probability=chance, position=stage.position)


def _split_map(text: str) -> tuple[str, str]:
    heading, mark, field = text.rpartition("=")
    if not mark or not heading:
        raise typer.BadParameter('write it as --map "Their heading=our field"')
    return heading, field.strip()


@contextmanager
def _show_progress(file: Path, *, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """A bar with rows, rows a second and the time left, on standard error."""
    console = Console(stderr=True)
    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f} a second, left:"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    with bar:
        task = bar.add_task(escape(tame(file.name)), total=1.0, rows=0, rate=0.0)
        started = time.monotonic()

        def move(progress: Progress) -> None:
            seconds = max(time.monotonic() - started, 0.001)
            bar.update(
                task, completed=progress.share, rows=progress.rows, rate=progress.rows / seconds
            )

        yield move
