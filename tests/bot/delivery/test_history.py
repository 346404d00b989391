"""Looking whether a message of ours stands in Slack."""

import pytest
from slack_sdk import WebClient

from bot.answering.client import make_delivering_client
from bot.delivery.history import (
    NotLooked,
    Place,
    Unseen,
    find_message,
    has_file,
    is_marked,
    write_metadata,
)
from bot.playground.state import Message
from bot.playground.workspace import BOT_USER
from tests.bot.delivery.conftest import ANN, BEN, NOW, SALES, Post

IS_IT = is_marked("digest:1", "main")


@pytest.fixture
def client(post: Post) -> WebClient:
    return make_delivering_client(post.server.bot_token, post.server.api_url)


def say(client: WebClient, where: str, key: str, part: str = "main") -> Place:
    answer = client.chat_postMessage(channel=where, text=key, metadata=write_metadata(key, part))
    return Place(str(answer["channel"]), str(answer["ts"]))


def chat(post: Post, times: int) -> None:
    for number in range(times):
        stamp = post.slack.new_stamp()
        post.slack.add_message(Message(SALES, stamp, BEN, f"word {number}"))


def test_it_is_found_by_its_key_and_part_among_many_words(post: Post, client: WebClient) -> None:
    chat(post, 300)
    say(client, SALES, "digest:2")
    say(client, SALES, "digest:1", "thread-1")
    assert find_message(client, SALES, "", IS_IT, NOW) is Unseen.ABSENT
    place = say(client, SALES, "digest:1")
    chat(post, 300)
    assert find_message(client, SALES, "", IS_IT, NOW) == place


def test_it_is_found_in_a_thread_and_in_direct_messages(post: Post, client: WebClient) -> None:
    main = say(client, ANN, "digest:1")
    assert find_message(client, ANN, "", IS_IT, NOW) == main
    reply = is_marked("digest:1", "thread-1")
    assert find_message(client, main.channel, main.ts, reply, NOW) is Unseen.ABSENT
    metadata = write_metadata("digest:1", "thread-1")
    said = client.chat_postMessage(
        channel=main.channel, thread_ts=main.ts, text="more", metadata=metadata
    )
    found = find_message(client, main.channel, main.ts, reply, NOW)
    assert found == Place(main.channel, str(said["ts"]))


def test_nobody_elses_message_is_taken_for_ours(post: Post, client: WebClient) -> None:
    forged = Message(SALES, post.slack.new_stamp(), BEN, "digest:1")
    forged.metadata = write_metadata("digest:1", "main")
    post.slack.add_message(forged)
    assert find_message(client, SALES, "", IS_IT, NOW, BOT_USER) is Unseen.ABSENT
    place = say(client, SALES, "digest:1")
    assert find_message(client, SALES, "", IS_IT, NOW, BOT_USER) == place


@pytest.mark.parametrize("gone", ["im:history", "im:write"])
def test_where_a_scope_is_missing_nobody_can_look(post: Post, client: WebClient, gone: str) -> None:
    say(client, ANN, "digest:1")
    post.slack.installation.take_scopes([gone])
    assert find_message(client, ANN, "", IS_IT, NOW) is Unseen.UNREADABLE


def test_where_too_much_has_been_said_nobody_can_tell(post: Post, client: WebClient) -> None:
    chat(post, 2100)
    assert find_message(client, SALES, "", IS_IT, NOW) is Unseen.UNREADABLE


@pytest.mark.parametrize("fault", ["rate_limit:9", "http_503", "drop_before"])
def test_a_slack_that_does_not_answer_may_be_asked_again(
    post: Post, client: WebClient, fault: str
) -> None:
    place = say(client, SALES, "digest:1")
    post.slack.faults.set("conversations.history", fault)
    with pytest.raises(NotLooked) as caught:
        find_message(client, SALES, "", IS_IT, NOW)
    assert (caught.value.answer.retry_after == 9) == (fault == "rate_limit:9")
    assert find_message(client, SALES, "", IS_IT, NOW) == place


def test_a_file_is_known_by_its_id() -> None:
    assert has_file("F1")({"files": [{"id": "F0"}, {"id": "F1"}]})
    assert not has_file("F1")({"files": []})
    assert not has_file("F1")({})
