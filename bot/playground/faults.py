"""Faults that can be set: what goes wrong with the bot's next requests, how often, where."""

from collections.abc import Callable
from dataclasses import dataclass

FAULTS = ("timeout_before", "timeout_after", "drop", "drop_before")
WITH_A_VALUE = ("refuse", "http", "rate_limit", "file_not_ready")


@dataclass
class Fault:
    """One fault: `method` is a Web API method, `files.upload`, `response_url`, or `*` for all."""

    method: str
    fault: str
    times: int | None = 1

    @property
    def kind(self) -> str:
        """The fault without its value: `refuse` of `refuse:internal_error`."""
        if self.fault.startswith("http_"):
            return "http"
        return self.fault.partition(":")[0]

    @property
    def value(self) -> str:
        """What stands behind the kind: an error's name, seconds, a status, a count."""
        if self.fault.startswith("http_"):
            return self.fault.removeprefix("http_")
        return self.fault.partition(":")[2]


class Faults:
    """The faults that are set at the moment, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def set(self, method: str, fault: str, times: int | None = 1) -> None:
        """Let something go wrong the next `times` times, or always when None.

        Raises:
            ValueError: The words of the fault are unknown.
        """
        made = Fault(method, fault, times)
        known = made.kind in WITH_A_VALUE and made.value != ""
        if made.fault not in FAULTS and not known:
            raise ValueError(f"unknown fault {fault!r}")
        if made.kind in ("http", "file_not_ready", "rate_limit"):
            int(made.value)
        self.waiting.append(made)

    def clear(self) -> None:
        """Let everything go well again."""
        self.waiting.clear()

    def take(self, method: str) -> Fault | None:
        """The fault that strikes this request, used up by one; None when it goes well."""
        return self._take(lambda fault: fault.kind != "file_not_ready", method)

    def take_file_refusals(self) -> int | None:
        """How often the file made just now is refused, when a fault says so."""
        found = self._take(lambda fault: fault.kind == "file_not_ready", "file_not_ready")
        return None if found is None else int(found.value)

    def _take(self, wanted: Callable[[Fault], bool], method: str) -> Fault | None:
        for fault in self.waiting:
            everywhere = fault.method == "*" or fault.kind == "file_not_ready"
            if not wanted(fault) or (fault.method != method and not everywhere):
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
            return fault
        return None
