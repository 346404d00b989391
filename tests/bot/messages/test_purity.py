"""Messages are values: nothing here can reach Slack, a database or a clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "bot" / "messages"
FORBIDDEN = (
    "slack_sdk.web", "slack_sdk.WebClient", "slack_bolt", "sqlalchemy", "bot.answering",
    "bot.clock", "storage.engine", "storage.tables", "matplotlib", "requests", "urllib",
)  # fmt: skip


def read_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_no_message_can_reach_out(path: Path) -> None:
    reached = [name for name in read_imports(path) if name.startswith(FORBIDDEN)]
    assert reached == []
    words = path.read_text()
    assert ".now(" not in words
    assert ".today(" not in words
