"""An alert as people live with it, in a real Chromium: make the rule, hear of it, see it over."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.stories.alert_story import Weeks
from tests.stories.browser_story import PATIENCE_MS, SIZES, open_messages
from tests.stories.conftest import ADMINISTRATOR_NAME, Story

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))
SENTENCE = (
    "/sales alert me when win rate Planted is below 20 % over 7 days, for 1 day, called Planted "
    "conversion"
)


@pytest.fixture(params=SIZES)
def page(chromium: Browser, own_story: Story, request: pytest.FixtureRequest) -> Iterator[Page]:
    with open_messages(chromium, own_story, ADMINISTRATOR_NAME, request.param) as page:
        yield page


def look(page: Page, name: str) -> None:
    """Keep a picture of the page, for whoever wants to look at it."""
    if folder := os.environ.get("SALESBELL_PICTURES"):
        width = page.evaluate("window.innerWidth")
        page.screenshot(path=f"{folder}/{name}-{width}.png")


def test_make_a_rule_hear_of_a_bad_week_look_after_it_and_see_it_over(
    page: Page, own_story: Story, company: Engine, tmp_path: Path
) -> None:
    weeks = Weeks(own_story, company, tmp_path)
    weeks.bring(MONDAY, won=12, lost=28)

    box = page.get_by_role("combobox")
    box.fill(SENTENCE)
    box.press("Enter")
    save = page.get_by_role("button", name="Save").last
    expect(save).to_be_visible(timeout=PATIENCE_MS)
    look(page, "1-proposal")
    save.click()
    expect(page.get_by_text("is saved").last).to_be_visible(timeout=PATIENCE_MS)
    look(page, "2-saved")

    weeks.bring(TUESDAY, won=0, lost=60)
    fired = page.get_by_text("Win rate of Planted is 12")
    expect(fired.first).to_be_visible(timeout=PATIENCE_MS)
    picture = page.locator("img[alt*='Win rate of Planted']").first
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    look(page, "3-firing")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("Acknowledged").first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Why?").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("firing", timeout=PATIENCE_MS)
    look(page, "4-why")
    dialog.get_by_role("button", name="Close").last.click()

    weeks.bring(WEDNESDAY, won=90, lost=0)
    expect(page.get_by_text("Over: Planted conversion").first).to_be_visible(timeout=PATIENCE_MS)
    look(page, "5-over")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
