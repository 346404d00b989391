"""What a rule makes of the numbers just now, in words, for whoever is about to save it. Pure."""

from collections import Counter
from collections.abc import Sequence

from metrics.alerts.check import GroupCheck
from metrics.alerts.headlines import Headline
from metrics.alerts.verdict import Finding

MOST = 5
"""Groups that are named; the others are counted."""
_ORDER = (
    Finding.BREACHED, Finding.NOT_ENOUGH, Finding.FINE, Finding.NO_DATA, Finding.BROKEN,
)  # fmt: skip
_COUNTED = {
    Finding.BREACHED: "breached",
    Finding.NOT_ENOUGH: "not sure",
    Finding.FINE: "fine",
    Finding.NO_DATA: "without data",
    Finding.BROKEN: "not to be judged",
}


def say_check(headline: Headline) -> list[str]:
    """Where a rule stands that has just been judged, a line for each group that matters."""
    groups = sorted(
        headline.check.groups, key=lambda one: (_ORDER.index(one.verdict.finding), one.label)
    )
    if not groups:
        return ["There is nothing to watch yet."]
    if len(groups) == 1 and not groups[0].key:
        words = _say_group(headline, groups[0])
        return [f"{words[:1].upper()}{words[1:]}.", *_say_hold(headline)]
    lines = [f"{one.label}: {_say_group(headline, one)}." for one in groups[:MOST]]
    if len(groups) > MOST:
        lines.append(_count(groups[MOST:]))
    return [*lines, *_say_hold(headline)]


def _say_group(headline: Headline, group: GroupCheck) -> str:
    """What was found: "21.4 % (18 of 84, surely 14 to 31 %), fine"."""
    verdict = group.verdict
    if verdict.finding in (Finding.NO_DATA, Finding.BROKEN) or verdict.value is None:
        return verdict.reason or "no data"
    basis = headline.say_basis(group)
    value = headline.say_judged(group) + (f" ({basis})" if basis else "")
    return f"{value}, {_say_finding(headline, group)}"


def _say_finding(headline: Headline, group: GroupCheck) -> str:
    verdict = group.verdict
    if verdict.finding is Finding.BREACHED:
        return "beyond the line" if headline.rule.line is not None else verdict.reason
    if verdict.finding is Finding.FINE:
        return "fine"
    if verdict.wanted:
        return f"too little to tell: about {verdict.wanted:,} more would do"
    return f"nothing to tell: {verdict.reason}"


def _say_hold(headline: Headline) -> list[str]:
    if not any(one.verdict.finding is Finding.BREACHED for one in headline.check.groups):
        return []
    if headline.rule.hold_days > 1:
        return [f"It would be told once it lasts for {headline.rule.hold_days} days."]
    return ["It would be told now."]


def _count(groups: Sequence[GroupCheck]) -> str:
    counted = Counter(one.verdict.finding for one in groups)
    said = [f"{counted[one]} {_COUNTED[one]}" for one in _ORDER if counted[one]]
    return f"{len(groups)} more: {', '.join(said)}."
