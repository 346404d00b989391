"""What was decided in a period: won, lost, how often, how large. All by close date."""

from sqlalchemy import and_

from metrics.metric import Metric, Missing, Topic, during, mean, median, total
from metrics.units import Better, Unit
from storage.tables import Deal
from storage.tables.facts import LOST, WON

won = Deal.status == WON
lost = Deal.status == LOST
decided = Deal.status.in_([WON, LOST])

WON_WITHOUT_VALUE = Missing("won deals have no value", and_(won, Deal.value_minor.is_(None)))
WON_FOR_NOTHING = Missing("won deals have an amount of 0", and_(won, Deal.value_minor == 0), True)
WITHOUT_OWNER = Missing("deals have no owner", Deal.owner_id.is_(None), True)
DECIDED_WITHOUT_VALUE = Missing("decided deals have no value", Deal.value_minor.is_(None))
LOST_FOR_NOTHING = Missing(
    "lost deals have an amount of 0", and_(lost, Deal.value_minor == 0), True
)

DEALS_WON = Metric(
    name="deals_won",
    title="Deals won",
    topic=Topic.RESULTS,
    what="How many deals were won in the period.",
    formula="count of deals won",
    unit=Unit.DEALS,
    better=Better.HIGHER,
    measure=during(Deal.closed_on, where=won),
    aliases=(
        "won",
        "won deals",
        "win",
        "wins",
        "closed won",
        "won count",
        "deals closed won",
        "closed won deals",
        "number of wins",
        "number of deals won",
    ),
    missing=(WITHOUT_OWNER,),
)
DEALS_LOST = Metric(
    name="deals_lost",
    title="Deals lost",
    topic=Topic.RESULTS,
    what="How many deals were lost in the period, those without a decision included.",
    formula="count of deals lost",
    unit=Unit.DEALS,
    better=Better.LOWER,
    measure=during(Deal.closed_on, where=lost),
    aliases=(
        "lost",
        "lose",
        "lost deals",
        "loss",
        "losses",
        "closed lost",
        "lost count",
        "deals closed lost",
        "closed lost deals",
        "number of losses",
        "number of deals lost",
    ),
    missing=(WITHOUT_OWNER,),
)
BOOKINGS = Metric(
    name="bookings",
    title="Bookings",
    topic=Topic.RESULTS,
    what="The value of the deals won in the period, as agreed at signature.",
    formula="sum of the amounts of deals won",
    unit=Unit.MONEY,
    better=Better.HIGHER,
    measure=during(Deal.closed_on, total(Deal.value_minor), where=won),
    aliases=(
        "booking",
        "booked",
        "book",
        "sales",
        "revenue",
        "revenues",
        "turnover",
        "won value",
        "won amount",
        "won revenue",
        "value won",
        "amount won",
        "value of won deals",
        "value of deals won",
        "closed won value",
        "closed won amount",
    ),
    alias_note="Bookings are contract values at signature, not revenue, which is recognised as "
    "it is delivered.",
    missing=(WON_WITHOUT_VALUE, WON_FOR_NOTHING, WITHOUT_OWNER),
)
WIN_RATE = Metric(
    name="win_rate",
    title="Win rate",
    topic=Topic.CONVERSION,
    what="Deals won, of all deals decided in the period.",
    formula="deals won / (deals won + deals lost)",
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    measure=during(Deal.closed_on, where=won),
    per=during(Deal.closed_on, where=decided),
    aliases=(
        "conversion",
        "conversion rate",
        "close rate",
        "closing rate",
        "win ratio",
        "winrate",
        "win percentage",
    ),
    is_share=True,
    missing=(WITHOUT_OWNER,),
)
WIN_RATE_BY_VALUE = Metric(
    name="win_rate_by_value",
    title="Win rate by value",
    topic=Topic.CONVERSION,
    what="The value won, of the value of all deals decided in the period.",
    formula="sum of amounts won / (sum of amounts won + sum of amounts lost)",
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    measure=during(Deal.closed_on, total(Deal.value_minor), where=won),
    per=during(Deal.closed_on, total(Deal.value_minor), where=decided),
    aliases=("value win rate", "win rate value", "win rate by amount", "conversion by value"),
    missing=(DECIDED_WITHOUT_VALUE, LOST_FOR_NOTHING, WITHOUT_OWNER),
)
AVERAGE_DEAL_SIZE = Metric(
    name="average_deal_size",
    title="Average deal size",
    topic=Topic.SIZE,
    what="The mean value of a deal won in the period.",
    formula="sum of the amounts of deals won / count of deals won that have an amount",
    unit=Unit.MONEY,
    better=Better.HIGHER,
    measure=during(Deal.closed_on, mean(Deal.value_minor), where=won),
    aliases=(
        "average deal",
        "avg deal",
        "deal size",
        "deal sizes",
        "mean deal size",
        "avg deal size",
        "average deal value",
        "average won deal",
        "average size of a deal",
    ),
    beside=("median_deal_size",),
    missing=(WON_WITHOUT_VALUE, WON_FOR_NOTHING, WITHOUT_OWNER),
)
MEDIAN_DEAL_SIZE = Metric(
    name="median_deal_size",
    title="Median deal size",
    topic=Topic.SIZE,
    what="Half of the deals won in the period were larger, half were smaller.",
    formula="median of the amounts of deals won",
    unit=Unit.MONEY,
    better=Better.HIGHER,
    measure=during(Deal.closed_on, median(Deal.value_minor), where=won),
    aliases=("median deal", "typical deal", "typical deal size", "median won deal"),
    beside=("average_deal_size",),
    missing=(WON_WITHOUT_VALUE, WON_FOR_NOTHING, WITHOUT_OWNER),
)

METRICS = (
    BOOKINGS,
    DEALS_WON,
    DEALS_LOST,
    WIN_RATE,
    WIN_RATE_BY_VALUE,
    AVERAGE_DEAL_SIZE,
    MEDIAN_DEAL_SIZE,
)
