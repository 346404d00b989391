"""Slack's rate limits: tiers a method, one message a second a channel, and a workspace's total."""

import math
from collections import defaultdict, deque

from bot.playground.machine_time import MachineTime

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Requests a minute that each tier promises at the least."""

MESSAGES_A_MINUTE = 300
"""The workspace-wide limit of chat.postMessage; Slack says "several hundred"."""

CHANNEL_BURST = 4
"""How many messages a channel takes at once before one a second holds; Slack says "short"."""


class Window:
    """Counts what happened during the last so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self._stamps: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until one more fits; 0 when it fits now."""
        while self._stamps and self._stamps[0] <= now - self.seconds:
            self._stamps.popleft()
        if len(self._stamps) < self.most:
            return 0.0
        return self._stamps[0] + self.seconds - now

    def take(self, now: float) -> None:
        """Count one."""
        self._stamps.append(now)


class Bucket:
    """Refills steadily: a small burst, then one a second."""

    def __init__(self, size: int, now: float, per_second: float = 1.0) -> None:
        self.size = size
        self.per_second = per_second
        self._level = float(size)
        self._read_at = now

    def wait(self, now: float) -> float:
        """Seconds until one more fits; 0 when it fits now."""
        self._level = min(self.size, self._level + (now - self._read_at) * self.per_second)
        self._read_at = now
        return 0.0 if self._level >= 1 else (1 - self._level) / self.per_second

    def take(self) -> None:
        """Use up one."""
        self._level -= 1


class RateLimits:
    """What the app has used up of its limits."""

    def __init__(self, time: MachineTime, messages_a_minute: int = MESSAGES_A_MINUTE) -> None:
        self._time = time
        self._methods: dict[str, Window] = {}
        self._channels: defaultdict[str, Bucket] = defaultdict(
            lambda: Bucket(CHANNEL_BURST, self._time.monotonic())
        )
        self._messages = Window(messages_a_minute, 60)

    def spend(self, method: str, tier: int | None) -> int:
        """Count a call of a method with a tier; the seconds to wait when there were too many."""
        if tier is None:
            return 0
        now = self._time.monotonic()
        window = self._methods.setdefault(method, Window(TIERS[tier], 60))
        wait = window.wait(now)
        if wait == 0:
            window.take(now)
        return math.ceil(wait)

    def spend_message(self, channel: str) -> int:
        """Count a message to a channel; the seconds to wait when there were too many."""
        now = self._time.monotonic()
        wait = max(self._messages.wait(now), self._channels[channel].wait(now))
        if wait == 0:
            self._messages.take(now)
            self._channels[channel].take()
        return math.ceil(wait)
