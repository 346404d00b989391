"""The chart of a pipeline flow: it adds up, it can be read, and it tells when its bars are cut."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.charts import ChartSpec, Kind, draw_chart, style
from metrics.charts.kinds import lay_out
from metrics.units import Unit
from tests.metrics.charts.flow_examples import FLOWS, USUAL_FLOW, draw_flow, make_flow
from tests.metrics.charts.test_picture import is_color, read_pixels

amounts = st.decimals(0, 10**12, places=2).map(str)
steps = st.tuples(st.integers(0, 10**6), amounts)


def values_of(spec: ChartSpec) -> list[float]:
    return [point.value or 0.0 for point in spec.series[0].points]


def words_of(spec: ChartSpec) -> dict[str, str]:
    points = spec.series[0].points
    return {one.label: point.words for one, point in zip(spec.categories, points, strict=True)}


def test_a_flow_names_every_way_with_its_sign_and_its_deals() -> None:
    spec = draw_flow(USUAL_FLOW)
    assert spec.kind is Kind.WATERFALL
    assert words_of(spec) == {
        "Start": "$4,186,214",
        "New": "+$340k",
        "Moved in": "+$60k",
        "Won": "−$120k",
        "Lost": "−$80k",
        "Moved out": "−$25k",
        "Amounts": "−$15k",
        "End": "$4,346,213",
    }
    notes = [one.note for one in spec.categories]
    assert notes[:2] == ["143 deals", "12 deals"]
    assert notes[-2:] == ["4 changed", "148 deals"]


def test_the_alt_text_says_every_number_of_a_flow() -> None:
    spec = draw_flow(USUAL_FLOW)
    for words in (*words_of(spec).values(), "143 deals", "1 deal)", "The pipeline grew."):
        assert words in spec.alt_text


def test_ways_that_nothing_took_are_left_out_but_for_new_won_and_lost() -> None:
    spec = FLOWS["still flow"]
    assert words_of(spec) == {
        "Start": "$83,000", "New": "none", "Won": "none", "Lost": "none", "End": "$83,000",
    }  # fmt: skip


def test_deals_that_came_without_an_amount_are_told_from_none() -> None:
    spec = draw_flow(make_flow((3, "9000"), new=(2, "0"), lost=(1, "4000")))
    assert words_of(spec)["New"] == "no amounts"
    assert spec.categories[1].note == "2 deals"


def test_deals_are_counted_where_none_has_an_amount() -> None:
    spec = FLOWS["flow without amounts"]
    assert (spec.unit, spec.currency) == (Unit.DEALS, None)
    assert words_of(spec) == {"Start": "10", "New": "+3", "Won": "−4", "Lost": "none", "End": "9"}
    assert "deals are counted" in spec.alt_text


@settings(max_examples=60, deadline=None)
@given(steps, steps, steps, steps, steps, steps, st.tuples(st.integers(0, 99), amounts))
def test_the_bars_of_a_flow_add_up(
    start: tuple[int, str],
    new: tuple[int, str],
    moved_in: tuple[int, str],
    won: tuple[int, str],
    lost: tuple[int, str],
    moved_out: tuple[int, str],
    changes: tuple[int, str],
) -> None:
    flow = make_flow(
        start, new=new, moved_in=moved_in, won=won, lost=lost, moved_out=moved_out,
        changes=changes,
    )  # fmt: skip
    spec = draw_flow(flow)
    *before, end = values_of(spec)
    assert sum(before) == pytest.approx(end, abs=1.0)
    assert spec.floor == 0 or 0 < spec.floor < min(before[0], end)
    for text in lay_out(spec)[0].texts:
        left, _, right, _ = text.box
        assert style.MARGIN - 1 <= left < right <= style.WIDTH - style.MARGIN + 1


def test_long_bars_are_cut_so_that_changes_can_be_seen_and_the_chart_says_so() -> None:
    cut, whole = draw_flow(USUAL_FLOW), FLOWS["small flow"]
    assert 0 < cut.floor < 4_186_213
    assert "cut short" in cut.footnote
    assert whole.floor == 0
    assert whole.footnote == ""
    assert is_color(read_pixels(draw_chart(cut)), style.MARK).sum() > 4_000


def test_what_came_what_was_won_and_what_was_lost_differ_in_color() -> None:
    pixels = read_pixels(draw_chart(draw_flow(USUAL_FLOW)))
    for color in (style.TOTAL, style.MARK, style.STRONG, style.LESS):
        assert is_color(pixels, color).sum() > 500


def test_a_loss_as_long_as_a_gain_has_a_bar_as_long() -> None:
    spec = draw_flow(make_flow((2, "100"), new=(1, "50"), lost=(1, "50")))
    pixels = read_pixels(draw_chart(spec))
    gain, loss = (is_color(pixels, color).sum(axis=1).max() for color in (style.MARK, style.LESS))
    assert gain == pytest.approx(loss, abs=3)
    assert values_of(spec)[-1] == float(Decimal(100))
