"""Numbers watched over days, as alerts and replays draw them."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import sin
from random import Random

from metrics.charts import Bar, ChartSpec, Target, Turn, chart_of_firing, chart_of_watch
from metrics.charts.watch import Seen
from metrics.interval import wilson_interval
from metrics.units import Unit

FIRST = date(2026, 8, 26)


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def make_shares(rates: Sequence[float | None], n: int = 90) -> list[Seen]:
    """Shares of so many a window, with their ranges; None is a day without data."""
    seen: list[Seen] = []
    for place, rate in enumerate(rates):
        if rate is None:
            seen.append((day(place), None, None, None))
            continue
        k = round(rate * n)
        low, high = wilson_interval(k, n) or (0.0, 1.0)
        seen.append((day(place), k / n, low, high))
    return seen


def make_amounts(amounts: Sequence[int]) -> list[Seen]:
    return [(day(place), Decimal(one), None, None) for place, one in enumerate(amounts)]


def sway(days: int, level: float, by: float, seed: int = 1) -> list[float]:
    """A level that sways as trailing windows do."""
    random, found, drift = Random(seed), [], 0.0  # noqa: S311 - an example
    for place in range(days):
        drift = 0.9 * drift + random.gauss(0, by / 4)
        found.append(max(0.0, level + drift + by * sin(place / 13) / 2))
    return found


FALLING = sway(60, 0.24, 0.03) + [0.23 - place * 0.006 for place in range(24)]
LINE = Target(0.18, "line: 18\N{NO-BREAK SPACE}%")
BACK = Target(0.2, "over from 20\N{NO-BREAK SPACE}%")


def known(spec: ChartSpec | None) -> ChartSpec:
    assert spec is not None
    return spec


def draw_share(
    rates: Sequence[float | None],
    turns: Sequence[tuple[date, Turn]] = (),
    title: str = "Win rate is 10 %, surely below 18 %",
    n: int = 90,
    recover: Target | None = None,
    line: Target | None = LINE,
) -> ChartSpec:
    return known(
        chart_of_watch(
            make_shares(rates, n),
            unit=Unit.PERCENT,
            currency=None,
            title=title,
            subtitle="Win rate of Enterprise, the 28 days to each day · everything",
            line=line,
            recover=recover,
            turns=turns,
        )
    )


BACK_AGAIN = [0.1 + place * 0.007 for place in range(21)]
YEAR = sway(365, 0.22, 0.05, seed=5)
REPS = ("Ann Berg", "Max Diaz", "Priya Nair", "Tom Okafor", "Yuki Sato")


def draw_groups(count: int) -> ChartSpec:
    """So many reps below the line, the worst first."""
    bars = []
    for place in range(count):
        k, n = place // 2 + 1, 40 + place
        name = f"{REPS[place % 5]} {place // 5 or ''}".strip()
        words = f"{k / n:.1%}".replace("%", "\N{NO-BREAK SPACE}%")
        bars.append(Bar(name, k / n, words, wilson_interval(k, n), f"of {n}"))
    return known(
        chart_of_firing(
            bars,
            unit=Unit.PERCENT,
            currency=None,
            title=f"Win rate is below 18\N{NO-BREAK SPACE}% for {count} of 24 reps",
            subtitle="Win rate by owner, 21 Oct to 17 Nov 2026",
            line=LINE,
        )
    )


WATCHES = {
    "groups": draw_groups(3),
    "many groups": draw_groups(19),
    "firing": draw_share(FALLING, [(day(79), Turn.FIRED)]),
    "over": draw_share(
        FALLING[20:] + BACK_AGAIN,
        [(day(59), Turn.FIRED), (day(77), Turn.OVER)],
        "Win rate is back at 24 %",
        recover=BACK,
    ),
    "few deals": draw_share(FALLING, [(day(79), Turn.FIRED)], n=14),
    "with gaps": draw_share(
        [*FALLING[:20], *([None] * 12), *FALLING[32:]], [(day(79), Turn.FIRED)]
    ),
    "a replayed year": draw_share(
        YEAR,
        [
            (day(70), Turn.FIRED), (day(91), Turn.OVER), (day(150), Turn.FIRED),
            (day(166), Turn.OVER), (day(232), Turn.FIRED), (day(251), Turn.OVER),
        ],
        "This rule would have fired 3 times in a year",
        recover=BACK,
    ),
    "a quiet year": draw_share(YEAR, [], "This rule would not have fired in a year"),
    "two days": draw_share([0.3, 0.1], [(day(1), Turn.FIRED)]),
    "ends in a gap": draw_share([*FALLING, None, None], [(day(79), Turn.FIRED)]),
    "money": known(
        chart_of_watch(
            make_amounts([62_000 - 260 * place + (place * 7919 % 9) * 800 for place in range(84)]),
            unit=Unit.MONEY,
            currency="USD",
            title="Bookings fell by 34 % against the 28 days before: $41k, was $62k",
            subtitle="Bookings, the 28 days to each day · Dana's team",
            line=Target(49_600.0, "20 % below $62k"),
            turns=[(day(80), Turn.FIRED)],
        )
    ),
    "unusual": known(
        chart_of_watch(
            [(day(place), Decimal(42_000 + (place * 7919 % 11) * 900 - max(place - 70, 0) * 2_000),
              30_000.0, 55_000.0) for place in range(84)],
            unit=Unit.MONEY,
            currency="EUR",
            title="Bookings are €18k, outside of what is usual",
            subtitle="Bookings, the 28 days to each day · everything",
            turns=[(day(81), Turn.FIRED)],
            band="what is usual",
        )
    ),
    "counts above": known(
        chart_of_watch(
            [(day(place), 3 + place // 9 + place % 3, None, None) for place in range(84)],
            unit=Unit.DEALS,
            currency=None,
            title="Overdue deals are 14, above the line of 10",
            subtitle="Overdue deals, each evening · everything",
            line=Target(10.0, "line: 10"),
            turns=[(day(63), Turn.FIRED)],
            looks_down=False,
        )
    ),
}  # fmt: skip
