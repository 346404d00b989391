"""What the page asks for and sends, and who else may not."""

import contextlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from bot.playground import Playground, PlaygroundServer, Strictness
from tests.bot.playground.bolt import build_app, over_http
from tests.bot.playground.test_files import PNG, picture, upload
from tests.bot.playground.test_views import modal

Json = dict[str, Any]


@pytest.fixture
def page(server: PlaygroundServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as client:
        yield client


@pytest.fixture
def app(server: PlaygroundServer) -> Iterator[App]:
    app = build_app(server)
    with over_http(server, app):
        yield app


def get(page: httpx.Client, path: str, **query: str) -> Any:
    answer = page.get(f"/playground/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(page: httpx.Client, path: str, **body: Any) -> Json:
    answer: Json = page.post(f"/playground/{path}", json=body).json()
    return answer


def test_the_state_says_who_where_and_when(page: httpx.Client) -> None:
    state = get(page, "state", **{"as": "U0ADA"})
    assert state["team"] == {"id": "T0PLAYGRND", "name": "Playground"}
    assert (state["me"], state["zone"]) == ("U0ADA", "Europe/Berlin")
    assert datetime.fromisoformat(state["now"]).date() == datetime(2026, 11, 20, tzinfo=UTC).date()
    assert {user["role"] for user in state["users"]} == {"rep", "manager", "administrator", "bot"}
    assert state["commands"][0] == {
        "command": "/pipeline",
        "usage_hint": "by owner",
        "description": "Open deals",
    }
    assert (state["modals"], state["home"], state["faults"]) == ([], None, [])


def test_everybody_sees_their_own_channels(page: httpx.Client) -> None:
    def ids(person: str) -> list[str]:
        channels = get(page, "state", **{"as": person})["channels"]
        return [channel["id"] for channel in channels]

    assert ids("U0ANN") == ["C0SALES", "C0OTHER", "C0OLD", "D0ANN"]
    assert ids("U0ADA") == ["C0SALES", "C0OTHER", "C0BOARD", "C0OLD", "D0ADA"]
    (talk,) = [one for one in get(page, "state")["channels"] if one["kind"] == "dm"]
    assert (talk["name"], talk["members"]) == ("bell", ["U0ANN", "U0SALESBOT"])


def test_somebody_unknown_sees_nothing(page: httpx.Client) -> None:
    assert page.get("/playground/state", params={"as": "U0NOBODY"}).status_code == 404
    query = {"as": "U0ANN", "channel": "C0NOWHERE"}
    assert page.get("/playground/messages", params=query).status_code == 404
    assert get(page, "messages", **{"as": "U0MAX", "channel": "D0ANN"}) == []


def test_a_command_and_its_answer(app: App, page: httpx.Client, playground: Playground) -> None:
    @app.command("/pipeline")
    def answer(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="Open: 12", response_type="in_channel")

    typed = post(page, "command", **{"as": "U0ANN", "channel": "C0SALES", "text": "/pipeline me"})
    assert typed == {"ok": True}
    playground.wait_for(lambda: playground.messages("C0SALES"))
    (shown,) = get(page, "messages", **{"as": "U0MAX", "channel": "C0SALES"})
    assert shown["text"] == "Open: 12"
    assert shown["command"] == "/pipeline me"
    assert (shown["ephemeral"], shown["edited"], shown["reply_count"]) == (False, False, 0)
    assert shown["username"] == "bell"


def test_a_failed_command_comes_with_slack_s_words(page: httpx.Client) -> None:
    body = {"as": "U0ANN", "channel": "C0SALES"}
    assert post(page, "command", **body, text="/pipeline") == {
        "ok": False,
        "error": "dispatch_failed",
        "message": '/pipeline failed with the error "dispatch_failed"',
    }
    assert post(page, "command", **body, text="/nothing")["error"] == "unknown_command"


def test_replies_stand_in_their_thread(page: httpx.Client, client: WebClient) -> None:
    stamp = client.chat_postMessage(channel="C0SALES", text="Digest")["ts"]
    body = {"as": "U0ANN", "channel": "C0SALES", "text": "thanks", "thread_ts": stamp}
    assert post(page, "message", **body) == {"ok": True}
    (shown,) = get(page, "messages", **{"as": "U0MAX", "channel": "C0SALES"})
    assert (shown["text"], shown["reply_count"]) == ("Digest", 1)
    thread = get(page, "thread", **{"as": "U0MAX", "channel": "C0SALES", "ts": stamp})
    assert [one["text"] for one in thread] == ["Digest", "thanks"]


def test_unread_messages_are_counted_until_they_are_read(
    page: httpx.Client, client: WebClient
) -> None:
    def unread() -> int:
        channels = get(page, "state", **{"as": "U0MAX"})["channels"]
        return int(next(one["unread"] for one in channels if one["id"] == "C0SALES"))

    client.chat_postMessage(channel="C0SALES", text="one")
    client.chat_postEphemeral(channel="C0SALES", user="U0ANN", text="not for Max")
    assert unread() == 1
    get(page, "messages", **{"as": "U0MAX", "channel": "C0SALES"})
    assert unread() == 0


def test_a_click_and_a_modal(app: App, page: httpx.Client, playground: Playground) -> None:
    sent: list[Json] = []

    @app.action("open")
    def open_modal(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal())
        ack()

    @app.action("explain")
    def explain(ack: Ack, body: Json) -> None:
        ack()
        sent.append(body["view"]["state"]["values"])

    @app.view("share")
    def share(ack: Ack, view: Json) -> None:
        sent.append(view["state"]["values"])
        ack()

    button = {"type": "button", "action_id": "open", "text": {"type": "plain_text", "text": "Go"}}
    app.client.chat_postMessage(
        channel="C0SALES",
        text="x",
        blocks=[{"type": "actions", "block_id": "b", "elements": [button]}],
    )
    (shown,) = get(page, "messages", **{"as": "U0ANN", "channel": "C0SALES"})
    container = {"type": "message", "channel": "C0SALES", "ts": shown["ts"]}
    action = {"block_id": "b", "action_id": "open", "type": "button", "value": "forged"}
    assert post(page, "action", **{"as": "U0ANN"}, container=container, action=action)["ok"]
    (view,) = get(page, "state", **{"as": "U0ANN"})["modals"]
    assert view["title"]["text"] == "Share"

    note = {"note": {"words": {"type": "plain_text_input", "value": "Look"}}}
    action = {"block_id": "more", "action_id": "explain", "type": "button"}
    container = {"type": "view", "view_id": view["id"]}
    acted = post(page, "action", **{"as": "U0ANN"}, container=container, action=action, values=note)
    assert acted == {"ok": True}
    assert sent[0]["note"]["words"]["value"] == "Look"

    empty = post(page, "submit", **{"as": "U0ANN"}, view_id=view["id"], values={})
    assert empty == {"ok": True, "errors": {"where": "Please complete this required field."}}
    where = {"where": {"channel": {"selected_conversation": "C0SALES"}}}
    assert post(page, "submit", **{"as": "U0ANN"}, view_id=view["id"], values=where)["ok"]
    assert sent[1]["where"]["channel"]["selected_conversation"] == "C0SALES"
    assert get(page, "state", **{"as": "U0ANN"})["modals"] == []
    again = page.post("/playground/close", json={"as": "U0ANN", "view_id": view["id"]})
    assert again.status_code == 404


def test_what_is_not_there_cannot_be_acted_on(page: httpx.Client, client: WebClient) -> None:
    stamp = client.chat_postEphemeral(channel="C0SALES", user="U0ANN", text="x")["message_ts"]
    body = {
        "as": "U0MAX",
        "container": {"type": "message", "channel": "C0SALES", "ts": stamp},
        "action": {"block_id": "b", "action_id": "a"},
    }
    assert page.post("/playground/action", json=body).status_code == 404
    assert page.post("/playground/command", json={"as": "U0ANN"}).status_code == 404
    assert page.post("/playground/command", content=b"no json").status_code == 400


@pytest.mark.parametrize(
    ("to", "lands"),
    [
        ("2026-11-23T09:00:00+01:00", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("next-monday-0900", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("+1h", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("+1d", datetime(2026, 11, 21, 8, tzinfo=UTC)),
        ("+1w", datetime(2026, 11, 27, 8, tzinfo=UTC)),
    ],
)
def test_the_clock_can_be_moved(
    page: httpx.Client, playground: Playground, to: str, lands: datetime
) -> None:
    assert post(page, "clock", to=to) == {"ok": True}
    assert timedelta() <= playground.now() - lands < timedelta(minutes=1)


def test_next_monday_at_nine_stays_at_nine_when_the_clocks_change(
    page: httpx.Client, playground: Playground
) -> None:
    playground.clock.move_to(datetime(2026, 10, 23, 12, tzinfo=UTC))
    post(page, "clock", to="next-monday-0900")
    assert playground.now().replace(second=0, microsecond=0) == datetime(
        2026, 10, 26, 8, tzinfo=UTC
    )


def test_an_hour_is_an_hour_in_the_night_the_clocks_go_back(
    page: httpx.Client, playground: Playground
) -> None:
    playground.clock.move_to(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    post(page, "clock", to="+1h")
    assert playground.now() - datetime(2026, 10, 25, 1, 30, tzinfo=UTC) < timedelta(minutes=1)


def test_a_clock_that_makes_no_sense_is_refused(page: httpx.Client) -> None:
    assert page.post("/playground/clock", json={"to": "yesterday"}).status_code == 400


def test_faults_are_set_listed_and_cleared(page: httpx.Client) -> None:
    fault = {"method": "chat.postMessage", "fault": "refuse:internal_error", "times": 2}
    assert post(page, "faults", **fault) == {"ok": True}
    assert get(page, "state")["faults"] == [{**fault, "call": 1, "channel": None}]
    assert page.post("/playground/faults", json={**fault, "fault": "bang"}).status_code == 400
    post(page, "faults", clear=True)
    assert get(page, "state")["faults"] == []


def test_the_bot_can_be_invited_and_removed(page: httpx.Client, playground: Playground) -> None:
    post(page, "member", channel="C0OTHER", bot=True)
    assert playground.channels["C0OTHER"].bot_is_member
    post(page, "member", channel="C0OTHER", bot=False)
    assert not playground.channels["C0OTHER"].bot_is_member


def test_a_picture_is_shown_to_those_who_see_its_message(
    page: httpx.Client, client: WebClient, playground: Playground
) -> None:
    playground.strictness = Strictness(file_refusals=0)
    file_id = upload(client)
    place = f"/playground/files/{file_id}"
    assert page.get(place, params={"as": "U0ANN"}).status_code == 403
    client.chat_postMessage(channel="U0ANN", text="x", blocks=picture(file_id))
    shown = page.get(place, params={"as": "U0ANN"})
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
    assert page.get(place, params={"as": "U0MAX"}).status_code == 403
    assert page.get("/playground/files/F0", params={"as": "U0ANN"}).status_code == 404


def test_a_file_that_is_no_picture_is_saved_and_never_shown(
    page: httpx.Client, client: WebClient
) -> None:
    made = client.files_upload_v2(
        filename='a".svg', content="<svg onload='alert(1)'/>", channel="C0SALES"
    )
    shown = page.get(f"/playground/files/{made['files'][0]['id']}", params={"as": "U0ANN"})
    assert shown.headers["content-disposition"] == 'attachment; filename="a.svg"'
    assert shown.headers["x-content-type-options"] == "nosniff"


def test_the_page_hears_what_changed(server: PlaygroundServer, client: WebClient) -> None:
    address = server.url.replace("http", "ws") + "/playground/live?as=U0ANN"
    with connect(address) as live:
        client.chat_postMessage(channel="C0SALES", text="x")
        assert json.loads(live.recv(timeout=5)) == {
            "type": "changed",
            "what": "messages",
            "channel": "C0SALES",
        }
        server.playground.changed("clock")
        assert json.loads(live.recv(timeout=5))["what"] == "clock"


def test_pages_that_left_are_forgotten(server: PlaygroundServer) -> None:
    address = server.url.replace("http", "ws") + "/playground/live?as=U0ANN"
    playground = server.playground
    with connect(address):
        playground.wait_for(lambda: playground.listening)
    playground.wait_for(lambda: not playground.listening)


@pytest.mark.parametrize("host", ["evil.example.com", "127.0.0.1.example.com", "", "[", "a@b:c"])
def test_a_rebound_name_is_turned_away(page: httpx.Client, host: str) -> None:
    assert page.get("/playground/state", headers={"Host": host}).status_code == 403
    assert page.get("/", headers={"Host": host}).status_code == 403


def test_another_page_in_the_same_browser_is_turned_away(
    page: httpx.Client, server: PlaygroundServer
) -> None:
    body = {"to": "+1d"}
    for origin in ("https://example.com", "null", "http://127.0.0.1:1"):
        answer = page.post("/playground/clock", json=body, headers={"Origin": origin})
        assert answer.status_code == 403
    own = page.post("/playground/clock", json=body, headers={"Origin": server.url})
    assert own.status_code == 200


def test_another_page_cannot_listen(server: PlaygroundServer) -> None:
    address = server.url.replace("http", "ws") + "/playground/live?as=U0ANN"
    with pytest.raises(InvalidStatus), connect(address, origin=Origin("https://example.com")):
        pass


def test_the_page_asks_nobody_else(page: httpx.Client) -> None:
    shown = page.get("/")
    assert shown.status_code == 200
    assert "default-src 'self'" in shown.headers["content-security-policy"]
    assert page.get("/static/js/app.js").status_code == 200
    assert page.get("/static/../page.py").status_code == 404


def test_a_hanging_request_does_not_hold_up_the_others(
    page: httpx.Client, server: PlaygroundServer
) -> None:
    server.playground.faults.set("auth.test", "timeout_before", times=None)
    slow = WebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[], timeout=1)
    waiting = threading.Thread(target=lambda: suppress_timeout(slow))
    waiting.start()
    server.playground.wait_for(lambda: server.playground.requests)
    assert get(page, "state")["me"] == "U0ANN"
    assert waiting.is_alive()
    waiting.join()


def suppress_timeout(client: WebClient) -> None:
    with contextlib.suppress(TimeoutError):
        client.auth_test()
