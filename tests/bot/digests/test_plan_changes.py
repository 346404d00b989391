"""A file changes the digests that came from it, no others, and deletes only when it is told to."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, insert

from bot.digests.plan import NOUN
from bot.digests.plan_changes import DigestKeeper
from bot.digests.plan_file import PlanEntry
from bot.plans.changes import Changes, FilePlan, apply_changes, diff_plans
from storage.digests import DigestPlan, DigestRow, Due, add_digest, change_digest, list_digests
from storage.tables import Workspace

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 15, tzinfo=UTC)
PLAN = DigestPlan(
    name="Monday numbers",
    kind="team",
    whose="visible",
    person_id=None,
    sections=("figures",),
    questions=(),
    recipients=("C012AB",),
    schedule="every Monday 09:00",
    zone="Europe/Berlin",
    skip_when_quiet=False,
    owner="U034CD",
    managed_by="file",
)


@pytest.fixture
def place(engine: Engine) -> Engine:
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
    return engine


def want(paused: bool = False, **changes: object) -> FilePlan[DigestPlan]:
    plan = replace(PLAN, **changes)  # type: ignore[arg-type]  # the fields of a plan, by name
    lines = (("", 4), ("name", 5))
    address = "dana@example.com"
    entry = PlanEntry(
        plan.name, plan.kind, plan.recipients, plan.schedule, plan.zone, address, lines=lines
    )
    return FilePlan(plan, paused, entry)


def there(engine: Engine) -> list[DigestRow]:
    with engine.connect() as connection:
        return list_digests(connection, 1)


def apply(
    engine: Engine, *wanted: FilePlan[DigestPlan], prune: bool = False, adopt: bool = False
) -> Changes[DigestPlan, DigestRow]:
    changes = diff_plans(there(engine), wanted, NOUN, adopt=adopt)
    apply_changes(DigestKeeper(engine, 1), changes, NOW, prune=prune)
    return changes


def test_a_new_digest_is_due_at_its_next_slot(place: Engine) -> None:
    changes = apply(place, want(), want(name="Resting", paused=True))
    assert [one.plan.name for one in changes.new] == ["Monday numbers", "Resting"]
    monday, resting = there(place)
    assert (monday.managed_by, monday.state) == ("file", "active")
    assert (monday.next_slot, monday.next_due_at) == (
        "2026-11-23T09:00", datetime(2026, 11, 23, 8, tzinfo=UTC)
    )  # fmt: skip
    assert (resting.state, resting.next_slot) == ("paused", None)


def test_the_same_file_again_changes_nothing(place: Engine) -> None:
    wanted = (want(), want(name="Resting", paused=True))
    apply(place, *wanted)
    before = there(place)
    changes = apply(place, *wanted)
    assert changes == Changes(unchanged=tuple(before))
    assert there(place) == before


def test_what_differs_is_changed_and_named(place: Engine) -> None:
    apply(place, want())
    wanted = want(schedule="every Tuesday 07:00", recipients=("C9",), name="MONDAY numbers")
    changes = apply(place, wanted)
    (change,) = changes.changed
    assert change.fields == ("name", "recipients", "schedule")
    (row,) = there(place)
    assert row.plan == wanted.plan
    assert row.next_slot == "2026-11-24T07:00"


def test_a_digest_is_paused_and_goes_on_by_the_file(place: Engine) -> None:
    apply(place, want())
    assert apply(place, want(paused=True)).changed[0].fields == ("paused",)
    assert there(place)[0].state == "paused"
    apply(place, want(skip_when_quiet=True))
    (row,) = there(place)
    assert (row.state, row.skip_when_quiet, row.next_slot) == ("active", True, "2026-11-23T09:00")


def test_a_digest_that_the_file_has_no_longer_goes_on_unless_it_is_pruned(place: Engine) -> None:
    apply(place, want(), want(name="Other"))
    changes = apply(place, want(name="Other"))
    assert [row.name for row in changes.removed] == ["Monday numbers"]
    assert len(there(place)) == 2
    apply(place, want(name="Other"), prune=True)
    assert [row.name for row in there(place)] == ["Other"]


def test_digests_made_in_slack_are_never_touched(place: Engine) -> None:
    own = add_digest(place, 1, replace(PLAN, managed_by="slack"), Due("2026-11-23T09:00", NOW), NOW)
    changes = apply(place, want(kind="leader"), want(name="Other"), prune=True)
    (problem,) = changes.refused
    assert "made in Slack (line 5)" in problem.what
    assert there(place)[0] == own
    assert [row.name for row in there(place)] == ["Monday numbers", "Other"]
    apply(place, prune=True)
    assert there(place) == [own]


def test_a_digest_made_in_slack_is_handed_over_to_the_file_when_it_is_wanted(place: Engine) -> None:
    add_digest(place, 1, replace(PLAN, managed_by="slack"), Due("2026-11-23T09:00", NOW), NOW)
    changes = apply(place, want(), adopt=True)
    assert [change.fields for change in changes.changed] == [("managed_by",)]
    assert there(place)[0].managed_by == "file"


def test_what_somebody_changed_meanwhile_fails_alone(place: Engine) -> None:
    apply(place, want(), want(name="Other"))
    wanted = [want(kind="leader"), want(name="Other", kind="leader"), want(name="Third")]
    changes = diff_plans(there(place), wanted, NOUN)
    seen = there(place)[0]
    change_digest(place, 1, seen, replace(seen.plan, owner="U1"), Due("2026-11-23T09:00", NOW), NOW)
    outcome = apply_changes(DigestKeeper(place, 1), changes, NOW)
    assert [problem.reference for problem in outcome.failed] == ["digest-changed"]
    assert outcome.done == ("changed Other (kind)", "added Third")
