"""From a rule's form to its plan and back, with what is wrong said at each field.

Nothing that a form or a button carries is trusted: all of it is read anew, in the sight of
whoever sends it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerts.rule_words import KNOBS, RuleWords
from bot.alerts.sight import understand_in_sight
from bot.alerts.understanding import Author, Understood
from bot.alerts.writing import describe_rule
from bot.buttons.digest_reading import say_fault
from bot.messages import alert_fields as names
from bot.messages.alert_fields import RuleFields
from bot.numbers import Numbers
from bot.plans.places import Fault
from storage.alerts import RulePlan
from storage.problem import Problem

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,30}")
_USER = re.compile(r"[UW][A-Z0-9]{2,30}")
_APART = {"recipients": names.CHANNELS}
_SAME = (
    "what", "kind", "line", "against", "over", "least", "certainty", "hold", "recover",
    "recover_for", "pause", "quiet", "zone", "name",
)  # fmt: skip
"""The texts that a form and a rule in words have alike."""


@dataclass(frozen=True)
class Seat:
    """Somebody at a rule's form: the numbers, who they are, and the present instant."""

    numbers: Numbers
    author: Author
    now: datetime


@dataclass(frozen=True)
class RuleReading:
    """What a form says.

    Attributes:
        understood: With the plan, as far as it could be read.
        faults: What is wrong, by the action ids of the fields.
    """

    understood: Understood
    faults: dict[str, str]

    @property
    def plan(self) -> RulePlan | None:
        """The rule, where nothing is wrong."""
        return None if self.faults else self.understood.plan


def read_form(fields: RuleFields, seat: Seat) -> RuleReading:
    """The plan that a form means; what can't be read is noted, never raised."""
    understood = understand_in_sight(to_words(fields), seat.author, seat.numbers)
    reading = RuleReading(understood, {})
    return note_faults(reading, understood.faults.items(), fields)


def note_faults(
    reading: RuleReading, found: Iterable[tuple[str, Problem]], fields: RuleFields
) -> RuleReading:
    """The reading with what else is wrong: a field of the rule in words, and why."""
    faults = dict(reading.faults)
    for knob, problem in found:
        faults.setdefault(find_field(knob, fields), say_fault(problem))
    return replace(reading, faults=faults)


def note_plan_faults(
    reading: RuleReading, found: Iterable[Fault], fields: RuleFields
) -> RuleReading:
    """The same with what a check of the plan has found."""
    placed = [(KNOBS.get(fault.field, fault.field), fault.problem) for fault in found]
    return note_faults(reading, placed, fields)


def find_field(knob: str, fields: RuleFields) -> str:
    """Where the form asks for a property."""
    if knob == "whose" and fields.whose in ("team", "person"):
        return names.WHO
    return _APART.get(knob, f"alert_{knob}")


def to_words(fields: RuleFields) -> RuleWords:
    """A form as a rule in words."""
    whose = {"my_team": "my team", "me": "me", "team": f"team of {fields.who}",
             "person": f"person {fields.who}"}  # fmt: skip
    chosen = (*filter(_CHANNEL.fullmatch, fields.channels), *filter(_USER.fullmatch, fields.users))
    return RuleWords(
        **{name: getattr(fields, name) for name in _SAME},
        working_days="yes" if fields.working_days == names.YES else "no",
        whose=whose.get(fields.whose, fields.whose),
        recipients=tuple(dict.fromkeys(chosen)),
        mentions=tuple(filter(_USER.fullmatch, fields.mentions)),
    )


def fill_in(plan: RulePlan, seat: Seat) -> RuleFields:
    """The form of a rule that is there, or was written in a sentence."""
    author = seat.author
    words = describe_rule(plan, author.vocabulary)
    whose, who = plan.whose, ""
    if plan.person_id is not None and plan.person_id == author.asker.person_id:
        whose = "my_team" if plan.whose == "team" else "me"
    elif plan.person_id is not None:
        who = words.whose.removeprefix("team of ").removeprefix("person ")
    return RuleFields(
        **{name: getattr(words, name) for name in _SAME},
        working_days=names.YES if plan.working_days else "",
        whose=whose,
        who=who,
        channels=tuple(one for one in plan.recipients if one[:1] in ("C", "G")),
        users=tuple(one for one in plan.recipients if one[:1] in ("U", "W")),
        mentions=plan.mentions,
    )
