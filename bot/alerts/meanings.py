"""What a rule means: its words as a question, its properties as a judge takes them."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.asker import Asker
from bot.commands.sight import read_in_sight
from bot.commands.words import read_sales
from bot.numbers import Numbers
from metrics.alerts.rule import Against, Kind, Rule
from metrics.question import Question, Setting
from storage.alerts import RulePlan
from storage.problem import Problem

_KEPT = 5_000


@dataclass(frozen=True)
class Meaning:
    """A rule that can be judged.

    Attributes:
        question: With the scope it is judged in; about no metric at all for the age of the data.
    """

    rule: Rule
    question: Question


class Meanings:
    """Reads rules; the same words of the same data are read once."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._known: OrderedDict[object, Question] = OrderedDict()

    def find(self, plan: RulePlan, asker: Asker, setting: Setting) -> Meaning:
        """What a rule means to somebody.

        Raises:
            Problem: when its words can't be read any more, or ask for something else by now.
        """
        rule = read_rule(plan)
        if rule.kind is Kind.STALE:
            return Meaning(rule, Question((), asker.scope))
        if plan.currency is not None and plan.currency != setting.currency:
            raise Problem(
                "alert-currency",
                what=f"The line of the alert {plan.name} is in {plan.currency}.",
                why=f"Numbers are told in {setting.currency} now.",
                fix="Change the rule and give its line anew: /sales alert",
            )
        question = self._read(plan.words, asker, setting)
        if question.metrics != (plan.metric,):
            raise Problem(
                "alert-words",
                what=f"“{plan.words[:80]}” does not ask for {plan.metric.replace('_', ' ')}.",
                why="It did when the alert was made.",
                fix="Change the rule: /sales alert",
            )
        return Meaning(rule, question)

    def _read(self, words: str, asker: Asker, setting: Setting) -> Question:
        key = (words, asker, setting, self._numbers.read_vocabulary())
        known = self._known.get(key)
        if known is None:
            known = read_in_sight(read_sales, words, asker, self._numbers, setting).question
            known = replace(known, period=None, compare=None, compare_as_of=None)
            self._known[key] = known
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return known


def read_rule(plan: RulePlan) -> Rule:
    """The properties of a rule that its judge needs."""
    return Rule(
        metric=plan.metric,
        kind=Kind(plan.kind),
        line=None if plan.line is None else float(plan.line),
        against=None if plan.against is None else Against(plan.against),
        window_days=plan.window_days,
        least=plan.least,
        z=plan.z,
        hold_days=plan.hold_days,
        recover_line=None if plan.recover_line is None else float(plan.recover_line),
        recover_days=plan.recover_days,
        pause=timedelta(hours=plan.pause_hours),
        quiet_from=plan.quiet_from,
        quiet_to=plan.quiet_to,
        working_days=plan.working_days,
    )
