"""A digest's form becomes a plan, in the sight of whoever fills it in; nothing in it is trusted."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access import make_asker
from bot.buttons.digest_carried import Carried, read_carried_form
from bot.buttons.digest_reading import Desk, fill_in, note_faults, read_form
from bot.messages import digest_fields as names
from bot.messages.digest_fields import DigestFields
from bot.settings import Company
from storage.problem import Problem
from tests.bot.commands.company import PEOPLE, VOCABULARY

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
GRACE, DANA, ANNA_S = PEOPLE[0], PEOPLE[1], PEOPLE[3]
NUMBERS: Any = SimpleNamespace(read_vocabulary=lambda: VOCABULARY, company=Company())
FIELDS = DigestFields(
    name="Our week",
    kind="team",
    whose="visible",
    channels=("C0SALES",),
    users=("U0DANA",),
    schedule="mondays at 9",
    zone="europe/berlin",
    sections=("figures", "flow"),
)


def sit(person: Any) -> Desk:
    """The desk of somebody."""
    return Desk(NUMBERS, make_asker(person, person.role, PEOPLE), NOW)


def test_a_schedule_and_its_zone_are_kept_in_the_words_they_are_written_in() -> None:
    plan = read_form(FIELDS, sit(DANA), "U0DANA").plan
    assert (plan.schedule, plan.zone) == ("every Monday 09:00", "Europe/Berlin")
    assert (plan.recipients, plan.owner) == (("C0SALES", "U0DANA"), "U0DANA")


@pytest.mark.parametrize(
    ("schedule", "zone"), [("hourly", "Europe/Berlin"), ("every Monday", "CET"), ("", "")]
)
def test_what_can_not_be_read_stays_for_the_check_of_the_plan(schedule: str, zone: str) -> None:
    reading = read_form(replace(FIELDS, schedule=schedule, zone=zone), sit(DANA), "U0DANA")
    assert (reading.plan.schedule, reading.plan.zone) == (schedule, zone)
    assert reading.faults == {}


@pytest.mark.parametrize(
    ("whose", "who", "meant"),
    [
        ("visible", "", ("visible", None)),
        ("own", "", ("own", None)),
        ("me", "", ("person", 2)),
        ("my_team", "", ("team", 2)),
        ("person", "Snelling", ("person", 4)),
        ("person", "anna snelling", ("person", 4)),
        ("person", "anna4@example.com", ("person", 4)),
        ("person", "Anna", ("person", 4)),
        ("person", "Lee Chan", ("person", 9)),
        ("team", "Dana", ("team", 2)),
    ],
)
def test_people_are_meant_by_name_or_address_and_namesakes_by_who_may_be_seen(
    whose: str, who: str, meant: tuple[str, int | None]
) -> None:
    reading = read_form(replace(FIELDS, whose=whose, who=who), sit(DANA), "U0DANA")
    assert reading.faults == {}
    assert (reading.plan.whose, reading.plan.person_id) == meant


@pytest.mark.parametrize(
    ("person", "whose", "who", "said"),
    [
        (DANA, "person", "Anna Berg", "can't show you the numbers"),
        (DANA, "person", "Nobody", "I don't know “Nobody”"),
        (DANA, "person", "Dana Witfield", "For example “Dana Whitfield”"),
        (DANA, "person", "", "Nobody is named"),
        (DANA, "team", "Snelling", "nobody who reports to Anna Snelling"),
        (ANNA_S, "my_team", "", "nobody who reports to Anna Snelling"),
        (ANNA_S, "team", "Dana", "can't show you the numbers"),
        (GRACE, "person", "Anna", "can be 2 people"),
        (GRACE, "person", "Lee Chan", "lee9@example.com"),
    ],
)
def test_who_can_not_be_meant_is_said_at_the_field(
    person: Any, whose: str, who: str, said: str
) -> None:
    reading = read_form(replace(FIELDS, whose=whose, who=who), sit(person), "U0X")
    [(field, words)] = reading.faults.items()
    assert said in words
    assert field == (names.WHO if whose in ("team", "person") else names.WHOSE)


def test_a_suggested_name_is_never_one_that_is_not_to_be_seen() -> None:
    reading = read_form(replace(FIELDS, whose="person", who="Anna Bergg"), sit(DANA), "U0X")
    assert "Berg”" not in reading.faults[names.WHO].replace("“Anna Bergg”", "")


def test_an_administrator_who_sells_nothing_is_not_taken_for_a_seller() -> None:
    desk = Desk(NUMBERS, make_asker(None, "administrator", PEOPLE, name="Ops"), NOW)
    reading = read_form(replace(FIELDS, whose="me"), desk, "U0OPS")
    assert "address is not in the people file" in reading.faults[names.WHOSE]


def test_questions_are_lines_and_bring_their_section_with_them() -> None:
    asked = "/sales win rate by region \n\n bookings"
    own = read_form(replace(FIELDS, kind="own", questions=asked), sit(DANA), "U0X").plan
    assert own.questions == ("win rate by region", "bookings")
    assert own.sections == ("questions", "figures", "flow")
    team = read_form(replace(FIELDS, questions=asked), sit(DANA), "U0X").plan
    assert (team.questions, team.sections) == ((), ("figures", "flow"))


def test_ids_that_are_none_of_slacks_name_nobody() -> None:
    odd = replace(
        FIELDS, channels=("C1|x> <!channel", "c0sales", "U0DANA"), users=("<@U1>", "", "C0SALES")
    )
    assert read_form(odd, sit(DANA), "U0X").plan.recipients == ()


@pytest.mark.parametrize("whose", ["visible", "own", "me", "my_team"])
def test_a_digest_that_is_opened_again_is_filled_in_as_before(whose: str) -> None:
    desk = sit(DANA)
    fields = replace(FIELDS, whose=whose, kind="own", questions="bookings", quiet=names.SKIP)
    plan = read_form(fields, desk, "U0DANA").plan
    again = fill_in(plan, desk)
    assert read_form(again, desk, "U0DANA").plan == plan
    assert (again.whose, again.questions, again.quiet) == (whose, "bookings", names.SKIP)


def test_somebody_elses_team_is_filled_in_by_the_leaders_address() -> None:
    plan = read_form(replace(FIELDS, whose="my_team"), sit(DANA), "U0DANA").plan
    again = fill_in(plan, sit(GRACE))
    assert (again.whose, again.who) == ("team", "dana2@example.com")
    assert read_form(again, sit(GRACE), "U0DANA").plan == plan


def test_the_faults_of_a_plan_are_said_where_the_form_asks_for_it() -> None:
    wrong = Problem("x", what="It goes to nobody yet.", fix="Name a channel.")
    reading = read_form(FIELDS, sit(DANA), "U0X")
    faults = note_faults(reading, [("recipients", wrong), ("owner", wrong)]).faults
    assert faults == {
        names.CHANNELS: "It goes to nobody yet. Name a channel.",
        names.NAME: "It goes to nobody yet. Name a channel.",
    }


def test_what_a_window_carries_is_carried_back() -> None:
    carried = Carried(FIELDS, id=7, revision=3, kind="team", turn=2)
    assert read_carried_form(carried.write()) == carried
    assert read_carried_form(Carried(DigestFields()).write()) == Carried(DigestFields())


@given(st.text() | st.none() | st.integers() | st.sampled_from(
    ['{"id":true}', '{"id":-1}', '{"id":"7"}', '{"f":[]}', '{"f":{"name":1}}', "[1]", "[" * 9_999]
))  # fmt: skip
def test_what_a_window_carries_may_be_tampered_with(metadata: object) -> None:
    carried = read_carried_form(metadata)
    assert carried.id in (0, 1)
    assert isinstance(carried.fields, DigestFields)
