"""Sharing: the form asks where; the shared message says by whom and for whom it was computed."""

from typing import Any

import pytest

from bot.messages.pipeline import PipelineAsks, say_pipeline
from bot.messages.share import confirm_shared, read_share_form, say_shared, show_share_form
from tests.bot.messages.samples import HOSTILE, NOW, huge_report, report
from tests.bot.messages.slack_exam import pass_exam, pass_view_exam, walk

ANSWER = say_pipeline(report(), NOW, PipelineAsks(again="by stage"))


def test_the_form_chooses_the_channel_that_was_asked_in() -> None:
    view = show_share_form('{"c":"/pipeline"}', "C0SALES", "Everybody there sees your own deals.")
    pass_view_exam(view)
    [select] = [one for one in walk(view["blocks"]) if one.get("type") == "conversations_select"]
    assert select["initial_conversation"] == "C0SALES"
    assert select["filter"]["exclude_external_shared_channels"] is True
    assert view["private_metadata"] == '{"c":"/pipeline"}'
    assert view["callback_id"] == "share_form"


def test_direct_messages_are_not_chosen_as_a_channel() -> None:
    view = show_share_form("{}", "D0ANN")
    pass_view_exam(view)
    assert "initial_conversation" not in str(view)


def test_a_form_never_loses_half_of_what_it_carries() -> None:
    with pytest.raises(ValueError, match="3,000"):
        show_share_form("x" * 3_001)


def fill(channel: str | None, note: str | None) -> dict[str, Any]:
    return {
        "state": {
            "values": {
                "channel": {"channel": {"selected_conversation": channel}},
                "note": {"note": {"value": note}},
            }
        }
    }


def test_what_was_filled_in_is_read_back() -> None:
    filled = read_share_form(fill("C0SALES", " Look at\n\nProposal \u202e"))
    assert (filled.channel, filled.note) == ("C0SALES", "Look at\nProposal")
    assert read_share_form(fill(None, None)).channel == ""
    assert read_share_form({}).note == ""


def test_a_shared_answer_says_by_whom_and_for_whom_and_has_no_buttons() -> None:
    shared = say_shared(ANSWER, "U0ANN", "own deals", "Look at Proposal")
    pass_exam(shared, mentions="U0ANN")
    assert shared.text.startswith("Shared by <@U0ANN> · computed for: own deals\nLook at Proposal")
    assert "143 open deals" in shared.text
    blocks = shared.lay_out()
    assert not [block for block in blocks if block["type"] == "actions"]
    assert {"type": "user", "user_id": "U0ANN"} in list(walk(blocks))
    assert "table" in [block["type"] for block in blocks]


def test_a_note_can_ping_nobody() -> None:
    huge = say_pipeline(huge_report(), NOW, PipelineAsks())
    pass_exam(say_shared(huge, "U0ANN", HOSTILE, HOSTILE * 30), mentions="U0ANN")


def test_the_one_who_shared_is_told_where() -> None:
    assert confirm_shared("C0SALES").text == "Shared in <#C0SALES>."
