"""A command imports what it needs and no more, so that nobody waits for what is not used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SERVERS = {"slack_bolt", "uvicorn", "starlette", "apscheduler", "websockets"}
DRAWING = {"matplotlib", "numpy", "PIL"}
DATABASE = {"sqlalchemy", "alembic"}
NEVER_NEEDED = {
    "bot.cli": SERVERS | DRAWING | DATABASE | {"slack_sdk", "pydantic"},
    "bot.terminal.catalog": SERVERS | DRAWING | {"slack_sdk", "alembic", "pydantic"},
    "bot.terminal.asking": SERVERS | DRAWING,
    "bot.terminal.importing": SERVERS | DRAWING | {"slack_sdk"},
    "bot.terminal.database": SERVERS | DRAWING | {"slack_sdk"},
}


def list_modules(module: str) -> set[str]:
    """The top names of everything that is imported with a module, in a fresh Python."""
    said = run(f"import {module}, sys; print(*sys.modules)", dict(os.environ)).stdout
    return {name.partition(".")[0] for name in said.split()}


def run(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a line in a fresh Python, at the root of the project."""
    return subprocess.run(  # noqa: S603 - the lines are this file's own
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.parametrize("module", NEVER_NEEDED)
def test_a_command_imports_no_more_than_it_needs(module: str) -> None:
    loaded = list_modules(module)
    assert "typing" in loaded
    assert not loaded & NEVER_NEEDED[module]


def test_a_home_that_cannot_be_written_to_is_no_news_when_a_chart_is_drawn() -> None:
    environment = {"HOME": os.devnull, "PATH": os.environ["PATH"]}
    done = run("from metrics.charts.picture import warm_up; warm_up()", environment)
    assert done.stderr == ""
