"""Slack refuses, the database goes away, a payload is odd: everybody still hears the truth."""

import json
import time
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import Engine, text

from bot.playground.delivery import Delivery
from bot.playground.state import Message
from storage.engine import open_engine
from tests.sample_copies import copy_sample
from tests.stories.conftest import (
    MANAGER_NAME,
    MORNING,
    PATIENCE,
    REP_NAME,
    NewDatabase,
    Story,
    tell,
)


def address(story: Story, path: str) -> str:
    transport: Any = story.slack.transport
    return str(transport.request_url).replace("/slack/events", path)


def post(url: str, body: bytes, **headers: str) -> int:
    request = Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - our own server
    try:
        with urlopen(request) as response:  # noqa: S310 - our own server on this machine
            return int(response.status)
    except HTTPError as error:
        return error.code


def heard(story: Story, who: str, words: str) -> Message:
    return story.slack.wait_for(
        lambda: next((m for m in story.answers(who) if words in m.text), None), PATIENCE
    )


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("refuse:missing_scope", "salesbell doctor"),
        ("refuse:user_not_found", "does not show me your profile"),
        ("http_500", "Ask again in a minute"),
        ("drop", "Ask again in a minute"),
    ],
)
def test_when_slack_does_not_say_who_asks_no_number_is_shown(
    story: Story, fault: str, words: str
) -> None:
    story.slack.faults.set("users.info", fault)
    told = story.whisper(REP_NAME, "/pipeline")
    assert words in told.text
    assert "fault" not in told.text
    assert not any(character.isdigit() for character in told.text)


@pytest.mark.parametrize("button", ["How is this computed?", "Share to channel"])
def test_a_modal_that_opens_too_late_is_told_in_words(story: Story, button: str) -> None:
    answer = story.ask(MANAGER_NAME, "/pipeline")
    story.slack.faults.set("views.open", "refuse:expired_trigger_id")
    story.click(MANAGER_NAME, answer, button)
    told = story.slack.wait_for(
        lambda: [
            m
            for m in story.slack.messages(MANAGER_NAME, as_user=MANAGER_NAME)
            if "too slow to open" in m.text
        ],
        PATIENCE,
    )
    assert "Press the button again" in told[0].text


def test_a_modal_closed_before_it_is_filled_is_nobodys_fault(story: Story) -> None:
    answer = story.ask(MANAGER_NAME, "/pipeline")
    story.slack.faults.set("views.update", "refuse:not_found")
    story.click(MANAGER_NAME, answer, "How is this computed?")
    story.slack.wait_for(
        lambda: [r for r in story.slack.requests if r.method == "views.update"], PATIENCE
    )
    story.ask(MANAGER_NAME, "/pipeline me")
    assert "fault" not in " ".join(
        m.text for m in story.slack.messages(MANAGER_NAME, as_user=MANAGER_NAME)
    )


