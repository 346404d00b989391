"""Wins and losses that matter: the largest, with owner and reason; all of them in the details."""

from collections.abc import Mapping, Sequence

from metrics.digests.briefing import Briefing
from metrics.digests.deals import DealLine
from metrics.digests.kinds import LEADER, PERSONAL, TEAM
from metrics.digests.report import Cell, Grid, SectionReport
from metrics.digests.section import Section
from metrics.digests.words import (
    make_grid,
    money_cell,
    name_list,
    say_deal,
    say_money,
    say_within,
)
from metrics.flow import Step
from metrics.money import say_count

_TOLD = 2
"""Of each; with the reason named most, as much as a phone shows."""
_WON, _LOST, _NEW = "Deals won", "Deals lost", "New deals"


def read_decided(briefing: Briefing) -> SectionReport | None:
    """What was won and lost; None while there is no deal."""
    if briefing.first_day is None:
        return None
    currency = briefing.setting.currency
    created = int(briefing.now["deals_created"].value or 0)
    grids = (
        _make_grid(_WON, briefing.won, briefing.flow.won.deals, currency),
        _make_grid(_LOST, briefing.lost, briefing.flow.lost.deals, currency),
        _make_grid(_NEW, briefing.created, created, currency),
    )
    return SectionReport(
        name=DECIDED.name,
        title=DECIDED.title,
        sentence=_say_finding(briefing, currency),
        lines=tuple(_list_lines(briefing, currency)),
        details=tuple(grid for grid in grids if grid.rows),
    )


def _say_finding(briefing: Briefing, currency: str) -> str:
    flow = briefing.flow
    if not flow.won.deals and not flow.lost.deals:
        return f"No deal was won or lost {say_within(briefing.order.period)}."
    if not flow.won.deals:
        lost = say_sum(flow.lost, briefing.lost, currency)
        return f"No deal was won; {say_was(flow.lost.deals)} lost ({lost})."
    won = say_sum(flow.won, briefing.won, currency)
    first = f"{say_count(flow.won.deals, 'deal')} {_be(flow.won.deals)} won ({won})"
    if not flow.lost.deals:
        return f"{first}, none was lost."
    lost = say_sum(flow.lost, briefing.lost, currency)
    return f"{first} and {say_was(flow.lost.deals)} lost ({lost})."


def _be(count: int) -> str:
    return "was" if count == 1 else "were"


def say_was(count: int) -> str:
    """A count as the subject of what happened to it: "1 was", "13 were"."""
    return f"{count:,} {_be(count)}"


def say_sum(step: Step, deals: Sequence[DealLine], currency: str) -> str:
    """What some deals are worth together; "no amounts" where none has any."""
    # The list begins with those that have one.
    return "no amounts" if deals[0].value is None else say_money(step.value, currency)


def _list_lines(briefing: Briefing, currency: str) -> list[str]:
    with_owner = len(briefing.people) > 1
    lines = [
        f"Won: {say_deal(deal, currency, with_owner=with_owner)}" for deal in briefing.won[:_TOLD]
    ]
    for deal in briefing.lost[:_TOLD]:
        reason = deal.lost_reason or "no reason given"
        lines.append(f"Lost: {say_deal(deal, currency, with_owner=with_owner)}: {reason}")
    if len(briefing.lost) > _TOLD:
        lines += _say_reasons(briefing.reasons)
    return lines


def _say_reasons(reasons: Mapping[str | None, int]) -> list[str]:
    """The reason named most, and how often none was given."""
    lost, without = sum(reasons.values()), reasons.get(None, 0)
    named = [(-count, reason) for reason, count in reasons.items() if reason is not None]
    lines = []
    if named:
        count, reason = min(named)
        if count < -1:
            lines.append(f"Named most often: {reason} ({-count:,} of {lost:,} lost deals)")
    if without:
        lines.append(f"{without:,} of {lost:,} lost deals have no reason")
    return lines


def _make_grid(title: str, deals: Sequence[DealLine], whole: int, currency: str) -> Grid:
    lost, created = title == _LOST, title == _NEW
    headings = ["Deal", "Key", "Account", "Owner", "Value", "Created" if created else "Closed"]
    headings.append("Reason" if lost else "Stage")
    rows = []
    for deal in deals:
        day = deal.created_on if created else deal.closed_on
        rows.append(
            (
                Cell(deal.name),
                Cell(deal.key),
                Cell(deal.account or ""),
                Cell(deal.owner),
                money_cell(deal.value, currency),
                Cell(day.isoformat() if day else ""),
                Cell((deal.lost_reason or "") if lost else deal.stage),
            )
        )
    return make_grid(name_list(title, len(rows), whole), headings, rows)


DECIDED = Section(
    name="decided",
    title="Wins and losses",
    what="The largest deals won and lost, with owner and reason; all of them, and the new ones, in "
    "the details.",
    read=read_decided,
    kinds=frozenset({LEADER, TEAM, PERSONAL}),
)
