"""Posting an answer with its picture: once, whatever goes wrong on the way."""

import pytest
from structlog.testing import capture_logs

from bot.answering.answerer import Answerer
from bot.answering.ladder import NO_PICTURE, PAUSES
from bot.playground import Playground
from storage.problem import Problem
from tests.bot.answering.conftest import ANN, SALES, Pauses
from tests.bot.answering.samples import calls, draw_nothing, kinds, message

FULL = ["rich_text", "table", "image", "actions"]


def test_a_message_has_its_picture_in_it_and_unfurls_nothing(
    playground: Playground, answerer: Answerer
) -> None:
    sent = answerer.post(SALES, message())
    [shown] = playground.messages(SALES)
    assert (shown.ts, shown.channel) == (sent.ts, sent.channel)
    assert kinds(shown.blocks) == FULL
    assert shown.blocks[2]["alt_text"] == "Proposal 3"
    assert not shown.unfurl_links
    assert not shown.unfurl_media
    [file] = playground.files.values()
    assert not file.shared_in


def test_a_message_to_a_user_tells_its_conversation(
    playground: Playground, answerer: Answerer
) -> None:
    sent = answerer.post(ANN, message())
    assert sent.channel.startswith("D")
    assert len(playground.messages(ANN)) == 1


@pytest.mark.parametrize("refusals", [0, 1, 3, len(PAUSES)])
def test_a_picture_that_is_not_ready_is_waited_for(
    playground: Playground, answerer: Answerer, pauses: Pauses, refusals: int
) -> None:
    playground.faults.set("chat.postMessage", f"file_not_ready:{refusals}")
    answerer.post(SALES, message())
    [shown] = playground.messages(SALES)
    assert kinds(shown.blocks) == FULL
    assert tuple(pauses) == PAUSES[:refusals]


def test_a_picture_that_is_never_ready_is_left_out_with_a_word(
    playground: Playground, answerer: Answerer, pauses: Pauses
) -> None:
    playground.faults.set("chat.postMessage", "file_not_ready:99")
    with capture_logs() as logs:
        answerer.post(SALES, message())
    [shown] = playground.messages(SALES)
    assert kinds(shown.blocks) == ["rich_text", "table", "context", "actions"]
    assert shown.blocks[2]["elements"][0]["text"] == NO_PICTURE
    assert sum(pauses) == pytest.approx(30)
    assert [entry["why"] for entry in logs if entry["event"] == "rung left"][-1] == (
        "picture refused"
    )


@pytest.mark.parametrize(
    "method", ["files.getUploadURLExternal", "files.upload", "files.completeUploadExternal"]
)
@pytest.mark.parametrize("fault", ["drop", "drop_before", "http_500", "refuse:missing_scope"])
def test_an_upload_that_fails_costs_the_picture_and_nothing_else(
    playground: Playground, answerer: Answerer, method: str, fault: str
) -> None:
    playground.faults.set(method, fault, times=None)
    answerer.post(SALES, message())
    [shown] = playground.messages(SALES)
    assert kinds(shown.blocks) == ["rich_text", "table", "context", "actions"]
    assert calls(playground, "chat.postMessage") == 1


def test_an_upload_that_fails_once_is_tried_again(
    playground: Playground, answerer: Answerer
) -> None:
    playground.faults.set("files.completeUploadExternal", "drop_before")
    answerer.post(SALES, message())
    assert kinds(playground.messages(SALES)[0].blocks) == FULL


def test_a_picture_that_cannot_be_drawn_is_logged_and_left_out(
    playground: Playground, answerer: Answerer
) -> None:
    with capture_logs() as logs:
        answerer.post(SALES, message(draw_nothing))
    [shown] = playground.messages(SALES)
    assert kinds(shown.blocks) == ["rich_text", "table", "context", "actions"]
    assert any("reference" in entry for entry in logs)


@pytest.mark.parametrize("fault", ["drop", "timeout_after", "http_500"])
def test_an_answer_that_was_lost_is_never_sent_again(
    playground: Playground, answerer: Answerer, fault: str
) -> None:
    playground.strictness = type(playground.strictness)(file_refusals=0)
    playground.faults.set("chat.postMessage", fault)
    with capture_logs() as logs:
        sent = answerer.post(SALES, message())
    assert sent.ts == ""
    assert sent.reference in [entry.get("reference") for entry in logs]
    assert len(playground.messages(SALES)) <= 1
    assert calls(playground, "chat.postMessage") == 1


@pytest.mark.parametrize("error", ["internal_error", "fatal_error"])
def test_an_error_of_slack_itself_may_have_posted_and_is_not_repeated(
    playground: Playground, answerer: Answerer, error: str
) -> None:
    playground.faults.set("chat.postMessage", f"refuse:{error}")
    assert answerer.post(SALES, message()).ts == ""
    assert calls(playground, "chat.postMessage") == 1


def test_a_lost_answer_after_a_picture_was_not_ready_is_not_repeated_either(
    playground: Playground, answerer: Answerer, pauses: Pauses
) -> None:
    # The first try is refused because the file is new; the second is shown and its answer lost.
    def break_the_second(seconds: float) -> None:
        playground.faults.set("chat.postMessage", "drop")
        pauses(seconds)

    answerer._pause = break_the_second  # noqa: SLF001 - the fault has to strike between two tries
    sent = answerer.post(SALES, message())
    assert sent.ts == ""
    assert len(playground.messages(SALES)) == 1


def test_slack_asking_to_slow_down_is_waited_for(
    playground: Playground, answerer: Answerer
) -> None:
    playground.faults.set("chat.postMessage", "rate_limit:0", times=2)
    answerer.post(SALES, message())
    assert len(playground.messages(SALES)) == 1


