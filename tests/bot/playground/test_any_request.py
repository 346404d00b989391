"""Whatever a bot sends is answered with words of Slack's, never with a crash of ours."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.playground import Playground
from bot.playground.answers import answer_response_url
from bot.playground.faults import Faults
from bot.playground.web_api.call import answer_call
from bot.playground.web_api.methods import METHODS
from tests.bot.playground.conftest import build_playground
from tests.bot.playground.test_any_blocks import ANYTHING

NAMES = (
    *("channel", "channels", "channel_id", "text", "blocks", "attachments", "metadata", "ts"),
    *("thread_ts", "user", "users", "user_id", "view", "view_id", "external_id", "hash"),
    *("trigger_id", "files", "filename", "length", "file", "email", "markdown_text", "message"),
    *("limit", "types", "oldest", "latest", "response_type", "replace_original"),
)
LIKELY = st.sampled_from(
    ["C0SALES", "U0ANN", "D0ANN", "#sales", "1.000001", "[]", "{}", '[{"type": "divider"}]', "12"]
)
ARGUMENTS = st.dictionaries(st.sampled_from(NAMES), LIKELY | ANYTHING, max_size=6)
FAULT_WORDS = st.text(max_size=12) | st.sampled_from(["http_", "http_x", "rate_limit:x", "drop:"])


def open_everything() -> Playground:
    playground = build_playground()
    playground.strictness = type(playground.strictness)(scopes=False, rate_limits=False)
    return playground


@given(method=st.sampled_from(sorted(METHODS)), values=ARGUMENTS)
def test_any_call_gets_an_answer(method: str, values: dict[str, Any]) -> None:
    playground = open_everything()
    playground.type("U0ANN", "C0SALES", "something to find")
    app = playground.installation
    token = app.app_token if method.startswith("apps.") else app.bot_token
    answer = answer_call(playground, method, values, token)
    assert answer.status == 200
    assert answer.body["ok"] is True or answer.body["error"]
    assert len(playground.requests) == 1
    playground.close()


@given(values=ARGUMENTS | ANYTHING)
def test_any_answer_to_a_response_url_gets_an_answer(values: Any) -> None:
    playground = open_everything()
    url = playground.new_response_url("U0ANN", "C0SALES", command="/pipeline")
    answer = answer_response_url(playground, url.key, values)
    assert (answer.status == 200) == answer.body["ok"]
    playground.close()


@given(method=st.text(max_size=5), fault=FAULT_WORDS)
def test_any_fault_is_set_or_refused(method: str, fault: str) -> None:
    faults = Faults()
    try:
        faults.set(method, fault)
    except ValueError:
        assert faults.waiting == []
    else:
        assert len(faults.waiting) == 1
