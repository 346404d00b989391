"""Which rung comes after which, and why."""

import pytest

from bot.answering.ladder import PAUSES, Rung, step_down
from bot.answering.native_memory import NativeMemory
from bot.answering.slack_answers import Fate, SlackAnswer
from tests.bot.answering.samples import kinds, message

FILES = ("F0EXAMPLE1",)


def refuse(*details: str, error: str = "invalid_blocks") -> SlackAnswer:
    return SlackAnswer(Fate.CONTENT, error, details)


def climb(rung: Rung, answer: SlackAnswer) -> tuple[Rung, str]:
    step = step_down(rung, message(), answer)
    assert step is not None
    return step.rung, step.why


def test_a_table_that_is_pointed_at_is_written_as_fields_and_the_picture_stays() -> None:
    rung, why = climb(Rung(FILES), refuse("unsupported type: table [json-pointer:/blocks/1/type]"))
    assert (rung.native, rung.files, why) == (False, FILES, "native blocks refused")


def test_a_picture_that_is_pointed_at_waits_and_the_table_stays() -> None:
    rung, why = climb(Rung(FILES), refuse("invalid slack file [json-pointer:/blocks/2/slack_file]"))
    assert (rung.native, rung.files, why) == (True, FILES, "picture not ready")
    assert rung.pauses == PAUSES[1:]


def test_a_picture_without_pauses_left_is_given_up() -> None:
    rung, why = climb(Rung(FILES, pauses=()), refuse("invalid slack file"))
    assert (rung.files, why) == ((), "picture refused")


def test_a_refusal_without_a_word_costs_the_table_then_the_picture_then_all_blocks() -> None:
    rung, _ = climb(Rung(FILES), refuse())
    assert (rung.native, rung.files) == (False, FILES)
    rung, _ = climb(rung, refuse())
    assert (rung.files, rung.blocks) == ((), True)
    rung, _ = climb(rung, refuse())
    assert rung.lay_out(message()) == []
    assert step_down(rung, message(), refuse()) is None


def test_another_block_that_is_refused_leaves_the_bare_text() -> None:
    rung, why = climb(Rung(FILES), refuse("too long [json-pointer:/blocks/0/elements]"))
    assert (rung.blocks, why) == (False, "blocks refused")


@pytest.mark.parametrize("fate", [Fate.FINAL, Fate.AGAIN, Fate.UNKNOWN, Fate.DONE])
def test_only_a_refusal_of_the_content_is_answered_with_other_content(fate: Fate) -> None:
    assert step_down(Rung(FILES), message(), SlackAnswer(fate, "whatever")) is None


def test_every_way_down_ends() -> None:
    rung, steps = Rung(FILES), 0
    while (step := step_down(rung, message(), refuse("invalid slack file"))) and steps < 50:
        rung, steps = step.rung, steps + 1
    assert not rung.blocks
    assert steps == len(PAUSES) + 3


def test_the_table_as_fields_has_the_same_numbers() -> None:
    laid = Rung(FILES, native=False).lay_out(message())
    assert kinds(laid) == ["rich_text", "section", "image", "actions"]
    assert laid[1]["fields"][0]["text"] == "Proposal\nDeals 3"


def test_a_refusal_is_remembered_for_its_workspace_and_tried_again_later() -> None:
    memory = NativeMemory(tried_again_after=2)
    memory.note_refusal("T1")
    assert [memory.takes_native("T1") for _ in range(4)] == [False, False, True, True]
    assert memory.takes_native("T2")
