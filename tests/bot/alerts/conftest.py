"""The sample company and a small Slack, as for digests; and somebody at its alert rules."""

from pathlib import Path

import pytest

from tests.bot.alerts.watching import Watch
from tests.bot.digests.conftest import Desk, desk

__all__ = ["desk"]


@pytest.fixture
def watch(desk: Desk, tmp_path: Path) -> Watch:
    return Watch(desk, tmp_path)
