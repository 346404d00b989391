from dataclasses import replace
from datetime import date
from decimal import Decimal

from metrics.answer import Answer, Reading, Receipt
from metrics.interval import wilson_interval
from metrics.period import Period
from metrics.units import Better, Unit
from metrics.weakest import find_weakest

RECEIPT = Receipt("won / decided", "by close date", "Q2 2017", "everything", (), None, None)
Q2 = Period(date(2017, 4, 1), date(2017, 7, 1), "Q2 2017")


def share(key: str | None, won: int, decided: int) -> Reading:
    interval = wilson_interval(won, decided)
    value = won / decided if decided else None
    return Reading(key, key or "(none)", value, decided, won, decided, interval)


def count(key: str, deals: int) -> Reading:
    return Reading(key, key, deals, deals)


def rate(*groups: Reading, by: str = "region", better: Better = Better.HIGHER) -> Answer:
    total = share("total", 1, 2)
    return Answer(
        "win_rate", "Win rate", Unit.PERCENT, better, None, Q2, None, total, RECEIPT, by, groups
    )


def counted(better: Better, *groups: Reading) -> Answer:
    total = count("total", sum(int(one.value or 0) for one in groups))
    return replace(rate(*groups, better=better), metric="deals_lost", unit=Unit.DEALS, total=total)


def name_weakest(answer: Answer) -> str | None:
    weakest = find_weakest(answer)
    return weakest.key if weakest else None


def test_the_group_that_is_surely_the_lowest_is_looked_at() -> None:
    assert name_weakest(rate(share("West", 60, 100), share("East", 20, 100))) == "East"


def test_what_may_be_chance_is_not_looked_at() -> None:
    assert name_weakest(rate(share("West", 34, 100), share("East", 30, 100))) is None


def test_a_group_of_few_without_a_name_or_without_data_is_not_looked_at() -> None:
    firm = (share("West", 60, 100), share("East", 20, 100))
    weak = (share("North", 0, 29), share(None, 0, 400), share("South", 0, 0))
    assert name_weakest(rate(*firm, *weak)) == "East"
    assert name_weakest(rate(firm[0], *weak)) is None


def test_of_what_should_be_little_the_most_is_looked_at() -> None:
    assert name_weakest(counted(Better.LOWER, count("Ann", 3), count("Bo", 9))) == "Bo"


def test_a_small_part_of_what_is_added_up_is_no_weakness() -> None:
    assert name_weakest(counted(Better.HIGHER, count("Ann", 3), count("Bo", 9))) is None


def test_equals_months_stages_and_numbers_without_a_direction_have_no_weakest() -> None:
    groups = (share("West", 60, 100), share("East", 20, 100))
    assert name_weakest(counted(Better.LOWER, count("Ann", 3), count("Bo", 3))) is None
    assert name_weakest(rate(*groups, by="month")) is None
    assert name_weakest(rate(*groups, by="stage")) is None
    assert name_weakest(rate(*groups, better=Better.NEITHER)) is None


def without_range(metric: str) -> Answer:
    """Two groups far apart, of a number that comes without a range."""
    low = Reading("West", "West", 0.2, 12, Decimal(20), Decimal(100))
    high = Reading("East", "East", 0.9, 12, Decimal(90), Decimal(100))
    total = Reading(None, "total", 0.55, 24, Decimal(110), Decimal(200))
    return replace(rate(low, high, by="team"), metric=metric, total=total, currency="USD")


def test_a_number_without_a_range_has_no_weakest_as_it_may_be_chance() -> None:
    assert name_weakest(without_range("win_rate_by_value")) is None


def test_the_goal_furthest_from_being_reached_is_looked_at() -> None:
    assert name_weakest(without_range("goal_attainment")) == "West"
