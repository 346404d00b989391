"""A write that goes on in a second thread while the next rows are read and checked.

One write at a time: whoever touches the database waits for it first. Worth it where a server does
the writing; how much is won depends on how long it holds no lock of Python's.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self


class WriteBehind:
    """Runs writes, behind the caller's back or, when that is not wanted, at once.

    To be left as a context before the transaction ends: it then waits for the last write.
    """

    def __init__(self, *, wanted: bool) -> None:
        self._thread = ThreadPoolExecutor(1, "write-behind") if wanted else None
        self._write: Future[None] | None = None

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let the last write end; its error is raised unless another one is on its way."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
        if kind is None:
            self.wait()

    def start(self, write: Callable[[], None]) -> None:
        """Begin a write, after the one before it."""
        self.wait()
        if self._thread is None:
            write()
        else:
            self._write = self._thread.submit(write)

    def wait(self) -> None:
        """Return when nothing is being written. Raises what went wrong with the last write."""
        write, self._write = self._write, None
        if write is not None:
            write.result()
