"""The machine's own time, for Slack's three-second rules, rate limits and signatures.

The business time of the playground is a `MovableClock`; moving it a week must not make an
acknowledgement late, so these readings are kept apart from it.
"""

import time


class MachineTime:
    """Reads the machine's clocks."""

    def monotonic(self) -> float:
        """Seconds that only ever grow, for measuring how long something took."""
        return time.monotonic()

    def epoch(self) -> float:
        """Seconds since 1970, for signatures; a receiver compares them with its own."""
        return time.time()


class MovableMachineTime(MachineTime):
    """Machine time that a test can push forward instead of sleeping.

    Pushing leaves `epoch` alone: whoever checks a signature has a clock of their own. `skew` is
    how wrong the sender's clock is.
    """

    def __init__(self) -> None:
        self._ahead = 0.0
        self.skew = 0.0

    def monotonic(self) -> float:
        """The machine's seconds plus everything it was pushed."""
        return super().monotonic() + self._ahead

    def epoch(self) -> float:
        """The machine's seconds since 1970, wrong by `skew`."""
        return super().epoch() + self.skew

    def advance(self, seconds: float) -> None:
        """Make it later by `seconds`."""
        self._ahead += seconds
