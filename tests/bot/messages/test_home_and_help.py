"""The Home tab and the help: within limits, and saying what to do next."""

import json
from zoneinfo import ZoneInfo

import pytest

from bot.asker import Asker
from bot.commands.vocabulary import Vocabulary
from bot.commands.words import read_pipeline, read_sales
from bot.messages.help import PIPELINE_EXAMPLES, SALES_EXAMPLES, say_help
from bot.messages.home import Figure, show_home, show_home_problem
from metrics.catalog import METRICS
from metrics.dimension import DIMENSIONS
from metrics.question import Setting
from metrics.scope import Scope
from storage.problem import Problem
from tests.bot.messages.samples import HOSTILE, TODAY
from tests.bot.messages.slack_exam import pass_exam, pass_view_exam, read_out, values_of

FIGURES = [Figure("Open pipeline", "$4.2M", "143 deals"), Figure("Win rate", "61.7 %")]


def test_the_home_tab_greets_tells_and_offers() -> None:
    view = show_home("Dana Fox", "own deals", FIGURES, "data from deals.csv, 2 h ago")
    pass_view_exam(view)
    words = read_out(view["blocks"])
    assert "Hello Dana Fox" in words
    assert "Open pipeline\n$4.2M\n143 deals" in words
    assert "own deals · data from deals.csv, 2 h ago" in words
    assert json.loads(values_of(view["blocks"])["run_trysales_1"])["c"] == "/sales"


def test_the_home_tab_without_data_says_how_to_import() -> None:
    view = show_home("Dana", "everything", [], "no data imported yet")
    pass_view_exam(view)
    assert "salesbell import deals deals.csv" in read_out(view["blocks"])


def test_the_home_tab_of_somebody_unknown_says_how_to_be_linked() -> None:
    problem = Problem("unknown-person", what="I can't show you numbers yet.", fix="Ask Dana.")
    view = show_home_problem(problem)
    pass_view_exam(view)
    assert "Ask Dana." in read_out(view["blocks"])


def test_hostile_names_stay_text_on_the_home_tab() -> None:
    figures = [Figure(HOSTILE, HOSTILE, HOSTILE)] * 40
    pass_view_exam(show_home(HOSTILE, HOSTILE, figures, HOSTILE))
    pass_view_exam(show_home_problem(Problem("x", what=HOSTILE * 50, fix=HOSTILE * 50)))


@pytest.mark.parametrize("command", ["/pipeline", "/sales"])
def test_help_shows_examples_and_runs_them(command: str) -> None:
    message = say_help(command, ["Win rate", HOSTILE] * 60)
    pass_exam(message)
    examples = PIPELINE_EXAMPLES if command == "/pipeline" else SALES_EXAMPLES
    for text, _what in examples:
        assert f"{command} {text}".strip() in message.text
    carried = [json.loads(value) for value in values_of(message.lay_out()).values()]
    assert carried[1] == {"c": command, "t": examples[1][0]}


@pytest.mark.parametrize(
    "asker",
    [
        Asker(None, "Morgan", "administrator", Scope.everything(), frozenset()),
        Asker(7, "Dana", "rep", Scope(frozenset({7}), "Dana's own deals"), frozenset({7})),
    ],
    ids=lambda asker: asker.role,
)
def test_the_examples_are_understood_whoever_asks(asker: Asker) -> None:
    vocabulary = Vocabulary.build(
        metrics=METRICS.values(),
        stocks=[name for name, metric in METRICS.items() if metric.basis.is_stock],
        dimensions=DIMENSIONS.values(),
    )
    setting = Setting(1, TODAY, ZoneInfo("Europe/Berlin"))
    for text, _what in PIPELINE_EXAMPLES:
        read_pipeline(text, asker, vocabulary, setting)
    for text, _what in SALES_EXAMPLES:
        assert read_sales(text, asker, vocabulary, setting).question.metrics
