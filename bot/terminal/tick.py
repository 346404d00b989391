"""`salesbell tick`: what is due now is made, judged and delivered, once; then the process ends.

For whoever has a scheduler already and wants no process that stays; a serving process may run
beside it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.alerts.desk import AlertDesk
from bot.answering.client import make_writing_client
from bot.build import make_deliverer, make_desk
from bot.clock import Clock, MovableClock
from bot.database import WORKSPACE, closing_database
from bot.delivery.crew import Crew
from bot.digests.desk import DigestDesk
from bot.numbers import Numbers
from bot.settings import Company, Settings, read_company, read_settings
from bot.terminal.asking import read_instant
from bot.terminal.screen import show
from bot.tokens import read_identity
from storage.engine import Engine
from storage.problem import Problem

_SAID = {
    "waiting": "put in",
    "skipped": "skipped",
    "broken": "broken",
    "put off": "put off: Slack does not say who would read them",
    "lost": "taken over by another process",
    "left": "left for the next time, see the log",
    "delivered": "delivered",
    "failed": "failed",
    "unsure": "perhaps delivered: the owner is asked",
}
"""What became of digests and deliveries, in words."""
_JUDGED = {
    "fired": "firing",
    "quiet": "quiet",
    "unsure": "without enough data",
    "broken": "broken",
    "put off": _SAID["put off"],
    "lost": _SAID["lost"],
    "left": _SAID["left"],
}
"""The same of alert rules."""


@dataclass(frozen=True)
class Workshop:
    """All that makes digests, judges alerts and delivers both, joined for one command."""

    numbers: Numbers
    desk: DigestDesk
    alerts: AlertDesk
    crew: Crew


def tick(now: str) -> None:
    """Make and deliver what is due; the argument is that of the command.

    Raises:
        Problem: when settings are missing, or database or Slack can't be used.
    """
    settings = read_settings()
    company = read_company(settings.config)
    with closing_database(settings) as engine:
        numbers = Numbers(engine, company, WORKSPACE)
        clock = MovableClock(read_instant(now, numbers)) if now else Clock()
        workshop = open_workshop(settings, company, engine, clock)
        show(*work_once(workshop, clock.now()))


def open_workshop(settings: Settings, company: Company, engine: Engine, clock: Clock) -> Workshop:
    """Join what makes and delivers digests.

    Raises:
        Problem: without a token, or when Slack does not take it or can't be reached.
    """
    token = settings.slack_bot_token
    if token is None:
        raise Problem(
            "settings-missing",
            what="These settings are missing: SLACK_BOT_TOKEN.",
            fix="Set them in the environment; the README says where Slack shows each one.",
        )
    client = make_writing_client(token.get_secret_value(), settings.slack_api_url)
    identity = read_identity(client)
    numbers = Numbers(engine, company, WORKSPACE)
    desk = make_desk(settings, numbers, clock, identity)
    find = desk.administrators.find
    crew = Crew(make_deliverer(settings, company, engine, clock, identity, find))
    return Workshop(numbers, desk, AlertDesk(numbers, desk.roster, find), crew)


def work_once(workshop: Workshop, now: datetime) -> list[str]:
    """Do all that is due; what was done, a line each."""
    made = workshop.desk.digester.work(now)
    judged = workshop.alerts.watchman.work(now)
    told = workshop.desk.weekly.work(now)
    delivered = workshop.crew.work()
    lines = [*_say(made, "digest"), *([_count(told, "weekly line") + " put in"] if told else [])]
    lines += _say(judged, "alert rule", said=_JUDGED)
    lines += _say(delivered, "delivery", "deliveries")
    return lines or ["Nothing is due."]


def _say(
    counts: Counter[str], one: str, many: str = "", said: Mapping[str, str] = _SAID
) -> list[str]:
    return [
        f"{_count(counts[name], one, many)} {words}"
        for name, words in said.items()
        if counts.get(name)
    ]


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"
