"""What an import needs to know of the company; the bot reads it from its configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class StageRule:
    """What the company says of a stage, stronger than its name and than the CRM.

    Attributes:
        kind: open, won or lost; None leaves it to the file.
        probability: The chance to win, 0 to 1.
        position: Its place among the stages, lowest first.
    """

    kind: str | None = None
    probability: Decimal | None = None
    position: int | None = None


@dataclass(frozen=True)
class GoalMetric:
    """A metric that goals can be set for.

    Attributes:
        name: As the goals table keeps it.
        unit: money, percent, or anything else for a bare count.
    """

    name: str
    unit: str


@dataclass(frozen=True)
class ImportSettings:
    """The company's zone, its reporting currency and its words.

    Attributes:
        zone: Where days begin.
        currency: The reporting currency, ISO 4217.
        stages: Rules by stage name.
        metrics: The metrics that goals may name, by each word for them; empty takes any name.
        decimal_mark: "." or "," where the files' numbers should not be judged by themselves.
        workspace_name: For a workspace that is not there yet.
    """

    zone: ZoneInfo
    currency: str = "USD"
    stages: Mapping[str, StageRule] = field(default_factory=dict)
    metrics: Mapping[str, GoalMetric] = field(default_factory=dict)
    decimal_mark: str | None = None
    workspace_name: str = "Our company"
