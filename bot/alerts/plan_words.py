"""What the words of an alerts file mean: people by address, channels by id; and back into words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from bot.alerts.plan import NOUN
from bot.alerts.plan_file import SAME, RuleEntry
from bot.alerts.rule_words import KNOBS, RuleWords
from bot.alerts.understanding import Author, understand
from bot.alerts.writing import describe_rule
from bot.commands.vocabulary import Vocabulary
from bot.plans.changes import BY_FILE, FilePlan
from bot.plans.file import PlanFault, PlanFileProblem, find_line
from bot.plans.names import Names
from storage.alerts import RulePlan, RuleRow
from storage.problem import Problem

FindAuthor = Callable[[str], Author]
"""What the words of a Slack user's rules are read by. May raise Problem."""
_Read = TypeVar("_Read")


def understand_rules(
    name: str, entries: Iterable[RuleEntry], names: Names, find_author: FindAuthor
) -> list[FilePlan[RulePlan]]:
    """The plans of a file's rules, each in the sight of its owner.

    Args:
        name: The file's name, for what is told.
        entries: Its rules.
        names: Who is who.
        find_author: What an owner's words are read by.

    Raises:
        PlanFileProblem: with everything that can't be understood.
    """
    faults: list[PlanFault] = []
    plans: list[FilePlan[RulePlan]] = []
    for entry in entries:
        reading = _Reading(entry, names, find_author)
        plan = reading.read()
        faults += reading.faults
        if plan is not None and not reading.faults:
            plans.append(FilePlan(plan, entry.paused, entry, KNOBS))
    if faults:
        raise PlanFileProblem(name, faults, NOUN)
    return plans


def describe_entry(rule: RuleRow, names: Names, vocabulary: Vocabulary) -> RuleEntry:
    """A rule that is kept, in the words of a file."""
    words = describe_rule(rule, vocabulary)
    texts = {knob: getattr(words, knob) for knob in SAME}
    return RuleEntry(
        **{**texts, "whose": names.write_whose(rule.whose, rule.person_id)},
        recipients=tuple(names.write_user(one) for one in rule.recipients),
        mentions=tuple(names.write_user(one) for one in rule.mentions),
        working_days=rule.working_days,
        owner=names.write_user(rule.owner),
        paused=rule.state == "paused",
    )


class _Reading:
    """One rule that is being understood; what is wrong is noted, not raised."""

    def __init__(self, entry: RuleEntry, names: Names, find_author: FindAuthor) -> None:
        self.entry = entry
        self.names = names
        self.find_author = find_author
        self.faults: list[PlanFault] = []

    def read(self) -> RulePlan | None:
        """The plan; None when something is wrong."""
        entry, names = self.entry, self.names
        authors = list(
            self._note("owner", lambda: self.find_author(names.find_member(entry.owner)))
        )
        recipients = self._find_all("recipients", entry.recipients, names.find_recipient)
        mentions = self._find_all("mentions", entry.mentions, names.find_member)
        if not authors:
            return None
        words = RuleWords(
            **{knob: getattr(entry, knob) for knob in SAME},
            working_days="yes" if entry.working_days else "no",
            recipients=recipients,
            mentions=mentions,
        )
        understood = understand(words, replace(authors[0], managed_by=BY_FILE))
        for knob, problem in understood.faults.items():
            self._add(knob, problem)
        return understood.plan

    def _find_all(
        self, field: str, typed: Iterable[str], find: Callable[[str], str]
    ) -> tuple[str, ...]:
        return tuple(
            found
            for one in dict.fromkeys(typed)
            for found in self._note(field, lambda one=one: find(one))  # type: ignore[misc]  # bound at once
        )

    def _note(self, field: str, read: Callable[[], _Read]) -> Iterator[_Read]:
        try:
            yield read()
        except Problem as problem:
            self._add(field, problem)

    def _add(self, field: str, problem: Problem) -> None:
        line, title = find_line(self.entry, field), f"“{self.entry.name}”"
        self.faults.append(PlanFault(line, title, field, problem))
