"""A stage for fault matrices: a small Slack with faults, a database, a deliverer between them."""

import time
from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.answering.client import make_delivering_client
from bot.delivery.crew import Crew
from bot.delivery.deliverer import Deliverer
from bot.playground import PlaygroundServer
from bot.playground.workspace import BOT_USER
from storage.outbox import Parcel, put_in
from tests.stories.fault_table import DUE, OWNER, Sight, look, name_channel

FAULTS = {
    "refuses the content": "refuse:invalid_blocks",
    "refuses for good": "refuse:restricted_action",
    "rate limit": "rate_limit:2",
    "times out before accepting": "timeout_before",
    "times out after accepting": "timeout_after",
    "accepts after the time-out": "late:0.8",
    "drops before accepting": "drop_before",
    "drops after accepting": "drop",
    "5xx, not accepted": "http_503",
    "5xx, accepted": "http_503_after",
    "internal error, not accepted": "refuse:internal_error",
    "internal error, accepted": "refuse_after:internal_error",
}
SLOW = ("timeout_before", "timeout_after", "late:0.8")
SAMPLE = "sample"
PATIENCE = timedelta(minutes=30)
Fault = tuple[str, str, int]
"""A method, what goes wrong, and at which call."""


class Stage:
    """Things are delivered there one after the other, each to a channel of its own."""

    def __init__(self, engine: Engine, server: PlaygroundServer) -> None:
        self.engine = engine
        self.slack = server.playground
        self.server = server
        self._numbers = count()

    def open_channel(self) -> str:
        """A channel that nothing has been delivered to."""
        return name_channel(next(self._numbers))

    def deliver(self, *faults: Fault, times: int | None = 1) -> Sight:
        """Deliver one thing while Slack has these faults."""
        channel = self.open_channel()
        self.send(f"to {channel}", SAMPLE, channel, {}, *faults, times=times)
        return look(self.slack, self.engine, channel)

    def send(
        self,
        key: str,
        kind: str,
        channel: str,
        content: Mapping[str, Any],
        *faults: Fault,
        times: int | None = 1,
    ) -> None:
        """Put something into the outbox and deliver it while Slack has these faults."""
        self.put(key, kind, channel, content)
        self.slack.faults.clear()
        for method, fault, call in faults:
            self.slack.faults.set(method, fault, times, call=call)
        self._work(slow=any(fault in SLOW for _, fault, _ in faults))
        self.slack.faults.clear()

    def put(self, key: str, kind: str, channel: str, content: Mapping[str, Any]) -> None:
        """Put something into the outbox, when it is due."""
        self.slack.clock.move_to(DUE)
        parcel = Parcel(key, kind, f"Digest to {channel}", channel, OWNER, DUE, content)
        with self.engine.begin() as connection:
            put_in(connection, 1, parcel, DUE)

    def _work(self, *, slow: bool) -> None:
        clock = self.slack.clock

        def pause(seconds: float) -> None:
            clock.move_to(clock.now() + timedelta(seconds=seconds))
            if slow:
                time.sleep(min(seconds / 50, 1))  # what is late comes by the machine's own time

        client = make_delivering_client(self.server.bot_token, self.server.api_url)
        client.timeout = 0.4 if slow else 10  # type: ignore[assignment]  # urllib takes parts of a second
        deliverer = Deliverer(
            self.engine,
            client,
            clock,
            bot_user=BOT_USER,
            pause=pause,
            monotonic=lambda: clock.now().timestamp(),
        )
        with capture_logs():
            Crew(deliverer, workers=1).work(PATIENCE)
