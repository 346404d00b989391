"""One rule on one day: every group judged and moved on, and what that means for people; pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from metrics.alerts.notice import Decision, Moment, Told, choose_notice, find_gap
from metrics.alerts.rule import Rule
from metrics.alerts.state import Phase, State, Step, step
from metrics.alerts.verdict import Evidence, Finding, Verdict, judge


@dataclass(frozen=True)
class GroupCheck:
    """One group of a rule, before and after.

    Attributes:
        key: As the data spells it; empty for a rule that watches no groups.
        label: As people read it.
    """

    key: str
    label: str
    evidence: Evidence
    verdict: Verdict
    before: State
    step: Step

    @property
    def after(self) -> State:
        """Where it stands now."""
        return self.step.state

    @property
    def is_firing(self) -> bool:
        """Whether it fires now."""
        return self.after.phase is Phase.FIRING


@dataclass(frozen=True)
class RuleCheck:
    """All groups of a rule.

    Attributes:
        muted: The groups that a wider alert speaks for, with its name.
        left: The groups that are watched no more: people who have left.
    """

    rule: Rule
    day: date
    groups: tuple[GroupCheck, ...]
    muted: Mapping[str, str] = field(default_factory=dict)
    left: frozenset[str] = frozenset()

    @property
    def firing(self) -> tuple[GroupCheck, ...]:
        """Those that fire, muted or not, the worst first."""
        found = (one for one in self.groups if one.is_firing)
        return tuple(sorted(found, key=lambda one: (-find_gap(one.verdict), one.label)))

    @property
    def told(self) -> tuple[GroupCheck, ...]:
        """Those that fire and that nothing else speaks for."""
        return tuple(one for one in self.firing if one.key not in self.muted)

    @property
    def outcome(self) -> str:
        """fired, unsure, broken or quiet: what became of the check."""
        found = {one.verdict.finding for one in self.groups if one.key not in self.left}
        if self.firing:
            return "fired"
        if Finding.BROKEN in found:
            return "broken"
        unsure = {Finding.NOT_ENOUGH, Finding.NO_DATA} & found
        return "unsure" if unsure else "quiet"

    def mute(self, muted: Mapping[str, str]) -> "RuleCheck":
        """The same with some groups left to other alerts."""
        return replace(self, muted=muted)

    def decide(self, told: Told | None, cause: str, moment: Moment) -> Decision:
        """What people are told of it now."""
        heard = {one.key: one.after for one in self.groups if one.key not in self.muted}
        gaps = {one.key: find_gap(one.verdict) for one in self.firing}
        decision = choose_notice(heard, gaps, told, cause, self.rule, moment)
        if decision.notice is None and self.muted and not self.told:
            wider = min(set(self.muted.values()))
            return replace(decision, reason=f"{wider} tells it and explains this one")
        return decision


def check_rule(
    rule: Rule,
    found: Mapping[str, tuple[str, Evidence]],
    states: Mapping[str, State],
    day: date,
    now: datetime,
    left: Collection[str] = (),
) -> RuleCheck:
    """Judge every group of a rule and move its state on.

    Args:
        rule: Which one.
        found: Group -> its label and what there is to judge it by.
        states: Where the groups stood before; those that are in `found` no more have no data.
        day: The last complete day that is looked at.
        now: The present instant.
        left: Groups that are not watched any more, whatever their state.
    """
    gone = {key: (key, Evidence()) for key in states if key not in found}
    groups = []
    for key, (label, evidence) in {**found, **gone}.items():
        if key in left:
            continue
        before = states.get(key, State())
        verdict = judge(rule, evidence)
        after = step(before, verdict, rule, day, now)
        groups.append(GroupCheck(key, label, evidence, verdict, before, after))
    for key in sorted(states.keys() & set(left)):
        before, verdict = states[key], Verdict(Finding.NO_DATA, reason="has left")
        if before.phase is not Phase.UNKNOWN:
            after = Step(State(since=now, day=day), True, "watched no more: has left")
            groups.append(GroupCheck(key, key, Evidence(), verdict, before, after))
    return RuleCheck(rule, day, tuple(groups), left=frozenset(left))


def break_rule(
    rule: Rule, states: Mapping[str, State], day: date, reason: str, now: datetime
) -> RuleCheck:
    """What becomes of the groups of a rule that can't be judged: those that fire stay firing."""
    verdict = Verdict(Finding.BROKEN, reason=reason)
    groups = tuple(
        GroupCheck(key, key, Evidence(), verdict, before, step(before, verdict, rule, day, now))
        for key, before in (states or {"": State()}).items()
    )
    return RuleCheck(rule, day, groups)
