"""The weekly line to administrators: what was sent, what failed, how old the data is.

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
from storage.digests import DigestRow, list_digests
from storage.outbox import count_outcomes, put_in
from storage.problem import Problem

AT = time(8)
"""Monday's wall time in the company's zone; an hour before most digests."""
FOR = timedelta(days=1)
"""So much later it is not told any more."""


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
        with self._numbers.engine.connect() as connection:
            outcomes = count_outcomes(connection, self._numbers.workspace_id, start, end)
            digests = list_digests(connection, self._numbers.workspace_id)
        counts = {state: n for (kind, state), n in outcomes.items() if kind == DIGEST}
        if not counts and not any(row.state_since and row.state_since < start for row in digests):
            return None
        broken = [row for row in digests if row.state == "broken"]
        return Problem(
            "week",
            what=f"Last week ({week.label}): {_say_counts(counts)}.",
            why=self._say_age(now),
            fix=_say_what_to_do(counts, broken),
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


def _say_what_to_do(counts: dict[str, int], broken: Sequence[DigestRow]) -> str:
    lines = []
    if broken:
        names = ", ".join(row.name for row in broken[:3])
        more = f" and {len(broken) - 3} more" if len(broken) > 3 else ""
        lines.append(f"Broken now: {names}{more}. See why with: /sales digest")
    if counts.get("failed") or counts.get("broken") or counts.get("unsure"):
        lines.append("See each with: salesbell deliveries")
    return " ".join(lines)
