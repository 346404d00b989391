"""A rule written in a sentence and filled into the form, in a real Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.browser_story import PATIENCE_MS, SIZES, open_messages
from tests.stories.conftest import ADMINISTRATOR_NAME, Story

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(params=SIZES)
def page(chromium: Browser, own_story: Story, request: pytest.FixtureRequest) -> Iterator[Page]:
    with open_messages(chromium, own_story, ADMINISTRATOR_NAME, request.param) as page:
        yield page


def test_write_a_sentence_look_change_it_in_the_form_and_save(page: Page) -> None:
    box = page.get_by_role("combobox")
    box.fill("/sales alert win rate is below 90 % over 13 weeks")
    box.press("Enter")
    expect(page.get_by_text("Shall I watch this?")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("img[alt*='fired']").first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Edit").click()

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("That is: win rate", timeout=PATIENCE_MS)
    expect(dialog.get_by_role("textbox", name="Below")).to_have_value("90 %")
    what = dialog.get_by_role("textbox", name="What")
    what.fill("")
    what.press_sequentially("bookings", delay=30)
    expect(dialog).to_contain_text("That is: bookings", timeout=PATIENCE_MS)
    expect(dialog).not_to_contain_text("How sure")
    dialog.get_by_role("textbox", name="Below").fill("900k")
    dialog.get_by_role("textbox", name="On at least").fill("")
    dialog.get_by_role("textbox", name="Its name").fill("Bookings of the quarter")

    dialog.get_by_role("button", name="Preview").click()
    expect(dialog).to_contain_text("What it would say now", timeout=PATIENCE_MS)
    expect(dialog).to_contain_text("bookings is below USD 900,000 over 13 weeks")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("Bookings of the quarter is saved", timeout=PATIENCE_MS)
    dialog.get_by_role("button", name="Manage").click()
    expect(dialog).to_contain_text("Send a test to me", timeout=PATIENCE_MS)
    expect(dialog).to_contain_text("In one sentence:")
