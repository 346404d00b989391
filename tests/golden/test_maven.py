"""Our figures for the Maven data set are the right ones, and none of the well-known wrong ones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from metrics.answer import Answer, Reading
from metrics.compute import compute
from metrics.period import Period
from metrics.question import Filter, Question
from metrics.scope import Scope
from storage.engine import open_engine
from tests.conftest import DATABASES, NewDatabase
from tests.golden.maven import SETTING, load_maven, read_answers

YEAR = Period(date(2017, 1, 1), date(2018, 1, 1))
QUARTERS = {
    f"2017-Q{n}": Period(
        date(2017, 3 * n - 2, 1), (date(2018, 1, 1) if n == 4 else date(2017, 3 * n + 1, 1))
    )
    for n in (1, 2, 3, 4)
}
METRIC_OF = {
    "won": "deals_won",
    "lost": "deals_lost",
    "win_rate": "win_rate",
    "won_value": "bookings",
    "avg_won_deal": "average_deal_size",
    "median_won_deal": "median_deal_size",
    "cycle_won_mean_days": "sales_cycle_mean",
    "cycle_won_median_days": "sales_cycle_median",
    "cycle_lost_mean_days": "loss_cycle_mean",
    "cycle_lost_median_days": "loss_cycle_median",
    "cycle_closed_mean_days": "decision_cycle_mean",
    "cycle_closed_median_days": "decision_cycle_median",
    "open": "open_deals",
    "open_list_value": "open_list_value",
}
"""The data set's name of a figure -> ours."""
STOCKS = {"open", "open_list_value"}


