"""The PNG itself: its size, its bytes, what stays on the sheet and what is never drawn."""

import io
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

import metrics
from metrics.answer import Change
from metrics.charts import (
    Category,
    ChartSpec,
    Kind,
    Point,
    Series,
    Target,
    chart_of_answer,
    chart_of_pipeline,
    draw_chart,
    style,
    warm_up,
)
from metrics.charts.canvas import Words
from metrics.charts.kinds import lay_out
from metrics.units import Unit
from tests.metrics.charts.examples import (
    HOSTILE_NAMES,
    Q1,
    make_change,
    make_money_answer,
    make_months,
    make_report,
    make_row,
    make_share,
    make_sum,
    make_win_rate,
)
from tests.metrics.charts.flow_examples import FLOWS, TRENDS
from tests.metrics.charts.watch_examples import WATCHES

Pixels = npt.NDArray[np.uint8]


def known(spec: ChartSpec | None) -> ChartSpec:
    assert spec is not None
    return spec


SPECS = {
    "stages": chart_of_pipeline(
        make_report(
            make_row("Prospecting", 42, "380000", "38000", 5),
            make_row("Negotiation", 21, "2100000", "1470000", 1),
            make_row("Verbal", 3, "0", "0", 3),
        )
    ),
    "one stage": chart_of_pipeline(make_report(make_row("Negotiation", 1, "12000", "6000"))),
    "no deals": chart_of_pipeline(make_report()),
    "no amounts": chart_of_pipeline(make_report(make_row("New", 0), make_row("On", 1589))),
    "long names": chart_of_pipeline(
        make_report(
            *(make_row(f"Stage {n} with quite a long name", n, str(n * 10**5)) for n in range(12))
        )
    ),
    "giant": chart_of_pipeline(
        make_report(make_row("A", 9, "7200"), make_row("B", 9, "2" + "0" * 14), currency="EUR")
    ),
    "below zero": chart_of_pipeline(
        make_report(make_row("A", 9, "-380000", "-900"), make_row("B", 9, "720000", "9"))
    ),
    "hostile": chart_of_pipeline(
        make_report(
            *(make_row(name, n + 1, str(n * 999), "70") for n, name in enumerate(HOSTILE_NAMES)),
            by="owner",
            who="Ann\u202e " * 60,
            currency="JPY",
        )
    ),
    "shares": known(
        chart_of_answer(
            make_win_rate(make_share("W", 90, 170), make_share("P", 2, 2), make_share("N", 0, 0))
        )
    ),
    "quarters": known(chart_of_answer(make_money_answer(*make_months([1, -3, None]), by="month"))),
    "wide quarters": known(
        chart_of_answer(make_money_answer(*make_months([9000.5] * 6), by="month", currency="CHF"))
    ),
    "months": known(
        chart_of_answer(
            make_money_answer(
                *make_months([450, 821, 771, None, 337, 588, 833, 697, 856, 809, 269, 835, 214]),
                by="month",
            )
        )
    ),
    "share months": known(
        chart_of_answer(
            make_win_rate(*(make_share(f"M {n}", n, 20 + n) for n in range(9)), by="month")
        )
    ),
    "flat months": known(chart_of_answer(make_money_answer(*make_months([57] * 9), by="month"))),
    "change": known(
        chart_of_answer(
            make_win_rate(
                by=None,
                total=make_share("", 5, 9),
                change=Change(Q1, None, make_share("", 531, 647), None, None, "fair"),
            )
        )
    ),
    "pairs": known(
        chart_of_answer(
            make_money_answer(
                make_sum("A", 9),
                make_sum("B", -5),
                make_sum("New", 2),
                change=make_change(make_sum("B", 6), make_sum("A", 7)),
            )
        )
    ),
}
SPECS["goals"] = replace(SPECS["shares"], target=Target(0.6, "goal"))
SPECS["columns with a goal"] = replace(SPECS["quarters"], target=Target(5.0, "goal"))
SPECS["months with a goal"] = replace(SPECS["months"], target=Target(500.0, "goal"))
WATCHED = ("firing", "over", "with gaps", "a replayed year", "money")
SPECS |= FLOWS | TRENDS | {name: WATCHES[name] for name in (*WATCHED, "many groups")}
EVERY_SPEC = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS.keys())


@cache
def draw_once(spec: ChartSpec) -> bytes:
    return draw_chart(spec)


