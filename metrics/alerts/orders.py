"""One rule on its way from its question to its evidence: what it needs, and what comes of that.

There are four kinds: rules about rows, about the attainment of goals, about what a goal asks for
by now, and those that need nothing read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from metrics.alerts.needs import Finder, Need
from metrics.alerts.quotas import Quota
from metrics.alerts.sieves import Raw
from metrics.alerts.verdict import Evidence
from metrics.alerts.windows import Windows
from metrics.answer import Reading
from metrics.attainment import NOTHING, take_standing
from metrics.metric import Metric
from metrics.period import Period
from metrics.question import Setting
from metrics.reading import take_reading
from metrics.tally import Tally
from storage.problem import Problem


@dataclass(frozen=True)
class Served:
    """What came of one rule.

    Attributes:
        groups: The value that the database groups by (None for the whole) -> its evidence.
        present: The groups of the window itself; all of them when it has none.
        nothing: The evidence of a group that is nowhere any more.
    """

    groups: Mapping[Raw, Evidence]
    present: frozenset[Raw]
    nothing: Evidence


class Order(Protocol):
    """One rule."""

    windows: Windows

    @property
    def needs(self) -> list[Need]:
        """What has to be read."""

    def serve(self, scans: Finder, setting: Setting) -> Served:
        """What it looks at, once everything has been read."""


@dataclass
class Ready:
    """A rule that needs nothing read: about the age of the data, or one that can't be judged."""

    windows: Windows
    evidence: Evidence | None = None
    problem: Problem | None = None

    @property
    def needs(self) -> list[Need]:
        """Nothing."""
        return []

    def serve(self, scans: Finder, setting: Setting) -> Served:  # noqa: ARG002 - as the others
        """What is known already."""
        groups = {} if self.evidence is None else {None: self.evidence}
        return Served(groups, frozenset(groups), Evidence())


@dataclass
class Counting:
    """A rule about rows."""

    windows: Windows
    metric: Metric
    need: Need

    @property
    def needs(self) -> list[Need]:
        """Its own."""
        return [self.need]

    def serve(self, scans: Finder, setting: Setting) -> Served:
        """The value of each window, for each group of any of them."""
        tallies = {window: scans.find(self.need, window) for window in self.windows.all}

        def take(window: Period, group: Raw) -> Reading:
            tally = tallies[window].get(group) or Tally()
            return take_reading(self.metric, tally, setting, None, "")

        return weigh(self.windows, {w: frozenset(t) for w, t in tallies.items()}, take)


@dataclass
class Attaining:
    """A rule about what share of the goals is reached, on each evening of those that run then."""

    windows: Windows
    metric: Metric
    quotas: Mapping[Period, Quota | None]
    is_grouped: bool

    @property
    def needs(self) -> list[Need]:
        """What was reached by each evening."""
        goals = [quota for quota in self.quotas.values() if quota is not None]
        return [need for quota in goals for need in quota.needs.values()]

    def serve(self, scans: Finder, setting: Setting) -> Served:
        """The attainment on each evening."""
        found = {
            window: {}
            if quota is None
            else quota.take_attainments(scans, setting, is_grouped=self.is_grouped)
            for window, quota in self.quotas.items()
        }
        nothing = take_standing(self.metric, NOTHING, setting, None, "")
        groups = {
            window: frozenset(some) if self.is_grouped else frozenset({None})
            for window, some in found.items()
        }
        return weigh(self.windows, groups, lambda window, group: found[window].get(group, nothing))


@dataclass
class Pacing:
    """A rule about what a goal asks for by now."""

    windows: Windows
    quota: Quota
    is_grouped: bool

    @property
    def needs(self) -> list[Need]:
        """What was reached of the goals."""
        return list(self.quota.needs.values())

    def serve(self, scans: Finder, setting: Setting) -> Served:
        """What was reached, and what is asked for by now."""
        found = self.quota.take_pace(scans, setting, is_grouped=self.is_grouped)
        groups = {holder: Evidence(now, asked) for holder, (now, asked) in found.items()}
        return Served(groups, frozenset(groups), Evidence())


def weigh(
    windows: Windows,
    groups: Mapping[Period, frozenset[Raw]],
    take: Callable[[Period, Raw], Reading],
) -> Served:
    """The evidence of every group that is in any of the windows."""

    def put_together(group: Raw) -> Evidence:
        before = None if windows.before is None else take(windows.before, group)
        references = trim(tuple(take(window, group) for window in windows.references))
        return Evidence(take(windows.now, group), before, references)

    everywhere = frozenset().union(*(groups[window] for window in windows.all))
    zero = object()  # in no window
    return Served(
        {group: put_together(group) for group in everywhere},
        groups[windows.now],
        put_together(zero),
    )


def trim(references: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Without the oldest windows in which nothing was there yet: a new rep was not at nought."""
    kept = len(references)
    while kept and not references[kept - 1].n:
        kept -= 1
    return references[:kept]
