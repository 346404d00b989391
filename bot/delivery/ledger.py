"""The steps of one delivery, written down at every change."""

from collections.abc import Callable

import structlog

from bot.delivery.steps import Part, Steps

log = structlog.get_logger()


class Ledger:
    """Keeps the steps of one delivery.

    Args:
        key: Of the delivery.
        steps: What has been done before.
        write_down: Writes all of them down; raises when that is not possible.
    """

    def __init__(self, key: str, steps: Steps, write_down: Callable[[Steps], None]) -> None:
        self.key = key
        self.steps = steps
        self._write_down = write_down

    @property
    def main(self) -> Part:
        """What has been done of the message itself."""
        return self.steps.main

    def part(self, name: str) -> Part:
        """What has been done of a part."""
        return self.steps.part(name)

    def note(self, name: str, **changes: object) -> None:
        """Change a part, and write that down."""
        self.steps = self.steps.change(name, **changes)
        self._write_down(self.steps)

    def give_up(self, name: str, why: str) -> None:
        """Never show a part; the rest goes on without it."""
        log.warning("left out", key=self.key, part=name, why=why)
        self.note(name, began=None, given_up=why or "refused")