def read_pixels(png: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def is_color(pixels: Pixels, color: str) -> npt.NDArray[np.bool_]:
    """Where a picture has this colour, within what a palette may shift it."""
    wanted = np.array([int(color[place : place + 2], 16) for place in (1, 3, 5)])
    close: npt.NDArray[np.bool_] = np.abs(pixels.astype(int) - wanted).max(axis=2) <= 3
    return close


def lay_texts(spec: ChartSpec) -> list[Words]:
    canvas, _ = lay_out(spec)
    return canvas.texts


@EVERY_SPEC
def test_a_chart_is_twice_as_wide_as_a_phone_and_small_to_send(spec: ChartSpec) -> None:
    png = draw_once(spec)
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        assert picture.width == 720
        assert 100 < picture.height < 2000
        assert picture.info == {}, "nothing but the picture: no date, no program"
    assert len(png) < 80_000


@EVERY_SPEC
def test_equal_specs_give_equal_bytes(spec: ChartSpec) -> None:
    assert draw_chart(replace(spec)) == draw_once(spec)


@EVERY_SPEC
def test_nothing_runs_over_the_edge(spec: ChartSpec) -> None:
    pixels = read_pixels(draw_once(spec))
    edge = int(style.MARGIN * style.SCALE * 0.75)
    for strip in (pixels[:edge], pixels[-edge // 2 :], pixels[:, :edge], pixels[:, -edge:]):
        assert (strip == 255).all()


@EVERY_SPEC
def test_no_words_run_into_others(spec: ChartSpec) -> None:
    texts = lay_texts(spec)
    for place, one in enumerate(texts):
        for other in texts[:place]:
            left, top, right, bottom = one.box
            apart = (
                right <= other.box[0] + 0.5
                or other.box[2] <= left + 0.5
                or bottom <= other.box[1] + 1.5
                or other.box[3] <= top + 1.5
            )
            assert apart, f"{one.words!r} and {other.words!r}"


@EVERY_SPEC
def test_every_letter_can_be_read_on_a_phone(spec: ChartSpec) -> None:
    assert min(text.size for text in lay_texts(spec)) >= style.SMALLEST_SIZE >= 11


@pytest.mark.parametrize(
    "name", [name for name in SPECS if "month" not in name and name not in (*TRENDS, *WATCHED)]
)
def test_every_mark_has_its_value_on_it(name: str) -> None:
    written = {text.words for text in lay_texts(SPECS[name])}
    for series in SPECS[name].series:
        for point in series.points:
            assert point.words in written


@pytest.mark.parametrize("count", [5, 6])
def test_no_month_below_a_column_is_cut(count: int) -> None:
    names = ("June", "July", "August", "September", "October", "November")[:count]
    months = [make_sum(f"{name} 2017", 5) for name in names]
    months[0] = make_sum("23–30 Jun 2017", 5)
    months[-1] = make_sum(f"{names[-1]} 2017 so far", 5)
    spec = known(chart_of_answer(make_money_answer(*months, by="month")))
    written = [text.words for text in lay_texts(spec)]
    assert not any("…" in words for words in written)
    assert {"Sep", "so far", "2017"} <= set(written)


def test_a_long_name_in_a_key_loses_its_days_and_no_letter() -> None:
    answer = make_money_answer(
        make_sum("A", 9), make_sum("B", 7), change=make_change(make_sum("A", 1))
    )
    week = replace(Q1, label="last 7 days (28 Nov to 4 Dec 2017)")
    spec = known(chart_of_answer(replace(answer, period=week)))
    assert "last 7 days" in {text.words for text in lay_texts(spec)}


def test_a_line_tells_its_latest_its_highest_and_its_lowest() -> None:
    written = {text.words for text in lay_texts(SPECS["months"])}
    assert {"$214", "$856"} <= written


def test_a_lowest_value_on_the_ground_of_a_line_still_has_its_words() -> None:
    months = make_months([73, 86, 81, 94, 92, 76, 60, 101, 107, 71])
    spec = known(chart_of_answer(make_money_answer(*months, by="month")))
    assert "$60" in {text.words for text in lay_texts(spec)}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(max_size=60),
            st.one_of(st.none(), st.floats(-(10**13), 10**13), st.sampled_from([0.0, 0.01])),
        ),
        min_size=1,
        max_size=14,
    ),
    st.sampled_from([Kind.BARS, Kind.COLUMNS, Kind.LINE, Kind.FUNNEL]),
)
@example([("", None), ("", 1.1e-308)], Kind.BARS)
@example([("", 0.0), ("", -1.1e-308)], Kind.BARS)
def test_whatever_the_names_and_values_the_words_stay_on_the_sheet(
    rows: list[tuple[str, float | None]], kind: Kind
) -> None:
    by = "month" if kind in {Kind.COLUMNS, Kind.LINE} else "owner"
    readings = [make_sum(name, value) for name, value in rows]
    spec = chart_of_answer(make_money_answer(*readings, by=by))
    if spec is None:
        return
    for text in lay_texts(replace(spec, kind=kind)):
        left, _, right, _ = text.box
        assert style.MARGIN - 1 <= left < right <= style.WIDTH - style.MARGIN + 1


