"""`salesbell metrics`: every metric with its formula."""

import json

import typer

from bot.terminal.screen import show_table
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
    show_table(
        ["Metric", "What it says", "Formula", "Basis"],
        [[one.title, one.what, one.formula, one.basis_words] for one in METRICS.values()],
    )
