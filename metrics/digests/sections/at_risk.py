"""Open deals that somebody should look at, the most valuable first, each with its reason."""

from collections.abc import Sequence

from metrics.digests.briefing import Briefing
from metrics.digests.deals import DealLine
from metrics.digests.kinds import LEADER, PERSONAL, TEAM
from metrics.digests.report import Cell, Grid, SectionReport
from metrics.digests.section import Section
from metrics.digests.words import join, make_grid, money_cell, say_deal, say_money, sum_values
from metrics.inspection import Concern
from metrics.money import say_count

_TOLD = 5

_NAMES = {
    Concern.OVERDUE: "past their close date",
    Concern.NO_ACTIVITY: "without activity",
    Concern.STUCK: "stuck in their stage",
}


def read_at_risk(briefing: Briefing) -> SectionReport | None:
    """The deals at risk; None while there is no deal."""
    if briefing.first_day is None:
        return None
    deals, currency = briefing.at_risk, briefing.setting.currency
    with_owner = len(briefing.people) > 1
    return SectionReport(
        name=AT_RISK.name,
        title=AT_RISK.title,
        sentence=_say_finding(deals, currency),
        lines=tuple(
            f"{say_deal(deal, currency, with_owner=with_owner)}: {say_reasons(deal)}"
            for deal in deals[:_TOLD]
        ),
        details=(_make_grid(deals, currency),) if deals else (),
    )


def say_reasons(deal: DealLine) -> str:
    """Why a deal needs attention: "12 days past its close date, no activity for 30 days"."""
    return ", ".join(words for _, _, words in deal.concerns)


def _say_finding(deals: Sequence[DealLine], currency: str) -> str:
    if not deals:
        return "No open deal needs attention."
    counts = {
        concern: sum(any(one[0] is concern for one in deal.concerns) for deal in deals)
        for concern in Concern
    }
    told = [f"{count:,} {_NAMES[concern]}" for concern, count in counts.items() if count]
    need = "needs" if len(deals) == 1 else "need"
    worth = say_money(sum_values(deals), currency)
    return f"{say_count(len(deals), 'open deal')} worth {worth} {need} attention: {join(told)}."


def _make_grid(deals: Sequence[DealLine], currency: str) -> Grid:
    headings = ("Deal", "Key", "Account", "Owner", "Stage", "Value", "Expected close", "Why")
    rows = [
        (
            Cell(deal.name),
            Cell(deal.key),
            Cell(deal.account or ""),
            Cell(deal.owner),
            Cell(deal.stage),
            money_cell(deal.value, currency),
            Cell(deal.expected_close_on.isoformat() if deal.expected_close_on else ""),
            Cell(say_reasons(deal)),
        )
        for deal in deals
    ]
    return make_grid("Deals at risk", headings, rows)


AT_RISK = Section(
    name="at_risk",
    title="At risk",
    what="Open deals past their close date, without activity or stuck in their stage, with owner "
    "and reason.",
    read=read_at_risk,
    kinds=frozenset({LEADER, TEAM, PERSONAL}),
)