def test_a_receipt_that_breaks_says_so_in_its_modal(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = story.ask(MANAGER_NAME, "/pipeline")

    def fail(*arguments: object) -> object:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(story.demo.running.bell.numbers, "report_pipeline", fail)
    modal = story.open_modal(MANAGER_NAME, answer, "How is this computed?", until="my fault")
    assert "secret" not in str(modal.body)


@pytest.mark.parametrize("kind", ["block_actions", "view_submission"])
def test_a_button_of_another_version_answers_in_words(story: Story, kind: str) -> None:
    payload: dict[str, Any] = {
        "type": kind,
        "team": {"id": story.slack.team.id},
        "user": {"id": story.slack.user_id(REP_NAME)},
        "actions": [{"action_id": "snooze", "action_ts": f"{time.time()}", "type": "button"}],
        "view": {"id": "V9", "hash": f"{time.time()}", "type": "modal", "callback_id": "goals"},
    }
    assert story.slack.send(Delivery("interactive", payload)).ok
    heard(story, REP_NAME, "another version of salesbell")


def test_a_command_of_another_version_is_answered_at_once(story: Story) -> None:
    payload: dict[str, Any] = {
        "command": "/forecast",
        "text": "",
        "trigger_id": "1.2.other",
        "team_id": story.slack.team.id,
        "user_id": story.slack.user_id(REP_NAME),
        "channel_id": "C00000001",
        "token": "old",
    }
    ack = story.slack.send(Delivery("slash_commands", payload))
    assert ack.ok
    assert "/pipeline" in str(ack.body)


def test_a_very_long_text_is_refused_in_few_words(story: Story) -> None:
    told = story.whisper(REP_NAME, "/pipeline " + "by ownr <!channel> " * 200)
    assert len(told.text) < 600
    assert "<!channel>" not in told.text


def test_home_that_breaks_says_so_there_and_sends_no_message(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> object:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(story.demo.running.bell.numbers, "answer", fail)
    story.slack.open_home(REP_NAME)
    home = story.slack.wait_for(lambda: story.slack.home(REP_NAME), PATIENCE)
    assert "my fault" in json.dumps(home.body)
    assert story.answers(REP_NAME) == []


def test_opening_the_messages_tab_publishes_no_home(story: Story) -> None:
    event = {
        "type": "app_home_opened",
        "user": story.slack.user_id(REP_NAME),
        "channel": "D00000001",
        "tab": "messages",
        "event_ts": "1.1",
    }
    sent = story.slack.send_event("app_home_opened", event)
    assert sent is not None
    assert sent.result(5).ok
    story.ask(REP_NAME, "/pipeline")
    assert story.slack.home(REP_NAME) is None


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"{", {"Content-Type": "application/json"}),
        (b"[1]", {"Content-Type": "application/json"}),
        (b"payload=%7B", {"Content-Type": "application/x-www-form-urlencoded"}),
        (b"payload=[]", {"Content-Type": "application/x-www-form-urlencoded"}),
        (b"\xff\xfe", {"Content-Type": "application/x-www-form-urlencoded"}),
        (b"[" * 100_000, {"Content-Type": "application/json"}),
        (b"command=/pipeline", {"X-Slack-Request-Timestamp": "soon"}),
        (b"command=/pipeline", {"X-Slack-Request-Timestamp": "9" * 5000}),
        (b"command=/pipeline", {}),
    ],
)
def test_what_slack_never_sends_is_refused_without_an_error_of_ours(
    story: Story,
    body: bytes,
    headers: dict[str, str],
    capfd: pytest.CaptureFixture[str],
    journal: list[MutableMapping[str, Any]],
) -> None:
    assert post(address(story, "/slack/events"), body, **headers) in (400, 401)
    assert "Traceback" not in capfd.readouterr().err
    assert [entry for entry in journal if "exc_info" in entry] == []


def test_when_the_place_where_it_was_asked_takes_no_words_they_come_in_direct_messages(
    story: Story,
) -> None:
    story.slack.faults.set("response_url", "http_404", None)
    assert story.slack.type(REP_NAME, "#sales", f"/pipeline {MANAGER_NAME}").ok
    heard(story, REP_NAME, "can't show you")


class TestADatabaseThatGoesAway:
    @pytest.fixture
    def away(self, sqlite_databases: NewDatabase) -> Any:
        url = sqlite_databases()
        engine = open_engine(url)
        copy_sample(engine, 300, today=MORNING.date(), now=MORNING)
        with tell(engine, MORNING) as told:
            yield told, engine, Path(str(engine.url.database))
        engine.dispose()

    def test_is_an_apology_with_a_reference_and_healthz_503(
        self, away: tuple[Story, Engine, Path]
    ) -> None:
        story, engine, _ = away
        with engine.begin() as connection:
            for table in ("seen_requests", "import_batches"):
                connection.execute(text(f"ALTER TABLE {table} RENAME TO {table}_gone"))
        told = story.whisper(REP_NAME, "/pipeline")
        assert "my fault" in told.text
        assert "seen_requests" not in told.text
        with pytest.raises(HTTPError) as caught:
            urlopen(address(story, "/healthz"))  # noqa: S310 - our own server on this machine
        assert caught.value.code == 503
        alive = dict.fromkeys(("ticks", "digests", "alerts", "delivery"), True)
        assert json.load(caught.value) == {"database": False, **alive}

    def test_a_long_import_does_not_keep_answers_waiting(
        self, away: tuple[Story, Engine, Path]
    ) -> None:
        story, engine, _ = away
        story.ask(REP_NAME, "/pipeline")
        with engine.connect() as writer:
            writer.exec_driver_sql("COMMIT")
            writer.exec_driver_sql("BEGIN IMMEDIATE")
            begun = time.monotonic()
            story.slack.doubled = True
            story.ask(REP_NAME, "/pipeline")
            assert time.monotonic() - begun < 5
            story.slack.doubled = False
            story.ask(REP_NAME, "/pipeline")
            assert len(story.answers(REP_NAME)) == 3
            writer.exec_driver_sql("ROLLBACK")
            writer.exec_driver_sql("BEGIN")
