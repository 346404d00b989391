"""Whether the properties of a rule fit one another, and its kind. Pure."""

from dataclasses import replace
from decimal import Decimal

from bot.alerts.certainty import NORMAL, find_budget, read_certainty
from bot.alerts.rule_words import takes
from bot.digests.audience import is_user
from metrics.alerts.rule import WINDOW_DAYS, Against, Kind, Sort, sort_of
from metrics.catalog import METRICS
from metrics.metric import Metric
from metrics.schedule_zones import read_zone
from metrics.units import Unit
from storage.alerts import RulePlan
from storage.problem import Problem

LONGEST_WINDOW = 366
MOST_DAYS = 90
"""Of a hold, before it fires and before it is over."""
MOST_PAUSE = 24 * 90
MOST_MENTIONS = 20
_ALL = Decimal(1)
_MOST_RISE = Decimal(100)


def _find_metric(plan: RulePlan) -> Metric | None:
    return METRICS.get(plan.metric)


def check_kind(plan: RulePlan) -> None:
    """Raises Problem for a kind that there is none of."""
    if plan.kind not in list(Kind):
        raise Problem(
            "alert-kind",
            what=f"“{plan.kind[:40]}” is nothing I can watch for.",
            fix=f"Use one of: {', '.join(Kind)}.",
        )


def check_zone(plan: RulePlan) -> None:
    """Raises Problem for a zone that there is none of."""
    read_zone(plan.zone)


def check_span(days: int, most: int, what: str) -> None:
    """Raises Problem for too few or too many days; `what` is said of them."""
    if not 1 <= days <= most:
        raise Problem(
            "alert-days",
            what=f"{days:,} days are not what I can {what}.",
            fix=f"Choose 1 to {most} days.",
        )


def check_pause(plan: RulePlan) -> None:
    """Raises Problem for a pause that is none, or longer than anybody waits."""
    if not 1 <= plan.pause_hours <= MOST_PAUSE:
        raise Problem(
            "alert-pause",
            what=f"{plan.pause_hours:,} hours are no pause that I can keep.",
            fix="Choose between 1 hour and 90 days.",
        )


def check_least(plan: RulePlan) -> None:
    """Raises Problem for a sample that will never be there."""
    if not 0 <= plan.least <= 1_000_000:
        raise Problem(
            "alert-least",
            what=f"{plan.least:,} is no sample that will ever be there.",
            fix="Choose a smaller number.",
        )


def check_mentions(plan: RulePlan) -> None:
    """Raises Problem for too many people, or what is no person."""
    if len(plan.mentions) > MOST_MENTIONS or not all(map(is_user, plan.mentions)):
        raise Problem(
            "alert-mentions",
            what=f"An alert mentions {MOST_MENTIONS} people at most, and no channels.",
            fix="Mention those who act on it.",
        )


def check_line(plan: RulePlan) -> None:
    """Raises Problem where a line is missing or not wanted, or can never be passed."""
    kind, metric, line = Kind(plan.kind), _find_metric(plan), plan.line
    if line is None:
        if kind not in (Kind.UNUSUAL, Kind.NO_DATA, Kind.STALE):
            raise Problem("alert-line", what="Where is the line?", fix="Write a number.")
        return
    if not takes("line", kind, metric):
        raise Problem("alert-line", what="An alert of this kind has no line.", fix="Leave it out.")
    _check_size(plan, line)


def _check_size(plan: RulePlan, line: Decimal) -> None:
    """Whether a line lies where values can."""
    kind, metric = Kind(plan.kind), _find_metric(plan)
    if kind is Kind.FELL and not 0 < line <= _ALL:
        what = "Nothing can fall by so much." if line > 0 else "That is no fall."
        raise Problem("alert-line", what=what, fix="Write one such as 20 % or 5 points.")
    is_share = metric is not None and sort_of(metric) is Sort.SHARE
    if kind is Kind.ROSE and not 0 < line < (_ALL if is_share else _MOST_RISE):
        what = "Nothing can rise by so much." if line > 0 else "That is no rise."
        raise Problem("alert-line", what=what, fix="Write one such as 20 % or 5 points.")
    if kind in (Kind.BELOW, Kind.ABOVE) and metric is not None:
        limited = metric.unit is Unit.PERCENT and metric.measure is not None
        if limited and not 0 < line < 1:
            raise Problem(
                "alert-line",
                what=f"{metric.title} lies between 0 and 100 %.",
                why="A line at one of its ends is never passed.",
                fix="Write one between them, such as 18 %.",
            )
    if line < 0 or (line == 0 and kind is not Kind.ABOVE):
        raise Problem("alert-line", what="It is never below that.", fix="Write a larger number.")


