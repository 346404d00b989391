"""What a command makes of its words: an answer that can be shown, explained and taken away."""

from datetime import datetime
from typing import Protocol

from bot.messages.message import Message, Picture
from bot.messages.views import View
from metrics.question import Question


class Reply(Protocol):
    """The answer to one command; asked again, with the same words, it is the same answer."""

    @property
    def scope(self) -> str:
        """For whom it was computed, in words."""

    @property
    def question(self) -> Question:
        """What was understood."""

    def say(self, now: datetime, extra: dict[str, str]) -> Message:
        """The message; `extra` is what its buttons carry on besides."""

    def draw(self) -> Picture | None:
        """The chart; None where it would say nothing more."""

    def explain(self, now: datetime) -> View:
        """The receipt, as a modal."""

    def export(self) -> tuple[str, bytes]:
        """A file's name and its CSV."""
