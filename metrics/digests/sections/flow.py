"""What became of the pipeline in the period, adding up from its beginning to its end."""

from metrics.charts.flows import chart_of_flow
from metrics.digests.briefing import Briefing
from metrics.digests.kinds import LEADER, PERSONAL, TEAM
from metrics.digests.report import Cell, Grid, SectionReport
from metrics.digests.section import Section
from metrics.digests.words import (
    count_cell,
    make_grid,
    money_cell,
    say_deals,
    say_money,
    write_period,
)
from metrics.flow import PipelineFlow, Step
from metrics.money import say_change, say_count
from metrics.units import Unit


def read_flow_section(briefing: Briefing) -> SectionReport | None:
    """The flow in words, as a chart and as a table; None while there is no deal."""
    if briefing.first_day is None:
        return None
    flow, currency = briefing.flow, briefing.setting.currency
    finding = say_flow(flow, currency)
    subtitle = f"Open deals, {write_period(briefing.order.period)}, {briefing.order.scope.label}"
    return SectionReport(
        name=FLOW.name,
        title=FLOW.title,
        sentence=finding,
        lines=tuple(_list_lines(flow, currency)),
        chart=chart_of_flow(flow, currency, finding.removesuffix("."), subtitle),
        details=(_make_grid(flow, currency),),
    )


def say_flow(flow: PipelineFlow, currency: str) -> str:
    """From where to where the pipeline went."""
    end = f"{say_money(flow.end.value, currency)} in {say_deals(flow.end.deals)}"
    change = flow.end.value - flow.start.value
    if not change and flow.start.deals == flow.end.deals:
        return f"The pipeline stands where it stood: {end}."
    if not change:
        more = flow.end.deals - flow.start.deals
        way = f"{say_count(abs(more), 'deal')} {'more' if more > 0 else 'fewer'}"
        return f"The pipeline stands at {end}: {way}, of the same value."
    verb = "grew" if change > 0 else "shrank"
    size = say_money(abs(change), currency)
    return f"The pipeline {verb} by {size} to {end}."


def _list_lines(flow: PipelineFlow, currency: str) -> list[str]:
    lines = [say_sum(flow, currency)] if flow.moves else []
    if flow.pushed.deals:
        lines.append(
            f"The close date of {say_count(flow.pushed.deals, 'deal')} worth "
            f"{say_money(flow.pushed.value, currency)} was put off."
        )
    if not flow.known:
        lines.append(
            "Changes of amounts, owners and dates were not recorded yet when it began, so they "
            "can't be told."
        )
    return lines


def say_sum(flow: PipelineFlow, currency: str) -> str:
    """The whole sum: "$3.8M at first, +$175k new (17), −$389k lost (13), = $3.6M at the end"."""
    steps = [
        f"{say_change(sign * step.value, Unit.MONEY, currency, short=True)} {name.lower()} "
        f"({step.deals:,})"
        if step.value
        else f"{step.deals:,} {name.lower()} without an amount"
        for name, step, sign in list_steps(flow)[1:-1]
        if step.deals
    ]
    start = f"{say_money(flow.start.value, currency)} at first ({flow.start.deals:,})"
    end = f"{say_money(flow.end.value, currency)} at the end ({flow.end.deals:,})"
    return f"{', '.join([start, *steps])}, makes {end}."


def list_steps(flow: PipelineFlow) -> tuple[tuple[str, Step, int], ...]:
    """Each step with its name and sign, in the order in which they add up."""
    return (
        ("Start", flow.start, 1),
        ("New", flow.new, 1),
        ("Moved in", flow.moved_in, 1),
        ("Won", flow.won, -1),
        ("Lost", flow.lost, -1),
        ("Moved out", flow.moved_out, -1),
        ("Amounts changed", flow.amount_changes, 1),
        ("End", flow.end, 1),
    )


def _make_grid(flow: PipelineFlow, currency: str) -> Grid:
    rows = [
        (Cell(name), count_cell(step.deals), money_cell(sign * step.value, currency))
        for name, step, sign in list_steps(flow)
    ]
    return make_grid("Pipeline flow", ("Step", "Deals", "Value"), rows)


FLOW = Section(
    name="flow",
    title="Pipeline flow",
    what="What came into the pipeline, what left it and what it stands at, adding up to the cent.",
    read=read_flow_section,
    kinds=frozenset({LEADER, TEAM, PERSONAL}),
)
