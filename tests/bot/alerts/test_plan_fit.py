"""Which properties of a rule fit one another, and its kind."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from bot.alerts.plan_fit import (
    check_against,
    check_certainty,
    check_kind,
    check_least,
    check_line,
    check_mentions,
    check_pause,
    check_recovery,
    check_span,
    check_unused,
)
from storage.alerts import RulePlan
from storage.problem import Problem
from tests.bot.alerts.rules import PLAN, plans

BOOKINGS = {"metric": "bookings", "words": "bookings", "currency": "USD", "least": 0}
FELL = {"kind": "fell", "against": "previous", "line": Decimal("0.05")}
CHECKS = (
    check_kind, check_line, check_against, check_recovery, check_certainty, check_unused,
    check_least, check_mentions, check_pause,
)  # fmt: skip


def check(plan: RulePlan) -> None:
    for one in CHECKS:
        one(plan)


@settings(max_examples=80, deadline=None)
@given(plan=plans())
def test_every_rule_that_can_be_said_fits(plan: RulePlan) -> None:
    plain = replace(plan, recover_line=None)
    if plan.certainty.endswith("year"):
        plain = replace(plain, certainty="normal")
    check(plain)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "under"}, "nothing I can watch for"),
        ({"line": None}, "Where is the line?"),
        ({"line": Decimal(1)}, "lies between 0 and 100 %"),
        ({"line": Decimal(0)}, "lies between 0 and 100 %"),
        ({**BOOKINGS, "line": Decimal(0)}, "never below that"),
        ({"kind": "unusual"}, "has no line"),
        ({"kind": "no_data", "least": 0}, "has no line"),
        ({**FELL, "against": None}, "held against something"),
        ({"against": "year"}, "held against something"),
        ({**FELL, "against": "quarter"}, "nothing I can hold it against"),
        ({**FELL, "line": Decimal("1.2")}, "Nothing can fall by so much"),
        ({**FELL, "line": Decimal(0)}, "That is no fall"),
        ({**FELL, "kind": "rose", "line": Decimal("1.2")}, "Nothing can rise by so much"),
        ({"recover_line": Decimal("0.17")}, "over before it began"),
        ({"recover_line": Decimal("1.5")}, "lies between 0 and 100 %"),
        ({"kind": "above", "recover_line": Decimal("0.2")}, "over before it began"),
        ({**FELL, "recover_line": Decimal("0.06")}, "over before it began"),
        ({"kind": "unusual", "line": None, "recover_line": Decimal("0.2")}, "no line to come back"),
        ({"certainty": "very"}, "how sure I have to be"),
        ({"certainty": "2.10"}, "how sure I have to be"),
        ({**BOOKINGS, "line": Decimal(9), "certainty": "quiet"}, "can't be chosen here"),
        ({**FELL, "certainty": "1 a year"}, "false alarms here"),
        ({"kind": "unusual", "line": None, "certainty": "1 a year"}, "false alarms here"),
        ({"kind": "stale", "words": "", "metric": "", "line": None, "least": 5}, "smallest sample"),
        ({"kind": "stale", "words": "", "metric": "", "line": None, "window_days": 7}, "adds up"),
        ({**BOOKINGS, **FELL, "against": "goal", "window_days": 7}, "adds up"),
        ({"least": -1}, "no sample"),
        ({"pause_hours": 0}, "no pause"),
        ({"pause_hours": 100_000}, "no pause"),
        ({"mentions": ("C0SALES",)}, "no channels"),
    ],
)
def test_what_does_not_fit_is_told(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Problem, match=said):
        check(replace(PLAN, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"recover_line": Decimal("0.18")},
        {"recover_line": Decimal("0.25"), "recover_days": 5},
        {"kind": "above", "recover_line": Decimal("0.1")},
        {**BOOKINGS, "kind": "above", "line": Decimal(0)},
        {"certainty": "1 a year"},
        {"kind": "above", "certainty": "0.5 a year"},
        {**BOOKINGS, **FELL, "against": "goal", "line": Decimal("0.1")},
        {**BOOKINGS, **FELL, "kind": "rose", "line": Decimal(3)},
    ],
)
def test_what_fits_is_let_through(changes: dict[str, Any]) -> None:
    check(replace(PLAN, **changes))


@pytest.mark.parametrize("days", [0, 367, -1])
def test_a_span_has_a_day_and_an_end(days: int) -> None:
    check_span(1, 366, "look back on")
    check_span(366, 366, "look back on")
    with pytest.raises(Problem, match="look back on"):
        check_span(days, 366, "look back on")
