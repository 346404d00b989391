"""The page docs/metrics.md, written from the catalogue so that the two can't differ."""

from metrics.catalog import METRICS
from metrics.chance import ENOUGH_DECIDED
from metrics.dimension import DIMENSIONS, TILES
from metrics.metric import Metric, Topic
from metrics.question import HORIZON_DAYS
from metrics.units import Unit

_HEAD = """\
# Metrics

Every number salesbell knows, as it is computed. This page is generated from the catalogue
(`metrics/catalog/`); write it again with `python -m metrics.catalog > docs/metrics.md`.

Ask for any of them with `/sales`, for example `/sales win rate by region last quarter`.

* A period is half-open: it has its first day and not the day it ends before.
* "No data" is not zero: a ratio of nothing is told as no data. Counts and sums of nothing are 0.
* A ratio of a group is its sum over its sum, never a mean of its members' ratios.
* Money is in the reporting currency, converted once when it was imported. What has no amount or no
  exchange rate is left out of sums, and the receipt says how much that was.
* A share of a count comes with its 95 % Wilson interval: how sure so few deals let us be.
* A deal's chance to be won is what the CRM says of the deal, else of its stage; else the share won
  of the decided deals that reached the stage, from {enough} of them on; else of all decided deals.
* The horizon is how long a lead has to become a customer: {horizon} days unless the company sets
  another.
"""
_COHORT = ", once it is a horizon old; alerts look at it a horizon late"
_UNITS = {
    Unit.DEALS: "a number of deals",
    Unit.LEADS: "a number of leads",
    Unit.MONEY: "money",
    Unit.PERCENT: "a share",
    Unit.DAYS: "days",
}


def write_page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD.format(enough=ENOUGH_DECIDED, horizon=HORIZON_DAYS)]
    for topic in Topic:
        of_topic = [metric for metric in METRICS.values() if metric.topic is topic]
        if of_topic:
            parts.append(f"## {topic.value}\n")
            parts += [_write_metric(metric) for metric in of_topic]
    parts.append(_write_dimensions())
    return "\n".join(parts)


def _write_metric(metric: Metric) -> str:
    lines = [
        f"### {metric.title}",
        "",
        metric.what,
        "",
        f"* **Formula**: {metric.formula}",
        f"* **Counted**: {metric.basis_words}{_COHORT if metric.is_cohort else ''}",
        f"* **Unit**: {_UNITS[metric.unit]}; better when {_say_better(metric)}",
        f"* **Name**: `{metric.name}`; also asked as {', '.join(metric.aliases)}",
    ]
    if metric.alias_note:
        lines.append(f"* **Mind**: {metric.alias_note}")
    if metric.beside:
        beside = ", ".join(METRICS[name].title for name in metric.beside)
        lines.append(f"* **Shown beside it**: {beside}")
    owned_up = [_write_missing(one.reason, counted=one.counted) for one in metric.missing]
    if owned_up:
        lines.append(f"* **The receipt counts**: {'; '.join(owned_up)}")
    return "\n".join([*lines, ""])


def _say_better(metric: Metric) -> str:
    return {"higher": "higher", "lower": "lower"}.get(metric.better.value, "neither way")


def _write_missing(reason: str, *, counted: bool) -> str:
    return f"{reason} (in the number all the same)" if counted else f"{reason} (left out)"


def _write_dimensions() -> str:
    lines = [
        "## By what",
        "",
        "Any number can be broken down and filtered by these, where its rows have them; goals by",
        "owner and team only, as a person, a team or everybody holds them.",
        "",
        "| by | of deals | of leads | also asked as |",
        "|---|---|---|---|",
    ]
    for dimension in DIMENSIONS.values():
        marks = ["yes" if table in dimension.columns else "" for table in ("deals", "leads")]
        words = ", ".join(dimension.aliases)
        lines.append(f"| {dimension.title} | {marks[0]} | {marks[1]} | {words} |")
    lines += [f"| {tile} | yes | yes | {tile}s |" for tile in TILES]
    lines += [
        "",
        "Weeks begin on Monday; quarters are the company's own. As a filter, ask for a",
        "period.",
        "",
    ]
    return "\n".join(lines)
