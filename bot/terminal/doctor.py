"""`salesbell doctor`: what is wrong with the set-up, each with its mend."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from slack_sdk import WebClient

from bot.answering.client import make_writing_client
from bot.clock import Clock
from bot.database import WORKSPACE, closing_database
from bot.numbers import Numbers
from bot.settings import Settings, read_company, read_settings
from bot.terminal.doctor_digests import list_digest_checks
from bot.terminal.screen import show
from bot.tokens import FAILURES, explain_app_token, read_identity
from storage.problem import Problem

STALE = timedelta(days=7)
NEEDED_SCOPES = (
    "chat:write", "commands", "files:write", "users:read", "users:read.email", "channels:read",
    "groups:read",
)  # fmt: skip
_NEEDS = {
    "data": {"company", "database"},
    "people": {"company", "database"},
    "digests": {"company", "database"},
    "alerts": {"company", "database"},
    "deliveries": {"company", "database"},
    "channels": {"company", "database", "slack"},
}
"""Checks that make no sense before others are mended."""


def examine() -> bool:
    """Check settings, database, data, people and Slack; print each mend. True if all is well."""
    settings = read_settings()
    failed: set[str] = set()
    for name, check in list_checks(settings).items():
        if failed & _NEEDS.get(name, set()):
            continue
        try:
            show(f"ok    {name}: {check()}")
        except Problem as problem:
            failed.add(name)
            show(f"WRONG {name}: {problem.what} {problem.why}".rstrip(), f"      {problem.fix}")
    return not failed


def list_checks(settings: Settings) -> dict[str, Callable[[], str]]:
    """Each check by name; it gives what is well, or raises the Problem."""
    return {
        "company": lambda: _check_company(settings),
        "database": lambda: _check_database(settings),
        "data": lambda: _check_data(settings),
        "people": lambda: _check_people(settings),
        "slack": lambda: _check_slack(settings),
        **list_digest_checks(settings, _open_numbers),
    }


def _check_company(settings: Settings) -> str:
    company = read_company(settings.config)
    return f"{company.name}, zone {company.zone}, currency {company.currency}"


def _check_database(settings: Settings) -> str:
    with closing_database(settings) as engine:
        return f"{engine.url.render_as_string(hide_password=True)}, schema up to date"


@contextmanager
def _open_numbers(settings: Settings) -> Iterator[Numbers]:
    with closing_database(settings) as engine:
        yield Numbers(engine, read_company(settings.config), WORKSPACE)


def _check_data(settings: Settings) -> str:
    with _open_numbers(settings) as numbers:
        version = numbers.read_version()
    if version is None:
        raise Problem(
            "no-data",
            what="Nothing has been imported yet.",
            fix="Run: salesbell import people people.csv, then salesbell import deals deals.csv",
        )
    age = Clock().now() - version.finished_at
    if age > STALE:
        raise Problem(
            "stale-data",
            what=f"The newest import ({version.file_name}) is {age.days} days old.",
            fix="Export the deals again and run: salesbell import deals deals.csv",
        )
    return f"newest import {version.file_name}, {version.finished_at:%Y-%m-%d %H:%M} UTC"


def _check_people(settings: Settings) -> str:
    with _open_numbers(settings) as numbers:
        people = numbers.read_people(Clock().now())
    working = [person for person in people if person.active]
    without = [person for person in working if not person.email]
    if len(without) == len(working):
        raise Problem(
            "people-without-address",
            what="Nobody in the people table has an e-mail address.",
            why="Slack users are matched to people by e-mail; only workspace administrators "
            "would get numbers.",
            fix="Add an e-mail column and run: salesbell import people people.csv",
        )
    said = f"{len(working)} people"
    return f"{said}, {len(without)} without an e-mail address" if without else said


def _check_slack(settings: Settings) -> str:
    missing = settings.list_missing()
    if missing:
        raise Problem(
            "settings-missing",
            what=f"Not connected: {'; '.join(missing)} missing.",
            fix="The README says under Connect Slack where Slack shows each one.",
        )
    token = settings.slack_bot_token
    client = make_writing_client(token.get_secret_value() if token else "", settings.slack_api_url)
    identity = read_identity(client)
    _check_scopes(client)
    if settings.slack_app_token:
        _check_app_token(client, settings.slack_app_token.get_secret_value())
    return f"{identity['user']} in {identity['team']}"


def _check_app_token(client: WebClient, app_token: str) -> None:
    try:
        client.apps_connections_open(app_token=app_token)  # an address, no connection yet
    except FAILURES as error:
        raise explain_app_token(error) from None


def _check_scopes(client: WebClient) -> None:
    headers = client.auth_test().headers
    granted = headers.get("x-oauth-scopes") or headers.get("X-OAuth-Scopes") or ""
    have = {scope.strip() for scope in granted.split(",")}
    lacking = [scope for scope in NEEDED_SCOPES if scope not in have]
    if granted and lacking:
        raise Problem(
            "slack-scopes",
            what=f"The Slack app lacks scopes: {', '.join(lacking)}.",
            fix="Paste manifest.yml into your app's manifest page and install the app again.",
        )
