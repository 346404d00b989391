"""Actions about the pipeline as a whole: a stage where deals get stuck, deals without amounts."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func

from metrics.digests.actions.rule import THIS_WEEK, Rule, add_working_days, name_lead
from metrics.digests.briefing import Briefing
from metrics.digests.report import ActionProposal
from metrics.digests.words import say_money
from metrics.inspection import Concern
from metrics.metric import OPEN_DEALS, expression_of
from metrics.money import say_count, say_value
from metrics.population import find_population
from metrics.question import Question
from metrics.units import Unit
from storage.tables import Deal

MANY_STUCK = 5
MANY_MISSING = 5
SHARE_MISSING = 0.15
"""So many open deals without an amount, and so large a part of all, make the numbers doubtful."""


def _count_stuck(briefing: Briefing) -> dict[str, tuple[int, Decimal]]:
    """By stage: how many of the deals at risk are stuck in it, and their value."""
    stuck: dict[str, tuple[int, Decimal]] = {}
    for deal in briefing.at_risk.listed:
        if any(concern is Concern.STUCK for concern, _, _ in deal.concerns):
            count, value = stuck.get(deal.stage, (0, Decimal(0)))
            stuck[deal.stage] = count + 1, value + (deal.value or 0)
    return stuck


def propose_stage(briefing: Briefing) -> Iterator[ActionProposal]:
    """The stage in which the most value is stuck."""
    stuck = [
        (value, count, stage)
        for stage, (count, value) in _count_stuck(briefing).items()
        if count >= MANY_STUCK
    ]
    if not stuck:
        return
    value, count, stage = max(stuck)
    owner_id, owner = name_lead(briefing)
    worth = say_money(value, briefing.setting.currency)
    yield ActionProposal(
        subject=f"{STAGE.name}:{stage}",
        what=f"Go through the {count:,} deals stuck in {stage}: move each on, or close it as lost",
        why=f"They are worth {worth} and have been in {stage} longer than three quarters of the "
        "deals that passed it.",
        owner_id=owner_id,
        owner=owner,
        due_on=add_working_days(briefing.setting.today, THIS_WEEK),
        metric="stuck_deals",
        value=float(count),
    )


def tell_stage_since(briefing: Briefing, action: ActionProposal) -> str:
    """How many were stuck in the stage, and how many are."""
    stage = action.subject.partition(":")[2]
    now, _ = _count_stuck(briefing).get(stage, (0, Decimal(0)))
    return f"Then {int(action.value or 0):,} deals were stuck in {stage}, now {now:,}."


def _count_missing(briefing: Briefing) -> tuple[int, Counter[int | None]]:
    """How many open deals there are, and how many of them have no amount, by owner."""
    question = Question((), briefing.order.scope)
    setting = briefing.setting
    deals = find_population(briefing.connection, OPEN_DEALS, question, setting, None, setting.today)
    owner = expression_of(Deal.owner_id)
    columns: list[ColumnElement[Any]] = [
        owner.label("owner_id"),
        func.count().label("deals"),
        func.count(Deal.value_minor).label("valued"),
    ]
    rows = briefing.connection.execute(deals.select(columns, [owner])).all()
    missing: Counter[int | None] = Counter()
    for row in rows:
        missing[row.owner_id] += row.deals - row.valued
    return sum(row.deals for row in rows), +missing


def propose_amounts(briefing: Briefing) -> Iterator[ActionProposal]:
    """Open deals without an amount: they are in no sum of money."""
    deals, missing = _count_missing(briefing)
    count = missing.total()
    if count < MANY_MISSING or count < deals * SHARE_MISSING:
        return
    known = [(-n, id_) for id_, n in missing.items() if id_ in briefing.people]
    most = f" Most of them, {-min(known)[0]:,}, are with one person." if known else ""
    owner_id, owner = name_lead(briefing)
    if known:
        owner_id = min(known)[1]
        owner = briefing.people[owner_id or 0].name
    share = say_value(count / deals, Unit.PERCENT, short=True)
    yield ActionProposal(
        subject=f"{AMOUNTS.name}:amounts",
        what=f"Add amounts to the {say_count(count, 'open deal')} without one",
        why=f"They are {share} of the open deals and count for nothing in the pipeline.{most}",
        owner_id=owner_id,
        owner=owner,
        due_on=add_working_days(briefing.setting.today, THIS_WEEK),
        metric="open_deals_without_amount",
        value=float(count),
    )


def tell_amounts_since(briefing: Briefing, action: ActionProposal) -> str:
    """How many had no amount, and how many have none now."""
    _, missing = _count_missing(briefing)
    return (
        f"Then {int(action.value or 0):,} open deals had no amount, now {missing.total():,} "
        f"{'has' if missing.total() == 1 else 'have'} none."
    )


STAGE = Rule("stage", propose_stage, tell_stage_since)
AMOUNTS = Rule("data", propose_amounts, tell_amounts_since)
