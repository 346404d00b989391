"""Who is in a channel, and who each of them is, as Slack tells it; remembered for an hour.

Slack is asked anew whenever it is needed. What is remembered counts only when Slack says that it
has been asked too often: a thousand digests due at nine must not wait for one another.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar

from slack_sdk import WebClient

from bot.answering.slack_answers import Fate, SlackAnswer, read_error
from bot.clock import Clock
from bot.directory import read_profile
from bot.profile import Profile

FRESH = timedelta(seconds=10)
"""Not asked again within: digests of the same channel that are due together."""
KEPT = timedelta(hours=1)
MANY = 40
"""So many unknown people are looked up page by page, not one by one."""
_PAGE = 200
_MOST_PAGES = 50
_MOST_KEPT = 20_000
_REST = 10.0
"""Seconds for which Slack is not asked again when it does not say how long."""

_Known = TypeVar("_Known")


class SlackBusy(Exception):  # noqa: N818 - a state, not an error
    """Slack can't be asked now: try again in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Slack is busy or can't be reached")
        self.seconds = seconds


class SlackRefusal(Exception):  # noqa: N818 - told to people by whoever asked
    """Slack does not tell, and will not tell later either."""

    def __init__(self, answer: SlackAnswer) -> None:
        super().__init__(answer.error)
        self.answer = answer


class _Memory(Generic[_Known]):
    """What was answered, and when; the oldest is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[str, tuple[datetime, _Known]] = OrderedDict()
        self._lock = Lock()

    def keep(self, key: str, value: _Known, now: datetime) -> None:
        with self._lock:
            self._known[key] = (now, value)
            self._known.move_to_end(key)
            if len(self._known) > self._most:
                self._known.popitem(last=False)

    def find(self, key: str, now: datetime, age: timedelta) -> _Known | None:
        with self._lock:
            at, value = self._known.get(key, (None, None))
        return value if at is not None and timedelta() <= now - at < age else None

    def forget(self, key: str) -> None:
        with self._lock:
            self._known.pop(key, None)


class Roster:
    """Asks Slack who is where; safe to share between threads.

    Args:
        client: Made by `make_delivering_client`: it waits for nothing. Needs channels:read and
            groups:read, users:read and users:read.email.
        clock: Tells when an answer is too old.
        team: The Slack workspace's id; users of another one are outsiders.
    """

    def __init__(self, client: WebClient, clock: Clock, team: str) -> None:
        self._client = client
        self._clock = clock
        self._team = team
        self._members: _Memory[tuple[str, ...]] = _Memory(_MOST_KEPT)
        self._profiles: _Memory[Profile] = _Memory(_MOST_KEPT)
        self._users: _Memory[str] = _Memory(_MOST_KEPT)
        self._rest: dict[str, float] = {}

    def find_members(self, channel: str) -> tuple[str, ...]:
        """The ids of all who are in a channel, apps among them.

        Raises:
            SlackBusy: when Slack can't be asked, and has not answered within the hour.
            SlackRefusal: when there is no such channel for us.
        """
        return self._find(self._members, channel, FRESH, lambda: self._read_members(channel))

    def find_profile(self, user: str) -> Profile:
        """Who a user is, at most an hour old.

        Raises:
            SlackBusy, SlackRefusal: as `find_members` does.
        """
        return self._find(self._profiles, user, KEPT, lambda: self._read_user(user))

    def find_profiles(self, users: tuple[str, ...]) -> list[Profile]:
        """Who these users are, in their order; many are looked up page by page.

        Raises:
            SlackBusy, SlackRefusal: as `find_members` does.
        """
        now = self._clock.now()
        unknown = [user for user in users if self._profiles.find(user, now, KEPT) is None]
        if len(unknown) > MANY:
            self._read_everybody()
        return [self.find_profile(user) for user in users]

    def find_user(self, email: str) -> str | None:
        """The id of the user with this address; None when there is none.

        Raises:
            SlackBusy, SlackRefusal: as `find_members` does.
        """
        return self._find(self._users, email, KEPT, lambda: self._read_address(email)) or None

    def find_channel(self, channel: str) -> Mapping[str, Any]:
        """What Slack says of a channel: its name, is_member, is_archived; never remembered.

        Raises:
            SlackBusy, SlackRefusal: as `find_members` does.
        """
        answer = self._ask("conversations.info", channel=channel)
        found: Mapping[str, Any] = answer["channel"]
        return found

    def read_ahead(self, channel: str) -> bool:
        """Make sure that a channel and its members are known; False while Slack is busy."""
        now = self._clock.now()
        if self._members.find(channel, now, KEPT) is not None:
            return True
        try:
            self.find_profiles(self.find_members(channel))
        except SlackBusy:
            return False
        except SlackRefusal:
            return True  # it is told when the digest is due
        return True

    def forget_channel(self, channel: str) -> None:
        """Somebody came or went: who is there has to be asked again."""
        self._members.forget(channel)

    def _find(
        self, memory: _Memory[_Known], key: str, fresh: timedelta, read: Callable[[], _Known]
    ) -> _Known:
        known = memory.find(key, self._clock.now(), fresh)
        if known is not None:
            return known
        try:
            found = read()
        except SlackBusy:
            known = memory.find(key, self._clock.now(), KEPT)
            if known is None:
                raise
            return known
        memory.keep(key, found, self._clock.now())
        return found

    def _read_members(self, channel: str) -> tuple[str, ...]:
        members: list[str] = []
        cursor = ""
        for _ in range(_MOST_PAGES):
            page = self._ask(
                "conversations.members", channel=channel, limit=_PAGE * 5, cursor=cursor or None
            )
            members += page.get("members") or ()
            cursor = _read_cursor(page)
            if not cursor:
                return tuple(members)
        raise SlackRefusal(SlackAnswer(Fate.FINAL, "too_many_members"))

    def _read_user(self, user: str) -> Profile:
        return read_profile(user, self._ask("users.info", user=user)["user"], self._team)

    def _read_everybody(self) -> None:
        cursor, now = "", self._clock.now()
        for _ in range(_MOST_PAGES):
            try:
                page = self._ask("users.list", limit=_PAGE, cursor=cursor or None)
            except (SlackBusy, SlackRefusal):
                return  # those who are not known yet are looked up one by one
            for member in page.get("members") or ():
                user = str(member.get("id"))
                self._profiles.keep(user, read_profile(user, member, self._team), now)
            cursor = _read_cursor(page)
            if not cursor:
                return

    def _read_address(self, email: str) -> str:
        try:
            return str(self._ask("users.lookupByEmail", email=email)["user"]["id"])
        except SlackRefusal as refusal:
            if refusal.answer.error != "users_not_found":
                raise
            return ""

    def _ask(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Ask Slack, unless it has just said that this is asked too often."""
        now = self._clock.count_seconds()
        if now < self._rest.get(method, 0.0):
            raise SlackBusy(self._rest[method] - now)
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            data = self._client.api_call(method, params=given).data
        except Exception as error:  # noqa: BLE001 - every failure of the wire is sorted here
            answer = read_error(error)
            if answer.fate not in (Fate.AGAIN, Fate.UNKNOWN):
                raise SlackRefusal(answer) from None
            seconds = answer.retry_after or _REST
            self._rest[method] = now + seconds
            raise SlackBusy(seconds) from None
        return data if isinstance(data, dict) else {}


def _read_cursor(page: Mapping[str, Any]) -> str:
    return str((page.get("response_metadata") or {}).get("next_cursor") or "")
