"""The log is for whoever runs salesbell: tracebacks without values, entries without secrets."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.errors import describe_failure
from bot.journal import mask_secrets, start_journal

TOKEN = "xoxb-1-example"
URL = "https://hooks.slack.com/commands/T1/2/three"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def fail() -> None:
    deal = "Acme " + "merger"
    raise RuntimeError(f"no answer from {URL}" if deal else "")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_shows_no_values(*, as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    start_journal(json=as_json)
    try:
        fail()
    except RuntimeError as error:
        reference = describe_failure(error)
        logging.getLogger("other").exception("failed too")
    written = capsys.readouterr().err
    assert reference in written
    assert written.count("in fail") == 2
    assert "Acme merger" not in written
    assert "three" not in written


def test_secrets_inside_lists_and_mappings_are_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    start_journal(json=True)
    structlog.get_logger().warning("x", details=(TOKEN, {"url": URL}), n=3)
    entry = json.loads(capsys.readouterr().err)
    assert entry["details"] == ["[hidden]", {"url": "[hidden]"}]
    assert entry["n"] == 3


def test_slacks_own_client_logs_nothing_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    start_journal(json=True)
    logging.getLogger("slack_sdk.web.base_client").error("Failed to send a request to Slack")
    logging.getLogger("slack_bolt.App").info("Invalid request signature, body: secret")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-1-example",
        "xapp-1-example",
        "https://hooks.slack.com/commands/T/1/x",
        "user:password",
    ],
)
def test_secrets_never_reach_the_log(secret: str) -> None:
    text = f"could not use postgresql://{secret}@db.example.com or {secret}"
    if secret == "user:password":
        text = f"could not use postgresql://{secret}@db.example.com"
    assert secret not in mask_secrets(text)
