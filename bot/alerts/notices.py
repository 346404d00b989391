"""What alerts have to tell people beside their numbers: that one can't be judged, or none is."""

from collections.abc import Iterable
from datetime import datetime

from bot.delivery.notices import make_notice
from storage.alerts import RuleRow
from storage.outbox import Parcel
from storage.problem import Problem


def tell_unjudged(
    rule: RuleRow, problem: Problem, users: Iterable[str], now: datetime
) -> list[Parcel]:
    """Tells people that a rule can't be judged, once for each time that begins."""
    since = rule.state_since if rule.state == "broken" else now
    told = Problem(
        "alert-broken",
        what=f"The alert {rule.name} is broken: nobody would be told now.",
        why=f"{problem.what} {problem.why}".strip(),
        fix=f"It goes on by itself as soon as that is mended. {problem.fix}".strip(),
    )
    subject = f"alert-broken:{rule.id}:{since or now:%Y-%m-%dT%H:%M}"
    return [make_notice(subject, user, told, now) for user in dict.fromkeys(users)]


def tell_unwatched(
    count: int, since: datetime, users: Iterable[str], now: datetime
) -> list[Parcel]:
    """Tells administrators that newer data is there and nobody judges the rules on it."""
    rules = "1 alert rule has" if count == 1 else f"{count} alert rules have"
    told = Problem(
        "alerts-unwatched",
        what=f"{rules} not been judged on the newest data.",
        why="salesbell is overloaded, or the part of it that judges alerts has stopped.",
        fix="Restart it, and look at its log. See what is wrong with: salesbell doctor",
    )
    subject = f"alerts-unwatched:{since:%Y-%m-%dT%H:%M}"
    return [make_notice(subject, user, told, now) for user in dict.fromkeys(users)]
