"""A file changes the rules that came from it, no others, and deletes only when it is told to."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from bot.alerts.plan import NOUN
from bot.alerts.plan_changes import RuleKeeper
from bot.alerts.plan_file import RuleEntry
from bot.alerts.rule_words import KNOBS
from bot.plans.changes import Changes, FilePlan, apply_changes, diff_plans
from storage.alerts import RulePlan, RuleRow, add_rule, list_rules
from storage.tables import Workspace
from tests.bot.alerts.rules import PLAN

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def place(engine: Engine) -> Engine:
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
    return engine


def want(paused: bool = False, **changes: Any) -> FilePlan[RulePlan]:
    plan = replace(PLAN, **{"managed_by": "file", **changes})
    entry = RuleEntry(plan.name, plan.kind, plan.recipients, "a@example.com", lines=(("", 4),))
    return FilePlan(plan, paused, entry, KNOBS)


def there(engine: Engine) -> list[RuleRow]:
    with engine.connect() as connection:
        return list_rules(connection, 1)


def apply(
    engine: Engine, *wanted: FilePlan[RulePlan], prune: bool = False, adopt: bool = False
) -> Changes[RulePlan, RuleRow]:
    changes = diff_plans(there(engine), wanted, NOUN, adopt=adopt)
    apply_changes(RuleKeeper(engine, 1), changes, NOW, prune=prune)
    return changes


def test_the_same_file_again_changes_nothing(place: Engine) -> None:
    wanted = (want(), want(name="Resting", paused=True, line=Decimal("0.123456")))
    changes = apply(place, *wanted)
    assert [one.plan.name for one in changes.new] == ["Enterprise conversion", "Resting"]
    rows = there(place)
    assert [row.state for row in rows] == ["active", "paused"]
    assert apply(place, *wanted) == Changes(unchanged=tuple(rows))
    assert there(place) == rows


def test_what_differs_is_changed_and_named(place: Engine) -> None:
    apply(place, want())
    wanted = want(window_days=91, line=Decimal("0.2"), working_days=True, paused=True)
    (change,) = apply(place, wanted).changed
    assert change.fields == ("line", "window_days", "working_days", "paused")
    (row,) = there(place)
    assert (row.plan, row.state) == (wanted.plan, "paused")
    apply(place, replace(wanted, paused=False))
    assert there(place)[0].state == "active"


def test_rules_made_in_slack_are_only_handed_over(place: Engine) -> None:
    own = add_rule(place, 1, PLAN, NOW)
    (problem,) = apply(place, want(line=Decimal("0.2")), prune=True).refused
    assert "There is an alert called Enterprise conversion that was made in Slack" in problem.what
    assert there(place) == [own]
    assert apply(place, want(), adopt=True).changed[0].fields == ("managed_by",)
    assert there(place)[0].managed_by == "file"


def test_a_rule_that_the_file_has_no_longer_goes_on_unless_it_is_pruned(place: Engine) -> None:
    apply(place, want(), want(name="Other"))
    assert [row.name for row in apply(place, want(name="Other")).removed] == [PLAN.name]
    assert len(there(place)) == 2
    apply(place, want(name="Other"), prune=True)
    assert [row.name for row in there(place)] == ["Other"]
