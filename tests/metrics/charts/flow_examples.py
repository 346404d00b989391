"""Flows and courses as charts get them: usual, tiny, giant, below zero, without amounts."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from metrics.charts import ChartSpec, chart_of_flow, chart_of_trend
from metrics.flow import PipelineFlow, Step

FIRST = date(2026, 9, 30)
Course = list[tuple[date, Decimal]]


def make_flow(
    start: tuple[int, str],
    *,
    new: tuple[int, str] = (0, "0"),
    moved_in: tuple[int, str] = (0, "0"),
    won: tuple[int, str] = (0, "0"),
    lost: tuple[int, str] = (0, "0"),
    moved_out: tuple[int, str] = (0, "0"),
    changes: tuple[int, str] = (0, "0"),
) -> PipelineFlow:
    """A flow whose end is what its steps make of its start."""
    steps = [Step(deals, Decimal(value)) for deals, value in (start, new, moved_in, won, lost)]
    steps += [Step(deals, Decimal(value)) for deals, value in (moved_out, changes)]
    begun, came, joined, gained, gone, left, changed = steps
    end = Step(
        begun.deals + came.deals + joined.deals - gained.deals - gone.deals - left.deals,
        begun.value + came.value + joined.value - gained.value - gone.value - left.value
        + changed.value,
    )  # fmt: skip
    return PipelineFlow(begun, came, joined, gained, gone, left, changed, end)


def draw_flow(flow: PipelineFlow, currency: str = "USD") -> ChartSpec:
    return chart_of_flow(flow, currency, "The pipeline grew", "open deals · 16 to 22 Nov 2026")


def make_course(values: Sequence[int | str | Decimal], every: int = 7) -> Course:
    return [
        (FIRST + timedelta(days=every * place), Decimal(value))
        for place, value in enumerate(values)
    ]


def draw_trend(points: Course, goal: Course | None, currency: str = "USD") -> ChartSpec:
    return chart_of_trend(points, goal, currency, "Bookings are behind", "bookings · Q4 2026")


USUAL_FLOW = make_flow(
    (143, "4186213.50"),
    new=(12, "340000"),
    moved_in=(2, "60000"),
    won=(5, "120000"),
    lost=(3, "80000"),
    moved_out=(1, "25000"),
    changes=(4, "-15000.25"),
)
GOAL = make_course([60_000 * week for week in range(14)])
BOOKED = make_course([0, 21_000, 64_000, 120_000, 163_000, 231_000, 292_000, 364_000])

FLOWS = {
    "usual flow": draw_flow(USUAL_FLOW),
    "small flow": draw_flow(
        make_flow((10, "100000"), new=(3, "90000"), won=(4, "80000"), lost=(2, "50000"))
    ),
    "flow from nothing": draw_flow(make_flow((0, "0"), new=(3, "9000"))),
    "flow of nothing": draw_flow(make_flow((0, "0"))),
    "still flow": draw_flow(make_flow((7, "83000"))),
    "flow without amounts": draw_flow(make_flow((10, "0"), new=(3, "0"), won=(4, "0"))),
    "flow below zero": draw_flow(
        make_flow((3, "-4000"), new=(2, "9000"), lost=(1, "12000"), changes=(1, "1"))
    ),
    "giant flow": draw_flow(
        make_flow((9, "2" + "0" * 14), new=(99_999, "1" + "0" * 14), lost=(1, "0.01")), "JPY"
    ),
    "flow with a sliver": draw_flow(
        make_flow((9, "90000"), new=(2, "0.01"), won=(2, "30000"), changes=(1, "0.01"))
    ),
}
TRENDS = {
    "behind": draw_trend(BOOKED, GOAL),
    "ahead": draw_trend(make_course([value * 2 for _, value in BOOKED]), GOAL, "EUR"),
    "without a goal": draw_trend(BOOKED, None),
    "first day": draw_trend(BOOKED[:1], GOAL),
    "early": draw_trend([*BOOKED[:2], (FIRST + timedelta(days=10), Decimal(20_000))], GOAL),
    "nothing booked": draw_trend(make_course([0, 0, 0, 0]), GOAL),
    "every day of it": draw_trend(make_course([9_000 * n for n in range(92)], every=1), GOAL),
    "over at the goal": draw_trend(make_course([60_000 * n for n in range(14)]), GOAL),
    "far beyond": draw_trend(make_course([n**6 for n in range(14)]), GOAL),
    "taken back": draw_trend(make_course([0, 50_000, -20_000, 10_000]), GOAL),
    "giant": draw_trend(make_course(["0", "9" * 14]), make_course(["0", "1" * 15], 90), "JPY"),
    "one day": draw_trend(make_course([5]), None),
}
