"""Whether a rule can be judged and told: in its owner's sight, to everybody who would read it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.alerts.plan import RuleCheck
from bot.plans.places import Fault
from bot.recognition import recognise
from storage.alerts import RulePlan
from tests.bot.alerts.rules import PLAN
from tests.bot.digests.conftest import Desk


def find_faults(desk: Desk, plan: RulePlan, user: str) -> list[Fault]:
    now = desk.clock.now()
    asker = recognise(desk.numbers, desk.roster.find_profile(user), now)
    return RuleCheck(desk.numbers, desk.roster).find_faults(plan, asker, now)


def make(desk: Desk, **changes: Any) -> RulePlan:
    return replace(PLAN, **{"recipients": (desk.manager,), "owner": desk.manager, **changes})


def test_a_sound_rule_has_no_faults(desk: Desk) -> None:
    assert find_faults(desk, make(desk), desk.manager) == []
    assert find_faults(desk, make(desk, recipients=(desk.lead_channel(),)), desk.manager) == []
    assert find_faults(desk, make(desk, whose="own"), desk.manager) == []


def test_everything_that_is_wrong_is_told_at_once(desk: Desk) -> None:
    plan = make(
        desk, name=" ", words="win rate Atlantis", window_days=900, hold_days=0, pause_hours=0,
        zone="CET", whose="mine", recipients=(), mentions=("C0SALES",),
    )  # fmt: skip
    faults = find_faults(desk, plan, desk.manager)
    assert {fault.field for fault in faults} == {
        "name", "words", "zone", "whose", "window_days", "hold_days", "pause_hours", "recipients",
        "mentions",
    }  # fmt: skip


def test_what_does_not_fit_its_kind_is_told_together(desk: Desk) -> None:
    plan = make(desk, line=Decimal(2), recover_line=Decimal("0.1"), certainty="very")
    assert [one.field for one in find_faults(desk, plan, desk.manager)] == [
        "line", "recover_line", "certainty",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"words": "bookings"}, "words", "does not say what is watched"),
        ({"words": "my win rate"}, "words", "does not say what is watched"),
        ({"kind": "stale", "least": 0, "line": None}, "words", "The age of the data"),
        ({"kind": "fell", "against": "goal", "metric": "average_deal_size",
          "words": "average deal size"}, "against", "takes no goals"),
        ({"kind": "fell", "against": "goal", "words": "win rate by region"}, "against",
         "Nobody holds goals by region"),
        ({"whose": "own", "recipients": ("C0A", "C0B")}, "whose", "one person who is told"),
    ],
)  # fmt: skip
def test_what_can_not_be_watched_is_told(
    desk: Desk, changes: dict[str, Any], field: str, said: str
) -> None:
    (fault, *_) = find_faults(desk, replace(make(desk), **changes), desk.manager)
    assert fault.field == field
    assert said in fault.problem.what


def test_nobody_watches_what_they_may_not_see(desk: Desk) -> None:
    plan = make(desk, whose="person", person_id=desk.numbers.read_people(desk.clock.now())[0].id)
    (fault,) = find_faults(desk, plan, desk.rep)
    assert fault.field == "whose"


def test_each_recipient_who_may_not_read_it_is_told(desk: Desk) -> None:
    channel = desk.lead_channel()
    desk.slack.admin.add_member(channel, desk.stranger)
    plan = make(desk, recipients=(channel, desk.manager, "C0NOWHERE"))
    faults = find_faults(desk, plan, desk.manager)
    assert [fault.field for fault in faults] == ["recipients", "recipients"]
    assert "not everybody there" in faults[0].problem.what
    assert "can't see channel C0NOWHERE" in faults[1].problem.what


def test_an_account_that_a_reader_may_not_know_is_not_told_to_them(desk: Desk) -> None:
    now = desk.clock.now()
    rep = recognise(desk.numbers, desk.roster.find_profile(desk.rep), now)
    assert rep.scope.people is not None
    known = desk.numbers.read_visible_accounts(rep.scope.people).own
    others = desk.numbers.read_vocabulary().by_dimension["account"].values()
    name = next(v.spellings[0] for v in others if v.spellings[0] not in known)
    plan = make(desk, words=f'win rate account:"{name}"', recipients=(desk.rep,))
    faults = find_faults(desk, plan, desk.administrator)
    assert [fault.field for fault in faults] == ["recipients"]
    assert "can't be told to" in faults[0].problem.what
    own = replace(plan, recipients=(desk.administrator,))
    assert find_faults(desk, own, desk.administrator) == []
