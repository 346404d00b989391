"""The sample company's digests on the page of the playground, at the width of a phone and a desk.

With SALESBELL_SCREENSHOTS set to a folder, what is seen is written there.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.messages import actions
from bot.messages.digest import DigestFacts, say_digest
from bot.messages.outgoing import Outgoing
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
from tests.bot.messages.browser_stage import (
    WIDTHS,
    Workspace,
    find_overhang,
    keep,
    open_page,
    open_workspace,
)
from tests.bot.messages.slack_exam import walk
from tests.conftest import NewDatabase

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
WORKSPACE = 1


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


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with open_workspace(NOW) as workspace:
        yield workspace


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(chromium: Browser, width: str) -> Iterator[Page]:
    with open_page(chromium, width) as page:
        yield page


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
    keep(page, digest, f"digest-{kind}", width)
    assert find_overhang(page, digest) == []


def count_actions(outgoing: Outgoing) -> int:
    buttons = [thing for thing in walk(outgoing.main.lay_out()) if thing.get("type") == "button"]
    return sum(button["action_id"] == actions.ACTION_DONE for button in buttons)
