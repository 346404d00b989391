"""The deals behind a change: which ones they are, and which of them to look at first."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, func

from metrics.alerts.part_words import Part, name_deals
from metrics.calendar import name_day
from metrics.charts.words import lower_first
from metrics.digests.deals import NO_OWNER, DealLine, list_deals
from metrics.digests.words import say_money
from metrics.metric import (
    CLOSED_DEALS,
    CREATED_DEALS,
    DAY,
    OPEN_DEALS,
    Basis,
    Condition,
    Metric,
    expression_of,
)
from metrics.money import say_count, say_value
from metrics.names import read_full_names
from metrics.period import Period
from metrics.population import Population, find_population
from metrics.question import Filter, Question, Setting
from metrics.units import Better, Unit, minor_digits
from storage.tables import Deal, Person
from storage.tables.facts import LOST, WON
from storage.types import days_between

MOST_DEALS = 5
_FEWEST = 3
"""A reason that fewer deals were lost to is no pattern."""
_MANY = 30
"""Of more deals only the largest are worth anybody's time."""
_PATTERN = 0.4
"""A reason, or a person, with a smaller part of them is none either."""


@dataclass(frozen=True, eq=False)
class Trail:
    """Which deals are behind a change.

    Attributes:
        basis: By what date they are found.
        where: What they meet; None is all of them.
        verb: What is said of them: "lost", "won", "slow", "created", "open" or "overdue".
        order: Which of them come first; None is the most valuable.
    """

    basis: Basis
    where: Condition | None
    verb: str
    order: ColumnElement[Any] | None = None


@dataclass(frozen=True)
class Behind:
    """What was found.

    Attributes:
        deals: The first of them, one a line.
        look_first: What to do, as imperative sentences.
    """

    deals: tuple[str, ...] = ()
    look_first: tuple[str, ...] = ()


def find_trail(metric: Metric, *, falls: bool) -> Trail | None:
    """Where to look when a metric falls, or rises; None where no deals can be pointed at."""
    if metric.basis == OPEN_DEALS:
        return _find_trail_of_stock(metric, falls=falls)
    where = metric.measure.where if metric.measure is not None else None
    if metric.basis == CREATED_DEALS:
        return None if falls else Trail(CREATED_DEALS, where, "created")
    if metric.basis != CLOSED_DEALS:
        return None
    if metric.unit is Unit.DAYS:
        longest = days_between(Deal.created_on, Deal.closed_on).desc().nulls_last()
        return None if falls else Trail(CLOSED_DEALS, where, "slow", longest)
    if metric.better is Better.LOWER:  # deals lost
        return None if falls else Trail(CLOSED_DEALS, where, "lost")
    won = Deal.status == WON
    if metric.unit is Unit.MONEY and metric.name.endswith("deal_size"):
        smallest = expression_of(Deal.value_minor).asc().nulls_last()
        return Trail(CLOSED_DEALS, won, "won", smallest if falls else None)
    if falls:
        return Trail(CLOSED_DEALS, Deal.status == LOST, "lost")
    return Trail(CLOSED_DEALS, won, "won")


def _find_trail_of_stock(metric: Metric, *, falls: bool) -> Trail | None:
    if metric.better is Better.HIGHER:  # the pipeline: what left it, or what came into it
        if falls:
            return Trail(CLOSED_DEALS, Deal.status == LOST, "lost")
        return Trail(CREATED_DEALS, None, "created")
    if falls:
        return None
    if metric.unit is Unit.DAYS:
        oldest = expression_of(Deal.created_on).asc().nulls_last()
        return Trail(OPEN_DEALS, None, "open", oldest)
    return Trail(OPEN_DEALS, Deal.expected_close_on < DAY, "overdue")


def follow_trail(
    connection: Connection,
    question: Question,
    setting: Setting,
    trail: Trail,
    part: Part | None,
    now: Period,
) -> Behind:
    """The deals behind a change.

    Args:
        connection: The database.
        question: Its scope and filters.
        setting: The company and its today.
        trail: Where to look.
        part: The segment they are of; None for all of them, whose deals are not listed.
        now: The days, or of open deals the day, that they are of.
    """
    if part is not None:
        own = Filter(part.dimension, (part.segment.key,))
        question = replace(question, filters=(*question.filters, own))
    day = now.last if trail.basis.is_stock else setting.today
    rows = find_population(connection, trail.basis, question, setting, now, day)
    where = [] if trail.where is None else [trail.where]
    deals: tuple[str, ...] = ()
    if part is not None:
        listed = list_deals(connection, rows, setting, where, most=MOST_DEALS, order=trail.order)
        with_owner = part.dimension != "owner"
        deals = tuple(_say_deal(one, trail, setting, with_owner=with_owner) for one in listed)
    look = _say_pattern(connection, setting, rows, trail, part)
    if part is not None and _is_lost(trail) and look:
        look += _say_open(connection, question, setting, part)
    return Behind(deals, tuple(look))


