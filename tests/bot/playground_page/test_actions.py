"""Clicks and choices post Slack's own action payloads."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.bot.playground_page.fake_server import FakePlayground, message
from tests.bot.playground_page.sample_blocks import actions, button, option, sample, section

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TS = "1795417200.000100"


@pytest.fixture
def answer(page: Page, fake: FakePlayground) -> Page:
    """The page with one of every element in a message."""
    fake.messages["C01"] = [message(TS, "answer", blocks=sample("message"))]
    fake.push()
    page.get_by_role("button", name="By owner").wait_for()
    return page


def one_action(page: Page, fake: FakePlayground) -> dict[str, Any]:
    """The one action posted; waits for it."""
    expect(page.locator(".waiting")).to_have_count(0)
    [body] = fake.awaited("action")
    assert body["as"] == "U0REP"
    assert body["container"] == {"type": "message", "channel": "C01", "ts": TS}
    action: dict[str, Any] = body["action"]
    return action


def test_a_click_posts_the_button_with_its_value(answer: Page, fake: FakePlayground) -> None:
    answer.get_by_role("button", name="By owner").click()

    assert one_action(answer, fake) == {
        "block_id": "acts", "action_id": "by_owner", "type": "button", "value": "owner",
    }  # fmt: skip


def test_a_menu_with_groups_posts_the_whole_option(answer: Page, fake: FakePlayground) -> None:
    answer.get_by_role("button", name="Filter by…").click()
    expect(answer.locator(".picker-group")).to_have_text(["Stages", "People"])
    answer.get_by_role("option", name="Proposal").click()

    action = one_action(answer, fake)
    assert action["type"] == "static_select"
    assert action["selected_option"] == option("Proposal", "proposal")
    expect(answer.get_by_role("button", name="Proposal")).to_be_visible()


def test_a_menu_opened_again_shows_its_words_and_the_choice(
    answer: Page, fake: FakePlayground
) -> None:
    answer.get_by_role("button", name="Filter by…").click()
    answer.get_by_role("option", name="Proposal").click()
    answer.get_by_role("button", name="Proposal").click()

    expect(answer.get_by_role("option")).to_have_text(
        ["Discovery", "Proposal", "Ann Berg", "Marco Diaz"]
    )
    expect(answer.get_by_role("option", selected=True)).to_have_text("Proposal")


def test_a_menu_works_with_the_keyboard_alone(answer: Page, fake: FakePlayground) -> None:
    trigger = answer.get_by_role("button", name="Filter by…")
    trigger.focus()
    answer.keyboard.press("ArrowDown")
    answer.keyboard.press("ArrowDown")
    answer.keyboard.press("Enter")

    assert one_action(answer, fake)["selected_option"]["value"] == "proposal"
    expect(answer.locator('[data-action-id="filter"]')).to_be_focused()


@pytest.mark.parametrize(
    ("trigger", "choice", "detail"),
    [
        ("Whose deals?", "Marco Diaz", {"selected_user": "U0MAN"}),
        ("Share where?", "deals", {"selected_conversation": "C02"}),
        ("More actions", "Export (CSV)", {"selected_option": option("Export (CSV)", "export")}),
    ],
)
def test_people_channels_and_overflow_post_what_was_chosen(
    answer: Page, fake: FakePlayground, trigger: str, choice: str, detail: dict[str, Any]
) -> None:
    answer.get_by_role("button", name=trigger).last.click()
    answer.get_by_role("option", name=choice).click()

    action = one_action(answer, fake)
    assert action | detail == action


def test_a_date_posts_the_day(answer: Page, fake: FakePlayground) -> None:
    answer.locator('input[type="date"]').fill("2026-12-24")
    answer.locator('input[type="date"]').blur()

    assert one_action(answer, fake)["selected_date"] == "2026-12-24"


def test_boxes_post_all_that_are_ticked_and_radios_the_one(
    answer: Page, fake: FakePlayground
) -> None:
    answer.get_by_label("Lost").check()
    answer.get_by_label("My team").check()

    ticked, chosen = (body["action"] for body in fake.awaited("action", 2))
    assert [one["value"] for one in ticked["selected_options"]] == ["won", "lost"]
    assert chosen["selected_option"]["value"] == "team"


def test_a_confirm_asks_first_and_no_means_no(answer: Page, fake: FakePlayground) -> None:
    answer.get_by_role("button", name="Share to channel").click()
    dialog = answer.get_by_role("dialog", name="Share in #sales?")
    expect(dialog).to_contain_text("Everybody in #sales will see these numbers.")
    dialog.get_by_role("button", name="Keep private").click()
    expect(dialog).to_have_count(0)
    assert fake.bodies("action") == []

    answer.get_by_role("button", name="Share to channel").click()
    dialog.get_by_role("button", name="Share").click()

    assert one_action(answer, fake)["action_id"] == "share"


def test_a_link_button_leads_out_safely(page: Page, fake: FakePlayground) -> None:
    safe = button("Good", "good", url="https://crm.example.com/")
    bad = button("Bad", "bad", url="javascript:alert(1)")
    fake.messages["C01"] = [message(TS, "x", blocks=[actions(safe, bad)])]
    fake.push()

    good = page.get_by_role("link", name="Good")
    expect(good).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(good).to_have_attribute("href", "https://crm.example.com/")
    expect(page.get_by_role("button", name="Bad")).to_be_visible()


def test_an_action_that_fails_says_so(answer: Page, fake: FakePlayground) -> None:
    fake.answers["action"] = {"ok": False, "error": "operation_timeout", "message": "No answer."}
    answer.get_by_role("button", name="Filter by…").click()
    answer.get_by_role("option", name="Proposal").click()

    expect(answer.locator(".notice")).to_have_text("No answer.")
    expect(answer.get_by_role("button", name="Filter by…")).to_be_visible()


def test_a_click_on_the_home_tab_names_its_view(page: Page, fake: FakePlayground) -> None:
    fake.state["home"] = sample("home")
    page.get_by_role("button", name="salesbell", exact=True).click()
    page.get_by_role("tab", name="Home").click()
    page.get_by_role("button", name="New alert").click()

    assert fake.awaited("home") == [{"as": "U0REP"}]
    [body] = fake.awaited("action")
    assert body["container"] == {"type": "view", "view_id": "V0HOME"}


def test_choices_in_the_same_message_go_along_with_a_click(
    page: Page, fake: FakePlayground
) -> None:
    picker = {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-23"}
    blocks = [
        {**section("When?"), "block_id": "when", "accessory": picker},
        actions(button("Go", "go")),
    ]
    fake.messages["C01"] = [message(TS, "x", blocks=json.loads(json.dumps(blocks)))]
    fake.push()
    page.get_by_role("button", name="Go").click()

    [body] = fake.awaited("action")
    assert body["values"]["when"]["day"] == {"type": "datepicker", "selected_date": "2026-11-23"}
