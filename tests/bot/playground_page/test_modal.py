"""Modals: what is filled in is posted, errors stand beside their fields, the stack goes back."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bot.playground_page.fake_server import FakePlayground
from tests.bot.playground_page.sample_blocks import option, sample, text_input

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def form(page: Page, fake: FakePlayground) -> Locator:
    """The sample modal, open."""
    fake.state["modals"] = [sample("modal")]
    fake.push("modal")
    dialog = page.get_by_role("dialog", name="New alert")
    dialog.wait_for()
    return dialog


def close_after_submit(fake: FakePlayground) -> None:
    fake.after["submit"] = lambda _: fake.state["modals"].clear()


def fill_in(page: Page, form: Locator) -> None:
    form.get_by_label("Name").fill("Win rate West")
    form.get_by_label("Line").fill("55.5")
    form.get_by_label("Where").click()
    page.get_by_role("option", name="sales", exact=True).click()


def test_submit_posts_every_value_in_slacks_shape(
    page: Page, form: Locator, fake: FakePlayground
) -> None:
    close_after_submit(fake)
    fill_in(page, form)
    form.get_by_label("Tell the owner").check()
    form.get_by_label("Note").fill("two\nlines")
    form.get_by_role("button", name="Save").click()

    expect(form).to_have_count(0)
    [body] = fake.awaited("submit")
    assert body["as"] == "U0REP"
    assert body["view_id"] == "V01"
    values: dict[str, Any] = body["values"]
    assert values["name"]["name"] == {"type": "plain_text_input", "value": "Win rate West"}
    assert values["limit"]["limit"] == {"type": "number_input", "value": "55.5"}
    assert values["metric"]["metric"]["selected_option"] == option("Win rate", "win_rate")
    segments = values["segments"]["segments"]["selected_options"]
    assert [one["value"] for one in segments] == ["enterprise"]
    assert values["where"]["where"]["selected_conversation"] == "C01"
    assert values["owner"]["owner"] == {"type": "users_select", "selected_user": "U0MAN"}
    assert values["from"]["from"] == {"type": "datepicker", "selected_date": "2026-12-01"}
    assert values["how"]["how"]["selected_option"]["value"] == "once"
    assert [one["value"] for one in values["also"]["also"]["selected_options"]] == [
        "tell_the_owner"
    ]
    assert values["note"]["note"] == {"type": "plain_text_input", "value": "two\nlines"}


def test_a_menu_for_many_takes_and_drops_choices(
    page: Page, form: Locator, fake: FakePlayground
) -> None:
    close_after_submit(fake)
    fill_in(page, form)
    form.get_by_label("Segments").click()
    page.get_by_role("option", name="Enterprise").click()
    page.get_by_role("option", name="Small business").click()
    page.keyboard.press("Escape")
    form.get_by_role("button", name="Save").click()

    expect(form).to_have_count(0)
    chosen = fake.awaited("submit")[0]["values"]["segments"]["segments"]["selected_options"]
    assert [one["value"] for one in chosen] == ["small_business"]


def test_required_fields_are_asked_for_before_anything_is_sent(
    form: Locator, fake: FakePlayground
) -> None:
    form.get_by_role("button", name="Save").click()

    expect(form.get_by_text("Please complete this required field.")).to_have_count(3)
    expect(form.get_by_label("Name")).to_be_focused()
    expect(form.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    assert fake.bodies("submit") == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [("many", "Please enter a number."), ("101", "Please enter a number of at most 100.")],
)
def test_a_number_has_to_be_one_in_its_bounds(
    page: Page, form: Locator, fake: FakePlayground, typed: str, words: str
) -> None:
    fill_in(page, form)
    form.get_by_label("Line").fill(typed)
    form.get_by_role("button", name="Save").click()

    expect(form.get_by_text(words)).to_be_visible()
    assert fake.bodies("submit") == []


def test_errors_of_the_bot_stand_beside_their_fields_and_the_form_stays(
    page: Page, form: Locator, fake: FakePlayground
) -> None:
    fake.answers["submit"] = {"ok": True, "errors": {"limit": "The line is above today's value."}}
    fill_in(page, form)
    form.get_by_role("button", name="Save").click()

    expect(form.get_by_text("The line is above today's value.")).to_be_visible()
    expect(form.get_by_label("Line")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("Name")).to_have_value("Win rate West")


def test_a_bot_that_does_not_answer_is_told_above_the_form(
    page: Page, form: Locator, fake: FakePlayground
) -> None:
    words = "We had some trouble connecting. Try again?"
    fake.answers["submit"] = {"ok": False, "error": "operation_timeout", "message": words}
    fill_in(page, form)
    form.get_by_role("button", name="Save").click()

    expect(form.get_by_text(words)).to_be_visible()


def test_a_view_that_changes_keeps_what_was_filled_in(form: Locator, fake: FakePlayground) -> None:
    form.get_by_label("Name").fill("half written")
    changed = sample("modal")
    changed["hash"] = "2.b"
    changed["blocks"].append(text_input("extra", "Extra"))
    fake.state["modals"] = [changed]
    fake.push("modal")

    expect(form.get_by_label("Extra")).to_be_visible()
    expect(form.get_by_label("Name")).to_have_value("half written")


@pytest.mark.parametrize("way", ["Cancel", "Close", "Escape"])
def test_a_modal_can_be_left(page: Page, form: Locator, fake: FakePlayground, way: str) -> None:
    fake.after["close"] = lambda _: fake.state["modals"].clear()
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        form.get_by_role("button", name=way, exact=True).click()

    expect(form).to_have_count(0)
    assert fake.awaited("close") == [{"as": "U0REP", "view_id": "V01"}]


def test_a_pushed_view_stands_on_top_and_goes_back_with_all_that_was_typed(
    page: Page, form: Locator, fake: FakePlayground
) -> None:
    form.get_by_label("Name").fill("kept")
    top = {**sample("modal"), "id": "V02", "title": {"type": "plain_text", "text": "Preview"}}
    fake.state["modals"].append(top)
    fake.push("modal")
    fake.after["close"] = lambda _: fake.state["modals"].pop()
    preview = page.get_by_role("dialog", name="Preview")
    preview.get_by_role("button", name="Back").click()

    expect(form.get_by_label("Name")).to_have_value("kept")
    assert fake.awaited("close") == [{"as": "U0REP", "view_id": "V02"}]


def test_the_focus_stays_inside_the_modal(page: Page, form: Locator) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "document.activeElement === document.body || "
            "document.querySelector('dialog.modal').contains(document.activeElement)"
        )
        assert inside


def test_an_input_that_dispatches_tells_the_bot_at_once(page: Page, fake: FakePlayground) -> None:
    view = sample("modal")
    view["blocks"] = [{**view["blocks"][3], "dispatch_action": True}, text_input("b", "B")]
    fake.state["modals"] = [view]
    fake.push("modal")
    page.get_by_label("Metric").click()
    page.get_by_role("option", name="Bookings").click()

    [body] = fake.awaited("action")
    assert body["container"] == {"type": "view", "view_id": "V01"}
    assert body["action"]["selected_option"]["value"] == "bookings"


def test_what_is_typed_is_told_after_a_pause_where_every_character_counts(
    page: Page, fake: FakePlayground
) -> None:
    told = text_input("a", "A")
    element = told["element"] | {
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}
    }
    silent = text_input("b", "B") | {"dispatch_action": True}
    view = sample("modal")
    view["blocks"] = [told | {"element": element, "dispatch_action": True}, silent]
    fake.state["modals"] = [view]
    fake.push("modal")
    page.get_by_role("textbox", name="B", exact=True).press_sequentially("by Enter alone", delay=5)
    page.get_by_role("textbox", name="A", exact=True).press_sequentially("win rate", delay=5)

    [body] = fake.awaited("action")
    assert body["action"]["value"] == "win rate"
