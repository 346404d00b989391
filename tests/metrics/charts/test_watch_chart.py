"""The chart of a watched number: what fired, when, how far from the line; legible everywhere."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.charts import ChartSpec, Kind, Target, Turn, chart_of_watch, draw_chart, style
from metrics.charts.kinds import lay_out
from metrics.charts.watch import Seen
from metrics.units import Unit
from tests.metrics.charts.test_picture import is_color, lay_texts, read_pixels
from tests.metrics.charts.watch_examples import (
    BACK,
    FALLING,
    LINE,
    WATCHES,
    day,
    draw_groups,
    draw_share,
)


def read_words(spec: ChartSpec) -> list[str]:
    return [text.words.replace("\xa0", " ") for text in lay_texts(spec)]


def plain(words: str) -> str:
    return words.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("name", "footnote"),
    [
        ("firing", "Shaded: 95 % range · Fired on 13 Nov 2026"),
        (
            "over",
            "Shaded: 95 % range · Grey line: over from 20 % · "
            "Fired on 24 Oct 2026, over on 11 Nov 2026",
        ),
        ("a replayed year", "Shaded: 95 % range · Grey line: over from 20 % · Fired 3 times"),
        ("a quiet year", "Shaded: 95 % range"),
        ("unusual", "Shaded: what is usual · Fired on 15 Nov 2026"),
        ("money", "Fired on 14 Nov 2026"),
    ],
)
def test_the_footnote_says_what_is_drawn_and_when_it_fired(name: str, footnote: str) -> None:
    assert plain(WATCHES[name].footnote) == footnote


def test_only_the_first_the_worst_and_the_last_value_are_written() -> None:
    spec = WATCHES["over"]
    values = {point.words.replace("\xa0", " ") for point in spec.series[0].points}
    assert sorted(values & set(read_words(spec)[3:])) == ["24.4 %", "26.7 %", "8.9 %"]


def test_the_line_and_the_turns_are_named() -> None:
    words = read_words(WATCHES["over"])
    assert "line: 18 %" in words
    assert "over" in words
    assert "fired" in read_words(WATCHES["firing"])
    assert {"24 Oct", "26 Aug", "18 Nov"} <= set(words)


def test_many_turns_are_counted_and_not_named_one_by_one() -> None:
    words = read_words(WATCHES["a replayed year"])
    assert "fired" not in words
    assert "over" not in words


def test_the_days_on_which_it_fires_have_the_colour_of_the_line() -> None:
    with_turn, without = (
        is_color(read_pixels(draw_chart(draw_share(FALLING, turns))), style.TARGET).sum()
        for turns in ([(day(60), Turn.FIRED)], [])
    )
    assert with_turn > without + 300


def test_the_range_is_pale_and_there_only_where_it_is_known() -> None:
    banded = is_color(read_pixels(draw_chart(WATCHES["firing"])), style.BAND).sum()
    gap = is_color(read_pixels(draw_chart(WATCHES["with gaps"])), style.BAND).sum()
    assert banded > gap > 1000
    assert is_color(read_pixels(draw_chart(WATCHES["money"])), style.BAND).sum() == 0


def test_wide_ranges_do_not_flatten_the_level() -> None:
    """Of 14 deals the range reaches 55 %; the level itself stays below 30 %."""
    words = read_words(WATCHES["few deals"])
    assert "40 %" in words
    assert "60 %" not in words


def test_no_line_no_line() -> None:
    spec = draw_share(FALLING, line=None)
    assert is_color(read_pixels(draw_chart(spec)), style.TARGET).sum() == 0


def test_a_recover_line_that_is_the_line_is_not_drawn_twice() -> None:
    assert draw_share(FALLING, recover=LINE).recover is None
    assert draw_share(FALLING, recover=BACK).recover == BACK


def test_one_day_is_no_course() -> None:
    assert (
        chart_of_watch(
            [(day(0), 0.1, None, None), (day(1), None, None, None)],
            unit=Unit.PERCENT,
            currency=None,
            title="t",
            subtitle="s",
        )
        is None
    )


def test_of_equal_lowest_values_the_latest_is_written() -> None:
    seen: list[Seen] = [(day(n), value, None, None) for n, value in enumerate([3, 1, 4, 1, 5])]
    spec = chart_of_watch(seen, unit=Unit.DEALS, currency=None, title="t", subtitle="s")
    assert spec is not None
    assert spec.highlights == {0, 3, 4}


def test_the_alt_text_tells_the_numbers_the_line_and_when_it_fired() -> None:
    words = plain(WATCHES["firing"].alt_text)
    assert words.startswith("Win rate is 10 %, surely below 18 %.")
    assert "26 Aug: 24.4 %" in words
    assert "17 Nov: 8.9 %" in words
    assert words.endswith("line: 18 %. Shaded: 95 % range · Fired on 13 Nov 2026.")
    for spec in WATCHES.values():
        assert len(spec.alt_text) < 2_000
        assert " more." not in spec.alt_text or spec.kind is Kind.BARS


def test_groups_that_fire_are_bars_against_the_line() -> None:
    spec = WATCHES["many groups"]
    assert spec.kind is Kind.BARS
    assert spec.target == LINE
    assert len(spec.categories) == 12
    assert plain(spec.footnote) == "Thin line: 95 % range. 7 more not shown."
    assert spec.highlights == {0}
    words = read_words(draw_groups(3))
    assert "line: 18 %" in words
    assert "of 40" in words


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.none(), st.sampled_from([0.0, 0.1, -5.0, 1e9]), st.floats(-(10**6), 10**6)),
        min_size=2,
        max_size=40,
    ),
    st.lists(st.integers(0, 39), max_size=6, unique=True).map(sorted),
    st.one_of(st.none(), st.floats(-(10**6), 10**6)),
    st.sampled_from([1, 9]),
)
def test_whatever_is_watched_its_words_stay_on_the_sheet(
    values: list[float | None], turned: list[int], line: float | None, every: int
) -> None:
    seen: list[Seen] = []
    for place, value in enumerate(values):
        bounds = (None, None) if value is None else (value - 3, value + abs(value))
        seen.append((day(0) + timedelta(days=place * every), value, *bounds))
    turns = [
        (seen[place][0], Turn.FIRED if n % 2 == 0 else Turn.OVER)
        for n, place in enumerate(one for one in turned if one < len(seen))
    ]
    spec = chart_of_watch(
        seen,
        unit=Unit.MONEY,
        currency="USD",
        title="t",
        subtitle="s",
        line=None if line is None else Target(line, "line"),
        recover=BACK,
        turns=turns,
    )
    if spec is None:
        return
    for text in lay_out(spec)[0].texts:
        left, _, right, _ = text.box
        assert style.MARGIN - 1 <= left < right <= style.WIDTH - style.MARGIN + 1
    assert draw_chart(spec).startswith(b"\x89PNG")
