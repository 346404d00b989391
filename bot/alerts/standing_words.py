"""Where a rule stands, in a line: for lists, windows and the terminal. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.messages.freshness import say_day
from bot.messages.text import name
from metrics.alerts.state import Phase
from storage.alert_states import StateRow
from storage.alerts import RuleRow

_NAMED = 3


def say_standing(rule: RuleRow, states: Mapping[str, StateRow]) -> str:
    """Where a rule stands: "Firing since 3 Nov 2026: West and 2 more"."""
    if rule.state == "paused":
        return "Nobody is told until somebody resumes it."
    phases: dict[str, list[str]] = {}
    for group, state in sorted(states.items()):
        label = str(state.figures.get("label") or group)
        phases.setdefault(state.phase, []).append(label)
    looked = f"Looked at {say_day(rule.checked_day)}." if rule.checked_day else ""
    if not phases:
        return looked or "It has not been looked at yet."
    if firing := phases.get(Phase.FIRING):
        since = _find_start(states)
        began = f" since {say_day(since)}" if since else ""
        return f"Firing{began}{_name_groups(firing)}. {looked}".strip()
    if pending := phases.get(Phase.PENDING):
        return f"Breached, and waiting whether it lasts{_name_groups(pending)}. {looked}".strip()
    said = [words for phase, words in _QUIET.items() if phase in phases]
    return f"{said[0] if len(phases) == 1 and said else 'Nothing fires'}. {looked}".strip()


def _find_start(states: Mapping[str, StateRow]) -> date | None:
    """Since when something has been firing."""
    firing = [one for one in states.values() if one.phase == Phase.FIRING]
    return min((day for one in firing if (day := one.breached_since or one.day)), default=None)


_QUIET = {
    Phase.FINE: "All is well",
    Phase.NOT_ENOUGH: "There is too little to tell",
    Phase.NO_DATA: "There is no data",
    Phase.BROKEN: "It can't be judged",
    Phase.UNKNOWN: "Nothing is known yet",
}


def _name_groups(groups: Sequence[str]) -> str:
    """Which groups; nothing for the whole."""
    if list(groups) == [""]:
        return ""
    shown = ", ".join(name(group) for group in groups[:_NAMED])
    more = f" and {len(groups) - _NAMED} more" if len(groups) > _NAMED else ""
    return f": {shown}{more}"
