"""The answer to /sales: the number, its fair comparison, its range, its groups."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.messages.answer import ANSWERS, AnswerAsks, say_answers, say_details, say_point
from bot.messages.comparison import find_interval_of_change, say_change_of
from bot.messages.message import Picture
from metrics.answer import Answer, Change, LeftOut, Reading
from metrics.interval import wilson_interval
from metrics.units import Better, Unit
from tests.bot.messages.samples import (
    HOSTILE,
    NOW,
    Q1,
    RECEIPT,
    bookings,
    hostile_receipt,
    share,
    win_rate,
)
from tests.bot.messages.slack_exam import pass_exam, plainly, read_out, values_of

ASKS = AnswerAsks("win rate by region Q2 2017", (("By owner", "win rate by owner Q2 2017"),))
NOTHING = Reading(None, "total", None, 0, 0, 0)
HUGE = tuple(share(f"{HOSTILE}{number}", 1, 3) for number in range(5_000))


def hostile() -> Answer:
    return win_rate(
        title=HOSTILE,
        groups=HUGE,
        by=HOSTILE,
        receipt=hostile_receipt(),
        extras=(Reading(HOSTILE, HOSTILE, 0.5, 4),) * 50,
        change=Change(Q1, None, share(None, 1, 3), 0.1, None, HOSTILE),
    )


CASES: dict[str, Sequence[Answer]] = {
    "one": [win_rate()],
    "money": [bookings()],
    "several": [win_rate(), bookings()],
    "no groups": [win_rate(by=None, groups=())],
    "no data": [win_rate(total=NOTHING)],
    "huge": [hostile()],
    "huge and many": [hostile()] * 40,
    "small groups": [win_rate(groups=(share("West", 3, 4), share("East", 0, 0)))],
}


@pytest.mark.parametrize("answers", CASES.values(), ids=CASES.keys())
def test_every_answer_is_within_slacks_limits(answers: Sequence[Answer]) -> None:
    pass_exam(say_answers(answers, NOW, ASKS, Picture("a.png", b"png", "West 64.1 %")))
    pass_exam(say_answers(answers, NOW, AnswerAsks()))


def test_the_first_sentence_is_the_number_and_what_it_stands_on() -> None:
    assert plainly(say_point(win_rate())) == "Win rate, Q2 2017: 61.71 % (1,254 of 2,032)."
    assert say_point(bookings()) == "Bookings, Q2 2017: $3,086,111 (1,254 deals)."


def test_a_count_is_told_with_its_noun() -> None:
    won = bookings(unit=Unit.DEALS, title="Deals won", total=Reading(None, "", 1, 1))
    assert say_point(won) == "Deals won, Q2 2017: 1 deal."


def test_a_stock_is_told_as_of_its_day() -> None:
    stock = bookings(title="Open pipeline", period=None, as_of=date(2026, 5, 1))
    assert say_point(stock) == "Open pipeline, 1 May 2026: $3,086,111 (1,254 deals)."


def test_no_data_is_told_as_such_and_why_never_as_zero() -> None:
    words = say_answers([win_rate(total=NOTHING, change=None)], NOW, ASKS).text
    assert "Win rate, Q2 2017: no data." in words
    assert "Left out: 3 no close date." in words
    assert "0 %" not in words.split("West")[0]


def test_no_data_without_a_reason_has_a_next_step() -> None:
    empty = win_rate(total=NOTHING, change=None, receipt=replace(RECEIPT, left_out=()))
    assert say_details(empty) == [
        "Nothing to count in that time. Try a longer period, or fewer filters."
    ]


def test_a_share_of_few_deals_is_told_with_its_range() -> None:
    few = replace(share(None, 3, 10), interval=(0.108, 0.603))
    [words] = say_details(win_rate(total=few, change=None))
    assert plainly(words) == (
        "Only 10 cases: the true value lies between 11 and 60 % (with 95 % confidence)."
    )
    assert say_details(win_rate(total=share(None, 30, 100), change=None)) == []


@pytest.mark.parametrize(
    ("better", "change", "words"),
    [
        (Better.HIGHER, -0.2036, "−20.4 points, worse than Q1 2017 (82.07 %); full quarter"),
        (Better.LOWER, -0.2036, "−20.4 points, better than Q1 2017"),
        (Better.HIGHER, 0.05, "+5.0 points, better than Q1 2017"),
        (Better.NEITHER, 0.05, "+5.0 points against Q1 2017"),
        (Better.HIGHER, 0.0, "The same as Q1 2017 (82.07 %)"),
    ],
)
def test_a_change_says_how_much_whether_it_is_good_and_why_it_is_fair(
    better: Better, change: float, words: str
) -> None:
    known = win_rate().change
    assert known is not None
    told = plainly(say_change_of(win_rate(better=better, change=replace(known, change=change))))
    assert told.startswith(words)
    assert told.endswith("; full quarter against full quarter.")


def seen(won: int, decided: int) -> Reading:
    return replace(share(None, won, decided), interval=wilson_interval(won, decided))


def test_the_interval_of_a_change_is_newcombes() -> None:
    interval = find_interval_of_change(seen(56, 70), seen(48, 80))
    assert interval == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize(
    ("now", "before", "chance"),
    [
        (seen(9, 10), seen(3, 10), False),
        (seen(80, 258), seen(83, 267), True),
        (seen(3, 10), seen(4, 10), True),
        (replace(share(None, 3, 10), interval=None), seen(4, 10), False),
    ],
)
def test_a_change_of_few_cases_is_called_chance_and_no_other(
    now: Reading, before: Reading, chance: bool
) -> None:
    words = say_change_of(win_rate(total=now, change=Change(Q1, None, before, 0.05, None, "")))
    assert ("which may be chance" in words) is chance
    assert ("better than" in words) is not chance


def test_money_changes_are_told_in_money_and_percent() -> None:
    earlier = Reading(None, "", Decimal(3_000_000), 1_000)
    change = Change(Q1, None, earlier, Decimal(86_111), 0.0287, "")
    assert plainly(say_change_of(bookings(change=change))) == (
        "+$86,111 (+2.9 %), better than Q1 2017 ($3,000,000)."
    )


def test_a_comparison_with_no_data_is_not_a_change() -> None:
    change = Change(Q1, None, NOTHING, None, None, "")
    words = say_change_of(win_rate(change=change))
    assert words == "Cannot be compared with Q1 2017 (no data)."


def test_groups_stand_in_a_table_with_what_they_stand_on() -> None:
    table = say_answers([win_rate()], NOW, ASKS).lay_out()[1]
    cells = [[read_out([cell]) for cell in line] for line in table["rows"]]
    assert cells == [
        ["Region", "Win rate", "Cases"],
        ["West", "64.1 %", "500 of 780"],
        ["East", "61.5 %", "400 of 650"],
        ["Central", "58.8 %", "354 of 602"],
        ["Total", "61.7 %", "1,254 of 2,032"],
    ]


def test_small_groups_show_their_range() -> None:
    few = replace(share("West", 3, 10), interval=(0.108, 0.603))
    groups = (few, share("East", 400, 650))
    table, note, *_ = say_answers([win_rate(groups=groups)], NOW, ASKS).lay_out()[1:]
    cells = [[read_out([cell]) for cell in line] for line in table["rows"]]
    assert cells[0][-1] == "Range"
    assert plainly(cells[1][-1]) == "11–60 %"
    assert plainly(read_out([note])) == ("Range: where the true value lies, with 95 % confidence.")


def test_what_a_range_is_is_said_once() -> None:
    few = replace(share("West", 3, 10), interval=(0.108, 0.603))
    some = win_rate(total=few, groups=(few, few))
    assert read_out(say_answers([some], NOW, ASKS).lay_out()).count("confidence") == 1
    whole = win_rate(groups=(share("East", 400, 650), share("West", 500, 780)))
    assert "confidence" not in read_out(say_answers([whole], NOW, ASKS).lay_out())


def test_several_numbers_share_one_table() -> None:
    blocks = say_answers([win_rate(), bookings()], NOW, ASKS).lay_out()
    [table] = [block for block in blocks if block["type"] == "table"]
    cells = [[read_out([cell]) for cell in line] for line in table["rows"]]
    assert cells[0] == ["Region", "Win rate", "Bookings"]
    assert cells[1] == ["West", "64.1 %", "$1.2M"]
    assert cells[3] == ["Central", "58.8 %", "–"]
    assert cells[4] == ["(no region)", "–", "no data"]


def test_numbers_left_out_are_counted() -> None:
    assert (
        "and 32 more: ask for fewer" in say_answers([win_rate()] * (ANSWERS + 32), NOW, ASKS).text
    )


def test_groups_left_out_are_counted_in_the_table_and_in_the_text() -> None:
    message = say_answers([win_rate(groups=HUGE)], NOW, ASKS)
    assert "and 4,971 more" in read_out(message.lay_out())
    assert "more" in message.text


def test_further_readings_stand_beside_the_number() -> None:
    median = Reading("median", "Median", Decimal(980), 1_254)
    words = say_answers([bookings(extras=(median,))], NOW, ASKS).text
    assert "Median: $980." in words


def test_the_next_step_is_a_button_that_asks_it() -> None:
    buttons = values_of(say_answers([win_rate()], NOW, ASKS).lay_out())
    assert json.loads(buttons["run_next_1"]) == {"c": "/sales", "t": "win rate by owner Q2 2017"}
    assert json.loads(buttons["receipt"])["t"] == "win rate by region Q2 2017"


def test_rows_counted_all_the_same_are_no_reason_for_no_data() -> None:
    counted = replace(RECEIPT, left_out=(LeftOut(5, "no amount", counted=True),))
    [words] = say_details(win_rate(total=NOTHING, change=None, receipt=counted))
    assert "left out" not in words


def test_a_reading_of_another_unit_is_told_in_its_own() -> None:
    young = Reading("young_leads", "Leads too young to judge", 257, 257, unit=Unit.LEADS)
    words = say_answers([win_rate(extras=(young,))], NOW, ASKS).text
    assert "Leads too young to judge: 257 leads. They count once they have had" in words


@pytest.mark.parametrize(
    "nothing",
    [
        Reading("young_leads", "Leads too young to judge", 0, 0, unit=Unit.LEADS),
        Reading("median_deal_size", "Median deal size", None, 0, unit=Unit.MONEY),
    ],
)
def test_a_further_reading_of_nothing_is_left_out(nothing: Reading) -> None:
    words = say_answers([win_rate(extras=(nothing,))], NOW, ASKS).text
    assert nothing.label not in words


def goal(label: str, reached: int, target: int) -> Reading:
    return Reading(label, label, reached / target, 1, Decimal(reached), Decimal(target))


def test_a_ratio_of_money_says_what_it_divides() -> None:
    total = goal("total", 81_000, 210_000)
    answer = win_rate(
        title="Goal attainment", currency="USD", total=total, groups=(goal("Ann", 81_000, 210_000),)
    )
    assert plainly(say_point(answer)) == "Goal attainment, Q2 2017: 38.57 % ($81k of $210k)."
    message = say_answers([answer], NOW, ASKS)
    assert "Ann: 38.6 % ($81k of $210k)" in plainly(message.text)
    cells = [[read_out([cell]) for cell in line] for line in message.lay_out()[1]["rows"]]
    assert cells[0] == ["Region", "Goal attainment", "Value"]
    assert cells[1] == ["Ann", "38.6 %", "$81k of $210k"]


def test_a_goal_of_another_kind_beside_says_what_it_divides() -> None:
    deals = Reading("deals_won", "Goal for deals won", 0.45, 1, 9, 20, unit=Unit.PERCENT)
    words = plainly(say_answers([win_rate(extras=(deals,))], NOW, ASKS).text)
    assert "Goal for deals won: 45 % (9 of 20)." in words


def attained(reached: int, target: int, passed: int, days: int, currency: str | None) -> str:
    """What is told of a running goal beside the number."""
    if currency:
        total = Reading(None, "total", reached / target, 1, Decimal(reached), Decimal(target))
    else:
        total = Reading(None, "total", reached / target, 1, reached, target)
    pace = Reading("pace", "", passed / days, days, passed, days, unit=Unit.PERCENT)
    [words] = say_details(
        win_rate(total=total, currency=currency, extras=(pace,), change=None, groups=())
    )
    return plainly(words)


def test_a_running_goal_is_told_with_its_pace_and_what_each_day_has_to_bring() -> None:
    assert attained(81_000, 210_000, 44, 65, "USD") == (
        "44 of 65 working days have passed (67.7 %): behind the pace. "
        "$129k more to go, $6,143 a working day."
    )
    assert "ahead of the pace. $10k more to go" in attained(200_000, 210_000, 44, 65, "USD")


def test_a_running_goal_of_a_count_and_one_that_is_reached() -> None:
    assert attained(9, 20, 44, 65, None).endswith("behind the pace. 11 more to go.")
    assert attained(20, 20, 44, 65, None).endswith("(67.7 %), and the goal is reached.")


def test_the_group_to_look_at_is_told_and_is_the_first_button() -> None:
    asks = replace(ASKS, look_at=("East", "win rate region:East by owner Q2 2017"))
    message = say_answers([win_rate()], NOW, asks)
    pass_exam(message)
    assert "Look at East first: /sales win rate region:East by owner Q2 2017" in message.text
    buttons = values_of(message.lay_out())
    assert json.loads(buttons["run_next_1"])["t"] == "win rate region:East by owner Q2 2017"
    assert json.loads(buttons["run_next_2"])["t"] == "win rate by owner Q2 2017"


def test_a_hostile_group_to_look_at_stays_text() -> None:
    pass_exam(say_answers([win_rate()], NOW, replace(ASKS, look_at=(HOSTILE, "win rate by owner"))))


def test_a_group_without_a_name_is_told_only_with_something_in_it() -> None:
    lost = [Reading("Price", "Price", 4, 4), Reading(None, "(no reason given)", 0, 0)]
    answer = bookings(unit=Unit.DEALS, total=Reading(None, "", 4, 4), groups=tuple(lost))
    message = say_answers([answer], NOW, ASKS)
    assert "no reason given" not in message.text + read_out(message.lay_out())
    told = replace(answer, groups=(lost[0], replace(lost[1], value=2, n=2)))
    assert "(no reason given): 2" in say_answers([told], NOW, ASKS).text
