"""`salesbell metrics`: every metric with its formula."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from metrics.catalog import METRICS


def register(app: typer.Typer) -> None:
    """Add `metrics`."""
    app.command("metrics")(list_metrics)


def list_metrics(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Every metric with what it says and how it is computed."""
    if as_json:
        rows = [
            {
                "metric": metric.name,
                "title": metric.title,
                "what": metric.what,
                "formula": metric.formula,
                "basis": metric.basis_words,
                "unit": metric.unit.value,
                "better": metric.better.value,
                "aliases": list(metric.aliases),
            }
            for metric in METRICS.values()
        ]
        typer.echo(json.dumps(rows, indent=2))
        return
    table = Table("Metric", "What it says", "Formula", "Basis")
    for metric in METRICS.values():
        table.add_row(metric.title, metric.what, metric.formula, metric.basis_words)
    Console().print(table)
