"""The box to write in: commands, suggestions, messages, and Slack's words when something fails."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bot.playground_page.fake_server import FakePlayground

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Message #sales")


def test_typing_a_command_posts_it(box: Locator, fake: FakePlayground) -> None:
    box.fill("/pipeline by owner")
    box.press("Enter")

    expect(box).to_have_value("")
    assert fake.awaited("command") == [
        {"as": "U0REP", "channel": "C01", "text": "/pipeline by owner"}
    ]
    assert fake.bodies("message") == []


def test_a_slash_lists_the_commands_with_their_hints(
    page: Page, box: Locator, fake: FakePlayground
) -> None:
    box.press_sequentially("/")

    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("[who] [filters] [by …] [when]")
    expect(options.first).to_have_attribute("aria-selected", "true")


def test_arrows_choose_and_tab_completes_without_sending(
    page: Page, box: Locator, fake: FakePlayground
) -> None:
    box.press_sequentially("/")
    box.press("ArrowDown")
    box.press("Tab")

    expect(box).to_have_value("/sales ")
    expect(page.locator(".usage").first).to_contain_text("metric [by …] [period]")
    assert fake.sent == []


def test_enter_completes_a_half_typed_command_and_sends_a_whole_one(
    box: Locator, fake: FakePlayground
) -> None:
    box.press_sequentially("/pi")
    box.press("Enter")
    expect(box).to_have_value("/pipeline ")
    box.press("Enter")

    expect(box).to_have_value("")
    assert [body["text"] for body in fake.awaited("command")] == ["/pipeline"]


def test_escape_closes_the_suggestions(page: Page, box: Locator) -> None:
    box.press_sequentially("/")
    box.press("Escape")

    expect(page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
    expect(box).to_have_value("/")


def test_a_command_that_times_out_is_told_in_slacks_words_to_the_asker_alone(
    page: Page, box: Locator, fake: FakePlayground
) -> None:
    words = '/pipeline failed with the error "operation_timeout"'
    fake.answers["command"] = {"ok": False, "error": "operation_timeout", "message": words}
    box.fill("/pipeline")
    box.press("Enter")

    told = page.get_by_role("article", name="Slackbot")
    expect(told).to_contain_text(words)
    expect(told).to_contain_text("Only visible to you")
    page.get_by_role("button", name="deals").click()
    expect(told).to_have_count(0)


def test_a_message_is_written_down_as_slack_writes_it(box: Locator, fake: FakePlayground) -> None:
    box.fill("<!channel> 5 > 3 & @marco.diaz in #sales, not @nobody")
    box.press("Enter")

    expect(box).to_have_value("")
    [said] = fake.awaited("message")
    assert said["text"] == "&lt;!channel&gt; 5 &gt; 3 &amp; <@U0MAN> in <#C01>, not @nobody"
    assert said["thread_ts"] is None


def test_people_are_suggested_after_an_at_sign(page: Page, box: Locator) -> None:
    box.press_sequentially("/pipeline @mar")
    expect(page.get_by_role("option", name="Marco Diaz")).to_be_visible()
    box.press("Enter")

    expect(box).to_have_value("/pipeline @marco.diaz ")


def test_shift_enter_makes_a_new_line(box: Locator, fake: FakePlayground) -> None:
    box.press_sequentially("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")

    expect(box).to_have_value("one\ntwo")
    assert fake.sent == []


def test_when_the_playground_is_gone_the_text_is_not_lost(
    page: Page, box: Locator, troubles: list[str]
) -> None:
    page.route("**/playground/message", lambda route: route.abort())
    box.fill("important")
    box.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("does not answer")
    expect(box).to_have_value("important")
    troubles.clear()  # the aborted request is the point