@pytest.fixture(scope="module", params=DATABASES)
def maven(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """The data set, loaded once into each kind of database."""
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    engine = open_engine(create())
    load_maven(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    found: dict[str, Any] = read_answers()["figures"]
    return found


def ask(
    connection: Connection,
    *metrics: str,
    by: str | None = None,
    period: Period = YEAR,
    filters: tuple[Filter, ...] = (),
) -> dict[str, Answer]:
    question = Question(metrics, Scope.everything(), period, by=by, filters=filters)
    answers = compute(connection, question, SETTING)
    return {answer.metric: answer for answer in answers}


def is_right(reading: Reading | None, right: float | None) -> bool:
    """Whether a reading is a figure of the data set, which has ratios and means to 6 decimals."""
    value = None if reading is None else reading.value
    if right is None or value is None:
        return right is None and value is None
    return abs(float(value) - right) <= 5.1e-7 * max(1.0, 1e-9 * abs(right))


def check_groups(
    connection: Connection,
    by: str,
    right: dict[str, Any],
    *,
    none: str = "",
    **asked: Any,
) -> None:
    """Every figure of every group that the data set gives, by one dimension."""
    names = [name for name in METRIC_OF if any(name in group for group in right.values())]
    assert names
    answers = ask(connection, *(METRIC_OF[name] for name in names), by=by, **asked)
    for name in names:
        groups = {group.key or none: group for group in answers[METRIC_OF[name]].groups}
        assert not {key for key in groups if groups[key].value} - right.keys() - {none}, name
        for key, figures in right.items():
            if name not in figures:
                continue
            expected = figures[name]
            if key not in groups:
                assert not expected, f"{name} of {key}: no group, right is {expected}"
            else:
                assert is_right(groups[key], expected), (name, key, groups[key], expected)


def test_the_overall_figures_are_right(maven: Connection, figures: dict[str, Any]) -> None:
    right = figures["overall"]
    answers = ask(maven, *METRIC_OF.values())
    for name, metric in METRIC_OF.items():
        assert is_right(answers[metric].total, right[name]), (name, answers[metric].total)
    assert answers["win_rate"].total.numerator == right["won"]
    assert answers["win_rate"].total.denominator == right["closed"]


@pytest.mark.parametrize(
    ("by", "table", "none"),
    [
        ("region", "by_regional_office", ""),
        ("manager", "by_manager", ""),
        ("owner", "by_sales_agent", ""),
        ("product", "by_product", ""),
        ("product_family", "by_series", ""),
        ("industry", "by_sector", "(no account)"),
        ("account_region", "by_office_location", "(no account)"),
        ("account", "by_account", "(no account)"),
        ("month", "by_close_month", ""),
        ("quarter", "by_close_quarter", ""),
    ],
)
def test_the_figures_of_every_group_are_right(
    maven: Connection, figures: dict[str, Any], by: str, table: str, none: str
) -> None:
    check_groups(maven, by, figures[table], none=none)


def test_deals_and_open_deals_by_stage_are_right(
    maven: Connection, figures: dict[str, Any]
) -> None:
    right = figures["by_stage"]
    answers = ask(maven, "open_deals", "open_list_value", "deals_won", "deals_lost", by="stage")
    counted = {group.key: group.value for group in answers["open_deals"].groups}
    assert counted == {"Prospecting": right["Prospecting"], "Engaging": right["Engaging"]}
    won = {group.key: group.value for group in answers["deals_won"].groups}
    assert won["Won"] == right["Won"]
    by_stage = figures["open_pipeline"]["by_stage"]
    for group in answers["open_list_value"].groups:
        assert group.value == by_stage[str(group.key)]["list_value"]


@pytest.mark.parametrize(
    ("by", "table"), [("month", "by_engage_month"), ("quarter", "by_engage_quarter")]
)
def test_deals_created_by_month_and_quarter_are_right(
    maven: Connection, figures: dict[str, Any], by: str, table: str
) -> None:
    since = Period(date(2016, 10, 1), date(2018, 1, 1))
    groups = ask(maven, "deals_created", by=by, period=since)["deals_created"].groups
    right = {key: one["opportunities"] for key, one in figures[table].items()}
    assert {group.key: group.value for group in groups} == right


def test_what_became_of_the_deals_of_a_month_is_right(
    maven: Connection, figures: dict[str, Any]
) -> None:
    check_groups(maven, "created_month", figures["by_engage_month"])


@pytest.mark.parametrize(
    ("by", "table"),
    [
        ("region", "by_regional_office_and_close_quarter"),
        ("manager", "by_manager_and_close_quarter"),
        ("owner", "by_sales_agent_and_close_quarter"),
        ("product", "by_product_and_close_quarter"),
    ],
)
def test_the_crossings_with_the_close_quarter_are_right(
    maven: Connection, figures: dict[str, Any], by: str, table: str
) -> None:
    for quarter, period in QUARTERS.items():
        right = {key: per[quarter] for key, per in figures[table].items() if quarter in per}
        check_groups(maven, by, right, period=period)


def test_the_products_of_each_region_are_right(maven: Connection, figures: dict[str, Any]) -> None:
    for region, right in figures["by_regional_office_and_product"].items():
        check_groups(maven, "product", right, filters=(Filter("region", (region,)),))


def test_the_parts_of_the_mix_and_rate_split_are_right(
    maven: Connection, figures: dict[str, Any]
) -> None:
    seen = set()
    for split in figures["win_rate_change_mix_and_rate"]:
        by = {"regional_office": "region", "sales_agent": "owner", "series": "product_family"}.get(
            split["dimension"], split["dimension"]
        )
        if by not in ("region", "product", "manager", "owner", "product_family"):
            continue
        seen.add(by)
        question = Question(
            ("win_rate",),
            Scope.everything(),
            QUARTERS[split["to"]],
            by=by,
            compare=QUARTERS[split["from"]],
        )
        (answer,) = compute(maven, question, SETTING)
        assert answer.change is not None
        assert float(answer.change.change or 0) == pytest.approx(split["change"], abs=1e-9)
        mix, rate = split_change(answer.change.groups, answer.groups)
        assert sum(mix.values()) == pytest.approx(split["mix"], abs=1e-8)
        assert sum(rate.values()) == pytest.approx(split["rate"], abs=1e-8)
        for key, parts in split["segments"].items():
            assert (mix[key], rate[key]) == pytest.approx((parts["mix"], parts["rate"]), abs=1e-8)
    assert len(seen) > 1, seen


def split_change(
    before: tuple[Reading, ...], after: tuple[Reading, ...]
) -> tuple[dict[str, float], dict[str, float]]:
    """The symmetric split into mix and rate, by hand from numerators and denominators."""

    def shares(groups: tuple[Reading, ...]) -> dict[str, tuple[float, float]]:
        whole = sum(float(group.denominator or 0) for group in groups)
        return {
            str(group.key): (float(group.denominator or 0) / whole, float(group.value or 0))
            for group in groups
        }

    old, new = shares(before), shares(after)
    average = sum(w * r for w, r in (*old.values(), *new.values())) / 2
    mix = {k: (new[k][0] - old[k][0]) * ((old[k][1] + new[k][1]) / 2 - average) for k in new}
    rate = {k: (old[k][0] + new[k][0]) / 2 * (new[k][1] - old[k][1]) for k in new}
    return mix, rate


def test_the_largest_accounts_and_owners_come_first(
    maven: Connection, figures: dict[str, Any]
) -> None:
    for by, table, name in (
        ("owner", "top10_sales_agents_by_won_value", "sales_agent"),
        ("account", "top10_accounts_by_won_value", "account"),
        ("parent_account", "top5_parent_companies_by_won_value", "parent"),
    ):
        right = [(one[name], one["won_value"]) for one in figures[table]]
        groups = ask(maven, "bookings", by=by)["bookings"].groups
        assert [(group.key, group.value) for group in groups[: len(right)]] == right


def test_people_without_deals_have_no_group(maven: Connection, figures: dict[str, Any]) -> None:
    answers = ask(maven, "deals_won", "open_deals", by="owner")
    seen = {group.key for answer in answers.values() for group in answer.groups}
    assert len(seen) == 30
    assert not seen & set(figures["sales_agents_without_deals"])


def test_open_deals_without_dates_and_values_are_counted_and_named(
    maven: Connection, figures: dict[str, Any]
) -> None:
    answers = ask(maven, "open_deals", "open_pipeline", "open_deal_age")
    assert answers["open_deals"].total.value == figures["open_pipeline"]["total_count"]
    told = {
        one.reason: (one.rows, one.counted) for one in answers["open_pipeline"].receipt.left_out
    }
    assert told["open deals have no amount"] == (2089, False)
    assert told["open deals have no creation date"] == (500, True)
    assert answers["open_deal_age"].total.n == 1589


def test_the_well_known_wrong_answers_are_not_given(maven: Connection) -> None:
    wrong = {(one["figure"], one["why"]): one for one in read_answers()["wrong_answers_to_avoid"]}
    by_group = {
        "win rate of a manager, %": ("win_rate", "manager"),
        "won value by series": ("bookings", "product_family"),
        "won value of Central and West": ("bookings", "region"),
        "win rate by regional office, %": ("win_rate", "region"),
        "average won deal by product": ("average_deal_size", "product"),
        "won value by quarter": ("bookings", "quarter"),
    }
    seen = set()
    for (figure, _), one in wrong.items():
        if figure not in by_group:
            continue
        seen.add(figure)
        metric, by = by_group[figure]
        groups = {group.key: group.value for group in ask(maven, metric, by=by)[metric].groups}
        scale = 100 if figure.endswith("%") else 1
        for key, right in one["right"].items():
            value = float(groups[key] or 0) * scale
            assert value == pytest.approx(right, abs=0.0051)
            false = one["wrong"].get(key)
            if false is not None and false != right:
                assert value != pytest.approx(false, abs=0.0051)
    assert seen == set(by_group)


def test_single_figures_that_others_get_wrong_are_right(maven: Connection) -> None:
    names = ("win_rate", "average_deal_size", "bookings", "open_list_value", "deals_won")
    answers = ask(maven, *names, "deals_lost", "open_deals", "decision_cycle_mean")
    assert round(float(answers["win_rate"].total.value or 0) * 100, 2) == 63.15
    assert round(float(answers["average_deal_size"].total.value or 0), 2) == 2360.91
    assert answers["bookings"].total.value == 10_005_534
    assert answers["open_list_value"].total.value == 4_966_215
    assert (answers["deals_won"].total.n + answers["deals_lost"].total.n) == 6_711
    assert answers["open_deals"].total.value == 2_089
    assert float(answers["decision_cycle_mean"].total.value or 0) < 138
    months = {g.key: g.value for g in ask(maven, "bookings", by="month")["bookings"].groups}
    assert (months["2017-06"], months["2017-07"]) == (1_338_466, 696_932)
    sectors = ask(maven, "win_rate", by="industry")["win_rate"].groups
    best = max(sectors, key=lambda group: float(group.value or 0))
    assert best.key == "marketing"
    dear = {
        g.key: g.value
        for g in ask(maven, "average_deal_size", by="product")["average_deal_size"].groups
    }
    assert round(float(dear["GTK 500"] or 0), 2) == 26_707.47


def test_the_saw_tooth_of_a_quarter_is_right(maven: Connection, figures: dict[str, Any]) -> None:
    """The first, second and third months of 2017's second to fourth quarter, added up."""
    groups = {g.key: g for g in ask(maven, "win_rate", by="month")["win_rate"].groups}
    right = figures["close_month_position_in_quarter_2017Q2_to_Q4"]
    for place, name in enumerate(("first_month", "second_month", "third_month")):
        months = [groups[f"2017-{month:02}"] for month in (4 + place, 7 + place, 10 + place)]
        won = sum(int(month.numerator or 0) for month in months)
        decided = sum(int(month.denominator or 0) for month in months)
        assert (won, decided) == (right[name]["won"], right[name]["closed"])


def test_the_same_question_without_a_period_is_about_all_time(maven: Connection) -> None:
    question = Question(("bookings", "deals_won"), Scope.everything())
    bookings, won = compute(maven, replace(question, by="quarter"), SETTING)
    assert (bookings.total.value, won.total.value) == (10_005_534, 4_238)
    assert [group.key for group in won.groups] == list(QUARTERS)
