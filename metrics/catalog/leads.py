"""Leads: how many came, and how many of those old enough to judge became customers."""

from sqlalchemy import and_, func, not_, select

from metrics.metric import HORIZON, TODAY, Metric, Missing, Topic, during
from metrics.units import Better, Unit
from storage.tables import Deal, Lead
from storage.tables.facts import WON
from storage.types import days_between

deals = Deal.__table__.alias("deals_of_the_lead")
first_won_on = (
    select(func.min(deals.c.closed_on))
    .where(
        deals.c.workspace_id == Lead.workspace_id,
        deals.c.lead_key == Lead.key,
        deals.c.lead_key.is_not(None),
        deals.c.status == WON,
    )
    .correlate(Lead)
    .scalar_subquery()
)
customer_on = func.coalesce(Lead.customer_on, first_won_on)
mature = days_between(Lead.created_on, TODAY) >= HORIZON
converted = and_(mature, days_between(Lead.created_on, customer_on) <= HORIZON)

WITHOUT_OWNER = Missing("leads have no owner", Lead.owner_id.is_(None), True)

NEW_LEADS = Metric(
    name="new_leads",
    title="New leads",
    topic=Topic.LEADS,
    what="How many leads were created in the period.",
    formula="count of leads created",
    unit=Unit.LEADS,
    better=Better.HIGHER,
    measure=during(Lead.created_on),
    aliases=("leads", "leads created", "lead count", "number of leads"),
    missing=(WITHOUT_OWNER,),
)
YOUNG_LEADS = Metric(
    name="young_leads",
    title="Leads too young to judge",
    topic=Topic.LEADS,
    what="Leads created in the period that have not had their full time to become customers.",
    formula="count of leads created less than the horizon ago",
    unit=Unit.LEADS,
    better=Better.NEITHER,
    measure=during(Lead.created_on, where=not_(mature)),
    aliases=("immature leads",),
    missing=(WITHOUT_OWNER,),
)
LEAD_CONVERSION = Metric(
    name="lead_conversion",
    title="Lead conversion",
    topic=Topic.CONVERSION,
    what="Of the leads created in the period and old enough to judge, how many became customers "
    "in time.",
    formula="leads that became a customer within the horizon / leads at least the horizon old",
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    measure=during(Lead.created_on, where=converted),
    per=during(Lead.created_on, where=mature),
    aliases=(
        "lead to customer",
        "lead to customer conversion",
        "lead to customer rate",
        "lead conversion rate",
        "cohort conversion",
    ),
    is_share=True,
    is_cohort=True,
    beside=("young_leads",),
    missing=(
        Missing("leads are younger than the horizon; they are no failures", not_(mature)),
        WITHOUT_OWNER,
    ),
)

METRICS = (NEW_LEADS, YOUNG_LEADS, LEAD_CONVERSION)
