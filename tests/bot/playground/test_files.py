"""Uploads in three steps, and when a file can be shown."""

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import Playground, Strictness
from bot.playground.machine_time import MovableMachineTime

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


def upload(client: WebClient, **more: Any) -> str:
    answer = client.files_upload_v2(filename="chart.png", content=PNG, title="Chart", **more)
    return str(answer["files"][0]["id"])


def picture(file_id: str) -> list[dict[str, Any]]:
    return [{"type": "image", "alt_text": "a chart", "slack_file": {"id": file_id}}]


def post(client: WebClient, file_id: str) -> str:
    try:
        client.chat_postMessage(channel="C0SALES", text="x", blocks=picture(file_id))
    except SlackApiError as error:
        return str(error.response.get("errors", [error.response["error"]])[0])
    return "posted"


NOT_READY = "invalid slack file [json-pointer:/blocks/0/slack_file]"


def test_a_fresh_file_is_not_ready_at_first_and_then_is(
    client: WebClient, playground: Playground
) -> None:
    file_id = upload(client)
    assert post(client, file_id) == NOT_READY
    assert playground.messages("C0SALES") == []
    assert post(client, file_id) == "posted"


def test_a_file_can_take_its_time(
    client: WebClient, playground: Playground, time: MovableMachineTime
) -> None:
    playground.strictness = Strictness(file_refusals=0, file_wait=2.0)
    file_id = upload(client)
    assert post(client, file_id) == NOT_READY
    time.advance(2.1)
    assert post(client, file_id) == "posted"


def test_a_fault_makes_the_next_file_slow(client: WebClient, playground: Playground) -> None:
    playground.faults.set("files.upload", "file_not_ready:3")
    slow, quick = upload(client), upload(client)
    assert [post(client, slow) for _ in range(4)] == [NOT_READY] * 3 + ["posted"]
    assert [post(client, quick) for _ in range(2)] == [NOT_READY, "posted"]


def test_a_file_that_was_never_completed_cannot_be_shown(client: WebClient) -> None:
    started = client.files_getUploadURLExternal(filename="chart.png", length=len(PNG))
    assert post(client, started["file_id"]) == NOT_READY
    assert post(client, "F0000000XYZ") == NOT_READY
    assert post(client, "chart") == (
        "does not match the pattern ^[F][A-Z0-9]{8,}$ [json-pointer:/blocks/0/slack_file/id]"
    )


def test_only_pictures_can_be_shown_as_images(client: WebClient, playground: Playground) -> None:
    playground.strictness = Strictness(file_refusals=0)
    made = client.files_upload_v2(filename="deals.csv", content="a,b")
    assert post(client, made["files"][0]["id"]) == NOT_READY


def test_a_file_without_its_bytes_cannot_be_completed(client: WebClient) -> None:
    started = client.files_getUploadURLExternal(filename="chart.png", length=len(PNG))
    with pytest.raises(SlackApiError) as caught:
        client.files_completeUploadExternal(files=[{"id": started["file_id"], "title": "x"}])
    assert caught.value.response["error"] == "file_not_found"


def test_an_upload_of_another_length_is_refused(client: WebClient) -> None:
    started = client.files_getUploadURLExternal(filename="chart.png", length=5)
    parts = urlsplit(str(started["upload_url"]))
    connection = http.client.HTTPConnection(parts.netloc)
    connection.request("POST", parts.path, body=PNG)
    assert connection.getresponse().status == 400
    connection.close()


def test_a_private_file_shows_in_messages_alone(client: WebClient, playground: Playground) -> None:
    playground.strictness = Strictness(file_refusals=0)
    file_id = upload(client)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postEphemeral(
            channel="C0SALES", user="U0ANN", text="x", blocks=picture(file_id)
        )
    assert caught.value.response["error"] == "invalid_blocks"
    with pytest.raises(SlackApiError) as caught:
        client.views_publish(user_id="U0ANN", view={"type": "home", "blocks": picture(file_id)})
    assert caught.value.response["error"] == "invalid_arguments"


def test_a_file_completed_with_a_channel_is_shared_there(
    client: WebClient, playground: Playground
) -> None:
    file_id = upload(client, channel="C0SALES", initial_comment="Export")
    (message,) = playground.messages("C0SALES")
    assert (message.text, message.files) == ("Export", [file_id])
    assert playground.files[file_id].content == PNG


def test_a_file_is_shared_into_a_thread_with_its_comment(
    client: WebClient, playground: Playground
) -> None:
    digest = client.chat_postMessage(channel="C0SALES", text="The digest")
    file_id = upload(client, channel="C0SALES", thread_ts=digest["ts"], initial_comment="All deals")
    playground.admin.grant("channels:history")
    answer = client.conversations_replies(channel="C0SALES", ts=digest["ts"])
    reply = answer["messages"][1]
    assert (reply["text"], reply["files"][0]["id"]) == ("All deals", file_id)
    assert len(client.conversations_history(channel="C0SALES")["messages"]) == 1


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ({"channel_id": "U0ANN"}, "invalid_arguments"),
        ({"channel_id": "#sales"}, "invalid_arguments"),
        ({"channel_id": "C0OTHER"}, "not_in_channel"),
        ({"channel_id": "C0OLD"}, "is_archived"),
        ({"channel_id": "C0SALES", "thread_ts": "1.000001"}, "thread_not_found"),
    ],
)
def test_a_file_is_shared_only_where_the_bot_may_write(
    client: WebClient, playground: Playground, place: dict[str, Any], error: str
) -> None:
    file_id = upload(client)
    with pytest.raises(SlackApiError) as caught:
        client.files_completeUploadExternal(files=[{"id": file_id}], **place)
    assert caught.value.response["error"] == error
    assert all(said == [] for said in playground.said.values())


def test_a_file_with_alt_txt_is_never_shared(client: WebClient, playground: Playground) -> None:
    client.files_upload_v2(filename="chart.png", content=PNG, channel="C0SALES", alt_txt="a chart")
    assert playground.messages("C0SALES") == []


def test_reading_a_file_back_needs_its_scope(client: WebClient) -> None:
    file_id = upload(client)
    with pytest.raises(SlackApiError) as caught:
        client.files_info(file=file_id)
    assert caught.value.response["error"] == "missing_scope"
