"""What can go wrong on the way, and what the bot's client then sees."""

import http.client
import urllib.error
from time import monotonic

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from bot.playground import Playground, PlaygroundServer, Strictness
from bot.playground.limits import CHANNEL_BURST
from bot.playground.machine_time import MovableMachineTime


def impatient(server: PlaygroundServer) -> WebClient:
    # The SDK takes whole seconds, and urllib takes what it is given.
    client = WebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[])
    client.timeout = 0.3  # type: ignore[assignment] # shorter than the SDK's whole seconds
    return client


def test_a_refusal_comes_as_often_as_it_was_set(client: WebClient, playground: Playground) -> None:
    playground.faults.set("chat.postMessage", "refuse:internal_error", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            client.chat_postMessage(channel="C0SALES", text="x")
        assert caught.value.response["error"] == "internal_error"
    client.chat_postMessage(channel="C0SALES", text="x")
    assert len(playground.messages("C0SALES")) == 1
    assert [request.fault for request in playground.requests] == ["internal_error"] * 2 + [None]


def test_a_fault_strikes_its_method_alone(client: WebClient, playground: Playground) -> None:
    playground.faults.set("chat.update", "refuse:internal_error", times=None)
    assert client.chat_postMessage(channel="C0SALES", text="x")["ok"]
    playground.faults.set("*", "refuse:fatal_error", times=None)
    for _ in range(2):
        with pytest.raises(SlackApiError):
            client.auth_test()
    playground.faults.clear()
    assert client.auth_test()["ok"]


@pytest.mark.parametrize(("fault", "posted"), [("timeout_before", 0), ("timeout_after", 1)])
def test_a_timeout_leaves_it_open_whether_the_message_was_taken(
    server: PlaygroundServer, fault: str, posted: int
) -> None:
    server.playground.faults.set("chat.postMessage", fault)
    with pytest.raises(TimeoutError):
        impatient(server).chat_postMessage(channel="C0SALES", text="x")
    assert len(server.playground.messages("C0SALES")) == posted
    assert len(server.playground.requests) == 1


@pytest.mark.parametrize(("fault", "posted"), [("drop_before", 0), ("drop", 1)])
def test_a_dropped_connection_leaves_it_open_too(
    client: WebClient, playground: Playground, fault: str, posted: int
) -> None:
    playground.faults.set("chat.postMessage", fault)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        client.chat_postMessage(channel="C0SALES", text="x")
    assert len(playground.messages("C0SALES")) == posted


def test_the_default_client_posts_twice_after_a_dropped_connection(
    server: PlaygroundServer,
) -> None:
    careless = WebClient(token=server.bot_token, base_url=server.api_url)
    server.playground.faults.set("chat.postMessage", "drop")
    careless.chat_postMessage(channel="C0SALES", text="x")
    assert len(server.playground.messages("C0SALES")) == 2


def test_a_fault_strikes_the_call_it_is_set_for(client: WebClient, playground: Playground) -> None:
    playground.faults.set("chat.postMessage", "refuse:internal_error", call=3)
    said = []
    for number in range(4):
        try:
            client.chat_postMessage(channel="C0SALES", text=str(number))
            said.append(number)
        except SlackApiError:
            assert number == 2
    assert said == [0, 1, 3]


def test_faults_of_several_calls_count_the_same_calls(
    client: WebClient, playground: Playground
) -> None:
    playground.faults.set("auth.test", "refuse:internal_error")
    playground.faults.set("auth.test", "refuse:fatal_error", call=2)
    errors = []
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            client.auth_test()
        errors.append(caught.value.response["error"])
    assert errors == ["internal_error", "fatal_error"]
    assert client.auth_test()["ok"]


def test_a_fault_can_strike_one_channel_alone(client: WebClient, playground: Playground) -> None:
    playground.faults.set("*", "refuse:internal_error", times=None, channel="C0SALES")
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C0SALES", text="x")
    assert client.chat_postMessage(channel="U0ANN", text="x")["ok"]


@pytest.mark.parametrize(
    ("fault", "status", "posted"),
    [("http_503", 503, 0), ("http_503_after", 503, 1), ("refuse_after:fatal_error", 200, 1)],
)
def test_an_error_leaves_it_open_whether_the_message_was_taken(
    client: WebClient, playground: Playground, fault: str, status: int, posted: int
) -> None:
    playground.faults.set("chat.postMessage", fault)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0SALES", text="x")
    assert caught.value.response.status_code == status
    assert len(playground.messages("C0SALES")) == posted


def test_a_message_can_arrive_after_everybody_gave_it_up(server: PlaygroundServer) -> None:
    playground = server.playground
    playground.faults.set("chat.postMessage", "late:0.6")
    with pytest.raises(TimeoutError):
        impatient(server).chat_postMessage(channel="C0SALES", text="x")
    assert playground.messages("C0SALES") == []
    playground.wait_for(lambda: playground.messages("C0SALES"))


def test_a_slow_answer_is_a_good_one(client: WebClient, playground: Playground) -> None:
    playground.faults.set("auth.test", "slow:0.2")
    started = monotonic()
    assert client.auth_test()["ok"]
    assert monotonic() - started >= 0.2


def test_a_server_error_has_its_status(client: WebClient, playground: Playground) -> None:
    playground.faults.set("chat.postMessage", "http_503")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0SALES", text="x")
    assert caught.value.response.status_code == 503
    assert playground.messages("C0SALES") == []


def test_a_rate_limit_says_how_long_to_wait(client: WebClient, playground: Playground) -> None:
    playground.faults.set("chat.postMessage", "rate_limit:7")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0SALES", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["retry-after"] == "7"


def test_an_upload_can_fail(client: WebClient, playground: Playground) -> None:
    playground.faults.set("files.upload", "http_500")
    with pytest.raises(urllib.error.HTTPError) as caught:
        client.files_upload_v2(filename="chart.png", content=b"x")
    caught.value.close()
    assert all(file.content is None for file in playground.files.values())


def test_an_answer_can_be_refused(server: PlaygroundServer) -> None:
    playground = server.playground
    made = playground.new_response_url("U0ANN", "C0SALES", command="/pipeline")
    playground.faults.set("response_url", "refuse:invalid_blocks")
    hook = WebhookClient(f"{server.url}/response/T0PLAYGRND/{made.key}")
    answer = hook.send(text="x")
    assert (answer.status_code, answer.body) == (404, '{"ok":false,"error":"invalid_blocks"}')
    assert hook.send(text="x").status_code == 200


@pytest.mark.parametrize(
    "words", ["explode", "refuse:", "http_often", "rate_limit", "late:x", "slow:1e9"]
)
def test_a_fault_nobody_knows_cannot_be_set(playground: Playground, words: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        playground.faults.set("*", words)


def test_a_channel_takes_a_short_burst_and_then_one_message_a_second(
    client: WebClient, playground: Playground, time: MovableMachineTime
) -> None:
    for _ in range(CHANNEL_BURST):
        client.chat_postMessage(channel="C0SALES", text="x")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0SALES", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "ratelimited"
    client.chat_postMessage(channel="U0ANN", text="another place has its own limit")
    time.advance(float(caught.value.response.headers["retry-after"]))
    client.chat_postMessage(channel="C0SALES", text="x")
    assert len(playground.messages("C0SALES")) == CHANNEL_BURST + 1


def test_a_client_that_waits_as_told_gets_through(server: PlaygroundServer) -> None:
    patient = WebClient(
        token=server.bot_token,
        base_url=server.api_url,
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=2)],
    )
    server.playground.faults.set("chat.postMessage", "rate_limit:1")
    patient.chat_postMessage(channel="C0SALES", text="x")
    assert [one.text for one in server.playground.messages("C0SALES")] == ["x"]


def test_a_whole_workspace_takes_a_few_hundred_messages_a_minute(playground: Playground) -> None:
    waits = [playground.limits.spend_message(f"C{n}") for n in range(400)]
    assert waits.index(next(wait for wait in waits if wait)) == 300


def test_a_method_has_the_limit_of_its_tier(
    client: WebClient, playground: Playground, time: MovableMachineTime
) -> None:
    playground.strictness = Strictness()
    for _ in range(20):
        client.users_list()
    with pytest.raises(SlackApiError) as caught:
        client.users_list()
    assert int(caught.value.response.headers["retry-after"]) <= 60
    time.advance(60)
    assert client.users_list()["ok"]


def test_limits_can_be_switched_off(client: WebClient, playground: Playground) -> None:
    playground.strictness = Strictness(rate_limits=False, scopes=False, blocks=False)
    for _ in range(30):
        client.chat_postMessage(channel="C0SALES", text="x", blocks=[{"type": "header"}])
    assert client.conversations_history(channel="C0SALES")["ok"]
