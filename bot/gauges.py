"""What Prometheus reads at /metrics: how the work goes. No names, no numbers of the business."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.clock import Clock
from bot.numbers import Numbers
from storage.alert_checks import count_checks
from storage.deliveries import count_outcomes
from storage.watch import count_digests, count_rules, find_oldest_due

STATES = ("active", "paused", "broken")
"""Of digests and alert rules."""
OUTCOMES = ("fired", "quiet", "unsure", "broken")
"""Of a check."""
_A_DAY = timedelta(days=1)


class Gauges(Collector):
    """Reads the database at each scrape, so that it does not matter which process is asked.

    Args:
        numbers: The company's numbers; its database holds digests and outbox.
        clock: Tells what is overdue.
        count_ticks: How many ticks this process has had.
    """

    def __init__(self, numbers: Numbers, clock: Clock, count_ticks: Callable[[], int]) -> None:
        self._numbers = numbers
        self._clock = clock
        self._count_ticks = count_ticks
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def write(self) -> bytes:
        """All of it, in Prometheus's text format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Each number with its help."""
        ticks = CounterMetricFamily("salesbell_ticks", "Ticks of this process since it started.")
        ticks.add_metric([], self._count_ticks())
        yield ticks
        now, workspace = self._clock.now(), self._numbers.workspace_id
        with self._numbers.engine.connect() as connection:
            outcomes = count_outcomes(connection, workspace)
            digests = count_digests(connection, workspace)
            rules = count_rules(connection, workspace)
            checks = count_checks(connection, workspace, now - _A_DAY, now)
            oldest = find_oldest_due(connection, workspace, now)
        deliveries = GaugeMetricFamily(
            "salesbell_deliveries", "Deliveries in the outbox.", labels=("kind", "state")
        )
        for (kind, state), count in sorted(outcomes.items()):
            deliveries.add_metric([kind, state], count)
        yield deliveries
        for name, help_, counts in (
            ("salesbell_digests", "Digests by state.", digests),
            ("salesbell_alert_rules", "Alert rules by state.", rules),
        ):
            states = GaugeMetricFamily(name, help_, labels=("state",))
            for state in STATES:
                states.add_metric([state], counts.get(state, 0))
            yield states
        judged = GaugeMetricFamily(
            "salesbell_alert_checks",
            "Checks of alert rules in the last 24 hours, by what came of them.",
            labels=("outcome",),
        )
        for outcome in OUTCOMES:
            judged.add_metric([outcome], checks.outcomes.get(outcome, 0))
        yield judged
        late = (now - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily(
            "salesbell_oldest_due_late_seconds",
            "How late the oldest thing is that is due: a digest to be made or to be delivered.",
            value=late,
        )
        version = self._numbers.read_version()
        if version is not None:
            yield GaugeMetricFamily(
                "salesbell_data_age_seconds",
                "How long ago the newest import ended.",
                value=(now - version.finished_at).total_seconds(),
            )
