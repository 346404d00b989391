"""A file says of a rule all that its sentence says, and is wrong in every place at once."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.access import make_asker
from bot.alerts.plan_file import ALERTS, RuleEntry
from bot.alerts.plan_words import describe_entry, understand_rules
from bot.alerts.sentence import read_sentence
from bot.alerts.understanding import Author
from bot.plans.file import PlanFileProblem, read_entries, write_plan_file
from bot.plans.names import Names
from storage.alerts import RulePlan, RuleRow
from storage.problem import Problem
from tests.bot.alerts.rules import AUTHOR, PLAN, plans
from tests.bot.commands.company import PEOPLE, VOCABULARY

FILE = """\
# What our leaders hear of.
[[alert]]
name = "Enterprise conversion"
what = "win rate segment:Enterprise by owner"
kind = "below"
line = 0.18
over = "4 weeks"
least = 30
certainty = "quiet"
hold = "3 days"
recover = "20 %"
recover_for = "2 days"
recipients = ["C0SALES"]
mentions = ["anna4@example.com"]
pause = "24 hours"
quiet = "19:00 to 08:00"
working_days = true
zone = "europe/berlin"
whose = "team of dana2@example.com"
owner = "Grace1@Example.com"

[[alert]]
name = "Old data"
kind = "stale"
recipients = ["grace1@example.com"]
owner = "U001X"
paused = true
"""
USERS = {row.email: row.slack_user_id for row in PEOPLE if row.email and row.slack_user_id}
ADDRESSES = {user: email for email, user in USERS.items()}
NAMES = Names(PEOPLE, USERS.get, ADDRESSES.get)


def find_author(user: str) -> Author:
    """What an owner's words are read by; U000X sees no numbers."""
    if user == "U000X":
        raise Problem("unknown-user", what="I can't show you numbers.", fix="Ask somebody.")
    person = next(row for row in PEOPLE if row.slack_user_id == user)
    return replace(AUTHOR, asker=make_asker(person, person.role, PEOPLE), user=user)


def read(text: str) -> list[RuleEntry]:
    return read_entries("alerts.toml", tomllib.loads(text), text, ALERTS)


def understand(text: str) -> list[RulePlan]:
    read_ones = understand_rules("alerts.toml", read(text), NAMES, find_author)
    return [one.plan for one in read_ones]


def find_faults(text: str) -> list[str]:
    with pytest.raises(PlanFileProblem) as caught:
        understand(text)
    return caught.value.why.splitlines()


def test_a_file_says_what_a_sentence_says() -> None:
    conversion, stale = understand(FILE)
    sentence = (
        "<#C0SALES> when win rate segment:Enterprise by owner is below 18 % over 4 weeks with at "
        "least 30 deals, quiet certainty, for 3 days, until above 20 % for 2 days, at most every "
        "24 hours, not between 19:00 and 08:00, on working days, mention <@U004X>, whose team Dana"
        ', called "Enterprise conversion"'
    )
    assert conversion == replace(read_sentence(sentence, AUTHOR).plan, managed_by="file")
    said = read_sentence('me when the data is stale, called "Old data"', AUTHOR).plan
    assert stale == replace(said, managed_by="file")
    assert [entry.paused for entry in read(FILE)] == [False, True]


def test_every_fault_is_told_at_once_with_its_line() -> None:
    faults = find_faults(
        FILE.replace("region", "rgion")
        .replace('"win rate segment:Enterprise by owner"', '"win rat by ownr"')
        .replace("line = 0.18", "line = 18")
        .replace('"C0SALES"', '"#sales"')
        .replace('"19:00 to 08:00"', '"at night"')
        .replace("dana2@", "nobody@")
        .replace('owner = "U001X"', 'owner = "U000X"')
    )
    assert [fault.split(":")[0] for fault in faults] == [
        "line 4, “Enterprise conversion”, what",
        "line 13, “Enterprise conversion”, recipients",
        "line 26, “Old data”, owner",
    ]
    faults = find_faults(
        FILE.replace("line = 0.18", "line = 18")
        .replace('"19:00 to 08:00"', '"at night"')
        .replace("dana2@", "nobody@")
        .replace('"europe/berlin"', '"CET"')
    )
    assert [fault.split(":")[0] for fault in faults] == [
        "line 6, “Enterprise conversion”, line",
        "line 16, “Enterprise conversion”, quiet",
        "line 18, “Enterprise conversion”, zone",
        "line 19, “Enterprise conversion”, whose",
    ]
    assert "“18 %”" in faults[0]


def test_what_says_nothing_about_a_kind_is_told_at_its_key() -> None:
    (fault,) = find_faults(FILE.replace('kind = "stale"', 'kind = "stale"\nover = "2 weeks"'))
    assert fault.startswith("line 25, “Old data”, over: “2 weeks” says nothing")


def test_what_is_missing_or_of_the_wrong_type_is_told() -> None:
    faults = find_faults(
        FILE.replace('owner = "U001X"\n', "")
        .replace("working_days = true", 'working_days = "yes"')
        .replace('over = "4 weeks"', "over = 4")
        .replace("hold =", "holds =")
    )
    assert faults == [
        'line 7, “Enterprise conversion”, over: It is no text. Write it as "…".',
        "line 10, “Enterprise conversion”, holds: There is no “holds” in an alert. Did you mean "
        "hold?",
        "line 17, “Enterprise conversion”, working_days: It is neither true nor false. Write one.",
        "line 22, “Old data”: It has no owner. Add: owner = …",
    ]


def test_a_rule_is_read_in_the_sight_of_its_owner() -> None:
    faults = find_faults(FILE.replace("Grace1@", "anna4@").replace("dana2@", "april7@"))
    assert ["whose" in fault and "can't show you" in fault for fault in faults] == [True]


def describe(plan: RulePlan, state: str = "active") -> RuleEntry:
    row = RuleRow(**vars(plan), id=1, state=state)
    return describe_entry(row, NAMES, VOCABULARY)


@settings(max_examples=60, deadline=None)
@given(plan=plans())
def test_a_rule_is_written_as_it_is_read(plan: RulePlan) -> None:
    kept = replace(plan, managed_by="file", recipients=("C0SALES", "U004X"), mentions=("U001X",))
    text = write_plan_file([describe(kept)], ALERTS)
    assert understand(text) == [kept], text


def test_what_is_not_said_is_not_written() -> None:
    text = write_plan_file([describe(PLAN, "paused")], ALERTS)
    assert "recover =" not in text
    assert "quiet" not in text
    assert 'whose = "visible"' in text
    assert 'least = "10 deals"' in text
    assert "paused = true" in text
    assert 'owner = "grace1@example.com"' in text


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ENTRIES = st.builds(
    RuleEntry,
    name=TEXTS,
    kind=TEXTS,
    recipients=st.lists(TEXTS, max_size=3).map(tuple),
    owner=TEXTS,
    what=TEXTS,
    line=TEXTS,
    whose=TEXTS,
    mentions=st.lists(TEXTS, max_size=3).map(tuple),
    working_days=st.booleans(),
    paused=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ENTRIES, max_size=3))
def test_any_rules_written_are_read_as_the_same(entries: list[RuleEntry]) -> None:
    named = [replace(entry, name=f"{number}x{entry.name}") for number, entry in enumerate(entries)]
    again = read(write_plan_file(named, ALERTS))
    assert [replace(entry, lines=()) for entry in again] == named
