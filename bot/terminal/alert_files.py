"""`salesbell alerts apply FILE` and `alerts export`: rules under version control."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.alerts.plan_changes import RuleKeeper
from bot.alerts.plan_file import ALERTS, RuleEntry
from bot.alerts.plan_words import describe_entry, understand_rules
from bot.alerts.understanding import Author
from bot.clock import Clock
from bot.plans.changes import FilePlan
from bot.plans.names import Names
from bot.plans.places import Fault
from bot.terminal.alerts import read_rules
from bot.terminal.plan_files import Sort
from bot.terminal.tick import Workshop
from storage.alerts import RulePlan
from storage.naming import fold_name
from storage.problem import Problem


def _understand(
    workshop: Workshop, name: str, entries: Sequence[RuleEntry], names: Names
) -> list[FilePlan[RulePlan]]:
    numbers, now = workshop.numbers, Clock().now()

    def find_author(owner: str) -> Author:
        asker = workshop.desk.find_audience(owner, now).asker
        vocabulary, setting = numbers.read_vocabulary(), numbers.setting(now)
        return Author(asker, vocabulary, setting, user=owner, zone=numbers.company.zone)

    return understand_rules(name, entries, names, find_author)


def _find_faults(workshop: Workshop, one: FilePlan[RulePlan], now: datetime) -> Sequence[Fault]:
    owner = workshop.desk.find_audience(one.plan.owner, now).asker
    return workshop.alerts.find_faults(one.plan, owner, now)


def _settle(
    workshop: Workshop, one: FilePlan[RulePlan], now: datetime
) -> FilePlan[RulePlan] | Fault:
    """The plan with the bound that its budget of false alarms comes to."""
    named = {fold_name(rule.name): rule.plan for rule in read_rules(workshop.numbers)}
    try:
        plan = workshop.alerts.settle(one.plan, now, named.get(fold_name(one.plan.name)))
    except Problem as problem:
        return Fault("certainty", problem)
    return replace(one, plan=plan)


ALERT_FILES = Sort(
    ALERTS,
    _understand,
    lambda workshop, rule, names: describe_entry(rule, names, workshop.numbers.read_vocabulary()),
    lambda workshop: read_rules(workshop.numbers),
    lambda workshop: RuleKeeper(workshop.numbers.engine, workshop.numbers.workspace_id),
    _find_faults,
    _settle,
)