def test_zero_has_no_bar_and_no_data_has_words_instead() -> None:
    def draw(point: Point) -> tuple[Pixels, set[str]]:
        spec = ChartSpec(
            kind=Kind.BARS,
            title="t",
            subtitle="s",
            categories=(Category("a"), Category("b")),
            series=(Series("x", (Point(1.0, "100"), point)),),
            unit=Unit.PERCENT,
            alt_text="",
        )
        return read_pixels(draw_chart(spec)), {text.words for text in lay_texts(spec)}

    zero, zero_words = draw(Point(0.0, "0 %"))
    missing, missing_words = draw(Point(None, "no data"))
    small, _ = draw(Point(0.0001, "0.01 %"))
    assert "0 %" in zero_words
    assert "no data" in missing_words
    marks = [is_color(pixels, style.MARK).sum() for pixels in (zero, missing, small)]
    assert marks[0] == marks[1] < marks[2]


def test_a_bar_is_as_long_as_its_value() -> None:
    spec = known(chart_of_answer(make_money_answer(make_sum("A", 400), make_sum("B", 100))))
    pixels = read_pixels(draw_chart(spec))
    long = is_color(pixels, style.STRONG).sum(axis=1).max()
    short = is_color(pixels, style.MARK).sum(axis=1).max()
    assert short * 4 == pytest.approx(long, abs=8)


def test_a_small_sample_is_drawn_paler_than_the_others() -> None:
    pixels = read_pixels(draw_chart(SPECS["shares"]))
    assert is_color(pixels, style.FAINT).sum() > 1000
    firm = known(chart_of_answer(make_win_rate(make_share("A", 9, 99), make_share("B", 8, 99))))
    assert is_color(read_pixels(draw_chart(firm)), style.FAINT).sum() == 0


def test_the_range_of_a_few_deals_does_not_flatten_the_others() -> None:
    firm = [make_share("A", 9, 300), make_share("B", 6, 300)]
    alone = known(chart_of_answer(make_win_rate(*firm)))
    beside = known(chart_of_answer(make_win_rate(*firm, make_share("C", 0, 2))))
    lengths = [
        is_color(read_pixels(draw_chart(spec)), style.STRONG).sum(axis=1).max()
        for spec in (alone, beside)
    ]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.05)
    assert "range 0 to 66" in beside.alt_text


def test_dollars_around_a_name_are_no_formula() -> None:
    """As a formula the first would lose its dollars, and the second could not be drawn at all."""
    for name in ("$x^2$", "$\\frac{1$"):
        spec = chart_of_pipeline(make_report(make_row(name, 1, "5")))
        assert name in {text.words for text in lay_texts(spec)}
        assert draw_chart(spec)


def test_charts_drawn_side_by_side_are_the_same_charts() -> None:
    alone = [draw_once(spec) for spec in SPECS.values()]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(draw_chart, SPECS.values()))
    assert together == alone


def test_a_warm_chart_takes_little_time() -> None:
    warm_up()
    draw_chart(SPECS["stages"])
    spent = []
    for _ in range(5):
        start = time.thread_time()
        draw_chart(SPECS["stages"])
        spent.append(time.thread_time() - start)
    assert min(spent) < 0.2, "usually 0.03 s; far more means something is done again every time"


def test_nothing_slow_is_imported_before_the_first_drawing() -> None:
    code = (
        "import sys, metrics.charts as c, metrics.money; "
        "sys.exit('matplotlib' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own interpreter and words


def test_drawing_never_imports_pyplot() -> None:
    code = (
        "import sys, metrics.charts as c; c.warm_up(); sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own interpreter and words


def test_a_spec_that_could_not_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="one point for each category"):
        replace(SPECS["shares"], categories=())
    with pytest.raises(ValueError, match="longer than 2000"):
        replace(SPECS["shares"], alt_text="x" * 2001)


def test_only_the_charts_import_matplotlib() -> None:
    root = Path(metrics.__file__).parent.parent
    files = [path for room in ("bot", "metrics", "storage") for path in (root / room).rglob("*.py")]
    guilty = [
        path
        for path in files
        if re.search(r"^\s*(import|from) matplotlib", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert guilty
    assert all(path.parent == root / "metrics" / "charts" for path in guilty)
