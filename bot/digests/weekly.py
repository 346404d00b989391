"""The weekly line to administrators: what was sent and judged, what failed, how old the data is.

It comes on Mondays, so that whoever hears nothing knows that nobody is there to tell.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from bot.delivery.notices import make_notice
from bot.digests.rendering import DIGEST
from bot.messages.freshness import say_age, say_day
from bot.numbers import Numbers
from metrics.calendar import week_of
from metrics.period import Period
from storage.alert_checks import CheckCounts, count_checks
from storage.alert_incidents import IncidentCounts, count_incidents
from storage.alerts import RuleRow, list_rules
from storage.deliveries import count_outcomes
from storage.digests import DigestRow, list_digests
from storage.outbox import put_in
from storage.problem import Problem

AT = time(8)
"""Monday's wall time in the company's zone; an hour before most digests."""
FOR = timedelta(days=1)
"""So much later it is not told any more."""
_NAMED = 3


class WeeklyLine:
    """Tells each administrator once a week, whichever process does it.

    Args:
        numbers: The company's numbers; its database holds digests and outbox.
        find_administrators: The Slack users who are told.
    """

    def __init__(self, numbers: Numbers, find_administrators: Callable[[], Sequence[str]]) -> None:
        self._numbers = numbers
        self._find_administrators = find_administrators
        self._told: str | None = None

    def work(self, now: datetime) -> int:
        """Put the line of the last week into the outbox if it is due; for how many people."""
        zone = self._numbers.company.zone_info
        this_week = week_of(now.astimezone(zone).date())
        due = datetime.combine(this_week.start, AT, zone)
        week = week_of(this_week.start - timedelta(days=1))
        if week.label == self._told or not due <= now < due + FOR:
            return 0
        told = self._write(week, now)
        users = self._find_administrators() if told else ()
        year, number, _ = week.start.isocalendar()
        with self._numbers.engine.begin() as connection:
            put = [
                put_in(
                    connection,
                    self._numbers.workspace_id,
                    make_notice(f"week:{year}-W{number:02}", user, told, now),
                    now,
                )
                for user in users
                if told
            ]
        self._told = week.label
        return sum(put)

    def _write(self, week: Period, now: datetime) -> Problem | None:
        """What there is to tell of a week; None where nobody had digests."""
        zone = self._numbers.company.zone_info
        start, end = (
            datetime.combine(day, time(), zone).astimezone(now.tzinfo)
            for day in (week.start, week.end)
        )
        workspace = self._numbers.workspace_id
        with self._numbers.engine.connect() as connection:
            outcomes = count_outcomes(connection, workspace, start, end)
            digests = list_digests(connection, workspace)
            rules = list_rules(connection, workspace)
            checks = count_checks(connection, workspace, start, end)
            incidents = count_incidents(connection, workspace, start, end)
        counts = {state: n for (kind, state), n in outcomes.items() if kind == DIGEST}
        lines = []
        if counts or any(row.state_since and row.state_since < start for row in digests):
            lines.append(_say_counts(counts))
        if checks.outcomes or any(row.state_since and row.state_since < start for row in rules):
            lines.append(_say_checks(checks, incidents, rules))
        if not lines:
            return None
        return Problem(
            "week",
            what=f"Last week ({week.label}): {'; '.join(lines)}.",
            why=self._say_age(now),
            fix=_say_what_to_do(counts, digests, rules),
        )

    def _say_age(self, now: datetime) -> str:
        version = self._numbers.read_version()
        if version is None:
            return "Nothing has been imported yet."
        at = version.finished_at.astimezone(self._numbers.company.zone_info)
        age = say_age(version.finished_at, now)
        return f"The numbers are of {say_day(at)}, {at:%H:%M}: {age} ({version.file_name})."


def _say_counts(counts: dict[str, int]) -> str:
    sent = counts.get("delivered", 0)
    said = ["1 digest sent" if sent == 1 else f"{sent} digests sent"]
    said.append(f"{counts.get('failed', 0) + counts.get('broken', 0)} failed")
    said.append(f"{counts.get('skipped', 0)} skipped")
    if counts.get("unsure"):
        said.append(f"{counts['unsure']} perhaps sent")
    return ", ".join(said)


def _say_checks(checks: CheckCounts, incidents: IncidentCounts, rules: Sequence[RuleRow]) -> str:
    """How the alerts fared: "8 alert rules, 336 checks, 2 fired, 0 broken"."""
    watched = sum(row.state != "paused" for row in rules)
    broken = sum(row.state == "broken" for row in rules)
    done = sum(checks.outcomes.values())
    said = [
        "1 alert rule" if watched == 1 else f"{watched} alert rules",
        "1 check" if done == 1 else f"{done:,} checks",
        f"{incidents.opened} fired",
        f"{incidents.closed} over",
        f"{broken} broken",
    ]
    if incidents.not_useful:
        said.append(f"{incidents.not_useful} of no use, people said")
    return ", ".join(said)


def _say_what_to_do(
    counts: dict[str, int], digests: Sequence[DigestRow], rules: Sequence[RuleRow]
) -> str:
    lines = [
        f"Broken now: {_list_names(broken)}. See why with: {command}"
        for broken, command in (
            ([row.name for row in digests if row.state == "broken"], "/sales digest"),
            ([row.name for row in rules if row.state == "broken"], "/sales alert"),
        )
        if broken
    ]
    if counts.get("failed") or counts.get("broken") or counts.get("unsure"):
        lines.append("See each with: salesbell deliveries")
    return " ".join(lines)


def _list_names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
