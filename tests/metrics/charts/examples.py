"""Answers and reports as charts get them, small to build and nasty where it matters."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from metrics.answer import Answer, Change, Number, Reading, Receipt
from metrics.period import Period
from metrics.pipeline import Movement, PipelineReport, PipelineRow
from metrics.units import Better, Unit

Q1 = Period(date(2017, 1, 1), date(2017, 4, 1), "Q1 2017")
Q2 = Period(date(2017, 4, 1), date(2017, 7, 1), "Q2 2017")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August")
HOSTILE_NAMES = (
    "<!channel> Acme & Söhne",
    '=HYPERLINK("http://x.example.com")',
    "*bold* $x^2$ \\frac{1}{2} _it_",
    "🔥🔥 Rocket 🚀 GmbH",
    "שלום עולם בעמ",
    "مرحبا بالعالم",
    "株式会社サンプル東京",
    "W" * 200,
    "a\nb\tc\x00d\u202eevil\u2066",
    "Z̷̢̧̛̛̳̳͓̈́̈́algo",
    "",
    "Donaudampfschifffahrtsgesellschaftskapitän Meier und Partner",
)
_NOTHING = (0, Decimal(0))
_RECEIPT = Receipt("won / (won + lost)", "by close date", "Q2 2017", "everything", (), None, None)


def make_row(
    label: str, deals: int, value: str = "0", weighted: str = "0", without_value: int = 0
) -> PipelineRow:
    return PipelineRow(label, label, deals, Decimal(value), Decimal(weighted), without_value)


def make_report(
    *rows: PipelineRow,
    by: str = "stage",
    currency: str = "USD",
    who: str = "everything",
    filters: tuple[str, ...] = (),
) -> PipelineReport:
    total = PipelineRow(
        None,
        "all",
        sum(row.deals for row in rows),
        sum((row.value for row in rows), Decimal()),
        sum((row.weighted for row in rows), Decimal()),
        sum(row.without_value for row in rows),
    )
    movement = Movement(date(2026, 11, 15), _NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING)
    return PipelineReport(
        as_of=date(2026, 11, 22),
        currency=currency,
        by=by,
        closing=None,
        rows=rows,
        total=total,
        movement=movement,
        attention=(),
        attention_counts={},
        attention_total=0,
        receipt=_RECEIPT,
        who=who,
        filters=filters,
    )


def make_share(label: str, won: int, decided: int) -> Reading:
    if not decided:
        return Reading(label, label, None, 0, 0, 0)
    share, z = won / decided, 1.96
    base = 1 + z * z / decided
    centre = (share + z * z / 2 / decided) / base
    half = z * (share * (1 - share) / decided + z * z / 4 / decided**2) ** 0.5 / base
    interval = (max(centre - half, 0.0), min(centre + half, 1.0))
    return Reading(label, label, share, decided, won, decided, interval)


def make_sum(label: str, amount: Number | None, n: int = 40) -> Reading:
    money = None if amount is None else Decimal(str(amount))
    return Reading(label, label, money, n if amount is not None else 0)


def make_win_rate(
    *groups: Reading,
    by: str | None = "region",
    total: Reading | None = None,
    change: Change | None = None,
) -> Answer:
    won = sum(int(one.numerator or 0) for one in groups)
    decided = sum(int(one.denominator or 0) for one in groups)
    return Answer(
        metric="win_rate",
        title="Win rate",
        unit=Unit.PERCENT,
        better=Better.HIGHER,
        currency="USD",
        period=Q2,
        as_of=None,
        total=total or make_share("all", won, decided),
        receipt=_RECEIPT,
        by=by,
        groups=groups,
        change=change,
    )


def make_change(*groups: Reading) -> Change:
    """Money in the first quarter, group by group, held against the second."""
    amounts = [Decimal(str(one.value)) for one in groups if one.value is not None]
    reading = Reading(None, "all", sum(amounts, Decimal()) if amounts else None, 40)
    return Change(Q1, None, reading, None, None, "full quarter against full quarter", groups)


def make_money_answer(
    *groups: Reading,
    metric: str = "bookings",
    title: str = "Bookings",
    by: str | None = "owner",
    total: str | None = None,
    better: Better = Better.HIGHER,
    unit: Unit = Unit.MONEY,
    currency: str = "USD",
    period: Period | None = Q2,
    change: Change | None = None,
) -> Answer:
    whole = sum((Decimal(str(one.value)) for one in groups if one.value is not None), Decimal())
    value = Decimal(total) if total is not None else whole
    return Answer(
        metric=metric,
        title=title,
        unit=unit,
        better=better,
        currency=currency,
        period=period,
        as_of=None,
        total=Reading(None, "all", value, sum(one.n for one in groups) or 40),
        receipt=_RECEIPT,
        by=by,
        groups=groups,
        change=change,
    )


def make_months(values: Sequence[Number | None]) -> tuple[Reading, ...]:
    return tuple(
        make_sum(f"{MONTHS[place % 8]} {2017 + place // 8}", value)
        for place, value in enumerate(values)
    )
