"""A file says of a digest all that the form says, and is wrong in every place at once."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.plan_file import DIGESTS, PlanEntry
from bot.digests.plan_words import describe_digest, understand_entries
from bot.plans.file import PlanFileProblem, read_entries, read_plan_file, write_plan_file
from bot.plans.names import Names
from metrics.digests.sections import sections_of
from storage.digests import DigestPlan, DigestRow
from storage.people import PersonRow
from storage.problem import Problem

FILE = """\
# What our managers read on Mondays.
[[digest]]
name = "Monday numbers"
kind = "team"
whose = "team of dana@example.com"
sections = ["figures", "flow"]
recipients = ["C012AB", "lee@example.com"]
schedule = "every Monday at 9"
zone = "europe/berlin"
skip_when_quiet = true
owner = "Dana@Example.com"

[[digest]]
name = "Our own"
kind = "own"
questions = ["win rate by region last quarter", "bookings"]
recipients = ["G99Z"]
schedule = "weekdays 8:30"
zone = "UTC"
owner = "U077"
paused = true
"""
PEOPLE = [
    PersonRow(1, "Dana Whit", "dana@example.com", None, "manager", None, "West", True),
    PersonRow(2, "Lee Chan", "lee@example.com", None, "rep", 1, "West", True),
    PersonRow(3, "Bo Berg", None, None, "rep", 1, "West", True),
    PersonRow(4, "Lee Chan", None, None, "rep", 1, "West", True),
]
USERS = {"dana@example.com": "U0DANA", "lee@example.com": "U0LEE"}
ADDRESSES = {user: email for email, user in USERS.items()}
NAMES = Names(PEOPLE, USERS.get, ADDRESSES.get)


def read(text: str) -> list[PlanEntry]:
    return read_entries("digests.toml", tomllib.loads(text), text, DIGESTS)


def understand(text: str) -> list[DigestPlan]:
    return [one.plan for one in understand_entries("digests.toml", read(text), NAMES)]


def find_faults(text: str) -> list[str]:
    with pytest.raises(PlanFileProblem) as caught:
        understand(text)
    return caught.value.why.splitlines()


def test_a_file_says_every_property_of_a_digest() -> None:
    monday, own = understand(FILE)
    assert monday == DigestPlan(
        name="Monday numbers",
        kind="team",
        whose="team",
        person_id=1,
        sections=("figures", "flow"),
        questions=(),
        recipients=("C012AB", "U0LEE"),
        schedule="every Monday 09:00",
        zone="Europe/Berlin",
        skip_when_quiet=True,
        owner="U0DANA",
        managed_by="file",
    )
    assert own.sections == sections_of("own")
    assert (own.whose, own.person_id) == ("visible", None)
    assert own.questions == ("win rate by region last quarter", "bookings")
    assert own.schedule == "weekdays 08:30"
    assert own.owner == "U077"
    assert [entry.paused for entry in read(FILE)] == [False, True]


def test_without_sections_a_digest_has_those_of_its_kind() -> None:
    text = FILE.replace('sections = ["figures", "flow"]\n', "")
    usual = tuple(name for name in sections_of("team") if name != "questions")
    assert understand(text)[0].sections == usual


def test_every_fault_is_told_at_once_with_its_line() -> None:
    text = (
        FILE.replace("dana@example.com", "dan@example.com")
        .replace('"every Monday at 9"', '"every Munday"')
        .replace('"C012AB"', '"#sales"')
        .replace("weekdays 8:30", "weekdays 8:30 Europe/Rome")
        .replace('"U077"', '"gone@example.com"')
    )
    faults = find_faults(text)
    assert [fault.split(":")[0] for fault in faults] == [
        "line 5, “Monday numbers”, whose",
        "line 7, “Monday numbers”, recipients",
        "line 8, “Monday numbers”, schedule",
        "line 18, “Our own”, schedule",
        "line 20, “Our own”, owner",
    ]
    assert "Write the e-mail address that the people file has." in faults[0]
    assert "Write its id, such as C0123ABCD" in faults[1]
    assert "every Monday" in faults[2]
    assert "Name it once" in faults[3]
    assert "gone@example.com" in faults[4]


def test_what_is_missing_misspelt_or_of_the_wrong_kind_is_told() -> None:
    faults = find_faults(
        FILE.replace('zone = "UTC"\n', "")
        .replace("skip_when_quiet = true", "skip_when_quite = true")
        .replace('["C012AB", "lee@example.com"]', '"C012AB"')
        .replace("paused = true", 'paused = "yes"')
    )
    assert faults == [
        "line 7, “Monday numbers”, recipients: It is no list of texts. Write it as [\"…\", \"…\"].",
        "line 10, “Monday numbers”, skip_when_quite: There is no “skip_when_quite” in a digest. "
        "Did you mean skip_when_quiet?",
        "line 13, “Our own”: It has no zone. Add: zone = …",
        "line 20, “Our own”, paused: It is neither true nor false. Write one.",
    ]  # fmt: skip


def test_two_digests_of_one_name_are_told_with_both_lines() -> None:
    (fault,) = find_faults(FILE.replace('"Our own"', '"monday NUMBERS"'))
    assert fault.startswith("line 14, “monday NUMBERS”, name: Another digest has this name, in lin")
    assert "line 3" in fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[digest]\nname = "A"\n', "in two brackets"),
        ('digest = ["a"]\n', "in two brackets"),
        ('owner = "a@example.com"\n', "There is no “owner” in a digest"),
        ('[[digests]]\nname = "A"\n', "Did you mean digest?"),
    ],
)
def test_a_file_of_another_shape_is_explained(text: str, said: str) -> None:
    with pytest.raises(PlanFileProblem) as caught:
        read(text)
    assert said in caught.value.why


def test_a_file_without_digests_is_one(tmp_path: Path) -> None:
    path = tmp_path / "digests.toml"
    path.write_text("# none yet\n", "utf-8")
    assert read_plan_file(path, DIGESTS) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"a = 1\nb = c", "line 2"), (b'a = "\xff"', "utf-8"), (None, "No such file")],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "digests.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Problem) as caught:
        read_plan_file(path, DIGESTS)
    assert said in caught.value.why


def test_a_name_that_two_people_have_needs_an_address() -> None:
    (fault,) = find_faults(FILE.replace("team of dana@example.com", "person Lee Chan"))
    assert "2 people are called “Lee Chan”" in fault
    assert understand(FILE.replace("team of dana@example.com", "person bo berg"))[0].person_id == 3


def test_lines_are_left_out_where_the_file_is_written_another_way() -> None:
    text = (
        'digest = [{name = "A", kind = "team", recipients = [], schedule = "x", owner = "U01"}]\n'
    )
    assert find_faults(text) == ["“A”: It has no zone. Add: zone = …"]


def describe(plan: DigestPlan, state: str = "active") -> PlanEntry:
    return describe_digest(DigestRow(**vars(plan), id=1, state=state), NAMES)


def test_a_digest_is_written_as_it_is_read() -> None:
    plans = understand(FILE)
    entries = [describe(plans[0]), describe(plans[1], "paused")]
    text = write_plan_file(entries, DIGESTS)
    assert understand(text) == plans
    assert [entry.paused for entry in read(text)] == [False, True]
    assert 'whose = "team of dana@example.com"' in text
    assert 'recipients = ["C012AB", "lee@example.com"]' in text
    assert 'owner = "U077"' in text


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ENTRIES = st.builds(
    PlanEntry,
    name=TEXTS,
    kind=TEXTS,
    whose=TEXTS,
    sections=st.none() | st.lists(TEXTS, max_size=3).map(tuple),
    questions=st.lists(TEXTS, max_size=3).map(tuple),
    recipients=st.lists(TEXTS, max_size=3).map(tuple),
    schedule=TEXTS,
    zone=TEXTS,
    skip_when_quiet=st.booleans(),
    owner=TEXTS,
    paused=st.booleans(),
)


@settings(deadline=None)
@given(st.lists(ENTRIES, max_size=3))
def test_any_digests_written_are_read_as_the_same(entries: list[PlanEntry]) -> None:
    named = [replace(entry, name=f"{number}x{entry.name}") for number, entry in enumerate(entries)]
    text = write_plan_file(named, DIGESTS)
    again = read_entries("digests.toml", tomllib.loads(text), text, DIGESTS)
    assert [replace(entry, lines=()) for entry in again] == named
