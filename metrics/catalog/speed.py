"""How long deals took from creation to close, for those closed in a period."""

from sqlalchemy import and_

from metrics.catalog.closing import WITHOUT_OWNER, decided, lost, won
from metrics.metric import Condition, Metric, Missing, Topic, during, mean, median
from metrics.units import Better, Unit
from storage.tables import Deal
from storage.types import days_between

cycle = days_between(Deal.created_on, Deal.closed_on)


def _own_up(where: Condition, deals: str) -> tuple[Missing, ...]:
    """What a cycle has to own up to: no creation date, or one after the close."""
    return (
        Missing(f"{deals} have no creation date", and_(where, Deal.created_on.is_(None))),
        Missing(
            f"{deals} were closed before they were created",
            and_(where, Deal.created_on > Deal.closed_on),
            True,
        ),
        WITHOUT_OWNER,
    )


SALES_CYCLE_MEDIAN = Metric(
    name="sales_cycle_median",
    title="Sales cycle",
    topic=Topic.SPEED,
    what="Half of the deals won in the period took longer from creation to close than this.",
    formula="median of (close date - creation date) over deals won",
    unit=Unit.DAYS,
    better=Better.LOWER,
    measure=during(Deal.closed_on, median(cycle), where=won),
    aliases=(
        "cycle",
        "cycles",
        "median sales cycle",
        "median cycle",
        "cycle length",
        "cycle time",
        "sales cycle length",
        "length of the sales cycle",
        "days to close",
        "time to close",
        "days to win",
        "time to win",
    ),
    beside=("sales_cycle_mean",),
    missing=_own_up(won, "won deals"),
)
SALES_CYCLE_MEAN = Metric(
    name="sales_cycle_mean",
    title="Mean sales cycle",
    topic=Topic.SPEED,
    what="How many days the deals won in the period took from creation to close, on average.",
    formula="mean of (close date - creation date) over deals won",
    unit=Unit.DAYS,
    better=Better.LOWER,
    measure=during(Deal.closed_on, mean(cycle), where=won),
    aliases=(
        "sales cycle, mean",
        "average sales cycle",
        "avg sales cycle",
        "mean cycle",
        "average cycle",
        "avg cycle",
        "average cycle length",
        "average time to close",
        "average days to close",
        "mean time to close",
        "mean days to close",
    ),
    beside=("sales_cycle_median",),
    missing=_own_up(won, "won deals"),
)
LOSS_CYCLE_MEDIAN = Metric(
    name="loss_cycle_median",
    title="Days to a loss",
    topic=Topic.SPEED,
    what="Half of the deals lost in the period took longer from creation to close than this.",
    formula="median of (close date - creation date) over deals lost",
    unit=Unit.DAYS,
    better=Better.NEITHER,
    measure=during(Deal.closed_on, median(cycle), where=lost),
    aliases=("loss cycle", "days to lose", "time to lose", "median days to a loss"),
    beside=("loss_cycle_mean",),
    missing=_own_up(lost, "lost deals"),
)
LOSS_CYCLE_MEAN = Metric(
    name="loss_cycle_mean",
    title="Mean days to a loss",
    topic=Topic.SPEED,
    what="How many days the deals lost in the period took from creation to close, on average.",
    formula="mean of (close date - creation date) over deals lost",
    unit=Unit.DAYS,
    better=Better.NEITHER,
    measure=during(Deal.closed_on, mean(cycle), where=lost),
    aliases=("days to a loss, mean", "mean loss cycle", "average days to a loss"),
    beside=("loss_cycle_median",),
    missing=_own_up(lost, "lost deals"),
)
DECISION_CYCLE_MEDIAN = Metric(
    name="decision_cycle_median",
    title="Days to a decision",
    topic=Topic.SPEED,
    what="Half of the deals decided in the period, won or lost, took longer than this.",
    formula="median of (close date - creation date) over deals won or lost",
    unit=Unit.DAYS,
    better=Better.LOWER,
    measure=during(Deal.closed_on, median(cycle), where=decided),
    aliases=(
        "decision cycle",
        "days to decide",
        "time to decide",
        "closed cycle",
        "median days to a decision",
    ),
    beside=("decision_cycle_mean",),
    missing=_own_up(decided, "decided deals"),
)
DECISION_CYCLE_MEAN = Metric(
    name="decision_cycle_mean",
    title="Mean days to a decision",
    topic=Topic.SPEED,
    what="How many days the deals decided in the period took from creation, on average.",
    formula="mean of (close date - creation date) over deals won or lost",
    unit=Unit.DAYS,
    better=Better.LOWER,
    measure=during(Deal.closed_on, mean(cycle), where=decided),
    aliases=(
        "days to a decision, mean",
        "mean decision cycle",
        "average days to a decision",
    ),
    beside=("decision_cycle_median",),
    missing=_own_up(decided, "decided deals"),
)

METRICS = (
    SALES_CYCLE_MEDIAN,
    SALES_CYCLE_MEAN,
    LOSS_CYCLE_MEDIAN,
    LOSS_CYCLE_MEAN,
    DECISION_CYCLE_MEDIAN,
    DECISION_CYCLE_MEAN,
)
