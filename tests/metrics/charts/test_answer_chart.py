"""The chart of an answer: which kind, which finding, which marks, and when there is none."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from metrics.answer import Answer, Change, Reading
from metrics.calendar import name_month
from metrics.charts import Kind, chart_of_answer
from metrics.interval import wilson_interval
from metrics.money import BLANK
from metrics.period import Period
from metrics.reading import rank_reading
from metrics.units import Better, Unit
from tests.metrics.charts.examples import (
    Q1,
    make_change,
    make_money_answer,
    make_months,
    make_share,
    make_sum,
    make_win_rate,
)

REGIONS = make_win_rate(
    make_share("Central", 1629, 2580), make_share("West", 1434, 2245), make_share("East", 3, 9)
)


def test_shares_say_who_closes_best_with_what_it_stands_on() -> None:
    spec = chart_of_answer(REGIONS)
    assert spec is not None
    assert spec.kind is Kind.BARS
    assert spec.title == f"West closes best: 63.9{BLANK}% of 2,245"
    assert [one.label for one in spec.categories] == ["West", "Central", "East"]
    assert [one.note for one in spec.categories] == ["of 2,245", "of 2,580", "of 9"]
    assert spec.highlights == {0}
    assert all(point.interval is not None for point in spec.series[0].points)


def test_a_small_sample_is_pale_and_never_the_finding() -> None:
    spec = chart_of_answer(make_win_rate(make_share("Big", 30, 50), make_share("Tiny", 2, 2)))
    assert spec is not None
    assert spec.title.startswith("Big closes best")
    assert [one.label for one in spec.categories] == ["Big", "Tiny"]
    assert [point.faint for point in spec.series[0].points] == [False, True]
    assert "Pale: fewer than 30" in spec.footnote


def test_shares_stand_in_the_order_of_the_table_beside_the_chart() -> None:
    """By what they surely are: a high share of few comes below a lower one of many."""
    groups = [make_share("Few", 24, 36), make_share("Many", 600, 1000), make_share("Two", 2, 2)]
    spec = chart_of_answer(make_win_rate(*groups))
    assert spec is not None
    table = [one.label for one in sorted(groups, key=rank_reading)]
    assert [one.label for one in spec.categories] == table == ["Many", "Few", "Two"]


def test_with_small_samples_only_nobody_is_ranked() -> None:
    spec = chart_of_answer(make_win_rate(make_share("A", 3, 5), make_share("B", 2, 2)))
    assert spec is not None
    assert spec.title == "Too little to rank win rate by region"
    assert not spec.highlights


def test_overlapping_ranges_are_said_to_overlap() -> None:
    near = chart_of_answer(make_win_rate(make_share("A", 50, 100), make_share("B", 49, 100)))
    apart = chart_of_answer(make_win_rate(make_share("A", 90, 100), make_share("B", 10, 100)))
    assert near is not None
    assert apart is not None
    assert "overlap" in near.subtitle
    assert "overlap" not in apart.subtitle


def test_no_data_stands_last_as_words_and_never_as_zero() -> None:
    spec = chart_of_answer(
        make_win_rate(make_share("None", 0, 0), make_share("Zero", 0, 40), make_share("A", 9, 40))
    )
    assert spec is not None
    assert [one.label for one in spec.categories] == ["A", "Zero", "None"]
    zero, none = spec.series[0].points[1:]
    assert (zero.value, zero.words) == (0.0, f"0{BLANK}%")
    assert (none.value, none.words, none.interval) == (None, "no data", None)


def test_parts_of_a_sum_say_their_share_of_it() -> None:
    spec = chart_of_answer(
        make_money_answer(make_sum("Ann", 500), make_sum("Bo", 300), make_sum("Cy", 200))
    )
    assert spec is not None
    assert spec.title == "Ann has half of bookings: $500 of $1,000"


def test_among_many_parts_the_first_only_leads() -> None:
    groups = [make_sum(f"R{place}", 1000 + place) for place in range(15)]
    spec = chart_of_answer(make_money_answer(*groups))
    assert spec is not None
    assert spec.title == "R14 leads in bookings: $1,014 of $15.1k"
    assert len(spec.categories) == 12
    assert spec.categories[-1].label == "and 4 more"
    assert spec.categories[-1].rest
    assert sum(point.value or 0 for point in spec.series[0].points) == 15 * 1000 + 105


def test_the_rest_of_shares_is_the_share_of_the_rest() -> None:
    groups = [make_share(f"R{place:02}", 40 + place, 100) for place in range(14)]
    spec = chart_of_answer(make_win_rate(*groups))
    assert spec is not None
    rest = spec.series[0].points[-1]
    assert spec.categories[-1].label == "and 3 more"
    assert rest.value == pytest.approx((40 + 41 + 42) / 300)
    assert rest.interval == wilson_interval(40 + 41 + 42, 300)


def test_the_rest_of_a_few_shares_is_pale_as_they_are() -> None:
    spec = chart_of_answer(make_win_rate(*(make_share(f"R{n:02}", 1, 2) for n in range(14))))
    assert spec is not None
    assert all(point.faint for point in spec.series[0].points)


def test_the_rest_of_averages_is_counted_and_not_averaged() -> None:
    groups = [make_sum(f"R{place:02}", 100 + place) for place in range(14)]
    spec = chart_of_answer(
        make_money_answer(*groups, metric="average_deal_size", title="Average", total="107")
    )
    assert spec is not None
    assert len(spec.categories) == 12
    assert not any(one.rest for one in spec.categories)
    assert "2 smaller groups not shown" in spec.footnote


def test_where_less_is_better_the_lowest_is_the_finding() -> None:
    answer = make_money_answer(
        make_sum("Web", 57.5),
        make_sum("Partner", 34.0),
        metric="sales_cycle_median",
        title="Sales cycle",
        unit=Unit.DAYS,
        better=Better.LOWER,
        total="50",
        by="source",
    )
    spec = chart_of_answer(answer)
    assert spec is not None
    assert spec.title == f"Partner is lowest: 34{BLANK}days (all: 50{BLANK}days)"
    assert spec.highlights == {1}


def test_of_stages_the_slowest_is_the_finding() -> None:
    groups = (make_sum("New", 23), make_sum("Deal", 119), make_sum("Demo", 45))
    answer = make_money_answer(
        *groups,
        metric="open_deal_age",
        by="stage",
        unit=Unit.DAYS,
        better=Better.LOWER,
        total="63",
        title="Age",
    )
    spec = chart_of_answer(answer)
    assert spec is not None
    assert spec.title == f"Deal is highest: 119{BLANK}days (all: 63{BLANK}days)"


def test_level_groups_are_called_level() -> None:
    all_level = chart_of_answer(make_money_answer(make_sum("A", 10), make_sum("B", 10)))
    two_level = chart_of_answer(
        make_money_answer(make_sum("A", 10), make_sum("B", 10), make_sum("C", 5))
    )
    assert all_level is not None
    assert two_level is not None
    assert all_level.title == "All level: bookings $10"
    assert two_level.title == "2 are level at $10, A among them"


def test_stages_and_periods_keep_their_order() -> None:
    groups = (make_sum("New", 5), make_sum("Demo", 9), make_sum("Deal", 7))
    spec = chart_of_answer(make_money_answer(*groups, by="stage"))
    assert spec is not None
    assert [one.label for one in spec.categories] == ["New", "Demo", "Deal"]


@pytest.mark.parametrize(
    ("values", "kind", "title"),
    [
        ([1, 2, 3], Kind.COLUMNS, "March 2017 is the highest of 3: $3"),
        ([3, 2, 1], Kind.COLUMNS, "March 2017 is the lowest of 3: $1"),
        ([1, 3, 2], Kind.COLUMNS, "March 2017: $2; peak $3 in February 2017"),
        ([2, 2, 2], Kind.COLUMNS, "Bookings the same throughout: $2"),
        ([1, 3, None, 2, 4, 9, 5], Kind.LINE, "July 2017: $5; peak $9 in June 2017"),
        ([1, 3, 4, 5, 6, 7, None], Kind.LINE, "June 2017 is the highest of 6: $7"),
    ],
)
def test_periods_are_columns_or_a_line(values: list[int | None], kind: Kind, title: str) -> None:
    spec = chart_of_answer(make_money_answer(*make_months(values), by="month"))
    assert spec is not None
    assert (spec.kind, spec.title) == (kind, title)
    assert ("no data" in spec.footnote) == (kind is Kind.LINE and None in values)


def test_a_small_latest_month_is_not_ranked() -> None:
    months = (make_share("May 2017", 60, 100), make_share("June 2017", 9, 10))
    spec = chart_of_answer(make_win_rate(*months, by="month"))
    assert spec is not None
    assert spec.title == f"June 2017: 90.0{BLANK}%, of only 10"


def test_a_month_that_is_not_over_is_told_so_far_and_not_ranked() -> None:
    answer = make_money_answer(*make_months([3, 2, 1]), by="month")
    known = replace(answer.receipt, data_as_of=datetime(2017, 6, 12, 9, 0, tzinfo=UTC))
    running = chart_of_answer(replace(answer, receipt=known))
    known = replace(answer.receipt, data_as_of=datetime(2017, 7, 1, 9, 0, tzinfo=UTC))
    over = chart_of_answer(replace(answer, receipt=known))
    assert running is not None
    assert over is not None
    assert running.title == "March 2017 so far: $1; peak $3 in January 2017"
    assert over.title == "March 2017 is the lowest of 3: $1"


def test_a_name_that_says_so_far_is_not_ranked_whenever_the_data_came() -> None:
    months = (*make_months([3, 2]), make_sum("March 2017 so far", 1))
    spec = chart_of_answer(make_money_answer(*months, by="month"))
    assert spec is not None
    assert spec.title == "March 2017 so far: $1; peak $3 in January 2017"


def test_an_earlier_month_is_over_though_the_latest_has_no_data_yet() -> None:
    answer = make_money_answer(*make_months([3, 2, None]), by="month")
    known = replace(answer.receipt, data_as_of=datetime(2017, 6, 12, 9, 0, tzinfo=UTC))
    spec = chart_of_answer(replace(answer, receipt=known))
    assert spec is not None
    assert spec.title == "February 2017 is the lowest of 2: $2"


def test_a_small_month_is_no_peak() -> None:
    months = [make_share(name, *of) for name, of in SHARES_OF_MONTHS.items()]
    spec = chart_of_answer(make_win_rate(*months, by="month"))
    assert spec is not None
    assert spec.title == f"June 2017: 50.0{BLANK}%; peak 60.0{BLANK}% in May 2017"
    alone = chart_of_answer(make_win_rate(months[0], months[-1], by="month"))
    assert alone is not None
    assert alone.title == f"June 2017: 50.0{BLANK}%"


SHARES_OF_MONTHS = {
    "March 2017": (2, 2),
    "April 2017": (40, 100),
    "May 2017": (60, 100),
    "June 2017": (50, 100),
}


def test_a_number_with_an_earlier_one_becomes_two_bars() -> None:
    change = Change(Q1, None, make_share("", 531, 647), -0.2, None, "full quarter against full")
    spec = chart_of_answer(make_win_rate(by=None, total=make_share("", 1254, 2032), change=change))
    assert spec is not None
    assert spec.title == f"Win rate down 20.4 points to 61.7{BLANK}%"
    assert [one.label for one in spec.categories] == ["Q2 2017", "Q1 2017"]
    assert "full quarter against full" in spec.subtitle


NO_CHART = [
    make_win_rate(by=None, total=make_share("", 1, 2)),
    make_win_rate(make_share("West", 1, 2)),
    make_win_rate(make_share("West", 0, 0), make_share("East", 0, 0)),
    make_win_rate(make_share("May", 1, 2), make_share("June", 0, 0), by="month"),
    make_win_rate(
        by=None,
        total=make_share("", 1, 2),
        change=Change(Q1, None, make_share("", 0, 0), None, None, ""),
    ),
]


@pytest.mark.parametrize("answer", NO_CHART)
def test_there_is_no_chart_where_it_says_no_more_than_the_number(answer: Answer) -> None:
    assert chart_of_answer(answer) is None


def test_two_periods_by_a_dimension_are_paired() -> None:
    change = make_change(make_sum("B", 6), make_sum("A", 7))
    groups = (make_sum("A", 9), make_sum("B", 5), make_sum("New", 2))
    spec = chart_of_answer(make_money_answer(*groups, change=change))
    assert spec is not None
    assert spec.kind is Kind.PAIRED
    assert [series.name for series in spec.series] == ["Q2 2017", "Q1 2017"]
    assert [point.value for point in spec.series[1].points] == [7.0, 6.0, None]
    assert spec.title == "Bookings up $3 to $16"


def test_groups_that_had_nothing_before_are_simply_shown() -> None:
    change = make_change(make_sum("Gone", None))
    spec = chart_of_answer(make_money_answer(make_sum("A", 9), make_sum("B", 5), change=change))
    assert spec is not None
    assert spec.kind is Kind.BARS


def test_months_are_a_trend_even_when_compared() -> None:
    months = make_months([1, 2, 3])
    spec = chart_of_answer(make_money_answer(*months, by="month", change=make_change(*months)))
    assert spec is not None
    assert spec.kind is Kind.COLUMNS


def test_what_has_no_date_is_said_below_the_trend() -> None:
    undated = Reading(None, "(no creation date)", Decimal(70), 5)
    months = (*make_created({"2017-01": 1, "2017-02": 2, "2017-03": 3}), undated)
    spec = chart_of_answer(make_money_answer(*months, by="created_month"))
    assert spec is not None
    assert len(spec.categories) == 3
    assert spec.footnote == "Without a date: $70."
    assert spec.subtitle.startswith("Bookings by month of creation")


def make_created(values: dict[str, int]) -> tuple[Reading, ...]:
    return tuple(
        replace(make_sum(name_month(key), value), key=key) for key, value in values.items()
    )


def test_months_of_creation_without_rows_have_their_place_too() -> None:
    months = make_created({"2016-11": 5, "2017-02": 3})
    sums = chart_of_answer(make_money_answer(*months, by="created_month"))
    means = chart_of_answer(
        make_money_answer(*months, by="created_month", metric="average_deal_size")
    )
    assert sums is not None
    assert means is not None
    names = ["November 2016", "December 2016", "January 2017", "February 2017"]
    assert [one.label for one in sums.categories] == names
    assert [point.value for point in sums.series[0].points] == [5, 0, 0, 3]
    assert not any(one.rest for one in sums.categories)
    assert [point.value for point in means.series[0].points] == [5, None, None, 3]


def test_a_month_long_ago_does_not_make_hundreds_of_empty_ones() -> None:
    months = make_created({"1917-02": 1, "2017-02": 2, "2017-03": 3})
    spec = chart_of_answer(make_money_answer(*months, by="created_month"))
    assert spec is not None
    assert len(spec.categories) == 3


def test_a_group_without_a_name_is_a_finding_of_sums_but_closes_nothing_best() -> None:
    shares = make_win_rate(make_share("West", 50, 100), replace(make_share("", 90, 100), key=None))
    best = chart_of_answer(shares)
    sums = make_money_answer(make_sum("A", 1), replace(make_sum("(no owner)", 9), key=None))
    largest = chart_of_answer(sums)
    assert best is not None
    assert largest is not None
    assert best.title.startswith("West closes best")
    assert largest.title.startswith("(no owner) has 90")


def test_averages_say_how_many_deals_they_stand_on() -> None:
    groups = [
        Reading("A", "A", Decimal(300) / 7, 7, Decimal(300), 7),
        Reading("B", "B", Decimal(90), 1, Decimal(90), 1),
    ]
    spec = chart_of_answer(make_money_answer(*groups, metric="average_deal_size", total="50"))
    assert spec is not None
    assert [one.note for one in spec.categories] == ["7 deals", "1 deal"]
    assert [point.faint for point in spec.series[0].points] == [False, True]


def test_the_only_average_is_no_part_of_a_whole() -> None:
    groups = (make_sum("Red", 300), make_sum("Blue", None))
    spec = chart_of_answer(
        make_money_answer(*groups, metric="average_deal_size", title="Average deal size")
    )
    assert spec is not None
    assert spec.title == "Red is highest: $300 (all: $300)"


def test_a_count_of_a_few_deals_is_no_small_sample() -> None:
    months = [Reading(name, name, deals, deals) for name, deals in (("May", 4), ("June", 3))]
    answer = make_money_answer(
        *months, metric="open_deals", title="Open deals", unit=Unit.DEALS, by="month", total="3"
    )
    spec = chart_of_answer(answer)
    assert spec is not None
    assert spec.title == "June is the lowest of 2: 3"
    assert not spec.footnote
    assert not any(point.faint for point in spec.series[0].points)


def test_a_goal_is_a_line_to_reach() -> None:
    def goal(label: str, won: int, target: int) -> Reading:
        money = (Decimal(won), Decimal(target))
        return Reading(label, label, won / target, 3, *money)

    spec = chart_of_answer(
        make_money_answer(
            goal("Ann", 120, 100),
            goal("Bo", 80, 100),
            metric="goal_attainment",
            title="Goal attainment",
            unit=Unit.PERCENT,
            total="1",
        )
    )
    assert spec is not None
    assert spec.title == f"1 of 2 reached the goal; all together 100{BLANK}%"
    assert spec.target is not None
    assert spec.target.value == 1.0
    assert spec.categories[0].note == "of $100"


def test_no_line_ends_within_a_day() -> None:
    days = Period(date(2017, 1, 1), date(2017, 2, 21), "1 Jan to 20 Feb 2017")
    change = Change(days, None, make_share("", 531, 647), -0.2, None, "fair")
    spec = chart_of_answer(make_win_rate(by=None, total=make_share("", 5, 90), change=change))
    assert spec is not None
    assert spec.categories[1].label == f"1{BLANK}Jan to 20{BLANK}Feb{BLANK}2017"


def test_a_period_without_a_name_is_told_by_its_days() -> None:
    period = Period(date(2017, 5, 1), date(2017, 6, 16))
    groups = (make_sum("A", 1), make_sum("B", 2))
    spec = chart_of_answer(make_money_answer(*groups, period=period))
    assert spec is not None
    assert "1 May 2017 to 15 Jun 2017" in spec.subtitle.replace(BLANK, " ")


def test_the_alt_text_says_every_value_range_and_basis() -> None:
    spec = chart_of_answer(REGIONS)
    assert spec is not None
    alt = spec.alt_text.replace(BLANK, " ")
    assert "West: 63.9 %, range 62 to 66 % (of 2,245)" in alt
    assert "Central: 63.1 %, range 61 to 65 % (of 2,580)" in alt
    assert "East: 33.3 %, range 12 to 65 % (of 9)" in alt


def test_a_long_alt_text_counts_what_it_leaves_out() -> None:
    months = make_months([place * 1000 + 11 for place in range(120)])
    spec = chart_of_answer(make_money_answer(*months, by="month"))
    assert spec is not None
    assert 1900 < len(spec.alt_text) <= 2000
    assert " more." in spec.alt_text
