"""docs/alerts.md says what form, sentence and file take, and the three mean the same."""

import tomllib
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from bot.alerts.page import (
    EXAMPLE,
    EXAMPLE_SENTENCE,
    FILE_ALONE,
    KINDS,
    PROPERTIES,
    KindSaid,
    Property,
    write_page,
)
from bot.alerts.plan_file import ALERTS
from bot.alerts.plan_words import understand_rules
from bot.alerts.rule_words import RuleWords
from bot.alerts.sentence import read_sentence
from bot.messages.alert_fields import RuleFields
from bot.messages.alert_form import RuleChoices, show_rule_form
from bot.plans.file import read_entries, write_plan_file
from metrics.alerts.rule import Kind
from storage.alerts import RulePlan
from tests.bot.alerts.rules import AUTHOR
from tests.bot.alerts.test_plan_file import NAMES, find_author

TYPED = {"#sales": "<#C0SALES>", "@anna": "<@U004X>"}
"""What Slack makes of what is typed."""


def read_typed(sentence: str) -> RulePlan:
    for typed, sent in TYPED.items():
        sentence = sentence.replace(typed, sent)
    return read_sentence(sentence, AUTHOR).plan


def read_file(text: str) -> RulePlan:
    entries = read_entries("alerts.toml", tomllib.loads(text), text, ALERTS)
    (one,) = understand_rules("alerts.toml", entries, NAMES, find_author)
    return replace(one.plan, managed_by="slack")


def test_the_page_is_what_is_declared() -> None:
    page = Path(__file__).parents[3].joinpath("docs", "alerts.md").read_text("utf-8")
    assert page == write_page(), "run: python -m bot.alerts > docs/alerts.md"


def test_nothing_is_left_out() -> None:
    keys = [one.key for one in PROPERTIES] + [key for key, _ in FILE_ALONE]
    assert sorted(keys) == sorted(ALERTS.keys)
    assert {one.name for one in fields(RuleWords)} == {one.key for one in PROPERTIES}
    assert [one.kind for one in KINDS] == list(Kind)


@pytest.mark.parametrize("said", PROPERTIES, ids=lambda said: said.key)
def test_a_property_means_the_same_in_a_sentence_and_in_a_file(said: Property) -> None:
    sentence = {"recipients": "#sales", "what": "win rate", "kind": "is below", "line": "18 %"}
    toml = {"name": '"Rule"', "owner": '"grace1@example.com"', "recipients": '["C0SALES"]'}
    toml |= {"what": '"win rate"', "kind": '"below"', "line": '"18 %"'}
    clauses = [] if said.key == "name" else ['called "Rule"']
    if said.key == "against":
        sentence |= {"kind": "fell by", "line": "5 points"}
        toml |= {"kind": '"fell"', "line": '"5 points"'}
    if said.key in sentence:
        sentence[said.key] = said.sentence
    else:
        clauses.append(said.sentence)
    head = "{recipients} when {what} {kind} {line}".format(**sentence)
    lines = (f"{key} = {value}" for key, value in (toml | {said.key: said.value}).items())
    from_file = read_file("\n".join(["[[alert]]", *lines]))
    from_sentence = read_typed(", ".join([head, *clauses]))
    assert from_sentence == from_file
    if said.key not in ("recipients", "kind", "line"):
        plain = read_typed('#sales when win rate is below 18 %, called "Rule"')
        assert from_sentence != plain, "it says something"


@pytest.mark.parametrize("said", KINDS, ids=lambda said: said.kind)
def test_a_kind_is_read_from_its_sentence(said: KindSaid) -> None:
    assert read_typed(f"me when {said.sentence}").kind == said.kind


def test_the_example_is_one_rule_both_ways() -> None:
    from_file = read_file(write_plan_file([EXAMPLE], ALERTS))
    assert read_typed(EXAMPLE_SENTENCE) == from_file


def list_labels(block: Any) -> Iterator[str]:
    """Labels of fields, and what can be chosen, anywhere in a view."""
    if isinstance(block, list):
        for one in block:
            yield from list_labels(one)
    elif isinstance(block, dict):
        if block.get("type") == "plain_text":
            yield block["text"]
        for one in block.values():
            yield from list_labels(one)


def test_the_page_calls_everything_as_the_form_does() -> None:
    knobs = frozenset(one.name for one in fields(RuleFields))
    filled = RuleFields(kind="below", whose="visible")
    view = show_rule_form(filled, RuleChoices(knobs, {}, whose=[]), "")
    labels = set(list_labels(view["blocks"]))
    assert {one.label for one in PROPERTIES} <= labels
