"""The sample company's digests on the page of the playground, at the width of a phone and a desk.

With SALESBELL_SCREENSHOTS set to a folder, what is seen is written there.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from slack_sdk import WebClient

from bot.answering.upload import upload
from bot.clock import MovableClock
from bot.demo import list_users, read_manifest
from bot.messages import actions
from bot.messages.digest import DigestFacts, say_digest
from bot.messages.message import Message
from bot.messages.outgoing import Outgoing
from bot.playground import Playground, PlaygroundServer
from bot.playground.strictness import Strictness
from metrics.calendar import week_of
from metrics.digests.compose import compose_digest
from metrics.digests.order import DigestOrder
from metrics.digests.sections import SECTIONS
from metrics.question import Setting
from metrics.schedule_periods import previous_of, year_before
from metrics.scope import Scope
from storage.engine import Engine, open_engine
from storage.people import read_people
from storage.sample import MANAGER, REP, load_sample
from tests.bot.messages.slack_exam import walk
from tests.conftest import NewDatabase

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
WORKSPACE = 1
WIDTHS = {"phone": 390, "desk": 1280}


@pytest.fixture(scope="module")
def company(sqlite_databases: NewDatabase) -> Iterator[Engine]:
    engine = open_engine(sqlite_databases())
    load_sample(engine, WORKSPACE, 2_000, today=NOW.date(), now=NOW - timedelta(hours=14))
    yield engine
    engine.dispose()


def compose(company: Engine, kind: str) -> Outgoing:
    """The digest as it is sent on Monday."""
    period = week_of(NOW.date() - timedelta(days=7))
    with company.connect() as connection:
        people = {one.name: one for one in read_people(connection, WORKSPACE, NOW.date())}
        manager, rep = people[MANAGER.name], people[REP.name]
        team = {one.id for one in people.values() if one.manager_id == manager.id}
        scopes = {
            "leader": Scope.everything(),
            "team": Scope(frozenset({manager.id, *team}), f"{manager.name}'s team"),
            "personal": Scope(frozenset({rep.id}), f"{rep.name}'s own deals"),
        }
        order = DigestOrder(
            name=f"Monday digest ({kind})",
            kind=kind,
            scope=scopes[kind],
            sections=tuple(name for name, one in SECTIONS.items() if kind in one.kinds),
            period=period,
            previous=previous_of(period),
            year_before=year_before(period),
        )
        report = compose_digest(connection, order, Setting(WORKSPACE, NOW.date(), ZONE))
    facts = DigestFacts(
        key=f"digest:1:2026-11-23T09:00:{kind}", sent_at=NOW, zone=ZONE.key, digest_id=1
    )
    return say_digest(report, facts)


class Workspace:
    """A playground, and a bot that posts there as the delivery does."""

    def __init__(self, server: PlaygroundServer) -> None:
        self.server = server
        self.client = WebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[])
        self.reader = next(user.id for user in list_users() if user.email == MANAGER.email)

    def send(self, outgoing: Outgoing) -> str:
        """Post the digest, its thread and its file; gives the page's address."""
        posted = self._post(outgoing.main, self.reader)
        channel, ts = posted["channel"], posted["ts"]
        for message in outgoing.thread:
            self._post(message, channel, ts)
        for file in outgoing.files:
            upload(
                self.client,
                file.name,
                file.content,
                channel=channel,
                thread_ts=ts,
                comment=file.comment,
            )
        return f"{self.server.url}/?as={self.reader}&channel={channel}"

    def _post(self, message: Message, channel: str, thread_ts: str | None = None) -> Any:
        files = [
            upload(self.client, one.name, one.draw(), title=one.title) for one in message.pictures
        ]
        return self.client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=message.lay_out(files),
            thread_ts=thread_ts,
            unfurl_links=False,
        )


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    playground = Playground(
        read_manifest(),
        list_users(),
        [],
        MovableClock(NOW),
        strictness=Strictness(rate_limits=False, file_refusals=0),
    )
    with PlaygroundServer(playground) as server:
        yield Workspace(server)


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(chromium: Browser, width: str) -> Iterator[Page]:
    """A window of that width; a complaint in its console fails the test."""
    phone = width == "phone"
    context = chromium.new_context(
        viewport={"width": WIDTHS[width], "height": 844},
        is_mobile=phone,
        has_touch=phone,
        device_scale_factor=2 if phone else 1,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert troubles == []


@pytest.mark.parametrize("kind", ["leader", "team", "personal"])
def test_a_digest_is_shown_whole_and_nothing_of_it_runs_off_the_side(
    company: Engine, workspace: Workspace, page: Page, width: str, kind: str
) -> None:
    outgoing = compose(company, kind)
    page.goto(workspace.send(outgoing))
    digest = page.get_by_role("article").filter(has_text=f"Monday digest ({kind})").last
    expect(digest.get_by_role("button", name="Done")).to_have_count(count_actions(outgoing))
    expect(digest.get_by_text("Computed for: ")).to_be_visible()
    pictures = digest.get_by_role("img")
    expect(pictures).to_have_count(len(outgoing.main.pictures))
    for number in range(len(outgoing.main.pictures)):
        expect(pictures.nth(number)).to_have_js_property("naturalWidth", 720)
    keep(page, digest, kind, width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sides = digest.evaluate(
        """digest => [...digest.querySelectorAll("*")]
          .filter(node => node.getBoundingClientRect().width)
          .filter(node => !node.closest(".table-scroll table, .for-ears"))
          .filter(node => node.getBoundingClientRect().right > innerWidth + 1)
          .map(node => node.outerHTML.slice(0, 80))"""
    )
    assert sides == []


def count_actions(outgoing: Outgoing) -> int:
    buttons = [thing for thing in walk(outgoing.main.lay_out()) if thing.get("type") == "button"]
    return sum(button["action_id"] == actions.ACTION_DONE for button in buttons)


def keep(page: Page, digest: Locator, kind: str, width: str) -> None:
    """Write down what is seen, where somebody wants to look at it."""
    folder = os.environ.get("SALESBELL_SCREENSHOTS")
    if not folder:
        return
    height = digest.evaluate("digest => digest.getBoundingClientRect().height")
    page.set_viewport_size({"width": WIDTHS[width], "height": int(height) + 240})
    page.wait_for_timeout(300)
    digest.screenshot(path=Path(folder) / f"digest-{kind}-{width}.png")
