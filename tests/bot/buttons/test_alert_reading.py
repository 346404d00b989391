"""A rule's form becomes a plan, in the sight of whoever fills it in; nothing in it is trusted."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.access import make_asker
from bot.buttons.alert_offers import CarriedRule, lay_out, suggest
from bot.buttons.alert_reading import Seat, fill_in, note_plan_faults, read_form
from bot.messages import alert_fields as names
from bot.messages.alert_fields import RuleFields, read_fields
from bot.messages.form_fields import pack, read_carried, unpack
from bot.plans.places import Fault
from bot.settings import Company
from metrics.visible_accounts import VisibleAccounts
from storage.alerts import RulePlan
from storage.problem import Problem
from tests.bot.alerts.rules import AUTHOR, PLAN, plans
from tests.bot.commands.company import PEOPLE, VALUES, VOCABULARY
from tests.bot.messages.slack_exam import pass_view_exam

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ACCOUNTS = frozenset(VALUES["account"])
NUMBERS: Any = SimpleNamespace(
    read_vocabulary=lambda: VOCABULARY,
    read_visible_accounts=lambda people: VisibleAccounts(  # Dana's team has deals with all
        ACCOUNTS if 2 in people else frozenset(), frozenset()
    ),
    company=Company(),
)
FIELDS = RuleFields(what="win rate by owner", kind="below", line="18 %", users=("U001X",))


def sit(person_id: int = 1) -> Seat:
    person = PEOPLE[person_id - 1]
    asker = make_asker(person, person.role, PEOPLE)
    return Seat(NUMBERS, replace(AUTHOR, asker=asker), NOW)


@settings(max_examples=80, deadline=None)
@given(plan=plans(), person_id=st.sampled_from([1, 2]))
def test_a_rule_reads_back_from_its_form(plan: RulePlan, person_id: int) -> None:
    seat = sit(person_id)
    if plan.person_id is not None and person_id == 2:
        plan = replace(plan, person_id=2)
    fields = fill_in(plan, seat)
    assert unpack(RuleFields, json.loads(json.dumps(pack(fields)))) == fields
    reading = read_form(fields, seat)
    assert reading.faults == {}
    # A form asks for channels and for people.
    ordered = sorted(plan.recipients, key=lambda one: one[0] in "UW")
    assert reading.plan == replace(plan, recipients=tuple(ordered))


@settings(max_examples=40, deadline=None)
@given(plan=plans())
def test_its_form_is_within_slacks_limits_and_asks_what_the_kind_takes(plan: RulePlan) -> None:
    seat = sit()
    view = lay_out(seat, fill_in(plan, seat), CarriedRule(RuleFields(), 7, 2))
    pass_view_exam(view)
    asked = json.dumps(view)
    assert (names.LINE in asked) == (plan.kind not in ("unusual", "no_data"))
    assert (names.AGAINST in asked) == (plan.kind in ("fell", "rose"))
    assert (names.WHAT in asked) == (plan.kind != "stale")
    assert "⚠" not in json.dumps(view, ensure_ascii=False)


def test_what_is_left_empty_is_as_usual() -> None:
    plan = read_form(FIELDS, sit()).plan
    assert plan is not None
    assert (plan.least, plan.hold_days, plan.window_days, plan.pause_hours) == (10, 3, 28, 24)
    assert (plan.name, plan.zone) == ("Win rate by owner below 18 %", "Europe/Berlin")


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"what": "win rat"}, names.WHAT, "“rat”"),
        ({"what": ""}, names.WHAT, "No number is named"),
        ({"line": "18"}, names.LINE, "For example “18 %”"),
        ({"line": ""}, names.LINE, "Below what?"),
        ({"kind": "odd"}, names.KIND, "nothing I can watch for"),
        ({"over": "soon"}, names.OVER, "no span of time"),
        ({"least": "many"}, names.LEAST, "no number of deals"),
        ({"certainty": "very"}, names.CERTAINTY, "how sure"),
        ({"hold": "12 hours"}, names.HOLD, "no span of time"),
        ({"recover": "20"}, names.RECOVER, "“20 %”"),
        ({"recover_for": "soon"}, names.RECOVER_FOR, "no span of time"),
        ({"pause": "often"}, names.PAUSE, "no span of time"),
        ({"quiet": "at night"}, names.QUIET, "from when to when"),
        ({"zone": "CET"}, names.ZONE, "the name of an hour"),
        ({"whose": "person", "who": "zork"}, names.WHO, "I don't know"),
        ({"whose": "team", "who": "April Jones"}, names.WHO, "reports to"),
        ({"what": "my win rate", "whose": "own"}, names.WHOSE, "different people"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes: dict[str, str], field: str, said: str) -> None:
    reading = read_form(replace(FIELDS, **changes), sit())  # type: ignore[arg-type]  # texts, by name
    assert list(reading.faults) == [field]
    assert said in reading.faults[field]
    assert reading.plan is None


def test_faults_of_the_plan_stand_where_the_form_asks_for_it() -> None:
    problem = Problem("x", what="No.", fix="Yes.")
    places = {
        "words": names.WHAT, "window_days": names.OVER, "hold_days": names.HOLD,
        "recover_line": names.RECOVER, "recover_days": names.RECOVER_FOR,
        "pause_hours": names.PAUSE, "recipients": names.CHANNELS, "mentions": names.MENTIONS,
        "whose": names.WHOSE, "certainty": names.CERTAINTY, "name": names.NAME,
        "least": names.LEAST, "zone": names.ZONE, "line": names.LINE, "against": names.AGAINST,
    }  # fmt: skip
    reading = note_plan_faults(
        read_form(FIELDS, sit()), [Fault(field, problem) for field in places], FIELDS
    )
    assert list(reading.faults) == list(places.values())


def test_a_new_form_watches_for_the_one_who_opens_it() -> None:
    fields = suggest(sit())
    assert (fields.kind, fields.users, fields.zone) == ("below", ("U001X",), "Europe/Berlin")
    view = lay_out(sit(), fields, CarriedRule(RuleFields()))
    pass_view_exam(view)
    assert "⚠" not in json.dumps(view, ensure_ascii=False)


def test_an_account_out_of_sight_is_not_told() -> None:
    fields = replace(FIELDS, what='win rate account:"Acme Corporatio"')
    assert "Acme Corporation" in str(read_form(fields, sit()).faults)
    assert "Acme Corporation" not in str(read_form(fields, sit(4)).faults)
    exact = replace(FIELDS, what='win rate account:"Acme Corporation"')
    assert "I know no account" in str(read_form(exact, sit(4)).faults)


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_what_a_window_carries_may_be_anything(thing: Any) -> None:
    assert isinstance(unpack(RuleFields, {"name": thing, "users": thing}), RuleFields)
    assert read_fields({"state": thing}) == RuleFields()
    assert isinstance(read_carried(RuleFields, thing).fields, RuleFields)


def test_ids_that_are_none_of_slacks_name_nobody() -> None:
    fields = replace(FIELDS, channels=("<!channel>", "C0SALES"), users=("nobody",), mentions=("x",))
    plan = read_form(fields, sit()).plan
    assert plan is not None
    assert (plan.recipients, plan.mentions) == (("C0SALES",), ())
    assert PLAN.recipients == ("C0SALES",)
