"""What goals ask for by an evening, and what has been reached of them.

The goals are those that run on that day, of one size and one level, as `metrics.goals` chooses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from metrics.alerts.needs import Finder, Need
from metrics.alerts.sieves import Raw, Sieve
from metrics.answer import Reading
from metrics.attainment import NOTHING, Standing, in_whole, take_standing
from metrics.calendar import working_days
from metrics.catalog import METRICS
from metrics.goals import GoalBook, Holder, Target, is_additive, read_goal_book
from metrics.metric import Metric
from metrics.period import Period
from metrics.question import Setting
from metrics.reading import take_reading
from metrics.tally import Tally, parts_of
from storage.problem import Problem

LEAST_PASSED = Decimal("0.2")
"""Before this part of a goal's working days nobody is held against it."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Quota:
    """The goals of one rule on one evening.

    Attributes:
        metric: What they are for.
        goals: At least one.
        needs: For each goal period, what has to be counted of it.
    """

    evening: date
    metric: Metric
    goals: tuple[Target, ...]
    needs: Mapping[Period, Need]

    @property
    def period(self) -> Period:
        """From the first day of any of the goals to the last of any."""
        starts = [goal.period.start for goal in self.goals]
        return Period(min(starts), max(goal.period.end for goal in self.goals))

    @property
    def so_far(self) -> Period:
        """The part of it up to the evening."""
        return Period(self.period.start, self.evening + _ONE_DAY)

    def take_attainments(
        self, scans: Finder, setting: Setting, *, is_grouped: bool
    ) -> dict[Holder, Reading]:
        """What share of the goals is reached, by holder; of all together under None."""
        found: dict[Holder, Standing] = {}
        for holder, (tally, targets) in self._gather(scans, is_grouped=is_grouped).items():
            reached = Decimal(self._count(tally))
            target = sum((goal.target for goal in targets), Decimal(0))
            found[holder] = NOTHING + Standing(reached, target, len(targets))
        return {
            holder: take_standing(self.metric, standing, setting, None, "")
            for holder, standing in found.items()
        }

    def take_pace(
        self, scans: Finder, setting: Setting, *, is_grouped: bool
    ) -> dict[Holder, tuple[Reading, Reading]]:
        """What is reached and what is asked for by now, by holder."""
        found: dict[Holder, tuple[Reading, Reading]] = {}
        for holder, (tally, targets) in self._gather(scans, is_grouped=is_grouped).items():
            now = take_reading(self.metric, tally, setting, None, "")
            if self._has_begun(targets):
                asked = sum((goal.target * self._pass(goal.period) for goal in targets), Decimal(0))
                value = in_whole(asked, self.metric, setting)
            else:
                value = None
            # A goal is no sample: only what was reached can stand on too few rows.
            found[holder] = now, Reading(None, "", value, now.n, unit=self.metric.unit)
        return found

    def _gather(
        self, scans: Finder, *, is_grouped: bool
    ) -> dict[Holder, tuple[Tally, list[Target]]]:
        """The numbers of each holder in the periods of their goals, and the goals."""
        counted = {period: scans.find(need, need.windows[0]) for period, need in self.needs.items()}
        found: dict[Holder, tuple[Tally, list[Target]]] = {}
        for goal in self.goals:
            holder = goal.holder if is_grouped else None
            tally, targets = found.setdefault(holder, (Tally(), []))
            tally.add(counted[goal.period].get(goal.holder, Tally()))
            targets.append(goal)
        return found

    def _count(self, tally: Tally) -> int:
        measure = self.metric.measure
        return tally.parts.get(parts_of(measure)[0].key, 0) if measure else 0

    def _has_begun(self, goals: Iterable[Target]) -> bool:
        """Whether enough of their time has passed that more than a day or two decides."""
        passed = [self._pass(period) for period in {goal.period for goal in goals}]
        return sum(passed, Decimal(0)) >= LEAST_PASSED * len(passed)

    def _pass(self, period: Period) -> Decimal:
        """Which part of the working days of a goal has passed with this evening."""
        passed = Period(period.start, min(self.evening + _ONE_DAY, period.end))
        days = working_days(period)
        if not days:  # a goal for a weekend
            return Decimal(passed.days) / period.days
        return Decimal(working_days(passed)) / days


class QuotaBook:
    """Finds the goals of rules.

    Args:
        connection: The database.
        setting: Whose.
        evenings: All that will be asked for; without any, nothing is read.
    """

    def __init__(self, connection: Connection, setting: Setting, evenings: Iterable[date]) -> None:
        self._book = GoalBook((), {})
        known = sorted(evenings)
        if known:
            span = Period(known[0], known[-1] + _ONE_DAY)
            self._book = read_goal_book(connection, setting, span)

    def find(self, metric: Metric, sieve: Sieve, evening: date) -> Quota | None:
        """The goals that run on a day; None when there is none.

        Args:
            metric: What they are for; goal attainment is of the first that has any.
            sieve: Whose, by owner and team alone.
            evening: The day.

        Raises:
            Problem: for a metric that nobody can be set a goal for that adds up.
        """
        if metric.measure is not None and not is_additive(metric):
            raise _refuse(metric)
        day = Period(evening, evening + _ONE_DAY)
        chosen = self._book.choose(day, sieve.by, *self._find_people(sieve))
        name = next(iter(chosen), "") if metric.measure is None else metric.name
        goals = chosen.get(name)
        if not goals:
            return None
        level = goals[0].level
        own = Sieve(sieve.allowed, None if level == "everybody" else level)
        needs = {
            period: Need(METRICS[name], (Period(period.start, min(period.end, day.end)),), own)
            for period in dict.fromkeys(goal.period for goal in goals)
        }
        return Quota(evening, METRICS[name], tuple(goals), needs)

    def _find_people(self, sieve: Sieve) -> list[frozenset[int]]:
        people = []
        if "owner" in sieve.allowed:
            people.append(frozenset(id_ for id_ in sieve.allowed["owner"] if id_ is not None))
        if "team" in sieve.allowed:
            teams: frozenset[Raw] = sieve.allowed["team"]
            people.append(frozenset(i for i, team in self._book.teams.items() if team in teams))
        return people


def _refuse(metric: Metric) -> Problem:
    return Problem(
        "alert-no-goal",
        what=f"{metric.title} can't be held against a goal.",
        why="Only what adds up over people and days has a part that is asked for by now.",
        fix=f"Give it a line instead: {metric.title.lower()} is below …",
    )
