"""Takes requests up: once each, away from Slack's three seconds, with one place for what fails."""

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from functools import partial
from threading import Lock, Thread
from typing import Protocol, TypeVar

import structlog

from bot.errors import describe_failure
from bot.request import Request
from storage.problem import Problem

log = structlog.get_logger()

Answer = TypeVar("Answer")

ENDING = Problem(
    "ending",
    what="I was stopped before your answer was ready.",
    why="Whoever runs salesbell is restarting it.",
    fix="Please ask again in a minute.",
)


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
        self._open: dict[Future[None], Request] = {}
        self._lock = Lock()

    def take(self, request: Request, work: Callable[[Request], None]) -> None:
        """Do `work` once for this request, soon. Returns at once and never raises."""
        try:
            future = self._workers.submit(self._do, request, work)
        except RuntimeError:  # the workers have been sent home
            self._tell(request, partial(self._teller.show_problem, request, ENDING))
            return
        with self._lock:
            self._open[future] = request
        future.add_done_callback(self._close)

    def ask(self, work: Callable[[], Answer], seconds: float) -> Answer | None:
        """What `work` gives within some seconds; None when it takes longer, or fails.

        For what Slack wants to know at once. It must change nothing: it may still be running, and
        whoever does the work itself meets the same failure and tells it.
        """
        try:
            return self._workers.submit(work).result(timeout=seconds)
        except Exception as error:  # noqa: BLE001 - it is told by the work that follows
            log.info("not known in time", why=type(error).__name__)
            return None

    def finish(self, seconds: float, seconds_to_tell: float = 2.0) -> None:
        """Wait for the answers that are being made; tell those whose answer is not ready in time.

        Call it when nothing new comes in any more. What is still running is not ended by it.
        """
        with self._lock:
            waiting = dict(self._open)
        left = wait(waiting, timeout=seconds).not_done
        tellers = []
        for future in left:
            future.cancel()
            tell = partial(self._teller.show_problem, waiting[future], ENDING)
            teller = Thread(target=self._tell, args=(waiting[future], tell), daemon=True)
            teller.start()
            tellers.append(teller)
        until = time.monotonic() + seconds_to_tell
        for teller in tellers:
            teller.join(max(0.0, until - time.monotonic()))

    def _close(self, future: Future[None]) -> None:
        with self._lock:
            self._open.pop(future, None)

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
