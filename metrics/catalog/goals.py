"""How much of a goal has been reached."""

from metrics.metric import Metric, Topic
from metrics.units import Better, Unit

GOAL_ATTAINMENT = Metric(
    name="goal_attainment",
    title="Goal attainment",
    topic=Topic.GOALS,
    what="How much of the goals for the period has been reached.",
    formula="sum of what was reached / sum of the goals",
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    measure=None,
    aliases=(
        "attainment",
        "quota attainment",
        "target attainment",
        "quota",
        "quotas",
        "goal",
        "goals",
        "target",
        "targets",
        "against goal",
        "against target",
        "goal progress",
    ),
)

METRICS = (GOAL_ATTAINMENT,)
