"""A long form, threads and the drawer, at a desk and on a phone, with the real playground."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from slack_sdk import WebClient

from bot.clock import MovableClock
from bot.playground import Playground, PlaygroundChannel, PlaygroundServer, PlaygroundUser
from tests.bot.playground.bolt import build_app, over_http
from tests.bot.playground_page.form_samples import subscription
from tests.bot.playground_page.test_with_the_playground import MANIFEST, PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LEFT = PlaygroundUser("U0GON", "Gon Left", "gon@example.com", deleted=True)
KEY = {"event_type": "digest", "event_payload": {"key": "digest:1", "part": "main"}}


class Desk(NamedTuple):
    page: Page
    playground: Playground
    client: WebClient
    acted: list[dict[str, Any]]
    sent: list[dict[str, Any]]

    def open_form(self) -> Locator:
        box = self.page.get_by_role("combobox", name="Message #sales")
        box.fill("/pipeline")
        box.press("Enter")
        form = self.page.get_by_role("dialog", name="New digest")
        form.wait_for()
        return form

    def choose(self, form: Locator, field: str, *names: str) -> None:
        form.get_by_label(field).click()
        for name in names:
            self.page.get_by_role("option", name=name).click()
        done = self.page.get_by_role("button", name="Done")
        if done.count():
            done.click()


@pytest.fixture(params=[(1280, 900), (375, 740)], ids=["desk", "phone"])
def desk(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Desk]:
    playground = Playground(
        manifest=MANIFEST,
        people=[*PEOPLE, LEFT],
        channels=[
            PlaygroundChannel("C0SALES", "sales", members=["U0ANN", "U0MAX"]),
            PlaygroundChannel("C0LEAD", "leadership", members=["U0ANN"], private=True),
            PlaygroundChannel("C0RAND", "random", members=["U0ANN"]),
            PlaygroundChannel("C0OLD", "old", members=["U0ANN"], archived=True),
        ],
        clock=MovableClock(datetime(2026, 11, 20, 8, 0, tzinfo=UTC)),
    )
    with PlaygroundServer(playground) as server:
        app = build_app(server)
        acted: list[dict[str, Any]] = []
        sent: list[dict[str, Any]] = []

        @app.command("/pipeline")
        def ask(ack: Any, command: dict[str, Any], client: WebClient) -> None:
            ack()
            client.views_open(trigger_id=command["trigger_id"], view=subscription())

        @app.action("kind")
        def follow(ack: Any, body: dict[str, Any], client: WebClient) -> None:
            ack()
            acted.append(body)
            view = subscription(private_metadata="digest:changed")
            view["blocks"][0]["text"]["text"] = "Changed by the bot"
            client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

        @app.view("subscription")
        def keep(ack: Any, view: dict[str, Any]) -> None:
            ack()
            sent.append(view)

        with over_http(server, app):
            width, height = request.param
            context = chromium.new_context(viewport={"width": width, "height": height})
            context.set_default_timeout(15_000)
            page = context.new_page()
            troubles: list[str] = []
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.goto(f"{server.url}/?as=U0ANN&channel=C0SALES")
            page.get_by_role("heading", name="sales", exact=True).wait_for()
            client = WebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[])
            yield Desk(page, playground, client, acted, sent)
            context.close()
            assert troubles == []
    playground.close()


def test_everything_filled_in_arrives_in_slacks_shape(desk: Desk) -> None:
    form = desk.open_form()
    desk.choose(form, "Where", "leadership")
    desk.choose(form, "And directly to", "Max Diaz", "Ann Berg")
    desk.choose(form, "Owner", "Max Diaz")
    desk.choose(form, "Sections", "Headline", "At risk")
    desk.choose(form, "Metric on top", "Goal attainment")
    form.get_by_label("First on").fill("2026-12-07")
    form.get_by_label("At", exact=True).fill("08:30")
    form.get_by_label("Skip it when nothing happened").check()
    form.get_by_label("Note to readers").fill("Two\nlines")
    form.get_by_role("button", name="Preview").click()
    expect(form).to_have_count(0)

    (view,) = desk.sent
    values = {name: state[name] for name, state in view["state"]["values"].items()}
    assert values["kind"]["selected_option"]["value"] == "leader"
    # The channel one was in stands there already.
    assert values["where"]["selected_conversations"] == ["C0SALES", "C0LEAD"]
    assert values["report"]["selected_conversation"] is None
    assert values["people"]["selected_users"] == ["U0MAX", "U0ANN"]
    assert values["owner"]["selected_user"] == "U0MAX"
    assert values["day"]["selected_date"] == "2026-12-07"
    assert values["time"]["selected_time"] == "08:30"
    sections = [one["value"] for one in values["sections"]["selected_options"]]
    assert sections == ["pipeline_flow", "at_risk"]
    assert values["metric"]["selected_option"]["value"] == "goal_attainment"
    assert [one["value"] for one in values["quiet"]["selected_options"]] == ["skip"]
    assert values["note"]["value"] == "Two\nlines"
    assert view["private_metadata"] == "digest:new"


def test_lists_hold_what_may_be_chosen_and_no_more_than_that(desk: Desk) -> None:
    form = desk.open_form()
    form.get_by_label("Where").click()
    options = desk.page.get_by_role("option")
    assert options.all_inner_texts() == ["sales", "leadership", "random"]  # none archived, no talk
    options.nth(1).click()
    expect(options.nth(2)).to_be_disabled()
    options.nth(2).click(force=True)  # a third one is not taken
    expect(desk.page.get_by_role("option", selected=True)).to_have_text(["sales", "leadership"])
    desk.page.get_by_role("button", name="Done").click()
    form.get_by_label("Owner").click()
    # With their initials; who has left is not among them.
    assert options.all_inner_texts() == ["AB\nAnn Berg", "MD\nMax Diaz", "salesbell"]


def test_a_choice_that_is_told_at_once_changes_the_form_and_loses_nothing(desk: Desk) -> None:
    form = desk.open_form()
    form.get_by_label("Note to readers").fill("A note to keep")
    form.get_by_label("Team").check()
    expect(form.get_by_text("Changed by the bot")).to_be_visible()
    expect(form.get_by_label("Note to readers")).to_have_value("A note to keep")
    expect(form.get_by_label("Team")).to_be_checked()
    (body,) = desk.acted
    assert body["actions"][0]["selected_option"]["value"] == "team"
    assert body["view"]["state"]["values"]["note"]["note"]["value"] == "A note to keep"


def test_the_form_says_what_is_missing_before_anything_is_sent(desk: Desk) -> None:
    form = desk.open_form()
    form.get_by_label("Note to readers").fill("abc")
    form.get_by_role("button", name="Preview").click()
    expect(form.get_by_text("Please complete this required field.")).to_have_count(1)
    expect(form.get_by_text("Please enter at least 5 characters.")).to_be_visible()
    assert desk.sent == []


def test_replies_are_counted_below_a_message_and_open_beside_it(desk: Desk) -> None:
    first = desk.client.chat_postMessage(channel="C0SALES", text="The digest")
    place = {"channel": "C0SALES", "thread_ts": first["ts"]}
    desk.client.chat_postMessage(**place, text="By owner")
    file = desk.client.files_upload_v2(filename="deals.csv", content="a;b", **place)
    assert file["ok"]
    desk.client.chat_postMessage(**place, text="Seen by all", reply_broadcast=True)

    channel = desk.page.locator("#messages")
    expect(channel.get_by_text("By owner")).to_have_count(0)
    channel.get_by_role("button", name="3 replies").click()
    thread = desk.page.locator("#thread")
    expect(thread.get_by_text("3 replies")).to_be_visible()
    expect(thread.get_by_text("By owner")).to_be_visible()
    expect(thread.get_by_role("link", name="deals.csv")).to_be_visible()
    desk.page.get_by_role("button", name="Close the thread").click()
    channel.get_by_role("button", name="Replied to a thread").click()
    expect(thread.get_by_text("The digest")).to_be_visible()


def test_metadata_is_shown_only_to_those_who_ask(desk: Desk) -> None:
    desk.client.chat_postMessage(channel="C0SALES", text="The digest", metadata=KEY)
    page = desk.page
    expect(page.get_by_text("The digest")).to_be_visible()
    expect(page.get_by_text("Metadata:")).to_have_count(0)
    page.get_by_role("button", name="Faults").click()
    page.get_by_label("Show the metadata of messages").check()
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_text("Metadata:").click()
    expect(page.get_by_text('"key": "digest:1"')).to_be_visible()


def test_an_administrator_archives_revokes_and_takes_away(desk: Desk) -> None:
    page, playground = desk.page, desk.playground
    page.get_by_role("button", name="Faults").click()
    page.get_by_role("button", name="Archive #sales").click()
    expect(page.get_by_role("button", name="Bring back #sales")).to_be_visible()
    assert playground.channel_of("#sales").archived
    page.get_by_role("button", name="Bring back #sales").click()
    page.get_by_role("button", name="Revoke the bot’s token").click()
    expect(page.get_by_role("button", name="Take the bot’s token again")).to_be_visible()
    assert playground.installation.refused_with == "token_revoked"
    page.get_by_role("button", name="Take the bot’s token again").click()
    expect(page.get_by_role("button", name="Revoke the bot’s token")).to_be_visible()
    page.get_by_text("What the app may do").click()
    page.get_by_label("files:write").uncheck()
    playground.wait_for(lambda: "files:write" not in playground.installation.scopes)
    expect(page.get_by_label("files:write")).not_to_be_checked()
    page.get_by_label("files:write").check()
    playground.wait_for(lambda: "files:write" in playground.installation.scopes)
    assert not playground.channel_of("#sales").archived


def test_a_fault_can_wait_for_a_later_call(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("button", name="Faults").click()
    drawer = page.get_by_role("dialog", name="Faults")
    drawer.get_by_label("Method").select_option("conversations.history")
    drawer.get_by_label("Fault").select_option("http_500_after")
    drawer.get_by_label("From which call on").fill("3")
    drawer.get_by_role("button", name="Set the fault").click()
    words = "conversations.history http_500_after, 1 more, from call 3 on"
    expect(drawer.get_by_text(words)).to_be_visible()
    (fault,) = desk.playground.faults.waiting
    assert (fault.method, fault.fault, fault.call) == ("conversations.history", "http_500_after", 3)
