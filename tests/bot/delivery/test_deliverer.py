"""Each delivery once, whatever Slack says."""

from datetime import datetime

import pytest

from bot.delivery.pace import UPLOADS_AT_ONCE, Pace
from bot.delivery.rendering import Kind
from bot.messages.outgoing import Outgoing
from storage.outbox import DeliveryRow
from tests.bot.delivery.conftest import ANN, BEN, Post, render_sample


def test_a_delivery_comes_once_with_its_thread_and_file(post: Post) -> None:
    post.put("a")
    assert post.work() == {"delivered": 1}
    assert post.shown() == ["a"]
    replies = [m.text for m in post.slack.messages("C0SALES") if m.thread_ts]
    assert "details of a" in replies
    assert any(file.name == "rows.csv" and file.shared_in for file in post.slack.files.values())
    assert post.work() == {}
    assert post.shown() == ["a"]


def test_equal_pictures_are_drawn_once(post: Post) -> None:
    post.put("a", text="same", alone=True)
    post.put("b", recipient=ANN, text="same", alone=True)
    post.put("c", recipient=BEN, text="other", alone=True)
    assert post.work() == {"delivered": 3}
    assert post.deliverer.pictures.drawn == 2


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("chat.postMessage", "rate_limit:7"),
        ("chat.postMessage", "file_not_ready:3"),
        ("files.getUploadURLExternal", "timeout_before"),
        ("files.getUploadURLExternal", "rate_limit:7"),
        ("files.completeUploadExternal", "drop_before"),
        ("files.completeUploadExternal", "http_503"),
    ],
)
def test_what_passes_by_is_waited_for(post: Post, method: str, fault: str) -> None:
    post.slack.faults.set(method, fault)
    post.put("a")
    assert post.work() == {"delivered": 1}
    assert post.shown() == ["a"]


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "drop", "http_503"])
def test_where_nobody_may_look_the_owner_is_asked_and_nothing_is_repeated(
    post: Post, fault: str
) -> None:
    post.hide_history()
    post.slack.faults.set("chat.postMessage", fault)
    post.put("a", plain=True)
    assert post.work() == {"unsure": 1, "delivered": 1}
    assert len(post.shown()) == (fault in ("timeout_after", "drop"))
    assert "can't tell whether Digest a arrived" in post.shown(ANN)[0]


def test_a_refused_channel_breaks_the_digest_and_tells_owner_and_administrators(post: Post) -> None:
    post.put("a", recipient="C0OTHER")
    assert post.work() == {"broken": 1, "delivered": 2}
    assert "did not arrive" in post.shown(ANN)[0]
    assert "did not arrive" in post.shown(BEN)[0]
    assert "/invite" in post.shown(ANN)[0]


def test_equal_pictures_wait_in_line_once(post: Post) -> None:
    pace = Pace(an_upload=10.0)
    post.deliverer = post.make_deliverer(pace=pace)
    for number in range(UPLOADS_AT_ONCE):  # the line is long when they come
        pace.reserve_upload(number, post.slack.machine_time.monotonic(), 0)
    for recipient in (ANN, BEN, "C0SALES"):
        post.put(f"to {recipient}", recipient=recipient, text="same", alone=True)
    assert post.work() == {"delivered": 3}
    assert post.deliverer.pictures.drawn == 1
    left = pace.reserve_upload("next", post.slack.machine_time.monotonic(), 0)
    assert left <= 10.0


def test_what_waits_for_its_thread_is_rendered_once(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = []

    def count(row: DeliveryRow, now: datetime) -> Outgoing:
        rendered.append(row.key)
        return render_sample(row, now)

    monkeypatch.setattr("bot.delivery.deliverer.KINDS", {"sample": Kind(count)})
    post.slack.faults.set("files.getUploadURLExternal", "rate_limit:7", call=2)  # the file's
    post.put("a")
    assert post.work() == {"delivered": 1}
    assert rendered == ["a"]
    assert any(file.name == "rows.csv" and file.shared_in for file in post.slack.files.values())
