"""Everything that many rules look at on one day, read together: groups and their evidence.

Each value is the one that `metrics.compute` gives for the same question and window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from metrics.alerts.desk import Desk, Freshness
from metrics.alerts.groups import WHOLE, Groups, Namer, filter_group
from metrics.alerts.orders import Ready
from metrics.alerts.rule import Rule
from metrics.alerts.scans import Scans
from metrics.alerts.windows import Windows
from metrics.question import Question, Setting
from storage.problem import Problem

__all__ = ["WHOLE", "Findings", "Freshness", "Watch", "filter_group", "read_evidence"]


@dataclass(frozen=True)
class Watch:
    """One rule and what it asks.

    Attributes:
        question: With one metric (none for the age of the data), scope, filters and by.
        rule: How it is judged.
        known: The groups that have a state; they are told of even when nothing happens to them.
    """

    question: Question
    rule: Rule
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Findings:
    """What one rule looks at.

    Attributes:
        groups: Group -> how people read it, and its evidence; `WHOLE` when nothing is watched one
            by one. Rows without a value are a group called "(no segment)"; see `filter_group`.
        windows: What was looked at; of what stands on an evening, that day. Against a goal: its
            time so far, and all of it.
        problem: Why it can't be read; there are no groups then.
    """

    groups: Groups
    windows: Windows
    problem: Problem | None = None


def read_evidence(
    connection: Connection,
    watches: Sequence[Watch],
    day: date,
    setting: Setting,
    freshness: Freshness,
    aside: Engine | None = None,
) -> list[Findings]:
    """What each rule looks at, in the rules' order. What several need is read once.

    Args:
        connection: The database.
        watches: The rules.
        day: The last complete day; no window reaches beyond it.
        setting: The company and its today.
        freshness: Of the data, for rules about its age.
        aside: See `metrics.alerts.scans.Scans`.
    """
    questions = [watch.question for watch in watches]
    desk = Desk(connection, setting, questions, [watch.rule for watch in watches], [day])
    orders = [desk.take_order(watch.question, watch.rule, day, freshness) for watch in watches]
    scans = Scans(connection, setting, [need for one in orders for need in one.needs], aside)
    served = [order.serve(scans, setting) for order in orders]
    namer = Namer(connection, setting, zip(questions, served, strict=True))
    findings = []
    for watch, order, one in zip(watches, orders, served, strict=True):
        problem = order.problem if isinstance(order, Ready) else None
        groups = {} if problem else namer.name(watch.question, one, watch.known, day)
        findings.append(Findings(groups, order.windows, problem))
    return findings
