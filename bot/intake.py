"""Takes requests up: once each, away from Slack's three seconds, with one place for what fails."""

from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import Protocol

from bot.errors import describe_failure
from bot.request import Request
from storage.problem import Problem


class Teller(Protocol):
    """Shows a Problem or an apology to the one who asked, and to nobody else."""

    def show_problem(self, request: Request, problem: Problem) -> None:
        """Show fact, reason and next step."""

    def show_apology(self, request: Request, reference: str) -> None:
        """Show that it is our fault, with the reference that is in the log."""


class Intake:
    """The way in for every request, after Slack has had its acknowledgement.

    Args:
        take_up: Claims a request's key; False when it has been claimed before.
        workers: Where the work is done; Slack's own threads are never held up.
        teller: Where failures are told.
    """

    def __init__(self, take_up: Callable[[str], bool], workers: Executor, teller: Teller) -> None:
        self._take_up = take_up
        self._workers = workers
        self._teller = teller

    def take(self, request: Request, work: Callable[[Request], None]) -> None:
        """Do `work` once for this request, soon. Returns at once and never raises."""
        self._workers.submit(self._do, request, work)

    def _do(self, request: Request, work: Callable[[Request], None]) -> None:
        try:
            if self._take_up(request.key):
                work(request)
        except Problem as problem:
            self._tell(request, partial(self._teller.show_problem, request, problem))
        except Exception as error:  # noqa: BLE001 - the one place where anything may arrive
            reference = describe_failure(error, request)
            self._tell(request, partial(self._teller.show_apology, request, reference))

    def _tell(self, request: Request, tell: Callable[[], None]) -> None:
        try:
            tell()
        except Exception as error:  # noqa: BLE001 - Slack may be what fails; the log still knows
            describe_failure(error, request)
