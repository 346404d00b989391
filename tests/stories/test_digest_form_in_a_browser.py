"""The form of a digest as people fill it in, in a real Chromium, at a desk and on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.browser_story import PATIENCE_MS, SIZES, open_messages
from tests.stories.conftest import MANAGER_NAME, Story
from tests.stories.digest_story import MONDAY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(params=SIZES)
def page(chromium: Browser, own_story: Story, request: pytest.FixtureRequest) -> Iterator[Page]:
    with open_messages(chromium, own_story, MANAGER_NAME, request.param) as page:
        yield page


def test_type_when_see_the_dates_look_save_and_read_it_on_the_day(
    page: Page, own_story: Story
) -> None:
    box = page.get_by_role("combobox")
    box.fill("/sales digest")
    box.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("What it tells", timeout=PATIENCE_MS)
    expect(dialog).to_contain_text("Mon 23 Nov 2026, 09:00 Europe/Berlin (CET)")

    when = dialog.get_by_role("textbox", name="When")
    when.fill("")
    when.press_sequentially("tuesdays at 9", delay=30)
    expect(dialog).to_contain_text("every Tuesday 09:00 in Europe/Berlin", timeout=PATIENCE_MS)
    when.fill("")
    when.press_sequentially("mondays at 9", delay=30)
    expect(dialog).to_contain_text("every Monday 09:00 in Europe/Berlin", timeout=PATIENCE_MS)
    expect(when).to_have_value("mondays at 9")
    expect(dialog).to_contain_text("about 16 to 22 Nov 2026")

    dialog.get_by_role("button", name="Preview").click()
    expect(dialog).to_contain_text("Who gets it, and whose numbers", timeout=PATIENCE_MS)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("is saved", timeout=PATIENCE_MS)
    dialog.get_by_role("button", name="Close").last.click()

    own_story.slack.clock.move_to(MONDAY)
    expect(page.get_by_text("What to do now")).to_be_visible(timeout=PATIENCE_MS)
    picture = page.locator("img[alt*='goal']").first
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Done").first.click()
    expect(page.get_by_text("✓ Done")).to_be_visible(timeout=PATIENCE_MS)
