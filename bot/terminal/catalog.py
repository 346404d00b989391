"""`salesbell metrics`: every metric with its formula."""

import json

import typer
from rich.console import Console
from rich.table import Table

from metrics.catalog import METRICS


def list_metrics(*, as_json: bool) -> None:
    """Print every metric."""
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
