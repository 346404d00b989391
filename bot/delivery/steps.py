"""What has been done of a delivery, as it is written down after every step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

MAIN = "main"
FIRST = "first"
"""The message of an older delivery, which this one answers and redoes."""


@dataclass(frozen=True)
class Part:
    """One message of a delivery, or one file.

    Attributes:
        pictures: The ids of its uploaded pictures, in their order.
        uploads: How often uploading failed.
        with_pictures, native, blocks: How it is shown; see `bot.answering.ladder.Rung`.
        pauses: How often Slack said that a picture is not ready.
        file: The id of an uploaded file that nobody sees yet.
        began: When it was about to be shown, and no outcome is known yet.
        posts: How often it was about to be shown.
        channel, ts: Where it stands; empty while it does not.
        given_up: Why it will never be shown; the rest goes on without it.
        alone: Whether it stands by itself because the message it answers can't be answered.
        repeated: Whether it perhaps stands there twice, and says so.
    """

    pictures: tuple[str, ...] = ()
    uploads: int = 0
    with_pictures: bool = True
    native: bool = True
    blocks: bool = True
    pauses: int = 0
    file: str = ""
    began: datetime | None = None
    posts: int = 0
    channel: str = ""
    ts: str = ""
    given_up: str = ""
    alone: bool = False
    repeated: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do of it."""
        return bool(self.ts or self.given_up)


@dataclass(frozen=True)
class Steps:
    """What has been done of a delivery.

    Attributes:
        parts: By name: "first", "main", "thread-1", "thread-2", "file-1".
        faults: How often it failed by our own fault.
        again_at: When a person asked for it once more.
    """

    parts: Mapping[str, Part] = field(default_factory=dict)
    faults: int = 0
    again_at: datetime | None = None

    @property
    def main(self) -> Part:
        """The message itself."""
        return self.part(MAIN)

    def part(self, name: str) -> Part:
        """What has been done of a part."""
        return self.parts.get(name, Part())

    def change(self, name: str, **changes: Any) -> "Steps":
        """The steps with a part changed."""
        return replace(self, parts={**self.parts, name: replace(self.part(name), **changes)})

    def write(self) -> dict[str, Any]:
        """As JSON takes it; what is as it was in the beginning is left out."""
        written: dict[str, Any] = _ADAPTER.dump_python(self, mode="json", exclude_defaults=True)
        return written


_ADAPTER = TypeAdapter(Steps)


def read_steps(written: Mapping[str, Any]) -> Steps:
    """What `Steps.write` wrote; no steps when nothing is written yet."""
    return _ADAPTER.validate_python(dict(written))
