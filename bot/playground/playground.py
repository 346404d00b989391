"""The Python face of the playground: a workspace, and persons who type, click and read in it."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from bot.clock import MovableClock
from bot.playground import acts, payloads
from bot.playground.administration import Administration
from bot.playground.choices import pick
from bot.playground.delivery import Ack, Delivery, Transport
from bot.playground.events import Events
from bot.playground.filled_in import Placed, placed_elements
from bot.playground.http_transport import HttpTransport
from bot.playground.machine_time import MachineTime
from bot.playground.socket_mode import SocketMode
from bot.playground.state import (
    Json,
    Message,
    Outcome,
    PlaygroundChannel,
    PlaygroundUser,
    Team,
    View,
)
from bot.playground.strictness import Strictness
from bot.playground.web_api.shapes import view_shape
from bot.playground.workspace import APP_ID, BOT_USER, Workspace


@dataclass(frozen=True)
class Delivered:
    """Something that was sent to the bot, and how the bot took it."""

    delivery: Delivery
    ack: Ack


class Playground(Workspace):
    """A workspace with persons in it. `PlaygroundServer` puts it on a port.

    Users are named by id or by their name, channels by id or #name; a message goes to the direct
    conversation with the bot when the channel is that person's own id.

    Args:
        manifest: The app's parsed manifest.
        people: Everybody but the bot.
        channels: The channels; a direct conversation with the bot exists for everybody at once.
        clock: The business time.
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
        super().__init__(manifest, people, channels, clock, strictness, team, machine_time)
        self.transport: Transport | None = None
        self.sockets = SocketMode()
        self.open_socket = self._open_socket
        self.delivered: list[Delivered] = []
        self.doubled = False
        self.events = Events(self, self.send)
        self.admin = Administration(self, self.send_event)
        self._pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="playground-event")

    # --- the way to the bot -------------------------------------------------------------------

    def connect_http(self, request_url: str) -> None:
        """Send everything as signed requests to this address from now on."""
        self.transport = HttpTransport(request_url, lambda: self.signing_secret, self.machine_time)

    def _open_socket(self) -> str:
        """Where to open a Socket Mode connection; from then on everything goes through those."""
        ticket = self.sockets.new_ticket()
        self.transport = self.sockets
        return f"{self.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP_ID}"

    def send(self, delivery: Delivery) -> Ack:
        """Deliver to the bot and wait for its acknowledgement; twice when `doubled` is set."""
        if self.transport is None:
            return Ack(ok=False, reason="connection_failed")
        seconds = self.strictness.ack_seconds
        twin: Future[Ack] | None = None
        if self.doubled:
            twin = self._pool.submit(self.transport.deliver, delivery, seconds)
        ack = self.transport.deliver(delivery, seconds)
        if twin is not None:
            twin.result()
        with self.lock:
            self.delivered.append(Delivered(delivery, ack))
            self.lock.notify_all()
        return ack

    def deliver_again(self, delivery: Delivery | None = None) -> Ack:
        """Send the same request once more, the last one when none is named, byte for byte."""
        return self.send(delivery or self.delivered[-1].delivery)

    def send_event(self, kind: str, body: dict[str, Json]) -> Future[Ack] | None:
        """Send an event if the manifest subscribes to its kind, without waiting for the bot."""
        if kind not in self.manifest.events:
            return None
        delivery = Delivery("events_api", payloads.event(self, body))
        return self._pool.submit(self.events.deliver, delivery)

    def close(self) -> None:
        """Stop sending events."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def move_clock(self, instant: datetime) -> None:
        """Make it another time, tell whoever listens to that, and send the events due by then."""
        self.clock.move_to(instant)
        self.changed("clock")
        self.events.deliver_due()

    # --- what persons do ----------------------------------------------------------------------

    def type(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Outcome:
        """A person types a slash command or a message and sends it."""
        person, place = self.user_id(user), self.channel_of(channel)
        if not self.is_seen_by(place, person):
            return Outcome(False, "channel_not_found", "You are not in this channel.")
        if place.archived:
            return Outcome(False, "is_archived", f"#{place.name} is archived.")
        if text.startswith("/") and thread_ts is None:
            return acts.type_command(self, self.send, person, place, text.strip())
        if text.startswith("/"):
            words = f"{text.split(maxsplit=1)[0]} is not supported in threads. Sorry!"
            return Outcome(False, "not_in_threads", words)
        return self._say(person, place, text, thread_ts)

    def _say(
        self, person: str, place: PlaygroundChannel, text: str, thread_ts: str | None
    ) -> Outcome:
        message = self.add_message(
            Message(place.id, self.new_stamp(), person, text, thread_ts=thread_ts)
        )
        kind = "im" if place.kind == "dm" else "group" if place.private else "channel"
        body = {
            "type": "message",
            "channel": place.id,
            "user": person,
            "text": text,
            "ts": message.ts,
            "event_ts": message.ts,
            "channel_type": kind,
        }
        if thread_ts is not None:
            body["thread_ts"] = thread_ts
        if place.bot_is_member:
            self.send_event(
                {"im": "message.im", "group": "message.groups"}.get(kind, "message.channels"), body
            )
            if f"<@{BOT_USER}>" in text and kind != "im":
                self.send_event("app_mention", {**body, "type": "app_mention"})
        return Outcome(True)

    def act(
        self,
        user: str,
        on: Message | View,
        placed: Placed,
        chosen: dict[str, Json] | None = None,
        values: dict[str, dict[str, Json]] | None = None,
    ) -> Outcome:
        """A person uses one element of a message or a view.

        Args:
            user: Who.
            on: The message or view.
            placed: The element in it.
            chosen: What was chosen, in the element's own field.
            values: What else is filled in there at that moment, by block_id and action_id.

        Raises:
            LookupError: The person does not see it.
        """
        person = self.user_id(user)
        if not self._shows(on, person):
            raise LookupError(f"{user} does not see that")
        if isinstance(on, Message):
            acts.fill_in_message(self, person, on, values or {})
            return acts.act_on_message(self, self.send, person, on, placed, chosen or {})
        acts.fill_in_view(self, on, values or {})
        return acts.act_on_view(self, self.send, person, on, placed, chosen or {})

    def _shows(self, on: Message | View, person: str) -> bool:
        if isinstance(on, View):
            return on.user == person
        return on.ephemeral_to in (None, person) and self.is_seen_by(
            self.channels[on.channel], person
        )

    def find(
        self, on: Message | View, action_id: str | None = None, text: str | None = None
    ) -> Placed:
        """The element with this action_id, or with these words on it.

        Raises:
            LookupError: There is none; the error lists those that are there.
        """
        blocks = on.blocks if isinstance(on, Message) else on.body["blocks"]
        there = list(placed_elements(blocks))
        for placed in there:
            if (action_id is not None and placed.action_id == action_id) or (
                text is not None and placed.label == text
            ):
                return placed
        listed = ", ".join(f"{placed.action_id} ({placed.label})" for placed in there)
        raise LookupError(f"no {action_id or text!r} among: {listed or 'nothing'}")

    def click(
        self,
        user: str,
        on: Message | View,
        *,
        action_id: str | None = None,
        text: str | None = None,
    ) -> Outcome:
        """A person clicks a button, found by its action_id or its words."""
        return self.act(user, on, self.find(on, action_id, text))

    def select(self, user: str, on: Message | View, action_id: str, choice: Json) -> Outcome:
        """A person chooses: an option's value or words, a user's or channel's id, a date."""
        placed = self.find(on, action_id)
        chosen = {placed.chosen_in: pick(self, self.user_id(user), placed, choice)}
        return self.act(user, on, placed, chosen)

    def submit(
        self, user: str, values: dict[str, Json] | None = None, view: View | None = None
    ) -> Outcome:
        """A person fills in inputs by action_id and sends the modal that is on top."""
        person = self.user_id(user)
        shown = view or self.modals(person)[-1]
        given: dict[str, dict[str, Json]] = {}
        for action_id, choice in (values or {}).items():
            placed = self.find(shown, action_id)
            state = {"type": placed.kind, placed.chosen_in: pick(self, person, placed, choice)}
            given.setdefault(placed.block_id, {})[action_id] = state
        return acts.submit_view(self, self.send, person, shown, given)

    def close_modal(self, user: str, view: View | None = None) -> Outcome:
        """A person closes the modal that is on top."""
        person = self.user_id(user)
        return acts.close_view(self, self.send, person, view or self.modals(person)[-1])

    def open_home(self, user: str) -> None:
        """A person opens the Home tab of the bot."""
        person = self.user_id(user)
        body: dict[str, Json] = {
            "type": "app_home_opened",
            "user": person,
            "channel": "D" + person[1:],
            "tab": "home",
            "event_ts": self.new_stamp(),
        }
        home = self.homes.get(person)
        if home is not None:
            body["view"] = view_shape(self, home)
        self.send_event("app_home_opened", body)

    def set_bot_member(self, channel: str, member: bool) -> None:
        """Somebody invites the bot to a channel, or removes it."""
        self.admin.set_bot_member(channel, member)

    # --- what persons see ---------------------------------------------------------------------

    def messages(self, channel: str, as_user: str | None = None) -> list[Message]:
        """The messages of a channel, oldest first; ephemeral ones only for whom they are."""
        place = self.channel_of(channel)
        person = None if as_user is None else self.user_id(as_user)
        if person is not None and not self.is_seen_by(place, person):
            return []
        with self.lock:
            return [
                message
                for message in self.said[place.id]
                if message.ephemeral_to is None or person in (None, message.ephemeral_to)
            ]

    def modals(self, user: str) -> list[View]:
        """The modals a person has open, the one on top last."""
        with self.lock:
            return list(self.stacks.get(self.user_id(user), []))

    def home(self, user: str) -> View | None:
        """The Home of a person, None before the bot published one."""
        return self.homes.get(self.user_id(user))
