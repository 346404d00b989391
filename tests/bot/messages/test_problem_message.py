"""Problems and apologies: fact, reason, next step; suggestions that can be pressed."""

import json

import pytest

from bot.messages.problem import say_apology, say_problem
from storage.problem import Problem
from tests.bot.messages.samples import HOSTILE
from tests.bot.messages.slack_exam import pass_exam, read_out, values_of, walk

UNKNOWN = Problem(
    "unknown-word",
    what="I don't know “ownr”.",
    why="It is no person, no value and no dimension.",
    fix="Did you mean one of these?",
    suggestions=("by owner", "by owner closing this quarter"),
)


def test_a_problem_is_fact_reason_and_next_step() -> None:
    message = say_problem(UNKNOWN, "/pipeline")
    pass_exam(message)
    assert message.text.split("\n")[:3] == [
        "I don't know “ownr”.",
        "It is no person, no value and no dimension.",
        "Did you mean one of these?",
    ]
    assert "• by owner closing this quarter" in message.text
    words = read_out(message.lay_out())
    assert all(part in words for part in (UNKNOWN.what, UNKNOWN.why, UNKNOWN.fix))


def test_each_suggestion_is_a_button_with_the_whole_corrected_text() -> None:
    buttons = values_of(say_problem(UNKNOWN, "/pipeline", {"d": "1"}).lay_out())
    assert list(buttons) == ["run_suggestion_1", "run_suggestion_2"]
    assert json.loads(buttons["run_suggestion_2"]) == {
        "c": "/pipeline",
        "t": "by owner closing this quarter",
        "d": "1",
    }


def test_a_suggestion_may_name_its_command_itself() -> None:
    problem = Problem("x", what="No.", fix="Try this:", suggestions=("/sales win rate",))
    [carried] = values_of(say_problem(problem, "/pipeline").lay_out()).values()
    assert json.loads(carried) == {"c": "/sales", "t": "win rate"}


def test_without_a_command_suggestions_are_listed_and_not_pressed() -> None:
    message = say_problem(UNKNOWN)
    assert values_of(message.lay_out()) == {}
    assert "by owner" in read_out(message.lay_out())


@pytest.mark.parametrize(
    "command", ["salesbell import people people.csv", "/invite @salesbell", "/pipeline by owner"]
)
def test_a_command_to_paste_stands_out(command: str) -> None:
    problem = Problem("x", what="No.", fix=f"Type there: {command}")
    coded = [
        run["text"]
        for run in walk(say_problem(problem).lay_out())
        if (run.get("style") or {}).get("code")
    ]
    assert coded == [command]


def test_hostile_problems_act_on_nobody() -> None:
    hostile = Problem("x", what=HOSTILE, why=HOSTILE, fix=HOSTILE, suggestions=(HOSTILE,) * 20)
    pass_exam(say_problem(hostile, "/pipeline"))
    pass_exam(say_problem(hostile))
    endless = Problem("x", what=HOSTILE * 90, why=HOSTILE * 90, fix=HOSTILE * 90)
    pass_exam(say_problem(endless, "/pipeline"))


def test_an_apology_takes_the_blame_and_gives_the_reference() -> None:
    message = say_apology("k7f3qa")
    pass_exam(message)
    assert "my fault, not yours" in message.text
    assert "k7f3qa" in message.text
    assert "k7f3qa" in read_out(message.lay_out())
