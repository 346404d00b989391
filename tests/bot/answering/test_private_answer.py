"""Where a private answer is seen: by the asker alone, and lasting in the direct messages."""

from dataclasses import replace

import pytest

from bot.answering.answerer import Answerer
from bot.answering.place import Place
from bot.answering.private_answer import answer_privately
from bot.answering.slack_answers import Fate
from bot.messages.message import Picture
from bot.playground import Playground
from bot.playground.payloads import response_address
from tests.bot.answering.conftest import ANN, BEN, SALES
from tests.bot.answering.samples import calls, kinds, message

FULL = ["rich_text", "table", "image", "actions"]
SHORT = ["rich_text", "table", "rich_text"]


def typed_in(playground: Playground, channel: str) -> Place:
    url = playground.new_response_url(ANN, channel, command="/pipeline")
    return Place(channel, ANN, response_address(playground, url), is_dm=channel.startswith("D"))


def own_channel(playground: Playground) -> str:
    return playground.channel_of(ANN).id


def test_typed_in_a_channel_it_is_seen_by_the_asker_and_lasts_in_direct_messages(
    playground: Playground, answerer: Answerer
) -> None:
    sent = answer_privately(answerer, message(), typed_in(playground, SALES))
    assert playground.messages(SALES, as_user=BEN) == []
    [words] = playground.messages(SALES, as_user=ANN)
    assert words.ephemeral_to == ANN
    assert kinds(words.blocks) == SHORT
    link = words.blocks[-1]["elements"][0]["elements"][0]
    assert link["text"] == "The answer with its chart and buttons is in our direct messages."
    assert sent.ts.replace(".", "") in link["url"]
    [lasting] = playground.messages(ANN)
    assert kinds(lasting.blocks) == FULL


def test_the_words_in_the_channel_come_before_the_picture_is_made(
    playground: Playground, answerer: Answerer
) -> None:
    seen: list[str] = []

    def draw() -> bytes:
        seen.extend(str(one.blocks[-1]) for one in playground.messages(SALES, as_user=ANN))
        return b"png"

    answer_privately(answerer, message(draw), typed_in(playground, SALES))
    assert len(seen) == 1
    assert "is on its way to our direct messages" in seen[0]


def test_no_chart_is_promised_where_there_is_none(
    playground: Playground, answerer: Answerer
) -> None:
    plain = message()
    bare = replace(plain, blocks=tuple(p for p in plain.blocks if not isinstance(p, Picture)))
    answer_privately(answerer, bare, typed_in(playground, SALES))
    [words] = playground.messages(SALES, as_user=ANN)
    assert "The answer with its buttons is in our direct messages." in str(words.blocks[-1])
    assert "chart" not in str(words.blocks)


def test_typed_in_direct_messages_it_is_one_message_there(
    playground: Playground, answerer: Answerer
) -> None:
    answer_privately(answerer, message(), typed_in(playground, own_channel(playground)))
    [lasting] = playground.messages(ANN)
    assert kinds(lasting.blocks) == FULL
    assert lasting.ephemeral_to is None
    assert calls(playground, "response_url") == 0


def test_typed_in_direct_messages_between_two_people_it_comes_to_ours_with_a_word_there(
    playground: Playground, answerer: Answerer
) -> None:
    foreign = typed_in(playground, SALES)
    place = Place("D0FOREIGN", ANN, foreign.response_url, is_dm=True)
    answer_privately(answerer, message(), place)
    assert len(playground.messages(ANN)) == 1
    [word] = playground.messages(SALES, as_user=ANN)
    assert word.ephemeral_to == ANN
    assert word.text == "The answer is in our direct messages."


def test_clicked_in_direct_messages_the_message_becomes_the_answer(
    playground: Playground, answerer: Answerer
) -> None:
    sent = answerer.post(ANN, message())
    place = Place(sent.channel, ANN, "", is_dm=True, message_ts=sent.ts)
    answer_privately(answerer, message(text="By owner: 3 deals."), place)
    [lasting] = playground.messages(ANN)
    assert lasting.text == "By owner: 3 deals."
    assert kinds(lasting.blocks) == FULL


