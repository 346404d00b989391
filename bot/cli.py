"""The command line: `salesbell …`. Its commands are listed in `bot.terminal.menu`."""

import sys

from bot.errors import describe_failure
from bot.journal import start_journal
from bot.terminal.menu import app
from bot.terminal.screen import show
from storage.problem import Problem


def main() -> None:
    """Run the command line: exit 0 when done, 1 for a Problem (in words), 2 for wrong usage."""
    start_journal(json=not sys.stderr.isatty())
    try:
        app()
    except Problem as problem:
        show_problem(problem)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the one place where anything may arrive
        reference = describe_failure(error)
        words = "I couldn't finish that. It's my fault, not yours; the log has it under"
        show(f"{words} {reference}.", errors=True)
        sys.exit(1)


def show_problem(problem: Problem) -> None:
    """Fact, reason and next step, on standard error."""
    parts = [part for part in (problem.what, problem.why, problem.fix) if part]
    if problem.suggestions:
        parts.append("Did you mean: " + " | ".join(problem.suggestions))
    show(*parts, errors=True)
