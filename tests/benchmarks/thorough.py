"""Every test with all that it can try: each cell of each matrix, long searches, both databases."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.thoroughness import VARIABLE

ROOT = Path(__file__).parents[2]


def run_thoroughly() -> Iterator[str]:
    """Pytest's own lines. Raises CalledProcessError when a test fails."""
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "loadgroup"]
    with subprocess.Popen(  # noqa: S603 - our own tests
        command, cwd=ROOT, env={**os.environ, VARIABLE: "1"}, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        for line in program.stdout:
            yield line.rstrip()
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, command)