def test_slack_asking_to_slow_down_for_too_long_is_told(
    playground: Playground, answerer: Answerer
) -> None:
    playground.faults.set("chat.postMessage", "rate_limit:0", times=None)
    with pytest.raises(Problem) as caught:
        answerer.post(SALES, message())
    assert caught.value.reference == "slack-busy"
    assert playground.messages(SALES) == []


@pytest.mark.parametrize(
    ("channel", "reference"),
    [
        ("C0OTHER", "not-in-channel"),
        ("C0NOWHERE", "not-in-channel"),
        ("C0OLD", "channel-archived"),
    ],
)
def test_a_channel_that_cannot_be_written_to_is_a_problem_with_its_mend(
    answerer: Answerer, channel: str, reference: str
) -> None:
    with pytest.raises(Problem) as caught:
        answerer.post(channel, message())
    assert caught.value.reference == reference


def test_a_workspace_that_refuses_tables_gets_fields_and_is_remembered(
    playground: Playground, answerer: Answerer
) -> None:
    playground.strictness = type(playground.strictness)(file_refusals=0)
    playground.faults.set("chat.postMessage", "refuse:invalid_blocks")
    answerer.post(SALES, message())
    answerer.post(SALES, message())
    answerer.post(SALES, message())
    answerer.post(SALES, message())
    shown = [kinds(one.blocks) for one in playground.messages(SALES)]
    without = ["rich_text", "section", "image", "actions"]
    assert shown == [without, without, without, FULL]  # asked again after two, as set in the test
    assert calls(playground, "chat.postMessage") == 5


def test_when_every_block_is_refused_the_text_says_it_all(
    playground: Playground, answerer: Answerer, memory: object
) -> None:
    playground.faults.set("chat.postMessage", "refuse:invalid_blocks", times=3)
    answerer.post(SALES, message(text="3 deals, <escaped> by the message itself"))
    [shown] = playground.messages(SALES)
    assert shown.blocks == []
    assert shown.text.startswith("3 deals")


def test_a_message_is_changed_in_its_place(playground: Playground, answerer: Answerer) -> None:
    sent = answerer.post(ANN, message())
    before = [block["block_id"] for block in playground.messages(ANN)[0].blocks]
    answerer.update(sent.channel, sent.ts, message(text="2 deals are open."))
    [shown] = playground.messages(ANN)
    assert shown.text == "2 deals are open."
    assert kinds(shown.blocks) == FULL
    assert not set(before) & {block["block_id"] for block in shown.blocks}


@pytest.mark.parametrize("fault", ["drop", "drop_before", "http_500"])
def test_a_lost_update_is_repeated_as_it_shows_nothing_twice(
    playground: Playground, answerer: Answerer, fault: str
) -> None:
    sent = answerer.post(ANN, message())
    playground.faults.set("chat.update", fault)
    answerer.update(sent.channel, sent.ts, message(text="2 deals are open."))
    assert [one.text for one in playground.messages(ANN)] == ["2 deals are open."]


def test_an_update_of_a_message_that_is_gone_is_posted_anew(
    playground: Playground, answerer: Answerer
) -> None:
    sent = answerer.post(ANN, message())
    playground.remove_message(playground.messages(ANN)[0])
    answerer.update(sent.channel, sent.ts, message(text="2 deals are open."))
    assert [one.text for one in playground.messages(ANN)] == ["2 deals are open."]


def test_a_file_is_sent_into_the_direct_messages(
    playground: Playground, answerer: Answerer
) -> None:
    sent = answerer.send_file(ANN, "pipeline.csv", b"a,b\r\n", "Here is your table.")
    words, file = playground.messages(ANN)
    assert words.text == "Here is your table."
    assert playground.files[file.files[0]].content == b"a,b\r\n"
    assert sent.channel == words.channel


def test_a_file_whose_sharing_got_lost_is_not_shared_again(
    playground: Playground, answerer: Answerer
) -> None:
    playground.faults.set("files.completeUploadExternal", "drop")
    sent = answerer.send_file(SALES, "pipeline.csv", b"a,b\r\n", "Here is your table.")
    assert sent.reference
    assert len(playground.messages(SALES)) == 1


def test_a_file_is_not_sent_when_it_is_unknown_where_to(
    playground: Playground, answerer: Answerer
) -> None:
    playground.faults.set("chat.postMessage", "drop")
    sent = answerer.send_file(ANN, "pipeline.csv", b"a,b\r\n", "Here is your table.")
    assert sent.reference
    assert len(playground.messages(ANN)) == 1
    assert calls(playground, "files.completeUploadExternal") == 0


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize("place", [ANN, SALES])
def test_a_file_that_is_refused_leaves_no_words_that_announce_it(
    playground: Playground, answerer: Answerer, step: str, place: str
) -> None:
    playground.faults.set(step, "refuse:not_allowed_token_type")
    with pytest.raises(Problem):
        answerer.send_file(place, "pipeline.csv", b"a,b\r\n", "Here is your table.")
    assert playground.messages(place) == []


def test_a_refused_file_is_told_although_its_words_can_not_be_taken_back(
    playground: Playground, answerer: Answerer
) -> None:
    playground.faults.set("files.completeUploadExternal", "refuse:not_allowed_token_type")
    playground.faults.set("chat.delete", "refuse:cant_delete_message")
    with pytest.raises(Problem):
        answerer.send_file(ANN, "pipeline.csv", b"a,b\r\n", "Here is your table.")