def check_against(plan: RulePlan) -> None:
    """Raises Problem where nothing is held against anything, or a change against nothing."""
    kind, metric = Kind(plan.kind), _find_metric(plan)
    if (plan.against is not None) != takes("against", kind, metric):
        raise Problem(
            "alert-against",
            what="Falls and rises are held against something, and nothing else is.",
            fix="Write previous, year or goal for a fall or a rise, and nothing otherwise.",
        )
    if plan.against is None:
        return
    if plan.against not in list(Against):
        raise Problem(
            "alert-against",
            what=f"“{plan.against[:40]}” is nothing I can hold it against.",
            fix=f"Use one of: {', '.join(Against)}.",
        )


def check_recovery(plan: RulePlan) -> None:
    """Raises Problem where the line to come back to is not on the good side of the other."""
    kind, line, back = Kind(plan.kind), plan.line, plan.recover_line
    if back is None:
        return
    if line is None or not takes("recover", kind, _find_metric(plan)):
        raise Problem(
            "alert-recover", what="An alert of this kind has no line to come back to.",
            fix="Leave it out.",
        )  # fmt: skip
    if kind is Kind.BELOW and back < line:
        raise _tell_side("above", "It warns of what is below a line, so it is over above it.")
    if kind is not Kind.BELOW and back > line:
        why = "It warns of what is beyond a line, so it is over on this side of it."
        raise _tell_side("below" if kind is Kind.ABOVE else "within", why)
    if back < 0:
        raise Problem("alert-recover", what="It never gets there.", fix="Write a larger number.")
    if kind is Kind.BELOW:
        _check_size(replace(plan, line=back), back)


def _tell_side(side: str, why: str) -> Problem:
    return Problem(
        "alert-recover",
        what="It would be over before it began.",
        why=why,
        fix=f"Write a line to come back to that lies {side} the other, or leave it out.",
    )


def check_certainty(plan: RulePlan) -> None:
    """Raises Problem for a certainty that the kind of rule can't have."""
    if read_certainty(plan.certainty) != plan.certainty or not 0 < plan.z < 20:
        raise Problem(
            "alert-certainty",
            what=f"“{plan.certainty[:40]}” does not say how sure I have to be.",
            fix="Write normal, quiet, 2.1 or 1 a year.",
        )
    kind, metric = Kind(plan.kind), _find_metric(plan)
    if plan.certainty != NORMAL and not takes("certainty", kind, metric):
        raise Problem(
            "alert-certainty",
            what="How sure I am can't be chosen here.",
            why="Only shares have a bound, and what is unusual has one.",
            fix="Leave it out.",
        )
    if find_budget(plan.certainty) is not None and not has_budget(plan):
        raise Problem(
            "alert-budget",
            what="I can't keep to a number of false alarms here.",
            why="I can work that out for shares that are above or below a line.",
            fix="Write normal or quiet.",
        )


def has_budget(plan: RulePlan) -> bool:
    """Whether a budget of false alarms can be worked out for a rule."""
    metric = _find_metric(plan)
    shares = metric is not None and sort_of(metric) is Sort.SHARE
    return shares and plan.kind in (Kind.BELOW, Kind.ABOVE)


def check_unused(plan: RulePlan) -> None:
    """Raises Problem for what says nothing about such a rule, so that nobody relies on it."""
    kind, metric = Kind(plan.kind), _find_metric(plan)
    against = Against(plan.against) if plan.against else None
    window = plan.window_days != WINDOW_DAYS and not takes("over", kind, metric, against)
    least = plan.least != 0 and not takes("least", kind, metric)
    if window or least:
        said = "no days that it adds up" if window else "no smallest sample"
        raise Problem(
            "alert-unused", what=f"An alert of this kind has {said}.", fix="Leave it out."
        )
