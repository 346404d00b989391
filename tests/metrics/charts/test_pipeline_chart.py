"""The chart of a pipeline report: its finding, its rows, what it admits."""

from decimal import Decimal

import pytest

from metrics.charts import Kind, chart_of_pipeline
from metrics.pipeline import PipelineReport
from tests.metrics.charts.examples import HOSTILE_NAMES, make_report, make_row

USUAL = make_report(
    make_row("Prospecting", 42, "380000", "38000", 5),
    make_row("Demo", 28, "720000", "288000", 3),
    make_row("Negotiation", 21, "2100000", "1470000", 1),
    make_row("Contract sent", 9, "1000000", "900000"),
)


@pytest.mark.parametrize(
    ("report", "title"),
    [
        (USUAL, "Negotiation holds half of the value: $2.1M of $4.2M"),
        (
            make_report(make_row("Demo", 2, "33", "1"), make_row("Deal", 9, "67", "1")),
            "Deal holds two thirds of the value: $67 of $100",
        ),
        (
            make_report(make_row("Demo", 2, "62", "1"), make_row("Deal", 9, "38", "1")),
            "Demo holds 62\xa0% of the value: $62 of $100",
        ),
        (
            make_report(make_row("A", 1, "2100000000"), make_row("B", 1, "5"), currency="EUR"),
            "A holds nearly all of the value: €2.1B of €2.1B",
        ),
        (
            make_report(make_row("A", 4, "720"), make_row("B", 1, "-400")),
            "A holds most: $720; all together $320",
        ),
        (make_report(make_row("Demo", 1, "12000")), "The one open deal is in Demo: $12k"),
        (make_report(make_row("Demo", 8, "12000")), "All 8 open deals are in Demo: $12k"),
        (
            make_report(make_row("New", 500, without_value=500), make_row("On", 1589)),
            "On holds most deals: 1,589 of 2,089",
        ),
        (make_report(make_row("On", 3)), "All 3 open deals are in On, without amounts"),
        (make_report(), "No open deals"),
        (make_report(make_row("New", 0), make_row("On", 0)), "No open deals"),
    ],
)
def test_the_title_says_the_finding(report: PipelineReport, title: str) -> None:
    assert chart_of_pipeline(report).title == title


def test_stages_keep_their_order_and_the_leader_is_pointed_at() -> None:
    spec = chart_of_pipeline(USUAL)
    assert spec.kind is Kind.STAGES
    assert [one.label for one in spec.categories] == [
        "Prospecting",
        "Demo",
        "Negotiation",
        "Contract sent",
    ]
    assert spec.highlights == {2}


def test_months_follow_each_other_and_only_the_smallest_are_gathered() -> None:
    rows = [make_row(f"M{n:02}", 1, str(100 + n % 7)) for n in range(14)]
    few = chart_of_pipeline(make_report(*rows[:3], by="month"))
    many = chart_of_pipeline(make_report(*rows, by="month"))
    assert [one.label for one in few.categories] == ["M00", "M01", "M02"]
    labels = [one.label for one in many.categories]
    assert labels[:-1] == sorted(labels[:-1])
    assert (len(labels), labels[-1]) == (12, "and 3 more")


def test_other_groups_stand_largest_first() -> None:
    rows = (make_row("Ann", 1, "5"), make_row("Bo", 1, "9"), make_row("and 2 more", 2, "70"))
    spec = chart_of_pipeline(make_report(*rows, by="owner"))
    assert [one.label for one in spec.categories] == ["Bo", "Ann", "and 2 more"]
    assert spec.title.startswith("Bo holds")


@pytest.mark.parametrize("by", ["stage", "owner"])
def test_more_than_twelve_rows_are_gathered_and_nothing_is_lost(by: str) -> None:
    rows = [make_row(f"S{place}", place + 1, str(place * 10), "1") for place in range(15)]
    rows.append(make_row("and 4 more", 9, "3", "2"))
    spec = chart_of_pipeline(make_report(*rows, by=by))
    assert len(spec.categories) == 12
    assert spec.categories[-1].label == "and 8 more"
    whole = sum(row.value for row in rows)
    assert Decimal(str(sum(point.value or 0 for point in spec.series[0].points))) == whole
    if by == "stage":
        assert [one.label for one in spec.categories[:3]] == ["S4", "S5", "S6"]


def test_without_any_amount_the_deals_are_counted_and_it_is_said() -> None:
    report = make_report(make_row("New", 500, without_value=500), make_row("On", 9, "0", "0", 9))
    spec = chart_of_pipeline(report)
    assert spec.kind is Kind.FUNNEL
    assert [point.words for point in spec.series[0].points] == ["500", "9"]
    assert spec.footnote == "No open deal has an amount, so deals are counted."


def test_a_stage_without_amounts_is_no_zero() -> None:
    spec = chart_of_pipeline(make_report(make_row("A", 4, "100"), make_row("B", 3, "0", "0", 3)))
    assert spec.series[0].points[1].value is None
    assert spec.series[0].points[1].words == "no amounts"
    assert spec.footnote == "3 of 7 deals have no amount."


def test_the_alt_text_says_every_number() -> None:
    alt = chart_of_pipeline(USUAL).alt_text
    for words in ("$380k", "$38k", "$720k", "$288k", "$2.1M", "$1.5M", "$4.2M", "$1M", "$900k"):
        assert words in alt
    for words in ("42 deals", "28 deals", "21 deals", "9 deals", "100 open deals", "9 of 100"):
        assert words in alt


def test_whose_and_which_deals_are_meant_stands_below_the_title() -> None:
    spec = chart_of_pipeline(
        make_report(
            make_row("Demo", 2, "10", "5"),
            who="Dana's team (7 people)",
            filters=("segment is Enterprise", "b", "c", "d", "e"),
        )
    )
    plain = spec.subtitle.replace("\xa0", " ")
    assert plain == (
        "2 open deals · $5 weighted · Dana's team (7 people) · "
        "segment is Enterprise, b, c, and 2 more · 22 Nov 2026"
    )


def test_hostile_names_are_one_clean_line_and_fit_the_alt_text() -> None:
    rows = [make_row(name, 5, "20000", "70") for name in HOSTILE_NAMES]
    spec = chart_of_pipeline(make_report(*rows, by="owner", who="x\u202ey\n" * 200))
    assert len(spec.alt_text) <= 2000
    for words in (spec.title, spec.subtitle, spec.alt_text, *(c.label for c in spec.categories)):
        assert not {"\n", "\t", "\x00", "\u202e", "\u2066"} & set(words)
    assert all(0 < len(one.label) <= 80 for one in spec.categories)
    assert "(no name)" in {one.label for one in spec.categories}
