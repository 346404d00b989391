"""What a workspace is made of: people, channels, messages, files, views. Plain values, no rules."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = Any
"""A value as parsed from JSON; Slack's payloads are dictionaries with no fixed shape."""

Role = Literal["rep", "manager", "administrator", "stranger", "bot"]


@dataclass(frozen=True)
class Team:
    """The workspace itself; `zone` is where its people are."""

    id: str = "T0PLAYGRND"
    name: str = "Playground"
    domain: str = "playground"
    zone: str = "Europe/Berlin"


@dataclass(frozen=True)
class PlaygroundUser:
    """Somebody in the workspace; `administrator` is an admin of the Slack workspace as well.

    A `guest` was invited to some channels alone; an `outsider` belongs to another workspace and is
    met in shared channels.
    """

    id: str
    name: str
    email: str
    title: str = ""
    role: Role = "rep"
    color: str = "#4a6fa5"
    zone: str = "Europe/Berlin"
    deleted: bool = False
    guest: bool = False
    outsider: bool = False

    @property
    def handle(self) -> str:
        """The name without blanks that is typed after an @."""
        return self.name.lower().replace(" ", ".")


@dataclass
class PlaygroundChannel:
    """A channel, or the direct conversation between the bot and one person."""

    id: str
    name: str
    members: Iterable[str] = ()
    private: bool = False
    archived: bool = False
    bot_is_member: bool = True
    shared: bool = False
    kind: Literal["channel", "dm"] = "channel"

    def __post_init__(self) -> None:
        self.people: set[str] = set(self.members)
        """Who is in it, the bot not counted."""


@dataclass
class Message:
    """One message; `ephemeral_to` names the only person who sees it."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    ephemeral_to: str | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    edited: bool = False
    by_bot: bool = False
    command: str | None = None
    metadata: Json = None
    unfurl_links: bool = True
    unfurl_media: bool = True

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class PlaygroundFile:
    """An upload, from the moment its address was asked for."""

    id: str
    name: str
    length: int
    owner: str
    title: str = ""
    content: bytes | None = None
    completed_at: float | None = None
    refusals_left: int = 0
    shared_in: set[str] = field(default_factory=set)
    alt_txt: str | None = None


@dataclass
class View:
    """A modal of one person's stack, or their Home."""

    id: str
    user: str
    body: dict[str, Json]
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    opened_in: str | None = None
    """The conversation its person was in, if any."""


@dataclass
class Trigger:
    """The right to open one modal, for three seconds."""

    id: str
    user: str
    made_at: float
    channel: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """The right to answer one action, five times in thirty minutes."""

    key: str
    user: str
    channel: str
    made_at: datetime
    command: str | None = None
    source: Message | None = None
    uses: int = 0


@dataclass(frozen=True)
class Received:
    """One request the bot made: kept for what tests assert on."""

    method: str
    arguments: dict[str, Json]
    token: str | None
    at: datetime
    answer: dict[str, Json] | None
    fault: str | None = None

    @property
    def outcome(self) -> str:
        """How it went: "ok", an error's name, or the fault that struck it."""
        if self.answer is None:
            return self.fault or "ok"
        return "ok" if self.answer.get("ok") else str(self.answer.get("error"))


@dataclass(frozen=True)
class Outcome:
    """How an act of a person went: what Slack would show when it failed."""

    ok: bool
    error: str | None = None
    message: str | None = None
    errors: dict[str, str] | None = None

    def as_json(self) -> dict[str, Json]:
        """The answer of the page API."""
        answer: dict[str, Json] = {"ok": self.ok}
        for name in ("error", "message", "errors"):
            value = getattr(self, name)
            if value is not None:
                answer[name] = value
        return answer
