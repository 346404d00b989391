"""A rep, a manager, an administrator and a stranger ask for the pipeline."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest

from bot.playground.state import Message
from tests.stories.conftest import (
    ADMINISTRATOR_NAME,
    MANAGER_NAME,
    PATIENCE,
    REP_NAME,
    STRANGER_NAME,
    Story,
)


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


def test_a_rep_gets_one_private_message_with_table_and_picture(story: Story) -> None:
    answer = story.ask(REP_NAME, "/pipeline", "#sales")
    assert kinds(answer).count("table") == 1
    assert kinds(answer).count("image") == 1
    (whisper,) = story.whispers(REP_NAME, "#sales")
    assert "table" in kinds(whisper)
    assert "image" not in kinds(whisper)
    for other in (MANAGER_NAME, ADMINISTRATOR_NAME, STRANGER_NAME):
        assert story.slack.messages("#sales", as_user=other) == []


def test_the_picture_tells_its_numbers_to_those_who_cannot_see_it(story: Story) -> None:
    answer = story.ask(REP_NAME, "/pipeline")
    (image,) = [block for block in answer.blocks if block["type"] == "image"]
    assert "deals" in image["alt_text"]
    file = story.slack.files[image["slack_file"]["id"]]
    assert (file.content or b"").startswith(b"\x89PNG")


def test_a_wider_role_sees_more_and_the_answer_says_for_whom(story: Story) -> None:
    counts = []
    for who in (REP_NAME, MANAGER_NAME, ADMINISTRATOR_NAME):
        answer = story.ask(who, "/pipeline")
        counts.append(int(answer.text.split(" ", 1)[0].replace(",", "")))
    assert counts[0] < counts[1] < counts[2]


def test_a_rep_cannot_ask_for_somebody_else(story: Story) -> None:
    whisper = story.whisper(REP_NAME, f"/pipeline {MANAGER_NAME}")
    assert "open deals" not in whisper.text
    assert story.answers(REP_NAME) == []


def test_a_stranger_sees_no_number_and_is_told_how_to_be_linked(story: Story) -> None:
    whisper = story.whisper(STRANGER_NAME, "/pipeline")
    assert "salesbell import people" in whisper.text
    assert not any(character.isdigit() for character in whisper.text)
    assert story.answers(STRANGER_NAME) == []


def test_by_owner_takes_the_place_of_the_answer_it_was_clicked_in(story: Story) -> None:
    answer = story.ask(MANAGER_NAME, "/pipeline")
    story.click(MANAGER_NAME, answer, "By owner")
    changed = story.slack.wait_for(
        lambda: next((m for m in story.answers(MANAGER_NAME) if "By stage" in str(m.blocks)), None),
        PATIENCE,
    )
    assert changed.ts == answer.ts
    assert len(story.answers(MANAGER_NAME)) == 1
    assert f"{REP_NAME}: " in changed.text


def test_how_is_this_computed_opens_the_receipt(story: Story) -> None:
    answer = story.ask(MANAGER_NAME, "/pipeline closing this quarter")
    modal = story.open_modal(MANAGER_NAME, answer, "How is this computed?", until="Formula")
    said = json.dumps(modal.body)
    for part in ("Open pipeline", "Counted", "Whose deals", "sample", "Chance to be won"):
        assert part in said


def test_export_is_every_open_deal_the_asker_may_see(story: Story) -> None:
    answer = story.ask(REP_NAME, "/pipeline")
    rows = story.export(REP_NAME, answer)
    assert {row["owner"] for row in rows} == {REP_NAME}
    assert answer.text.startswith(f"{len(rows)} open deals")


def test_sharing_asks_where_and_posts_with_the_name_of_who_shared(story: Story) -> None:
    answer = story.ask(MANAGER_NAME, "/pipeline", "#sales")
    story.open_modal(MANAGER_NAME, answer, "Share to channel", until="Channel")
    note = "look <!channel> *here*"
    story.slack.submit(MANAGER_NAME, {"channel": "C00000001", "note": note})
    shared = story.slack.wait_for(
        lambda: [m for m in story.slack.messages("#sales") if not m.ephemeral_to], PATIENCE
    )[0]
    assert "Shared by" in shared.text
    assert "<!channel>" not in shared.text
    assert "image" in kinds(shared)
    assert "actions" not in kinds(shared)


def test_sharing_where_the_bot_is_not_says_how_to_invite_it(story: Story) -> None:
    answer = story.ask(MANAGER_NAME, "/pipeline", "#sales")
    story.open_modal(MANAGER_NAME, answer, "Share to channel", until="Channel")
    story.slack.submit(MANAGER_NAME, {"channel": "C00000003"})
    told = story.slack.wait_for(
        lambda: next((m for m in story.answers(MANAGER_NAME) if "/invite" in m.text), None),
        PATIENCE,
    )
    assert "/invite" in told.text
    assert story.slack.messages("#random") == []


def test_an_unknown_word_gets_buttons_that_run_the_corrected_question(story: Story) -> None:
    whisper = story.whisper(MANAGER_NAME, "/pipeline by ownr")
    assert "actions" in kinds(whisper)
    story.click(MANAGER_NAME, whisper, "by owner")
    answer = story.slack.wait_for(lambda: story.answers(MANAGER_NAME), PATIENCE)[0]
    assert REP_NAME in answer.text


def test_a_doubled_delivery_is_answered_once(story: Story) -> None:
    story.slack.doubled = True
    story.ask(REP_NAME, "/pipeline", "#sales")
    story.slack.doubled = False
    story.ask(REP_NAME, "/pipeline me", "#sales")
    assert len(story.answers(REP_NAME)) == 2
    assert len(story.whispers(REP_NAME, "#sales")) == 2


def test_slack_is_acknowledged_in_time_however_slow_the_data_is(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = story.demo.running.bell.numbers
    read = numbers.report_pipeline

    def read_slowly(*arguments: object) -> object:
        time.sleep(4)
        return read(*arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(numbers, "report_pipeline", read_slowly)
    people = [REP_NAME, MANAGER_NAME, ADMINISTRATOR_NAME] * 4  # more than there are workers
    begun = time.monotonic()
    with ThreadPoolExecutor(len(people)) as pool:
        outcomes = list(pool.map(lambda who: story.slack.type(who, who, "/pipeline"), people))
    assert all(outcome.ok for outcome in outcomes)
    assert time.monotonic() - begun < 3
    story.slack.wait_for(lambda: len(story.answers(REP_NAME)) == 4, PATIENCE)


def test_what_breaks_is_an_apology_with_a_reference_and_no_detail(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> object:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(story.demo.running.bell.numbers, "report_pipeline", fail)
    whisper = story.whisper(REP_NAME, "/pipeline")
    assert "my fault" in whisper.text
    assert "secret" not in json.dumps(whisper.blocks) + whisper.text


def test_help_answers_with_examples_that_run(story: Story) -> None:
    whisper = story.whisper(REP_NAME, "/pipeline help")
    story.click(REP_NAME, whisper, "/pipeline by owner")
    assert story.slack.wait_for(lambda: story.answers(REP_NAME), PATIENCE)


def test_the_bot_never_asked_for_more_than_its_manifest_has(story: Story) -> None:
    answer = story.ask(MANAGER_NAME, "/pipeline", "#sales")
    story.export(MANAGER_NAME, answer)
    refused = [r for r in story.slack.requests if (r.answer or {}).get("error") == "missing_scope"]
    assert refused == []


def test_healthz_is_well_while_database_and_ticks_are_alive(story: Story) -> None:
    address = story.slack.transport.request_url.replace("/slack/events", "/healthz")  # type: ignore[union-attr]  # signed HTTP has one
    with urlopen(address) as response:  # noqa: S310 - our own server on this machine
        alive = {"database": True, "ticks": True, "digests": True, "alerts": True, "delivery": True}
        assert json.load(response) == alive
