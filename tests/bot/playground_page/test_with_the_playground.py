"""The page with the real playground and a real Bolt app behind it: one story from / to Home."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.clock import MovableClock
from bot.playground import Playground, PlaygroundChannel, PlaygroundServer, PlaygroundUser
from tests.bot.playground.bolt import build_app, over_http
from tests.bot.playground_page.fake_server import tiny_png
from tests.bot.playground_page.sample_blocks import (
    actions,
    button,
    plain,
    sample,
    section,
    text_input,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MANIFEST = {
    "display_information": {"name": "salesbell"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "salesbell"},
        "slash_commands": [
            {"command": "/pipeline", "description": "Open deals", "should_escape": True},
            {"command": "/forgotten", "description": "Nobody listens to it"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "files:write", "users:read"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
}
PEOPLE = [
    PlaygroundUser("U0ANN", "Ann Berg", "ann@example.com", role="rep"),
    PlaygroundUser("U0MAX", "Max Diaz", "max@example.com", role="manager"),
]


def build_bot(server: PlaygroundServer) -> App:
    """A small bot that uses what salesbell uses: pictures, tables, buttons, modals, Home."""
    app = build_app(server)

    @app.command("/pipeline")
    def answer(ack: Any, command: dict[str, Any], client: Any, respond: Any) -> None:
        ack()
        uploaded = client.files_upload_v2(filename="c.png", content=tiny_png(), title="Chart")
        shown = {"id": uploaded["files"][0]["id"]}
        picture: dict[str, Any] = {"type": "image", "alt_text": "48 deals", "slack_file": shown}
        table: dict[str, Any] = sample("home")["blocks"][2]
        again = actions(button("By owner", "by_owner"), button("New alert", "alert"))
        blocks = [section(f"asked: {command['text']}"), table, picture, again]
        post = {"channel": command["user_id"], "text": "48 deals", "blocks": blocks}
        for _ in range(2):  # a new file is not ready at its first use
            try:
                client.chat_postMessage(**post)
                break
            except SlackApiError:
                continue
        respond(text="It is in our direct message.")

    @app.action("by_owner")
    def regroup(ack: Any, body: dict[str, Any], client: Any) -> None:
        ack()
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        client.chat_update(**place, text="by owner", blocks=[section("*By owner*: Ann 30, Max 18")])

    @app.action("alert")
    def ask(ack: Any, body: dict[str, Any], client: Any) -> None:
        ack()
        view: dict[str, Any] = {
            "type": "modal",
            "callback_id": "alert",
            "title": plain("New alert"),
        }
        view |= {"submit": plain("Save"), "blocks": [text_input("name", "Name")]}
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("alert")
    def keep(ack: Any, view: dict[str, Any], body: dict[str, Any], client: Any) -> None:
        name = view["state"]["values"]["name"]["name"]["value"]
        if name == "taken":
            ack(response_action="errors", errors={"name": "There is one of that name."})
            return
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"Alert *{name}* is on.")

    @app.event("app_home_opened")
    def home(event: dict[str, Any], client: Any) -> None:
        blocks = [section(f"Welcome <@{event['user']}>")]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    return app


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """The page of a playground whose bot answers, opened at its bare address."""
    playground = Playground(
        manifest=MANIFEST,
        people=PEOPLE,
        channels=[PlaygroundChannel("C0SALES", "sales", members=["U0ANN", "U0MAX"])],
        clock=MovableClock(datetime(2026, 11, 20, 8, 0, tzinfo=UTC)),
    )
    with PlaygroundServer(playground) as server, over_http(server, build_bot(server)):
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(15_000)
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console", lambda line: troubles.append(line.text) if line.type == "error" else None
        )
        page.goto(server.url)
        yield page
        context.close()
        assert troubles == []


def test_a_command_is_asked_answered_clicked_and_turned_into_an_alert(page: Page) -> None:
    box = page.get_by_role("combobox", name="Message #sales")
    box.fill("/pipeline @max.diaz <b>")
    box.press("Enter")
    expect(page.get_by_text("It is in our direct message.")).to_be_visible()
    expect(page.get_by_text("Only visible to you")).to_be_visible()

    page.locator("#sidebar").get_by_role("button", name="salesbell").click()
    answer = page.get_by_role("article").last
    expect(answer.get_by_text("asked: @Max Diaz <b>")).to_be_visible()
    expect(answer.get_by_role("table", name="Open pipeline by stage")).to_be_visible()
    expect(answer.get_by_role("img", name="48 deals")).to_have_js_property("naturalWidth", 480)

    answer.get_by_role("button", name="New alert").click()
    form = page.get_by_role("dialog", name="New alert")
    form.get_by_label("Name").fill("taken")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("There is one of that name.")).to_be_visible()
    form.get_by_label("Name").fill("West & co")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    expect(page.get_by_text("Alert West & co is on.")).to_be_visible()

    page.get_by_role("button", name="By owner").click()
    expect(page.get_by_text("By owner: Ann 30, Max 18")).to_be_visible()


def test_the_home_tab_is_published_for_whoever_opens_it(page: Page) -> None:
    page.locator("#sidebar").get_by_role("button", name="salesbell").click()
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_text("Welcome @Ann Berg")).to_be_visible()

    page.locator(".switch").click()
    page.get_by_role("option", name="Max Diaz").click()

    expect(page.get_by_text("Welcome @Max Diaz")).to_be_visible()


def test_a_command_the_bot_leaves_alone_is_told_in_slacks_words(page: Page) -> None:
    box = page.get_by_role("combobox", name="Message #sales")
    box.fill("/forgotten")
    box.press("Enter")

    expect(page.get_by_text('/forgotten failed with the error "dispatch_failed"')).to_be_visible()


def test_the_clock_moves_to_the_next_monday(page: Page) -> None:
    expect(page.locator(".clock-face")).to_contain_text("Fri, 20 Nov 2026")
    page.get_by_role("button", name="to next Monday 09:00").click()

    expect(page.locator(".clock-face")).to_contain_text("Mon, 23 Nov 2026, 09:00")


def test_a_fault_set_on_the_page_reaches_the_bot(page: Page) -> None:
    page.get_by_role("button", name="Faults").click()
    drawer = page.get_by_role("dialog", name="Faults")
    drawer.get_by_label("Method").select_option("chat.postMessage")
    drawer.get_by_role("button", name="Set the fault").click()

    expect(drawer.get_by_text("chat.postMessage refuse:channel_not_found, 1 more")).to_be_visible()
