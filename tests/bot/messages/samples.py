"""Reports and answers to word: small, huge and hostile. Invented names throughout."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from metrics.answer import Answer, Change, LeftOut, Reading, Receipt
from metrics.period import Period
from metrics.pipeline import AttentionDeal, Concern, Movement, PipelineReport, PipelineRow
from metrics.units import Better, Unit

NOW = datetime(2026, 11, 22, 9, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
Q1 = Period(date(2017, 1, 1), date(2017, 4, 1), "Q1 2017")
Q2 = Period(date(2017, 4, 1), date(2017, 7, 1), "Q2 2017")

HOSTILE = (
    "<!channel> <@U123> <https://evil.example|click> & *bold* _it_ `c` :bomb:\n"
    "second\x00\x07line \u202egnp.exe\u2066 =HYPERLINK(1) " + "🦄" * 120 + "x" * 200
)

RECEIPT = Receipt(
    formula="deals won / (deals won + deals lost)",
    basis="by close date",
    when="1 Apr 2017 to 30 Jun 2017 (Europe/Berlin)",
    scope="everything",
    filters=(),
    data_as_of=NOW - timedelta(hours=2, minutes=4),
    data_file="deals.csv",
    left_out=(
        LeftOut(12, "won deals without an amount", counted=True),
        LeftOut(3, "no close date"),
    ),
    notes=("Lost includes deals that ended without a decision.",),
)


def row(label: str, deals: int, value: int, weighted: int, without: int = 0) -> PipelineRow:
    return PipelineRow(label, label, deals, Decimal(value), Decimal(weighted), without)


STAGES = (
    row("Prospecting", 61, 1_204_000, 120_400),
    row("Qualification", 40, 980_500, 245_125),
    row("Proposal", 24, 1_100_000, 550_000, 2),
    row("Negotiation", 18, 915_500, 684_475),
)
MOVED = Movement(
    since=date(2026, 11, 15),
    new=(12, Decimal(340_000)),
    won=(5, Decimal(120_000)),
    lost=(3, Decimal(80_000)),
    pushed=(7, Decimal(210_000)),
    amount_changed=(4, Decimal(-15_000)),
)


def deal(number: int, **changes: Any) -> AttentionDeal:
    known = AttentionDeal(
        key=f"D-{number}",
        name=f"Renewal {number}",
        account="Acme, Inc.",
        owner="Dana Fox",
        stage="Negotiation",
        value=Decimal(85_000 - number),
        expected_close_on=date(2026, 11, 10),
        concerns=(
            (Concern.OVERDUE, 12, "12 days past its close date"),
            (Concern.NO_ACTIVITY, 21, "no activity for 21 days"),
        ),
    )
    return replace(known, **changes)


def report(**changes: Any) -> PipelineReport:
    known = PipelineReport(
        as_of=TODAY,
        currency="USD",
        by="stage",
        closing=None,
        rows=STAGES,
        total=row("Total", 143, 4_200_000, 1_600_000, 2),
        movement=MOVED,
        attention=tuple(deal(number) for number in range(5)),
        attention_counts={Concern.OVERDUE: 20, Concern.NO_ACTIVITY: 9, Concern.STUCK: 4},
        attention_total=28,
        receipt=replace(RECEIPT, formula="sum of the amounts of open deals", basis="as of the day"),
        who="Dana Fox's team (7 people)",
        filters=(),
    )
    return replace(known, **changes)


def empty_report(**changes: Any) -> PipelineReport:
    nothing = (0, Decimal(0))
    quiet = Movement(date(2026, 11, 15), nothing, nothing, nothing, nothing, nothing)
    return report(
        rows=(), total=row("Total", 0, 0, 0), movement=quiet,
        attention=(), attention_counts={}, attention_total=0, **changes,
    )  # fmt: skip


def huge_report(rows: int = 5_000) -> PipelineReport:
    """Every text of it is hostile, and there is far too much of everything."""
    many = tuple(row(f"{HOSTILE}{number}", 1, 1_000_000_000, 5, 0) for number in range(rows))
    concerns = tuple((concern, 9_999, HOSTILE) for concern in Concern)
    deals = tuple(
        deal(n, name=HOSTILE, account=HOSTILE + "!", owner=HOSTILE, concerns=concerns)
        for n in range(rows)
    )
    return report(
        by="account",
        rows=many,
        total=row("Total", rows, 1_000_000_000 * rows, 5 * rows),
        attention=deals,
        attention_total=rows,
        receipt=hostile_receipt(),
        who=HOSTILE,
        filters=(HOSTILE,) * 200,
    )


def hostile_receipt() -> Receipt:
    return replace(
        RECEIPT,
        scope=HOSTILE,
        data_file=HOSTILE,
        filters=(HOSTILE,) * 200,
        left_out=(LeftOut(5, HOSTILE),) * 200,
        notes=(HOSTILE,) * 200,
    )


def share(label: str | None, won: int, decided: int) -> Reading:
    """A win rate; None as the label is the total."""
    value = won / decided if decided else None
    interval = (max(0.0, value - 0.08), min(1.0, value + 0.08)) if value is not None else None
    return Reading(label, label or "total", value, decided, won, decided, interval)


def win_rate(**changes: Any) -> Answer:
    known = Answer(
        metric="win_rate",
        title="Win rate",
        unit=Unit.PERCENT,
        better=Better.HIGHER,
        currency=None,
        period=Q2,
        as_of=None,
        total=share(None, 1_254, 2_032),
        receipt=RECEIPT,
        by="region",
        groups=(share("West", 500, 780), share("East", 400, 650), share("Central", 354, 602)),
        change=Change(Q1, None, share(None, 531, 647), -0.2036, None,
                      "full quarter against full quarter"),
    )  # fmt: skip
    return replace(known, **changes)


def bookings(**changes: Any) -> Answer:
    known = Answer(
        metric="bookings",
        title="Bookings",
        unit=Unit.MONEY,
        better=Better.HIGHER,
        currency="USD",
        period=Q2,
        as_of=None,
        total=Reading(None, "total", Decimal(3086111), 1_254),
        receipt=replace(RECEIPT, formula="sum of the amounts of won deals"),
        by="region",
        groups=(
            Reading("West", "West", Decimal(1200000), 500),
            Reading("East", "East", Decimal(1000000), 400),
            Reading(None, "(no region)", None, 0),
        ),
    )
    return replace(known, **changes)
