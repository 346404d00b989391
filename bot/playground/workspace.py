"""The workspace in memory: who is there, what was said, what is open. Knows no HTTP.

Everything that reads or writes it does so under its one lock, because the server's event loop and
the threads that play a person both use it.
"""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from bot.clock import MovableClock
from bot.playground.faults import Faults
from bot.playground.filled_in import placed_elements
from bot.playground.installation import Installation
from bot.playground.limits import RateLimits
from bot.playground.machine_time import MachineTime
from bot.playground.manifest import Manifest
from bot.playground.state import (
    Json,
    Message,
    PlaygroundChannel,
    PlaygroundFile,
    PlaygroundUser,
    Received,
    ResponseUrl,
    Team,
    Trigger,
    View,
)
from bot.playground.strictness import Strictness

BOT_USER = "U0SALESBOT"
BOT_ID = "B0SALESBOT"
APP_ID = "A0PLAYGRND"
LOOK_AGAIN = 0.02
"""Seconds between two looks of a waiting test when nothing told it to look."""

T = TypeVar("T")
Change = Callable[[str, str | None], None]
"""Called with what changed ("messages", "modal" …) and the channel it happened in, if any."""


class Workspace:
    """The state of the small Slack. `Playground` adds what persons do in it.

    Args:
        manifest: The app's parsed manifest.
        people: Everybody but the bot.
        channels: The channels; a direct conversation with the bot exists for everybody at once.
        clock: The business time; message stamps and response_url ages are read from it.
        strictness: Switches for tests.
        team: The workspace's name and id.
        machine_time: Seconds for the three-second rules, rate limits and signatures.
    """

    def __init__(
        self,
        manifest: dict[str, Json],
        people: Sequence[PlaygroundUser],
        channels: Sequence[PlaygroundChannel],
        clock: MovableClock,
        strictness: Strictness | None = None,
        team: Team | None = None,
        machine_time: MachineTime | None = None,
    ) -> None:
        self.manifest = Manifest(manifest)
        self.clock = clock
        self.strictness = strictness or Strictness()
        self.team = team or Team()
        self.machine_time = machine_time or MachineTime()
        self.lock = threading.Condition(threading.RLock())
        self.faults = Faults()
        self.limits = RateLimits(self.machine_time, self.strictness.messages_a_minute)
        self.installation = Installation(self.manifest, APP_ID)
        self.signing_secret = secrets.token_hex(16)
        self.url = ""
        self.open_socket: Callable[[], str] | None = None
        self._listeners: list[Change] = []
        self._stamps: set[int] = set()
        self._last_id = 0
        self._fill(people, channels)

    def _fill(
        self, people: Sequence[PlaygroundUser], channels: Sequence[PlaygroundChannel]
    ) -> None:
        bot = PlaygroundUser(BOT_USER, self.manifest.bot_name, "", role="bot", zone="UTC")
        self.users = {person.id: person for person in (*people, bot)}
        self.channels = {channel.id: channel for channel in channels}
        for person in people:
            talk = PlaygroundChannel(
                id="D" + person.id[1:], name=person.name, members=[person.id], kind="dm"
            )
            self.channels[talk.id] = talk
        self.said: dict[str, list[Message]] = {name: [] for name in self.channels}
        self.unread: dict[tuple[str, str], int] = {}
        self.files: dict[str, PlaygroundFile] = {}
        self.contents: dict[bytes, bytes] = {}
        """What was uploaded, by its hash."""
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.filled_in: dict[tuple[str, str, str], dict[str, dict[str, Json]]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.requests: list[Received] = []
        self.answered: Counter[tuple[str, str]] = Counter()
        """How often each method was answered how: "ok", an error's name, or a fault's."""

    # --- telling the page and waiting tests -------------------------------------------------

    def on_change(self, listener: Change) -> Callable[[], None]:
        """Tell `listener` of every change; gives back the way to stop that.

        It is called where the change happens, so it must be quick and wait for nothing.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def listening(self) -> int:
        """How many listeners are told of changes."""
        return len(self._listeners)

    def changed(self, what: str, channel: str | None = None) -> None:
        """Say that something changed, so that pages fetch it again and waiting tests look."""
        with self.lock:
            self.lock.notify_all()
        for listener in list(self._listeners):
            listener(what, channel)

    def wait_for(self, predicate: Callable[[], T | None], timeout: float = 5.0) -> T:
        """Wait until `predicate` gives something true, and give that back.

        Raises:
            TimeoutError: It did not within `timeout` seconds.
        """
        end = time.monotonic() + timeout
        # The predicate may itself ask the server, so it is never called with the lock held.
        while not (found := predicate()):
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"nothing after {timeout:g} seconds")
            with self.lock:
                self.lock.wait(min(left, LOOK_AGAIN))
        return found

    # --- names and numbers ------------------------------------------------------------------

    def new_id(self, prefix: str) -> str:
        """A new id in Slack's form, such as V00000000A3."""
        with self.lock:
            self._last_id += 1
            return f"{prefix}{self._last_id:010X}"

    def new_stamp(self) -> str:
        """A message's ts: the business time with microseconds, never the same twice."""
        with self.lock:
            micros = round(self.clock.now().timestamp() * 1_000_000)
            while micros in self._stamps:
                micros += 1
            self._stamps.add(micros)
            return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def now(self) -> datetime:
        """The business time, aware, in UTC."""
        return self.clock.now().astimezone(UTC)

    # --- people and channels ----------------------------------------------------------------

    def find_channel(self, name: str) -> PlaygroundChannel | None:
        """A channel by its id, its #name, or the id of the person a direct message goes to."""
        if name[:1] in ("U", "W") and name in self.users:
            return self.channels.get("D" + name[1:])
        if name in self.channels:
            return self.channels[name]
        plain = name.removeprefix("#")
        for channel in self.channels.values():
            if channel.kind == "channel" and channel.name == plain:
                return channel
        return None

    def user_id(self, user: str) -> str:
        """The id of a person given by id or name.

        Raises:
            KeyError: Nobody is called that.
        """
        if user in self.users:
            return user
        for person in self.users.values():
            if user in (person.name, person.handle):
                return person.id
        raise KeyError(user)

    def channel_of(self, channel: str) -> PlaygroundChannel:
        """A channel given by id, name or #name, or by a person for their direct conversation.

        Raises:
            KeyError: There is none.
        """
        found = self.find_channel(channel)
        if found is None:
            found = self.find_channel(self.user_id(channel))
        if found is None:
            raise KeyError(channel)
        return found

    def is_seen_by(self, channel: PlaygroundChannel, user: str) -> bool:
        """Whether a person may look into a channel at all."""
        return user in channel.people or (channel.kind == "channel" and not channel.private)

    # --- messages ---------------------------------------------------------------------------

    def add_message(self, message: Message) -> Message:
        """Put a message into its channel, give its blocks ids, and tell the page."""
        with self.lock:
            self.name_blocks(message.blocks)
            self.said[message.channel].append(message)
            for person in self.channels[message.channel].people:
                if message.ephemeral_to in (None, person) and message.user != person:
                    place = (person, message.channel)
                    self.unread[place] = self.unread.get(place, 0) + 1
        self.changed("messages", message.channel)
        return message

    def remove_message(self, message: Message) -> None:
        """Take a message away and tell the page."""
        with self.lock:
            self.said[message.channel].remove(message)
        self.changed("messages", message.channel)

    def find_message(self, channel: str, ts: str) -> Message | None:
        """The message with this ts, an ephemeral one too."""
        for message in reversed(self.said.get(channel, [])):
            if message.ts == ts:
                return message
        return None

    def replies_to(self, message: Message) -> list[Message]:
        """What stands in a message's thread, oldest first, without what only one person sees."""
        return [
            reply
            for reply in self.said[message.channel]
            if reply.thread_ts == message.ts and reply.is_reply and reply.ephemeral_to is None
        ]

    def name_blocks(self, blocks: list[Json]) -> None:
        """Give blocks and elements without an id one, as Slack does when it stores them."""
        for block in blocks:
            if isinstance(block, dict) and block.get("type") == "markdown":
                block.pop("block_id", None)
            elif isinstance(block, dict):
                block.setdefault("block_id", secrets.token_hex(3)[:5])
        for placed in placed_elements(blocks):
            placed.element.setdefault("action_id", secrets.token_hex(3)[:5])

    # --- what an act of a person hands to the bot ---------------------------------------------

    def new_trigger(self, user: str, channel: str | None = None) -> str:
        """A trigger_id: opens one modal within three seconds, for an act in this channel."""
        made = Trigger(
            id=f"{self.new_id('')}.{secrets.token_hex(8)}",
            user=user,
            made_at=self.machine_time.monotonic(),
            channel=channel,
        )
        self.triggers[made.id] = made
        return made.id

    def new_response_url(
        self, user: str, channel: str, command: str | None = None, source: Message | None = None
    ) -> ResponseUrl:
        """The right to answer an act five times in thirty minutes."""
        made = ResponseUrl(
            key=secrets.token_hex(12),
            user=user,
            channel=channel,
            made_at=self.now(),
            command=command,
            source=source,
        )
        self.response_urls[made.key] = made
        return made

    def record(self, received: Received) -> None:
        """Keep a request of the bot for assertions."""
        with self.lock:
            self.requests.append(received)
            self.answered[received.method, received.outcome] += 1
            most = self.strictness.kept_requests
            if most is not None and len(self.requests) > most:
                del self.requests[: -most // 2]
            self.lock.notify_all()
