"""Messages look and behave as in Slack, and stay up to date."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.bot.playground_page.fake_server import FakePlayground, message
from tests.bot.playground_page.sample_blocks import sample, section

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MONDAY = 1795417200  # 23 November 2026, 08:00 in Berlin


def ts(minutes: int) -> str:
    return f"{MONDAY + minutes * 60}.000100"


def test_a_message_of_the_bot_has_its_name_its_badge_and_the_time_of_the_zone(
    page: Page, fake: FakePlayground
) -> None:
    fake.messages["C01"] = [message(ts(5), "Good *morning*")]
    fake.push()

    shown = page.get_by_role("article")
    expect(shown.locator(".author")).to_have_text("salesbell")
    expect(shown.locator(".badge")).to_have_text("APP")
    expect(shown.locator("time.when")).to_have_text("08:05")
    expect(shown.locator("strong", has_text="morning")).to_be_visible()


def test_an_ephemeral_message_says_who_sees_it_and_cannot_be_replied_to(
    page: Page, fake: FakePlayground
) -> None:
    fake.messages["C01"] = [message(ts(1), "psst", ephemeral=True)]
    fake.push()

    expect(page.get_by_text("Only visible to you")).to_be_visible()
    expect(page.get_by_role("button", name="Reply in thread")).to_have_count(0)


def test_a_second_message_soon_after_stands_under_the_first_name(
    page: Page, fake: FakePlayground
) -> None:
    fake.messages["C01"] = [message(ts(n), f"{n}", user="U0MAN") for n in (1, 2, 30)]
    fake.push()

    expect(page.locator(".author")).to_have_count(2)


def test_days_are_told_apart_in_the_zone_of_the_workspace(page: Page, fake: FakePlayground) -> None:
    just_before_midnight = message(f"{MONDAY - 8 * 3600 - 60}.000100", "late")
    fake.messages["C01"] = [just_before_midnight, message(ts(0), "early")]
    fake.push()

    expect(page.locator(".day")).to_have_text(["Yesterday", "Today"])


def test_edited_messages_and_files_are_marked(page: Page, fake: FakePlayground) -> None:
    card = {"id": "F0CSV", "name": "won.csv", "title": "Won", "mimetype": "text/csv", "size": 2048}
    fake.files["F0CSV"] = (b"a,b\n", "text/csv")
    fake.messages["C01"] = [message(ts(1), "here", files=[card], edited=True)]
    fake.push()

    expect(page.get_by_text("(edited)")).to_be_visible()
    expect(page.locator(".file-card")).to_contain_text("CSV · 2 kB")
    with page.expect_download() as download:
        page.locator(".file-card").click()
    assert download.value.suggested_filename == "won.csv"


def test_replies_open_beside_the_channel_and_can_be_answered(
    page: Page, fake: FakePlayground
) -> None:
    parent = message(ts(1), "Who wins?", reply_count=2)
    fake.messages["C01"] = [parent]
    fake.threads[ts(1)] = [parent, *(message(ts(n), f"reply {n}", thread_ts=ts(1)) for n in (2, 3))]
    fake.push()

    page.get_by_role("button", name="2 replies").click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_role("article")).to_have_count(3)
    thread.get_by_role("combobox").fill("me")
    thread.get_by_role("combobox").press("Enter")
    expect(thread.get_by_role("combobox")).to_have_value("")
    assert fake.awaited("message") == [
        {"as": "U0REP", "channel": "C01", "text": "me", "thread_ts": ts(1)}
    ]
    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()


def test_a_new_message_appears_without_a_reload_and_the_list_stays_at_its_end(
    page: Page, fake: FakePlayground
) -> None:
    fake.messages["C01"] = [message(ts(n * 10), f"message {n}") for n in range(40)]
    fake.push()
    expect(page.get_by_text("message 39")).to_be_in_viewport()

    fake.messages["C01"].append(message(ts(401), "the newest"))
    fake.push()

    expect(page.get_by_text("the newest")).to_be_in_viewport()


def test_who_reads_further_up_is_not_pulled_down(page: Page, fake: FakePlayground) -> None:
    fake.messages["C01"] = [message(ts(n * 10), f"message {n}") for n in range(60)]
    fake.push()
    expect(page.get_by_text("message 59")).to_be_in_viewport()
    page.locator("#messages").evaluate("(node) => { node.scrollTop = 0; }")
    expect(page.get_by_text("message 0", exact=True)).to_be_in_viewport()

    fake.messages["C01"].append(message(ts(601), "the newest"))
    fake.push()

    expect(page.get_by_text("the newest")).to_have_count(1)
    expect(page.get_by_text("message 0", exact=True)).to_be_in_viewport()


def test_an_unchanged_message_keeps_what_a_person_did_in_it(
    page: Page, fake: FakePlayground
) -> None:
    fake.messages["C01"] = [message(ts(1), "table", blocks=[sample("home")["blocks"][2]])]
    fake.push()
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_text("4–5 of 5")).to_be_visible()

    fake.messages["C01"].append(message(ts(30), "something else"))
    fake.push()

    expect(page.get_by_text("something else")).to_be_visible()
    expect(page.get_by_text("4–5 of 5")).to_be_visible()


def test_a_changed_message_is_drawn_anew_in_its_place(page: Page, fake: FakePlayground) -> None:
    fake.messages["C01"] = [message(ts(1), "one"), message(ts(30), "two")]
    fake.push()
    expect(page.get_by_text("two")).to_be_visible()

    fake.messages["C01"][0] = message(ts(1), "", blocks=[section("*one*, resolved")])
    fake.push()

    expect(page.get_by_role("article")).to_have_text(
        [re.compile("one, resolved"), re.compile("two")]
    )


def test_after_a_lost_line_the_page_catches_up(
    page: Page, fake: FakePlayground, troubles: list[str]
) -> None:
    fake.hang_up()
    fake.messages["C01"] = [message(ts(1), "said meanwhile")]

    expect(page.get_by_text("said meanwhile")).to_be_visible()
    expect(page.locator("#line")).to_have_text("")
    troubles.clear()


def test_without_a_live_line_the_page_asks_again_by_itself(
    page: Page, fake: FakePlayground, troubles: list[str]
) -> None:
    fake.refuse_live = True
    fake.hang_up()
    expect(page.locator("#line")).to_have_text("Connection lost, trying again")
    page.wait_for_timeout(300)
    fake.messages["C01"] = [message(ts(1), "found by asking")]

    expect(page.get_by_text("found by asking")).to_be_visible()
    troubles.clear()  # the browser itself reports the refused connections


def test_a_reading_that_failed_once_is_told_until_the_next_one(
    page: Page, fake: FakePlayground, troubles: list[str]
) -> None:
    fake.broken = True
    fake.push()
    expect(page.locator("#line")).to_have_text("Connection lost, trying again")
    fake.broken = False
    fake.push()

    expect(page.locator("#line")).to_have_text("")
    troubles.clear()  # the browser reports the refused question


def test_where_nothing_was_said_the_page_tells_what_one_can_type(
    page: Page, fake: FakePlayground
) -> None:
    empty = page.locator("#messages .empty")
    expect(empty).to_contain_text("/pipeline Where the deals stand")
    fake.messages["C01"] = [message(ts(1), "hello")]
    fake.push()

    expect(page.get_by_text("hello")).to_be_visible()
    expect(empty).to_have_count(0)


def test_a_link_to_a_message_leads_to_it_inside_the_page(page: Page, fake: FakePlayground) -> None:
    fake.messages["C02"] = [message(ts(n * 10), f"message {n}") for n in range(60)]
    link = f"<{page.url.split('/?')[0]}/archives/C02/p{ts(30).replace('.', '')}|there>"
    fake.messages["C01"] = [message(ts(1), link)]
    fake.push()
    page.get_by_role("link", name="there").click()

    expect(page.get_by_role("heading", name="deals")).to_be_visible()
    expect(page.get_by_text("message 3", exact=True)).to_be_in_viewport()
    expect(page.locator(".pointed")).to_contain_text("message 3")


def test_a_picture_that_loads_late_does_not_hide_the_end(page: Page, fake: FakePlayground) -> None:
    picture = {"type": "image", "slack_file": {"id": "F0CHART001"}, "alt_text": "chart"}
    fake.messages["D01"] = [
        message(ts(n), "", blocks=[*[section("line")] * 12, picture, section(f"end {n}")])
        for n in range(3)
    ]
    page.locator("#sidebar").get_by_role("button", name="salesbell").click()

    expect(page.locator("img.picture")).to_have_count(3)
    page.wait_for_timeout(300)
    expect(page.get_by_text("end 2")).to_be_in_viewport()
