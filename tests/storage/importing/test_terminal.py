"""`salesbell import` and `salesbell imports`, as a person types them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.terminal.menu import app
from storage.engine import open_engine
from storage.problem import Problem
from tests.storage.importing.desk import MAVEN

Run = Callable[..., Any]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line against a fresh database; Problems come out as they are raised."""
    monkeypatch.setenv("SALESBELL_DATABASE_URL", database_url)
    monkeypatch.setenv("SALESBELL_CONFIG", str(tmp_path / "salesbell.toml"))
    (tmp_path / "salesbell.toml").write_text('currency = "USD"\n[stages]\nHandover = "won"\n')

    def invoke(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(words))
        if isinstance(result.exception, Problem):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.output

    return invoke


def test_the_report_tells_all_that_was_found_and_how_to_go_back(run: Run) -> None:
    run("import", "products", str(MAVEN / "products.csv"))
    said = run("import", "deals", str(MAVEN / "sales_pipeline.csv"))
    for words in (
        "sales_pipeline.csv: deals (text, UTF-8, comma between cells)",
        "engage_date     taken for the created date",
        "8,800 rows read: 8,800 new, 0 changed, 0 unchanged, 0 rejected",
        "“GTXPro” is “GTX Pro” in products: 1,480 rows",
        "30 new in people",
        "To take it back: salesbell imports undo 2",
    ):
        assert words in said
    listed = json.loads(run("imports", "--json"))
    assert [(row["import"], row["kind"], row["rows"]["new"]) for row in listed] == [
        (2, "deals", 8800),
        (1, "products", 7),
    ]
    assert "8,919 rows taken out" in run("imports", "undo", "2")
    assert "undone" in run("imports")


def test_the_json_has_every_count_and_every_rejected_row(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("id,stage,amount,Colour,close\n1,Handover,5,red,2026-01-02\n2,Demo,five,,\n")
    told = json.loads(run("import", "deals", str(path), "--json", "--dry-run"))
    assert told["import"] is None
    assert told["left_aside"] == ["Colour"]
    assert {"read": 2, "new": 1, "rejected": 1}.items() <= told["rows"].items()
    (reject,) = told["rejects"]
    assert (reject["row"], reject["column"], reject["value"]) == (3, "amount", "five")
    assert run("imports", "--json").strip() == "[]"


def test_maps_and_the_date_order_are_taken_from_the_options(
    run: Run, tmp_path: Path, database_url: str
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("Nr,Phase 2,When\n1,Handover,03/04/2026\n")
    with pytest.raises(Problem, match="--map"):
        run("import", "deals", str(path))
    maps = ("--map", "Nr=id", "--map", "Phase 2=stage", "--map", "When=close")
    with pytest.raises(Problem, match="--date-order"):
        run("import", "deals", str(path), *maps)
    run("import", "deals", str(path), *maps, "--date-order", "dmy")
    engine = open_engine(database_url)
    with engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT key, status, CAST(closed_on AS TEXT) FROM deals")
        assert [tuple(each) for each in row] == [("1", "won", "2026-04-03")]
    engine.dispose()


def test_wrong_usage_ends_with_two(run: Run, tmp_path: Path) -> None:
    run("import", "contacts", "file.csv", code=2)
    run("import", "deals", "file.csv", "--map", "no equals sign", code=2)
    run("import", "deals", "file.csv", "--date-order", "ydm", code=2)


def test_cells_can_not_write_to_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("id,stage,amount\n1,Demo,\x1b[2Jfive[/red]\n")
    said = run("import", "deals", str(path))
    assert "\x1b" not in said
    assert "five[/red]" in said
