"""The only place where real things are joined: database, clock, Slack client, app."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from slack_bolt import App

from bot.alerts.desk import AlertDesk
from bot.alerts.rounds import AlertRound
from bot.alerts.watchdog import Watchdog
from bot.answering.answerer import Answerer
from bot.answering.client import make_delivering_client, make_writing_client
from bot.answering.views import Views
from bot.bell import Bell
from bot.claims import Claims
from bot.clock import Clock
from bot.database import WORKSPACE
from bot.delivery.crew import Crew
from bot.delivery.deliverer import Deliverer
from bot.digests.desk import DigestDesk
from bot.digests.rounds import DigestRound
from bot.directory import SlackDirectory
from bot.errors import describe_failure
from bot.gauges import Gauges
from bot.intake import Intake
from bot.numbers import Numbers
from bot.readiness import Readiness
from bot.rounds import Rounds
from bot.settings import Company, Settings
from bot.slack_app import build_slack_app
from bot.teller import SlackTeller
from bot.ticks import Ticks
from bot.tokens import read_identity
from metrics.charts.picture import warm_up
from storage.alert_checks import forget_checks
from storage.engine import Engine
from storage.requests import forget_old
from storage.workspaces import ensure_workspace

WORKERS = 8
WORKER_NAME = "answer"
GRACE = 5.0
"""Seconds for the answers that are being made when the process ends; containers wait ten."""


@dataclass(frozen=True)
class Running:
    """A bot that can be served."""

    app: App
    bell: Bell
    ticks: Ticks
    crew: Crew
    rounds: Rounds
    watch: Rounds
    watchdog: Watchdog
    gauges: Gauges

    def check_health(self) -> dict[str, bool]:
        """Each part that must be alive, and whether it is."""
        return {
            "database": self._can_read(),
            "ticks": self.ticks.is_alive(),
            "digests": self.rounds.is_alive(),
            "alerts": self.watch.is_alive() and self.watchdog.is_content(),
            "delivery": self.crew.is_alive(),
        }

    def write_gauges(self) -> bytes:
        """What Prometheus reads of this process."""
        return self.gauges.write()

    def _can_read(self) -> bool:
        try:
            self.bell.numbers.read_version()
        except Exception:  # noqa: BLE001 - whatever it is, the database is not well
            return False
        return True


@contextmanager
def run_bot(
    settings: Settings, company: Company, engine: Engine, clock: Clock
) -> Iterator[Running]:
    """Join everything, start workers and ticks; stop them in the end.

    Raises:
        Problem: when Slack does not take the token, or can't be reached.
    """
    token = settings.slack_bot_token
    client = make_writing_client(token.get_secret_value() if token else "", settings.slack_api_url)
    identity = read_identity(client)
    numbers = Numbers(engine, company, WORKSPACE)
    if numbers.read_version() is None:  # the first import would do it, but people ask before
        with engine.begin() as connection:
            ensure_workspace(connection, WORKSPACE, company.name)
    answerer = Answerer(client, identity["team_id"])
    workers = ThreadPoolExecutor(WORKERS, thread_name_prefix=WORKER_NAME)
    intake = Intake(
        take_up=Claims(engine, WORKSPACE, clock).take_up,
        workers=workers,
        teller=SlackTeller(answerer),
    )
    directory = SlackDirectory(client, clock, identity["team_id"])
    desk = make_desk(settings, numbers, clock, identity, directory.list_administrators)
    find_administrators = desk.administrators.find
    crew = Crew(make_deliverer(settings, company, engine, clock, identity, find_administrators))
    rounds = Rounds("digests", DigestRound(desk, crew.wake).look, clock, desk.digester.stopping)
    alerts = AlertDesk(numbers, desk.roster, find_administrators)
    watching = AlertRound(alerts, crew.wake)
    watch = Rounds("alerts", watching.look, clock, alerts.watchman.stopping)
    watchdog = Watchdog(numbers, clock, find_administrators)
    views = Views(client)
    bell = Bell(numbers, directory, answerer, views, clock, intake, desk, alerts, crew.wake)
    secret = settings.slack_signing_secret
    app = build_slack_app(
        bell,
        client,
        team_id=identity["team_id"],
        bot_user_id=identity["user_id"],
        signing_secret=secret.get_secret_value() if secret else "",
    )
    workers.submit(warm_up)
    readiness = Readiness(numbers)
    chores: dict[str, Callable[[datetime], object]] = {
        "forget old requests": partial(forget_old, engine),
        "forget old checks": partial(forget_checks, engine, WORKSPACE),
        # By the workers: after an import of a million deals it takes longer than a tick.
        "prepare numbers": lambda now: workers.submit(_prepare, readiness, now),
        "digests": rounds.wake,
        "alerts": watch.wake,
        "watchdog": watchdog.look,
        "deliver": crew.wake,
    }
    try:
        crew.start()
        rounds.start()
        watch.start()
        with Ticks(clock, chores) as ticks:
            gauges = Gauges(numbers, clock, lambda: ticks.count)
            yield Running(app, bell, ticks, crew, rounds, watch, watchdog, gauges)
    finally:
        until = clock.count_seconds() + GRACE
        readiness.stop()
        rounds.retire()
        watch.retire()
        crew.retire()
        intake.finish(GRACE)
        rounds.finish(max(0.5, until - clock.count_seconds()))
        watch.finish(max(0.5, until - clock.count_seconds()))
        crew.finish(max(0.5, until - clock.count_seconds()))
        workers.shutdown(wait=False, cancel_futures=True)


def make_desk(
    settings: Settings,
    numbers: Numbers,
    clock: Clock,
    identity: Mapping[str, str],
    list_others: Callable[[], Sequence[str]] = tuple,
) -> DigestDesk:
    """What makes digests for this installation; `identity` is what `read_identity` gave."""
    token = settings.slack_bot_token
    client = make_delivering_client(
        token.get_secret_value() if token else "", settings.slack_api_url
    )
    return DigestDesk(numbers, client, clock, identity["team_id"], list_others)


def make_deliverer(
    settings: Settings,
    company: Company,
    engine: Engine,
    clock: Clock,
    identity: Mapping[str, str],
    find_administrators: Callable[[], Sequence[str]] = tuple,
) -> Deliverer:
    """What delivers for this installation; `identity` is what `read_identity` gave."""
    token = settings.slack_bot_token
    client = make_delivering_client(
        token.get_secret_value() if token else "", settings.slack_api_url
    )
    return Deliverer(
        engine,
        client,
        clock,
        team=identity["team_id"],
        bot_user=identity["user_id"],
        find_administrators=find_administrators,
        late=timedelta(hours=company.digest_hours_late),
        workspace_id=WORKSPACE,
    )


def _prepare(readiness: Readiness, now: datetime) -> None:
    try:
        readiness.prepare(now)
    except Exception as error:  # noqa: BLE001 - nobody waits for it; the next tick tries again
        if not readiness.stopped:  # at the end the database may be closed under it
            describe_failure(error)
