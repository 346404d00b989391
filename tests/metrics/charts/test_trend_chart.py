"""The chart of bookings against their goal: what is missing to its pace, told and drawn."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.charts import Kind, draw_chart, style
from metrics.charts.kinds import lay_out
from tests.metrics.charts.flow_examples import (
    BOOKED,
    FIRST,
    GOAL,
    TRENDS,
    draw_trend,
    make_course,
)
from tests.metrics.charts.test_picture import is_color, lay_texts, read_pixels


@pytest.mark.parametrize(
    ("name", "footnote"),
    [
        ("behind", "$56k behind the pace of the goal, which is $420k by 18 Nov 2026."),
        ("ahead", "€308k ahead of the pace of the goal, which is €420k by 18 Nov 2026."),
        ("early", "$65.7k behind the pace of the goal, which is $85.7k by 10 Oct 2026."),
        ("first day", "On the pace of the goal on 30 Sep 2026."),
        ("without a goal", ""),
    ],
)
def test_a_trend_says_how_far_it_is_from_the_pace_of_the_goal(name: str, footnote: str) -> None:
    assert TRENDS[name].footnote.replace("\xa0", " ") == footnote


def test_a_trend_has_two_lines_over_the_days_of_both() -> None:
    spec = TRENDS["behind"]
    assert spec.kind is Kind.TREND
    assert [one.name for one in spec.series] == ["booked", "goal"]
    assert [one.day for one in spec.categories] == list(range(0, 92, 7))
    booked, goal = spec.series
    assert [point.value is None for point in booked.points] == [False] * 8 + [True] * 6
    assert goal.points[-1].value == 780_000


def test_the_pace_of_a_day_between_two_of_the_goal_lies_between_them() -> None:
    spec = TRENDS["early"]
    place = [one.day for one in spec.categories].index(10)
    pace = spec.series[1].points[place].value
    assert pace == pytest.approx(60_000 + 60_000 * 3 / 7)


def test_the_alt_text_tells_both_numbers_of_every_day() -> None:
    words = TRENDS["behind"].alt_text
    assert "18 Nov: $364k booked, $420k goal" in words
    assert "30 Dec: $780k goal" in words
    assert "booked, ;" not in words


def test_the_alt_text_of_a_long_trend_counts_the_days_it_leaves_out() -> None:
    spec = draw_trend(make_course(range(366), every=1), None)
    assert len(spec.alt_text) <= 2_000
    assert " more." in spec.alt_text


@pytest.mark.parametrize("name", [name for name in TRENDS if name != "without a goal"])
def test_the_latest_value_and_the_goal_are_written_and_cover_neither_line(name: str) -> None:
    written = [text.words for text in lay_texts(TRENDS[name])]
    assert sum(words.endswith(" booked") for words in written) == 1
    has_goal = len(TRENDS[name].series) > 1
    assert sum(words.startswith("goal ") for words in written) == has_goal


def test_a_day_further_on_lies_further_right() -> None:
    """Twice the days are twice the way, though there are as many points."""
    first = FIRST + timedelta(days=1)
    uneven = [(FIRST, Decimal(0)), (first, Decimal(5)), (FIRST + timedelta(days=9), Decimal(9))]
    even = make_course([0, 5, 9], every=5)
    assert draw_chart(draw_trend(uneven, None)) != draw_chart(draw_trend(even, None))
    assert [one.day for one in draw_trend(uneven, None).categories] == [0, 1, 9]


def test_no_goal_no_goal_line() -> None:
    with_goal, without = (
        is_color(read_pixels(draw_chart(TRENDS[name])), style.TARGET).sum()
        for name in ("behind", "without a goal")
    )
    assert with_goal > 500
    assert without == 0


def test_nothing_to_show_is_a_chart_of_words() -> None:
    spec = draw_trend([], None)
    assert spec.categories == ()
    assert draw_chart(spec).startswith(b"\x89PNG")


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.decimals(-(10**12), 10**12, places=2), max_size=30),
    st.one_of(st.none(), st.lists(st.decimals(0, 10**12, places=2), max_size=30)),
    st.sampled_from([1, 7, 11]),
)
def test_whatever_the_course_its_words_stay_on_the_sheet(
    booked: list[Decimal], goal: list[Decimal] | None, every: int
) -> None:
    asked = None if goal is None else make_course([str(one) for one in goal])
    spec = draw_trend(make_course([str(one) for one in booked], every), asked)
    for text in lay_out(spec)[0].texts:
        left, _, right, _ = text.box
        assert style.MARGIN - 1 <= left < right <= style.WIDTH - style.MARGIN + 1


def test_equal_courses_give_equal_charts() -> None:
    assert draw_trend(list(BOOKED), list(GOAL)) == TRENDS["behind"]
    assert hash(draw_trend(list(BOOKED), list(GOAL))) == hash(TRENDS["behind"])
