"""What has been done of a delivery, as it is written down after every step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

MAIN = "main"


@dataclass(frozen=True)
class Part:
    """One message of a delivery.

    Attributes:
        pictures: The ids of its uploaded pictures.
        uploads: How often uploading them failed.
        with_pictures, native, blocks: How it is shown; see `bot.answering.ladder.Rung`.
        pauses: How often Slack said that a picture is not ready.
        began: When it was about to be posted, and no outcome is known yet.
        posts: How often it was about to be posted.
        channel, ts: Where it stands; empty while it does not.
        given_up: Why it will never be shown; the rest goes on without it.
    """

    pictures: tuple[str, ...] = ()
    uploads: int = 0
    with_pictures: bool = True
    native: bool = True
    blocks: bool = True
    pauses: int = 0
    began: datetime | None = None
    posts: int = 0
    channel: str = ""
    ts: str = ""
    given_up: str = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do of it."""
        return bool(self.ts or self.given_up)


@dataclass(frozen=True)
class Steps:
    """What has been done of a delivery, part by part: "main", "thread-1", "thread-2", "file-1"."""

    parts: Mapping[str, Part] = field(default_factory=dict)

    def part(self, name: str) -> Part:
        """What has been done of a part."""
        return self.parts.get(name, Part())

    def change(self, name: str, **changes: Any) -> "Steps":
        """The steps with a part changed."""
        return Steps({**self.parts, name: replace(self.part(name), **changes)})

    def write(self) -> dict[str, Any]:
        """As JSON takes it."""
        written: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return written


_ADAPTER = TypeAdapter(Steps)


def read_steps(written: Mapping[str, Any]) -> Steps:
    """What `Steps.write` wrote; no steps when nothing is written yet."""
    return _ADAPTER.validate_python(dict(written))