def _say_deal(deal: DealLine, trail: Trail, setting: Setting, *, with_owner: bool) -> str:
    parts = [deal.buyer, say_money(deal.value, setting.currency), _say_what(deal, trail, setting)]
    if with_owner and deal.owner != NO_OWNER:
        parts.append(deal.owner)
    return ", ".join(part for part in parts if part)


def _say_what(deal: DealLine, trail: Trail, setting: Setting) -> str:
    def say(day: date | None) -> str:
        return "" if day is None else " " + name_day(day, with_year=day.year != setting.today.year)

    if trail.verb == "created":
        return f"created{say(deal.created_on)}"
    if trail.verb == "overdue":
        return f"was due{say(deal.expected_close_on)}"
    if trail.verb == "open":
        return f"open since{say(deal.created_on)}" if deal.created_on else "open"
    words = f"{deal.status}{say(deal.closed_on)}"
    if trail.verb == "slow" and deal.created_on and deal.closed_on:
        days = (deal.closed_on - deal.created_on).days
        return f"took {say_count(days, 'day')}, {words}"
    if _is_lost(trail) and deal.lost_reason:
        words += f" to {lower_first(deal.lost_reason)}"
    return words


@dataclass(frozen=True)
class _Count:
    """So many deals, lost to this, of this person."""

    reason: str | None
    owner_id: int | None
    deals: int


def _say_pattern(
    connection: Connection, setting: Setting, rows: Population, trail: Trail, part: Part | None
) -> list[str]:
    """How many there are, what most of them were lost to, and whose most of those are."""
    found = _count(connection, rows, trail)
    total = sum(one.deals for one in found)
    if not total:
        return []
    tail = _TAILS[trail.verb]
    reason = _find_pattern({one: one.reason for one in found}, total) if _is_lost(trail) else None
    if reason is not None:
        found = [one for one in found if one.reason == reason]
        tail = f"lost to {lower_first(str(reason))}"
    who = ""
    if part is None or part.dimension != "owner":
        who = _say_owner(connection, setting, found)
    if part is None and reason is None and not who:
        return []
    deals = sum(one.deals for one in found)
    return [f"Look at {_pick(deals)}{name_deals(part, deals, tail)}{who}."]


_TAILS = {
    "lost": "that were lost",
    "won": "that were won",
    "slow": "that took long",
    "created": "that were created",
    "open": "that are open",
    "overdue": "that are overdue",
}


def _pick(deals: int) -> str:
    """Nobody goes through hundreds."""
    return "the largest of " if deals > _MANY else ""


def _is_lost(trail: Trail) -> bool:
    return trail.verb == "lost"


def _count(connection: Connection, rows: Population, trail: Trail) -> list[_Count]:
    owner = expression_of(Deal.owner_id)
    reason = expression_of(Deal.lost_reason) if _is_lost(trail) else None
    groups = [owner] if reason is None else [owner, reason]
    where = [] if trail.where is None else [trail.where]
    statement = rows.select([func.count(), *groups], groups, where)
    return [
        _Count(more[0] if more else None, owner_id, deals)
        for deals, owner_id, *more in connection.execute(statement, {"day": rows.day})
    ]


def _find_pattern(values: Mapping[_Count, Hashable], total: int) -> Hashable | None:
    """The value that many enough of the deals have; None where they are spread, or few."""
    counts: Counter[Hashable] = Counter()
    for one, value in values.items():
        if value is not None:
            counts[value] += one.deals
    if not counts:
        return None
    value, most = min(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return value if most >= _FEWEST and most >= total * _PATTERN else None


def _say_owner(connection: Connection, setting: Setting, found: Sequence[_Count]) -> str:
    """Whose most of them are; nothing where they are spread."""
    total = sum(one.deals for one in found)
    owner = _find_pattern({one: one.owner_id for one in found}, total)
    if not isinstance(owner, int):
        return ""
    own = sum(one.deals for one in found if one.owner_id == owner)
    name = read_full_names(connection, setting.workspace_id, Person.__table__, [owner]).get(owner)
    most = "all" if own == total else say_value(own, Unit.DEALS)
    return f": {name} owns {most} of them" if name else ""


def _say_open(
    connection: Connection, question: Question, setting: Setting, part: Part
) -> list[str]:
    """What of the same segment is open still, and may go the same way."""
    rows = find_population(connection, OPEN_DEALS, question, setting, None, setting.today)
    counted: list[ColumnElement[Any]] = [func.count(), func.sum(Deal.value_minor)]
    deals, minor = connection.execute(rows.select(counted), {"day": setting.today}).one()
    if not deals:
        return []
    value = Decimal(int(minor or 0)).scaleb(-minor_digits(setting.currency))
    worth = f", {say_money(value, setting.currency)}," if value else ""
    named = _pick(deals) + name_deals(part, deals, "still open")
    return [f"Then go through {named}{worth} before they go the same way."]
