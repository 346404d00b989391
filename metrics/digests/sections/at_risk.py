"""Open deals that somebody should look at, the most valuable first, each with its reason."""

from metrics.digests.briefing import Briefing
from metrics.digests.deals import AtRisk, DealLine
from metrics.digests.kinds import LEADER, PERSONAL, TEAM
from metrics.digests.report import Cell, Grid, SectionReport
from metrics.digests.section import Section
from metrics.digests.words import join, make_grid, money_cell, name_list, say_deal, say_money
from metrics.inspection import Concern
from metrics.money import say_count

_TOLD = 5

_NAMES = {
    Concern.OVERDUE: "past their close date",
    Concern.NO_ACTIVITY: "without activity",
    Concern.STUCK: "stuck in their stage",
}
_NAMES_OF_ONE = {
    Concern.OVERDUE: "past its close date",
    Concern.NO_ACTIVITY: "without activity",
    Concern.STUCK: "stuck in its stage",
}


def read_section(briefing: Briefing) -> SectionReport | None:
    """The deals at risk; None while there is no deal."""
    if briefing.first_day is None:
        return None
    found, currency = briefing.at_risk, briefing.setting.currency
    with_owner = len(briefing.people) > 1
    return SectionReport(
        name=AT_RISK.name,
        title=AT_RISK.title,
        sentence=_say_finding(found, currency),
        lines=tuple(
            f"{say_deal(deal, currency, with_owner=with_owner)}: {say_reasons(deal)}"
            for deal in found.listed[:_TOLD]
        ),
        details=(_make_grid(found, currency),) if found.deals else (),
    )


def say_reasons(deal: DealLine) -> str:
    """Why a deal needs attention: "12 days past its close date, no activity for 30 days"."""
    return ", ".join(words for _, _, words in deal.concerns)


def _say_finding(found: AtRisk, currency: str) -> str:
    if not found.deals:
        return "No open deal needs attention."
    worth = say_money(found.value, currency)
    if found.deals == 1:
        why = join([_NAMES_OF_ONE[one] for one, count in found.counts.items() if count])
        return f"1 open deal worth {worth} needs attention: {why}."
    told = [f"{count:,} {_NAMES[concern]}" for concern, count in found.counts.items() if count]
    return f"{say_count(found.deals, 'open deal')} worth {worth} need attention: {join(told)}."


def _make_grid(found: AtRisk, currency: str) -> Grid:
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
        for deal in found.listed
    ]
    return make_grid(name_list("Deals at risk", len(rows), found.deals), headings, rows)


AT_RISK = Section(
    name="at_risk",
    title="At risk",
    what="Open deals past their close date, without activity or stuck in their stage, with owner "
    "and reason.",
    read=read_section,
    kinds=frozenset({LEADER, TEAM, PERSONAL}),
)
