"""Who a Slack user is, as Slack tells it. What they may see is decided in access.py."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from slack_sdk import WebClient

from bot.answering.slack_answers import Fate, SlackAnswer, read_error
from bot.clock import Clock
from bot.profile import Profile
from metrics.schedule_zones import read_zone
from storage.problem import Problem

_SLACKBOT = "USLACKBOT"
"""Slack's own bot, which Slack does not call one."""


class Directory(Protocol):
    """Looks Slack users up."""

    def look_up(self, user: str) -> Profile:
        """The profile of a Slack user id. Raises Problem when Slack does not tell."""


class SlackDirectory:
    """Asks Slack (users.info) and remembers the answer for a minute.

    Longer would let an administrator who no longer is one go on reading; shorter would ask Slack
    at every click.

    Args:
        client: Needs users:read and users:read.email.
        clock: Tells when an answer is too old.
        team: The workspace's id; users of another one are outsiders.
    """

    KEPT = timedelta(minutes=1)

    def __init__(self, client: WebClient, clock: Clock, team: str) -> None:
        self._client = client
        self._clock = clock
        self._team = team
        self._known: dict[str, tuple[datetime, Profile]] = {}
        self._administrators: dict[str, None] = {}

    def list_administrators(self) -> list[str]:
        """Owners and admins of the Slack workspace who have used the bot since it was started."""
        return list(self._administrators)

    def look_up(self, user: str) -> Profile:
        """The profile of a Slack user id, at most a minute old.

        Raises:
            Problem: when Slack does not tell; an older answer is then not used either.
        """
        now = self._clock.now()
        known = self._known.get(user)
        if known and timedelta() <= now - known[0] < self.KEPT:
            return known[1]
        self._known.pop(user, None)
        try:
            member = self._client.users_info(user=user)["user"]
        except Exception as error:
            raise _explain(read_error(error)) from error
        profile = read_profile(user, member, self._team)
        self._known[user] = (now, profile)
        if profile.is_administrator and not profile.is_outsider:
            self._administrators[user] = None
        else:
            self._administrators.pop(user, None)
        return profile


def read_profile(user: str, member: Mapping[str, Any], team: str) -> Profile:
    """The profile in what users.info answers, for the workspace `team`."""
    details = member.get("profile") or {}
    email = (details.get("email") or "").strip().lower()
    if member.get("is_email_confirmed") is False:
        email = ""  # anybody can write anybody's address there
    is_outsider = not _is_of(member, team) or any(
        member.get(mark)
        for mark in ("is_stranger", "is_restricted", "is_ultra_restricted", "is_bot", "deleted")
    )
    return Profile(
        user=user,
        name=details.get("real_name") or member.get("name") or "",
        email=email or None,
        is_administrator=bool(member.get("is_admin") or member.get("is_owner")),
        is_outsider=is_outsider,
        zone=_read_zone(member.get("tz")),
        is_bot=bool(member.get("is_bot")) or user == _SLACKBOT,
        is_gone=bool(member.get("deleted")),
    )


def _read_zone(name: object) -> str | None:
    try:
        return read_zone(name).key if isinstance(name, str) else None
    except Problem:
        return None


def _is_of(member: Mapping[str, Any], team: str) -> bool:
    """Whether somebody belongs to a workspace; in an organisation they may belong to several."""
    teams = (member.get("enterprise_user") or {}).get("teams") or ()
    return member.get("team_id") in (None, team) or team in teams


def _explain(answer: SlackAnswer) -> Problem:
    what = "I can't tell who you are, so I show no numbers."
    if answer.fate in (Fate.AGAIN, Fate.UNKNOWN):
        return Problem(
            "who-unreachable",
            what=what,
            why="Slack is busy or can't be reached at the moment.",
            fix="Ask again in a minute.",
        )
    if answer.error in ("user_not_found", "user_not_visible"):
        return Problem(
            "who-hidden",
            what=what,
            why="Slack does not show me your profile.",
            fix="Ask from an account of the workspace that I am installed in.",
        )
    return Problem(
        "who-refused",
        what=what,
        why=f"Slack does not let me look people up ({answer.error}).",
        fix="Whoever runs salesbell finds out with: salesbell doctor",
    )