def test_clicked_in_a_shared_message_it_leaves_that_message_alone(
    playground: Playground, answerer: Answerer
) -> None:
    shared = answerer.post(SALES, message())
    url = playground.new_response_url(ANN, SALES, source=playground.messages(SALES)[0])
    place = Place(SALES, ANN, response_address(playground, url), message_ts=shared.ts)
    answer_privately(answerer, message(text="By owner: 3 deals."), place)
    [untouched] = playground.messages(SALES, as_user=BEN)
    assert untouched.text == "3 deals are open."
    assert [one.text for one in playground.messages(ANN)] == ["By owner: 3 deals."]
    mine = playground.messages(SALES, as_user=ANN)
    assert [one.ephemeral_to for one in mine] == [None, ANN]


def test_clicked_on_words_only_the_asker_sees_they_are_replaced(
    playground: Playground, answerer: Answerer
) -> None:
    place = typed_in(playground, SALES)
    assert answerer.respond(place.response_url, message(text="Did you mean …?")) is Fate.DONE
    clicked = Place(SALES, ANN, place.response_url, message_ts="1.2", ephemeral=True)
    answer_privately(answerer, message(), clicked)
    [words] = playground.messages(SALES, as_user=ANN)
    assert words.text == "3 deals are open."


def test_clicked_on_passing_words_in_direct_messages_the_answer_takes_their_place(
    playground: Playground, answerer: Answerer
) -> None:
    place = typed_in(playground, own_channel(playground))
    answerer.respond(place.response_url, message(text="Did you mean …?"))
    clicked = Place(
        place.channel, ANN, place.response_url, is_dm=True, message_ts="1.2", ephemeral=True
    )
    answer_privately(answerer, message(), clicked)
    assert [one.text for one in playground.messages(ANN, as_user=ANN)] == ["3 deals are open."]


def test_asked_from_the_home_tab_it_comes_to_the_direct_messages(
    playground: Playground, answerer: Answerer
) -> None:
    answer_privately(answerer, message(), Place("", ANN))
    assert len(playground.messages(ANN)) == 1


def test_without_direct_messages_the_words_stay_and_say_so(
    playground: Playground, answerer: Answerer
) -> None:
    playground.faults.set("chat.postMessage", "refuse:restricted_action", times=None)
    answer_privately(answerer, message(), typed_in(playground, SALES))
    [words] = playground.messages(SALES, as_user=ANN)
    assert "couldn't bring the answer" in str(words.blocks[-1])


@pytest.mark.parametrize("fault", ["drop", "timeout_after", "http_500"])
@pytest.mark.parametrize("method", ["response_url", "chat.postMessage"])
def test_whatever_gets_lost_nothing_is_seen_twice(
    playground: Playground, answerer: Answerer, method: str, fault: str
) -> None:
    playground.strictness = type(playground.strictness)(file_refusals=0)
    playground.faults.set(method, fault)
    answer_privately(answerer, message(), typed_in(playground, SALES))
    assert len(playground.messages(SALES, as_user=ANN)) <= 1
    assert len(playground.messages(ANN)) <= 1
    assert calls(playground, "chat.postMessage") == 1


def test_a_response_url_that_is_used_up_loses_the_words_but_not_the_answer(
    playground: Playground, answerer: Answerer
) -> None:
    place = typed_in(playground, SALES)
    for _ in range(5):
        answerer.respond(place.response_url, message())
    assert answerer.respond(place.response_url, message()) is Fate.FINAL
    answer_privately(answerer, message(), place)
    assert len(playground.messages(ANN)) == 1


@pytest.mark.parametrize(
    ("refusals", "left"),
    [(0, ["rich_text", "table", "actions"]), (2, [])],
)
def test_words_only_the_asker_sees_go_down_the_ladder_too(
    playground: Playground, answerer: Answerer, refusals: int, left: list[str]
) -> None:
    place = typed_in(playground, SALES)
    if refusals:
        playground.faults.set("response_url", "refuse:invalid_blocks", times=refusals)
    assert answerer.respond(place.response_url, message()) is Fate.DONE
    [words] = playground.messages(SALES, as_user=ANN)
    assert kinds(words.blocks) == left
    assert words.text == "3 deals are open."
