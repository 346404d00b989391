"""Alerts on the page of the playground, at the width of a phone and a desk.

With SALESBELL_SCREENSHOTS set to a folder, what is seen is written there.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.messages.alert import say_alert
from bot.messages.alert_facts import AlertFacts
from bot.messages.alert_notes import say_note, say_over
from bot.messages.outgoing import Outgoing
from bot.messages.repeat import say_repeat
from metrics.alerts.report import AlertReport
from tests.bot.messages.alert_samples import FACTS, OVER, RECOVERY, SENT, SNOOZED, WHOLE, fire
from tests.bot.messages.browser_stage import (
    WIDTHS,
    Workspace,
    find_overhang,
    keep,
    open_page,
    open_workspace,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with open_workspace(SENT) as workspace:
        yield workspace


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(chromium: Browser, width: str) -> Iterator[Page]:
    with open_page(chromium, width) as page:
        yield page


def name_reader(workspace: Workspace, facts: AlertFacts) -> AlertFacts:
    """With people that the playground knows."""
    standing = facts.standing
    if standing.acknowledged_by:
        standing = replace(standing, acknowledged_by=workspace.reader, snoozed_by=workspace.reader)
    return replace(facts, standing=standing, mentions=(workspace.reader,))


@pytest.mark.parametrize(
    ("case", "report", "facts"),
    [
        ("firing", WHOLE, FACTS),
        ("groups", fire(9), FACTS),
        ("acknowledged and snoozed", fire(4), SNOOZED),
        ("over", WHOLE, OVER),
    ],
    ids=["firing", "groups", "snoozed", "over"],
)
def test_an_alert_is_shown_whole_and_nothing_of_it_runs_off_the_side(
    workspace: Workspace, page: Page, width: str, case: str, report: AlertReport, facts: AlertFacts
) -> None:
    said = say_alert(replace(report, rule=f"Alert {case}"), name_reader(workspace, facts))
    page.goto(workspace.send(said))
    alert = page.get_by_role("article").filter(has_text=f"Alert {case}").last
    for button in ("Why?", "Change rule", "Not useful"):
        expect(alert.get_by_role("button", name=button)).to_be_visible()
    is_free = case in ("firing", "groups")
    expect(alert.get_by_role("button", name="Acknowledge")).to_have_count(int(is_free))
    expect(alert.get_by_role("img")).to_have_count(len(said.main.pictures))
    for picture in alert.get_by_role("img").all():
        expect(picture).to_have_js_property("naturalWidth", 720)
    expect(alert.get_by_text("Computed for Dana Fox's team")).to_be_visible()
    keep(page, alert, f"alert-{case.replace(' ', '-')}", width)
    assert find_overhang(page, alert) == []


def test_the_words_in_its_thread_are_shown_whole(
    workspace: Workspace, page: Page, width: str
) -> None:
    facts = name_reader(workspace, FACTS)
    note = say_note(fire(9), facts, "more groups fire")
    over = say_repeat(say_over(WHOLE, RECOVERY, facts))
    address = ""
    for name, outgoing in (("note", note), ("end", Outgoing(over))):
        address = workspace.send(outgoing)
        page.goto(address)
        words = "More groups fire" if name == "note" else "lasted 12 days"
        message = page.get_by_role("article").filter(has_text=words).last
        expect(message.get_by_role("img")).to_have_js_property("naturalWidth", 720)
        keep(page, message, f"alert-{name}", width)
        assert find_overhang(page, message) == []
