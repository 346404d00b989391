"""The demo as a newcomer sees it, in a real Chromium: type, read, click, share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.browser_story import PATIENCE_MS, SIZES, open_messages
from tests.stories.conftest import MANAGER_NAME, REP_NAME, Story

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(params=SIZES)
def page(chromium: Browser, story: Story, request: pytest.FixtureRequest) -> Iterator[Page]:
    with open_messages(chromium, story, MANAGER_NAME, request.param) as page:
        yield page


def test_ask_read_click_explain_and_share(page: Page, story: Story) -> None:
    box = page.get_by_role("combobox")
    box.fill("/pipeline")
    box.press("Enter")

    table = page.get_by_role("table")
    expect(table.first).to_contain_text("Legal review", timeout=PATIENCE_MS)
    picture = page.locator("img[alt*='deals']").first
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 600

    page.get_by_role("button", name="By owner").click()
    expect(table.first).to_contain_text(REP_NAME, timeout=PATIENCE_MS)

    page.get_by_role("button", name="How is this computed?").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Formula", timeout=PATIENCE_MS)
    expect(dialog).to_contain_text("Whose deals")
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_have_count(0)

    page.get_by_role("button", name="Share to channel").click()
    expect(dialog).to_contain_text("Everybody in the channel", timeout=PATIENCE_MS)
    dialog.get_by_role("button", name="Channel").click()
    page.get_by_role("option", name="sales").click()
    dialog.get_by_role("button", name="Share", exact=True).click()
    expect(dialog).to_have_count(0)
    shared = story.slack.wait_for(lambda: story.slack.messages("#sales"), PATIENCE_MS / 1000)
    assert "Shared by" in shared[0].text
    expect(page.get_by_text("Shared in #sales.")).to_be_visible(timeout=PATIENCE_MS)


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    box = page.get_by_role("combobox")
    box.fill("/pipeline by owner")
    box.press("Enter")
    expect(page.locator("img[alt*='deals']").first).to_be_visible(timeout=PATIENCE_MS)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
