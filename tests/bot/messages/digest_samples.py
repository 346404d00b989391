"""Digests to word: a usual week and a quiet one. Invented names throughout."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.messages.digest import DigestFacts
from metrics.charts import ChartSpec, chart_of_flow, chart_of_trend
from metrics.digests.report import (
    ActionProposal,
    Against,
    Cell,
    DigestReport,
    Figure,
    Grid,
    SectionReport,
)
from metrics.flow import PipelineFlow, Step
from metrics.period import Period

SENT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
WEEK = Period(date(2026, 11, 16), date(2026, 11, 23), "16 to 22 Nov 2026 (week 47)")
TEAM = "Dana Fox's team"
FACTS = DigestFacts(key="digest:12:2026-11-23T09:00:C0SALES", sent_at=SENT, zone="Europe/Berlin")
REPS = ("Ann Berg", "Max Diaz", "Priya Nair", "Tom Okafor", "Yuki Sato", "Lea Brandt")


def step(deals: int, value: int) -> Step:
    return Step(deals, Decimal(value))


FLOW = PipelineFlow(
    start=step(143, 4_186_213),
    new=step(12, 340_000),
    moved_in=step(2, 60_000),
    won=step(5, 120_000),
    lost=step(3, 80_000),
    moved_out=step(1, 25_000),
    amount_changes=step(4, -15_000),
    end=step(148, 4_346_213),
)


def flow_chart(flow: PipelineFlow = FLOW) -> ChartSpec:
    return chart_of_flow(
        flow,
        "USD",
        "The pipeline grew by $160k: more came in than was won and lost",
        f"open deals · {TEAM} · 16 to 22 Nov 2026",
    )


def trend_chart() -> ChartSpec:
    first = date(2026, 9, 30)
    weeks = [first + timedelta(days=7 * number) for number in range(8)]
    booked = [0, 21_000, 64_000, 120_000, 163_000, 231_000, 292_000, 412_000]
    goal = [
        (first + timedelta(days=number), Decimal(600_000) * number / 92) for number in range(93)
    ]
    return chart_of_trend(
        [*zip(weeks, map(Decimal, booked), strict=True)],
        goal[::7] + goal[-1:],
        "USD",
        "Bookings are $92k ahead of the pace of the goal",
        f"bookings this quarter · {TEAM} · Q4 2026",
    )


def deal_grid(title: str, count: int, reason: str) -> Grid:
    return Grid(
        title,
        ("Deal", "Owner", "Value", "Why"),
        tuple(
            (
                Cell(f"Renewal {number + 1} of Northwind Traders"),
                Cell(REPS[number % len(REPS)]),
                Cell(f"${85 - number % 80}k", (85 - number % 80) * 1000.0),
                Cell(reason),
            )
            for number in range(count)
        ),
    )


FIGURES = (
    Figure(
        "bookings",
        "Bookings",
        "$120k",
        120_000,
        (
            Against("the week before", "+12 %", good=True),
            Against("the same week last year", "\N{MINUS SIGN}4.1 %", good=False),
            Against("goal", "68 % of $600k"),
        ),
    ),
    Figure(
        "win_rate",
        "Win rate",
        "62.5 %",
        0.625,
        (Against("the week before", "\N{MINUS SIGN}3.1 points", good=False),),
    ),
    Figure(
        "sales_cycle",
        "Sales cycle",
        "57 days",
        57,
        (
            Against("the week before", "+4 days", good=False),
            Against("the same week last year", "no data"),
        ),
    ),
    Figure(
        "new_pipeline", "New pipeline", "$340k", 340_000, (Against("the week before", "no change"),)
    ),
)

SECTIONS = (
    SectionReport(
        "figures",
        "The week in numbers",
        "Bookings are up on the week before, and fewer decisions were won.",
        figures=FIGURES,
    ),
    SectionReport(
        "goals",
        "Goals",
        "Bookings stand at $412k of $600k for Q4 2026, $92k ahead of the pace; "
        "28 business days left.",
        lines=("Still to book: $188k, which is $6.7k a business day.",),
        chart=trend_chart(),
    ),
    SectionReport(
        "flow",
        "Pipeline flow",
        "The pipeline grew from $4.19M to $4.35M: $400k came in, $225k left.",
        chart=flow_chart(),
        details=(deal_grid("New deals", 12, "created in the week"),),
    ),
    SectionReport(
        "wins",
        "Won and lost",
        "Five deals were won for $120k, three lost for $80k.",
        lines=(
            "Won: Northwind Traders renewal, $85k, Ann Berg",
            "Won: Contoso platform, $20k, Max Diaz",
            "Lost: Fabrikam rollout, $60k, Priya Nair: price",
        ),
        details=(deal_grid("Won", 5, "won"), deal_grid("Lost", 3, "price")),
    ),
    SectionReport(
        "risk",
        "Deals at risk",
        "28 open deals worth $1.1M need attention.",
        lines=tuple(
            f"Renewal {number + 1} of Northwind Traders · {REPS[number % 6]} · ${85 - number}k: "
            f"{number + 9} days past its close date, no activity for 21 days"
            for number in range(17)
        ),
        details=(deal_grid("At risk", 28, "no activity for 21 days"),),
    ),
    SectionReport(
        "reps",
        "By rep",
        "Ann Berg booked most; nobody is behind by more than chance.",
        grid=Grid(
            "By rep",
            ("Rep", "Won", "Booked", "Open"),
            tuple(
                (
                    Cell(rep),
                    Cell(str(5 - number), 5.0 - number),
                    Cell(f"${85 - 14 * number}k", 85_000.0 - 14_000 * number),
                    Cell(f"${900 - 110 * number}k", 900_000.0 - 110_000 * number),
                )
                for number, rep in enumerate(REPS)
            ),
        ),
    ),
)

ACTIONS = (
    ActionProposal(
        "deal:D0017",
        "Call Northwind Traders and agree on a new close date",
        "Renewal 1 ($85k) is 12 days past its close date, and nobody has spoken "
        "to them for 21 days.",
        3,
        "Ann Berg",
        date(2026, 11, 27),
        "overdue_deals",
        12.0,
    ),
    ActionProposal(
        "goal:new_pipeline",
        "Find $150k of new pipeline for this quarter",
        "Open deals due this quarter are worth 1.6 times what is missing "
        "to the goal; 3 times has been enough.",
        4,
        "Dana Fox",
        date(2026, 12, 4),
    ),
    ActionProposal(
        "data:amounts",
        "Fill in the amounts of 14 deals",
        "14 of 148 open deals have no amount and add nothing to the pipeline.",
        None,
        "",
        date(2026, 11, 30),
    ),
)

REPORT = DigestReport(
    title=f"Monday digest: {TEAM}",
    period=WEEK,
    period_words=WEEK.label,
    headline="Bookings are $92k ahead of the pace to the goal, but $1.1M of pipeline is going "
    "stale: "
    "28 deals need attention, first the Northwind Traders renewal ($85k).",
    sections=SECTIONS,
    actions=ACTIONS,
    quiet=False,
    scope=TEAM,
    currency="USD",
    data_as_of=SENT - timedelta(hours=14, minutes=20),
    computed=(
        f"Computed for {TEAM}",
        "days in Europe/Berlin",
        "3 deals without a close date were left out",
    ),
)

QUIET = replace(
    REPORT,
    headline="A quiet week: no deal came, went or moved.",
    sections=(),
    actions=(),
    quiet=True,
    data_as_of=None,
    computed=(),
)
