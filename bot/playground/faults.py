"""Faults that can be set: what goes wrong with the bot's next requests, how often, where.

| words | what happens |
|---|---|
| `refuse:ERROR` | refused with this error, nothing done |
| `refuse_after:ERROR` | done, and refused with this error |
| `rate_limit:SECONDS` | 429 with Retry-After |
| `http_STATUS`, `http_STATUS_after` | a bare HTTP status; the second one after it was done |
| `timeout_before`, `timeout_after` | no answer at all; the second one after it was done |
| `drop_before`, `drop` | the connection is closed; the second one after it was done |
| `late:SECONDS` | no answer, and it is done so many seconds later |
| `slow:SECONDS` | done and answered, but only then |
| `file_not_ready:TIMES` | the next file is refused so often before it can be shown |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.playground.state import Json

FAULTS = ("timeout_before", "timeout_after", "drop", "drop_before")
WITH_WORDS = ("refuse", "refuse_after")
WITH_A_NUMBER = ("http", "http_after", "rate_limit", "file_not_ready")
WITH_SECONDS = ("late", "slow")
LONGEST = 3600.0
"""Seconds that something can be late or slow."""
DONE_FIRST = ("timeout_after", "drop", "refuse_after", "http_after")
"""After these the request has done what it asked for, whatever is answered."""

_PLACES = ("channel", "channel_id", "channels", "user_id")
"""The arguments that say where something happens."""


@dataclass
class Fault:
    """One fault.

    Args:
        method: A Web API method, `files.upload`, `response_url`, or `*` for all.
        fault: What goes wrong, in the words above.
        times: How often; always when None.
        call: Which call it strikes first; 1 is the next one.
        channel: Strikes only what happens in this channel, as the call names it.
    """

    method: str
    fault: str
    times: int | None = 1
    call: int = 1
    channel: str | None = None

    @property
    def kind(self) -> str:
        """The fault without its value: `refuse` of `refuse:internal_error`."""
        if self.fault.startswith("http_"):
            return "http_after" if self.fault.endswith("_after") else "http"
        return self.fault.partition(":")[0]

    @property
    def value(self) -> str:
        """What stands behind the kind: an error's name, seconds, a status, a count."""
        if self.fault.startswith("http_"):
            return self.fault.removeprefix("http_").removesuffix("_after")
        return self.fault.partition(":")[2]

    def concerns(self, method: str, values: Mapping[str, Json]) -> bool:
        """Whether a request is one of those it is set for."""
        if self.method not in ("*", method):
            return False
        return self.channel is None or self.channel in [values.get(name) for name in _PLACES]


class Faults:
    """The faults that are set at the moment, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def set(
        self,
        method: str,
        fault: str,
        times: int | None = 1,
        *,
        call: int = 1,
        channel: str | None = None,
    ) -> None:
        """Let something go wrong, `times` times from the `call`-th call on.

        Raises:
            ValueError: The words of the fault are unknown.
        """
        made = Fault(method, fault, times, call, channel)
        known = made.fault in FAULTS or (made.kind in WITH_WORDS and made.value != "")
        if made.kind in WITH_A_NUMBER:
            known = int(made.value) >= 0
        elif made.kind in WITH_SECONDS:
            known = 0 <= float(made.value) <= LONGEST
        if not known or call < 1:
            raise ValueError(f"unknown fault {fault!r}")
        self.waiting.append(made)

    def clear(self) -> None:
        """Let everything go well again."""
        self.waiting.clear()

    def take(self, method: str, values: Mapping[str, Json] | None = None) -> Fault | None:
        """The fault that strikes this request, used up by one; None when it goes well."""

        def concerned(fault: Fault) -> bool:
            return fault.kind != "file_not_ready" and fault.concerns(method, values or {})

        return self._take(concerned)

    def take_file_refusals(self) -> int | None:
        """How often the file made just now is refused, when a fault says so."""
        found = self._take(lambda fault: fault.kind == "file_not_ready")
        return None if found is None else int(found.value)

    def _take(self, concerned: Callable[[Fault], bool]) -> Fault | None:
        struck: Fault | None = None
        for fault in [fault for fault in self.waiting if concerned(fault)]:
            # Those that wait for a later call count this one too, also when another strikes it.
            if fault.call > 1:
                fault.call -= 1
            elif struck is None:
                struck = fault
        if struck is not None and struck.times is not None:
            struck.times -= 1
            if struck.times <= 0:
                self.waiting.remove(struck)
        return struck
