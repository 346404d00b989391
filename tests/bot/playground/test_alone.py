"""A playground in a process of its own: started, asked, counted, and gone with its starter."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

PICTURE = b"not really a picture"


class Alone(NamedTuple):
    process: subprocess.Popen[str]
    said: dict[str, Any]

    def client(self) -> WebClient:
        token, address = self.said["bot_token"], self.said["api_url"]
        return WebClient(token=token, base_url=address, retry_handlers=[])

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.said['url']}{path}", data) as answer:  # noqa: S310 - our own
            return json.load(answer)


@pytest.fixture(scope="module")
def alone() -> Iterator[Alone]:
    words = ["--channels", "30", "--messages-a-minute", "20", "--now", "2026-11-23T08:00:00+00:00"]
    words += ["--grant", "channels:history"]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot.playground", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdin is not None
    assert process.stdout is not None
    yield Alone(process, json.loads(process.stdout.readline()))
    process.stdin.close()
    assert process.wait(20) == 0
    process.stdout.close()


def upload(client: WebClient) -> str:
    address = client.files_getUploadURLExternal(filename="chart.png", length=len(PICTURE))
    request = urllib.request.Request(address["upload_url"], PICTURE, method="POST")  # noqa: S310 - our own
    urllib.request.urlopen(request).close()  # noqa: S310 - our own
    client.files_completeUploadExternal(files=[{"id": address["file_id"]}])
    return str(address["file_id"])


def show(client: WebClient, channel: str, file: str) -> None:
    picture = {"type": "image", "slack_file": {"id": file}, "alt_text": "won"}
    metadata = {"event_type": "digest", "event_payload": {"key": channel}}
    client.chat_postMessage(channel=channel, text="won", blocks=[picture], metadata=metadata)


def test_it_counts_what_happened_in_it(alone: Alone) -> None:
    client, channels = alone.client(), alone.said["channels"]
    assert len(channels) == 30
    files = [upload(client), upload(client)]
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        show(client, channels[0], files[0])  # a fresh file is not ready at its first use
    show(client, channels[0], files[0])
    for channel in channels[1:20]:
        client.chat_postMessage(channel=channel, text="x")
    with pytest.raises(SlackApiError, match="ratelimited"):
        client.chat_postMessage(channel=channels[20], text="one too many for a minute")

    counted = alone.ask("/playground/summary")
    assert counted["answered"]["chat.postMessage"] == {
        "ok": 20,
        "invalid_blocks": 1,
        "ratelimited": 1,
    }
    assert len(counted["messages"]) == 20
    first = counted["messages"][0]
    assert (first["channel"], first["pictures"]) == (channels[0], files[:1])
    assert first["metadata"]["event_payload"] == {"key": channels[0]}
    assert first["ts"].startswith("1795420")  # the clock it was told: 23 November 2026, 08:00
    assert (counted["files"], counted["contents"]) == (2, 1)
    assert counted["content_bytes"] == len(PICTURE)
    assert counted["processor_seconds"] > 0


def test_it_is_administered_from_outside(alone: Alone) -> None:
    client, channel = alone.client(), alone.said["channels"][25]
    body = {"act": "archive", "channel": channel}
    assert alone.ask("/playground/administration", body) == {"ok": True}
    with pytest.raises(SlackApiError, match="is_archived"):
        client.chat_postMessage(channel=channel, text="x")
    scopes = {"act": "take_scopes", "scopes": ["channels:history"]}
    assert alone.ask("/playground/administration", scopes) == {"ok": True}
    with pytest.raises(SlackApiError, match="missing_scope"):
        client.conversations_history(channel=channel)
