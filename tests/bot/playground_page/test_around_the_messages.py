"""Around the messages: who and where one is, the clock, the faults, the bot's place."""

import pytest
from playwright.sync_api import Page, expect

from tests.bot.playground_page.fake_server import FakePlayground
from tests.bot.playground_page.sample_blocks import sample

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def become(page: Page, name: str) -> None:
    page.locator(".switch").click()
    page.get_by_role("option", name=name).click()


def test_one_can_be_somebody_else_and_a_reload_keeps_it(page: Page, fake: FakePlayground) -> None:
    page.locator(".switch").click()
    roles = page.locator(".picker-option .role")
    expect(roles).to_have_text(["Rep", "Manager", "Administrator", "Stranger"])
    page.get_by_role("option", name="Priya Nair").click()
    expect(page.locator(".switch")).to_contain_text("Priya Nair")

    page.reload()

    expect(page.locator(".switch")).to_contain_text("Administrator")
    box = page.get_by_role("combobox", name="Message #sales")
    box.fill("/pipeline")
    box.press("Enter")
    expect(box).to_have_value("")
    assert fake.awaited("command")[0]["as"] == "U0ADM"


def test_in_the_app_somebody_else_sees_their_own_conversation_and_home(
    page: Page, fake: FakePlayground
) -> None:
    page.get_by_role("button", name="salesbell", exact=True).click()
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    fake.state["channels"][2] = {**fake.state["channels"][2], "id": "D02"}
    fake.messages["D02"] = []
    fake.state["home"] = sample("home")
    become(page, "Marco Diaz")

    expect(page.get_by_text("Good morning, Ann")).to_be_visible()
    assert fake.awaited("home", 2) == [{"as": "U0REP"}, {"as": "U0MAN"}]


def test_an_address_of_somebody_unknown_falls_back_to_the_first_person(
    page: Page, address: str, troubles: list[str]
) -> None:
    page.goto(f"{address}/?as=U0GONE&channel=C0GONE")

    expect(page.locator(".switch")).to_contain_text("Ann Berg")
    expect(page.get_by_role("heading", name="sales", exact=True)).to_be_visible()
    troubles.clear()  # the browser reports the refused question


def test_the_list_of_people_stays_open_while_something_happens(
    page: Page, fake: FakePlayground
) -> None:
    page.locator(".switch").click()
    fake.state["channels"][1]["unread"] = 9
    fake.push("channels")
    expect(page.locator(".unread-count")).to_have_text("9")

    page.get_by_role("option", name="Marco Diaz").click()

    expect(page.locator(".switch")).to_contain_text("Marco Diaz")


def test_unread_messages_are_counted_at_their_channel(page: Page) -> None:
    expect(page.get_by_label("2 unread")).to_be_visible()


@pytest.mark.parametrize(
    ("button", "to"),
    [
        ("+1 hour", "+1h"),
        ("+1 day", "+1d"),
        ("+1 week", "+1w"),
        ("to next Monday 09:00", "next-monday-0900"),
        ("Back to now", "now"),
    ],
)
def test_the_clock_moves_by_its_buttons(
    page: Page, fake: FakePlayground, button: str, to: str
) -> None:
    expect(page.locator(".clock-face")).to_contain_text("Mon, 23 Nov 2026, 09:00")
    fake.after["clock"] = lambda _: fake.state.update(now="2026-11-30T09:00:00+01:00")
    page.get_by_role("button", name=button).click()

    expect(page.locator(".clock-face")).to_contain_text("30 Nov 2026")
    assert fake.awaited("clock") == [{"to": to}]


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2026-12-01T08:30", "2026-12-01T07:30:00.000Z"),
        ("2026-07-01T08:30", "2026-07-01T06:30:00.000Z"),
        ("2026-03-29T03:30", "2026-03-29T01:30:00.000Z"),
        ("2026-10-25T03:30", "2026-10-25T02:30:00.000Z"),
    ],
)
def test_a_time_is_set_as_the_clocks_of_the_workspace_show_it(
    page: Page, fake: FakePlayground, wall: str, instant: str
) -> None:
    page.get_by_label("Move the clock to").fill(wall)
    page.get_by_role("button", name="Set", exact=True).click()

    assert fake.awaited("clock") == [{"to": instant}]


def test_a_fault_is_set_and_cleared_in_the_drawer(page: Page, fake: FakePlayground) -> None:
    fault = {"method": "chat.postMessage", "fault": "rate_limit:30", "times": 3, "call": 1}
    fake.after["faults"] = lambda body: fake.state.update(faults=[fault] if "fault" in body else [])
    page.get_by_role("button", name="Faults").click()
    drawer = page.get_by_role("dialog", name="Faults")
    drawer.get_by_label("Method").select_option("chat.postMessage")
    drawer.get_by_label("Fault", exact=True).select_option("rate_limit")
    drawer.get_by_label("seconds to wait").fill("30")
    drawer.get_by_label("How often").select_option("3")
    drawer.get_by_role("button", name="Set the fault").click()

    expect(drawer.get_by_text("chat.postMessage rate_limit:30, 3 more")).to_be_visible()
    drawer.get_by_role("button", name="Clear all").click()
    expect(drawer.get_by_text("No faults")).to_be_visible()
    assert fake.awaited("faults", 2) == [fault, {"clear": True}]


def test_the_bot_is_removed_and_invited_from_the_head_of_a_channel(
    page: Page, fake: FakePlayground
) -> None:
    fake.after["member"] = lambda body: fake.state["channels"][0].update(bot_is_member=body["bot"])
    page.get_by_role("button", name="Remove salesbell").click()
    page.get_by_role("button", name="Invite salesbell").click()

    expect(page.get_by_role("button", name="Remove salesbell")).to_be_visible()
    assert fake.awaited("member", 2) == [
        {"channel": "C01", "bot": False},
        {"channel": "C01", "bot": True},
    ]
