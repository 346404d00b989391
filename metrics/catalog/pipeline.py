"""What is open as of a day, and what was added to it in a period."""

from sqlalchemy import or_

from metrics.dimension import product
from metrics.metric import (
    CURRENCY,
    DAY,
    Metric,
    Missing,
    Topic,
    as_of,
    during,
    mean,
    total,
    weighted,
)
from metrics.units import Better, Unit
from storage.tables import Deal
from storage.types import days_between

WITHOUT_OWNER = Missing("open deals have no owner", Deal.owner_id.is_(None), True)
WITHOUT_VALUE = Missing("open deals have no value", Deal.value_minor.is_(None))
NEVER_CREATED = Missing("open deals have no creation date", Deal.created_on.is_(None), True)

OPEN_DEALS = Metric(
    name="open_deals",
    title="Open deals",
    topic=Topic.PIPELINE,
    what="How many deals are open.",
    formula="count of open deals",
    unit=Unit.DEALS,
    better=Better.HIGHER,
    measure=as_of(),
    aliases=(
        "open",
        "open count",
        "deals open",
        "open opportunities",
        "open opps",
        "number of open deals",
        "pipeline count",
        "deals in the pipeline",
    ),
    missing=(NEVER_CREATED, WITHOUT_OWNER),
)
OPEN_PIPELINE = Metric(
    name="open_pipeline",
    title="Open pipeline",
    topic=Topic.PIPELINE,
    what="The value of all open deals.",
    formula="sum of the amounts of open deals",
    unit=Unit.MONEY,
    better=Better.HIGHER,
    measure=as_of(total(Deal.value_minor)),
    aliases=(
        "pipeline",
        "pipe",
        "pipeline value",
        "value of the pipeline",
        "open value",
        "open amount",
        "pipeline amount",
        "total pipeline",
        "value of open deals",
    ),
    missing=(WITHOUT_VALUE, NEVER_CREATED, WITHOUT_OWNER),
)
WEIGHTED_PIPELINE = Metric(
    name="weighted_pipeline",
    title="Weighted pipeline",
    topic=Topic.PIPELINE,
    what="The value of all open deals, each times its chance to be won.",
    formula="sum of (amount x chance to be won) over open deals",
    unit=Unit.MONEY,
    better=Better.HIGHER,
    measure=as_of(weighted(Deal.value_minor)),
    aliases=("weighted", "weighted value", "expected value", "weighted open pipeline"),
    missing=(WITHOUT_VALUE, NEVER_CREATED, WITHOUT_OWNER),
)
OPEN_DEAL_AGE = Metric(
    name="open_deal_age",
    title="Age of open deals",
    topic=Topic.PIPELINE,
    what="How many days ago the open deals were created, on average.",
    formula="mean of (the day - creation date) over open deals",
    unit=Unit.DAYS,
    better=Better.LOWER,
    measure=as_of(mean(days_between(Deal.created_on, DAY))),
    aliases=(
        "average age",
        "age",
        "deal age",
        "average age of open deals",
        "open deals age",
        "age of deals",
        "pipeline age",
    ),
    missing=(
        Missing("open deals have no creation date", Deal.created_on.is_(None)),
        Missing("open deals have a creation date after the day", Deal.created_on > DAY, True),
        WITHOUT_OWNER,
    ),
)
OVERDUE_DEALS = Metric(
    name="overdue_deals",
    title="Overdue deals",
    topic=Topic.PIPELINE,
    what="How many open deals are past their expected close date.",
    formula="count of open deals whose expected close date is before the day",
    unit=Unit.DEALS,
    better=Better.LOWER,
    measure=as_of(where=Deal.expected_close_on < DAY),
    aliases=("overdue", "late deals", "past due", "past due deals", "deals overdue"),
    missing=(
        Missing("open deals have no expected close date", Deal.expected_close_on.is_(None)),
        WITHOUT_OWNER,
    ),
)
LIST_PRICED = product.c.currency == CURRENCY
OPEN_LIST_VALUE = Metric(
    name="open_list_value",
    title="Open pipeline at list price",
    topic=Topic.PIPELINE,
    what="The list prices of the products of all open deals, for deals that have no amount yet.",
    formula="sum of the products' list prices over open deals",
    unit=Unit.MONEY,
    better=Better.HIGHER,
    measure=as_of(total(product.c.list_price_minor), where=LIST_PRICED),
    aliases=("list value", "pipeline at list price", "list price", "open list price"),
    missing=(
        Missing(
            "open deals have no product with a list price in the reporting currency",
            or_(
                product.c.list_price_minor.is_(None), product.c.currency.is_distinct_from(CURRENCY)
            ),
        ),
        WITHOUT_OWNER,
    ),
)
PIPELINE_CREATED = Metric(
    name="pipeline_created",
    title="Pipeline created",
    topic=Topic.PIPELINE,
    what="The value of the deals created in the period, whatever became of them.",
    formula="sum of the amounts of deals created",
    unit=Unit.MONEY,
    better=Better.HIGHER,
    measure=during(Deal.created_on, total(Deal.value_minor)),
    aliases=("created pipeline", "new pipeline", "pipeline generated", "pipeline added"),
    missing=(
        Missing("created deals have no value", Deal.value_minor.is_(None)),
        Missing("deals have no owner", Deal.owner_id.is_(None), True),
    ),
)
DEALS_CREATED = Metric(
    name="deals_created",
    title="Deals created",
    topic=Topic.PIPELINE,
    what="How many deals were created in the period.",
    formula="count of deals created",
    unit=Unit.DEALS,
    better=Better.HIGHER,
    measure=during(Deal.created_on),
    aliases=("new deals", "created deals", "new opportunities", "opportunities created"),
    missing=(Missing("deals have no owner", Deal.owner_id.is_(None), True),),
)

METRICS = (
    OPEN_DEALS,
    OPEN_PIPELINE,
    WEIGHTED_PIPELINE,
    OPEN_DEAL_AGE,
    OVERDUE_DEALS,
    OPEN_LIST_VALUE,
    PIPELINE_CREATED,
    DEALS_CREATED,
)
