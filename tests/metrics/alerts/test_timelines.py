"""The life of an alert, a history a line: what becomes of it day by day."""

from datetime import timedelta
from typing import Any

import pytest

from metrics.alerts.rule import Against, Kind
from metrics.alerts.state import Phase
from tests.metrics.alerts.timelines import MONDAY, live, watch

BY_SHARES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    (
        "it fires on the day the hold is over, and is over on the first good day",
        "23 22 14 13 13 24",
        ". . . F . R",
        {"hold": 2},
    ),
    ("without a hold it fires at once", "23 14 24", ". F R", {"hold": 1}),
    ("a dip shorter than the hold stays quiet", "23 14 14 23 14 14", ". . . . . .", {"hold": 3}),
    ("a hold of three takes three days", "14 14 14 14", ". . F .", {"hold": 3}),
    ("the hold begins anew after a good day", "14 14 23 14 14 14", ". . . . . F", {"hold": 3}),
    ("a rule made in bad times still holds", "14 14 14", ". F .", {"hold": 2}),
    ("equality is not below", "20 20 20", ". . .", {"hold": 1}),
    ("equality is good enough to be over", "14 20", "F R", {"hold": 1}),
    ("what is below but not surely stays quiet", "23 ? ? ?", ". . . .", {"hold": 1}),
    ("no data stays quiet", "_ _ _", ". . .", {"hold": 1}),
    ("no data in between begins the hold anew", "14 _ 14 14", ". . . F", {"hold": 2}),
    ("too little in between begins the hold anew", "14 ? 14 14", ". . . F", {"hold": 2}),
    ("no data is no recovery", "14 _ _ _ 23", "F . . . R", {"hold": 1}),
    ("too little data is no recovery", "14 ? ? 23", "F . . R", {"hold": 1}),
    ("no data and bad again is one alert", "14 _ 14 23", "F . . R", {"hold": 1}),
    ("a lucky streak of few is no recovery", "14 3/3 3/3", "F . .", {"hold": 1}),
    ("enough of them are", "14 9/10", "F R", {"hold": 1}),
    ("it fires again after it was over", "14 23 14 23", "F R F R", {"hold": 1}),
    (
        "with a recovery line of its own it does not flap",
        "14 21 14 21 22 21",
        "F . . . R .",
        {"hold": 1, "back": 22},
    ),
    (
        "on the recovery line it is over, and only bad values count until then",
        "14 21.9 22",
        "F . R",
        {"hold": 1, "back": 22},
    ),
    (
        "it has to be good for as many days as the rule says",
        "14 23 23 14 23 23 23",
        "F . . . . . R",
        {"hold": 1, "recover_days": 3},
    ),
    (
        "no data while it recovers begins the good days anew",
        "14 23 _ 23 23",
        "F . . . R",
        {"hold": 1, "recover_days": 2},
    ),
    (
        "a day between the lines begins the good days anew",
        "14 23 21 23 23",
        "F . . . R",
        {"hold": 1, "back": 22, "recover_days": 2},
    ),
    ("a smaller sample than the rule wants stays quiet", "0/29", ".", {"hold": 1, "least": 30}),
    ("as many as it wants are enough", "0/30", "F", {"hold": 1, "least": 30}),
    ("normal certainty fires where quiet does not", "14/110", "F", {"hold": 1, "z": 1.645}),
    ("quiet certainty does not", "14/110", ".", {"hold": 1, "z": 2.33}),
    ("above is the mirror of below", "17 26 26 17", ". . F R", {"kind": Kind.ABOVE, "hold": 2}),
    ("equality is not above", "20 20", ". .", {"kind": Kind.ABOVE, "hold": 1}),
    (
        "above with a recovery line below it",
        "26 19 18 17",
        "F . R .",
        {"kind": Kind.ABOVE, "hold": 1, "back": 18},
    ),
    (
        "data that comes weekly holds by the days that have passed",
        "14 14 23",
        ". F R",
        {"hold": 3, "every": 7},
    ),
)


@pytest.mark.parametrize(
    ("values", "marks", "knobs"),
    [row[1:] for row in BY_SHARES],
    ids=[row[0] for row in BY_SHARES],
)
def test_of_a_share(values: str, marks: str, knobs: dict[str, Any]) -> None:
    assert watch(values, **knobs) == marks


WON = {"metric": "deals_won", "line": 10}
SIZE = {"metric": "average_deal_size", "line": 1_000}
USUAL = "100 110 90 105 95 100"
OTHERS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("a count fires on its line, without a hold", "12 10 9 10", ". . F R", WON),
    ("nought is a count below the line", "12 0 12", ". F R", WON),
    ("a count above", "9 10 11 9", ". . F R", WON | {"kind": Kind.ABOVE}),
    ("a mean holds for three days", "900 900 900 1100", ". . F R", SIZE),
    ("no mean of nothing is no recovery", "900 _ _ 1100", "F . . R", SIZE | {"hold": 1}),
    (
        "a fall by points fires when it is sure",
        "25 25 18 18 25",
        ". . F . R",
        {"kind": Kind.FELL, "line": 3, "before": "25", "hold": 1, "against": Against.PREVIOUS},
    ),
    (
        "a fall that chance would give stays quiet",
        "4/20 4/20",
        ". .",
        {"kind": Kind.FELL, "line": 3, "before": "5/20", "hold": 1, "against": Against.PREVIOUS},
    ),
    (
        "a rise by points",
        "25 32 25",
        ". F R",
        {"kind": Kind.ROSE, "line": 3, "before": "25", "hold": 1, "against": Against.YEAR},
    ),
    (
        "a count falls by a part of what it was; by just that much is not more",
        "100 80 79 80",
        ". . F R",
        WON | {"kind": Kind.FELL, "line": 20, "before": "100", "against": Against.PREVIOUS},
    ),
    (
        "a fall comes back as far as the rule wants",
        "79 85 90",
        "F . R",
        WON
        | {"kind": Kind.FELL, "line": 20, "back": 10, "before": "100", "against": Against.GOAL},
    ),
    (
        "nothing falls from nought",
        "0 5",
        ". .",
        WON | {"kind": Kind.FELL, "line": 20, "before": "0", "against": Against.PREVIOUS},
    ),
    (
        "nothing falls from nothing known",
        "100 0",
        ". .",
        WON | {"kind": Kind.FELL, "line": 20, "against": Against.YEAR},
    ),
    (
        "what is unusual fires both ways",
        "100 60 100 150 100",
        ". F R F R",
        WON | {"kind": Kind.UNUSUAL, "line": None, "z": 3.0, "usual": USUAL},
    ),
    (
        "with fewer than four earlier windows nothing is usual",
        "100 0 900",
        ". . .",
        WON | {"kind": Kind.UNUSUAL, "line": None, "z": 3.0, "usual": "100 110 90"},
    ),
    (
        "a share is unusual beyond what chance and its own ups and downs explain",
        "20 21 12 20",
        ". . F R",
        {
            "kind": Kind.UNUSUAL, "line": None, "z": 3.0, "hold": 1,
            "usual": "20 21 19 20 22 20",
        },
    ),
    (
        "nothing happened",
        "3 0 0 1",
        ". F . R",
        WON | {"kind": Kind.NO_DATA, "line": None},
    ),
    (
        "nothing decided is what it warns of for a share as well",
        "20 _ _ 20",
        ". F . R",
        {"kind": Kind.NO_DATA, "line": None, "hold": 1},
    ),
    (
        "old data",
        "0.5 2 2.1 3 0.1",
        ". . F . R",
        {"kind": Kind.STALE, "metric": "", "line": 2},
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("values", "marks", "knobs"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS]
)
def test_of_everything_else(values: str, marks: str, knobs: dict[str, Any]) -> None:
    assert watch(values, **knobs) == marks


def test_a_firing_alert_says_since_when_it_is_blind() -> None:
    steps = list(live("14 _ _ ? 14", hold=1))
    blind = [(one.state.blind, one.state.blind_since) for one in steps]
    one, two, three = (MONDAY + timedelta(days=days) for days in (1, 2, 3))
    assert two > one
    assert blind == [
        (None, None), ("no_data", one), ("no_data", one), ("not_enough", three), (None, None)
    ]  # fmt: skip
    assert all(one.state.phase is Phase.FIRING for one in steps)
    assert [one.changed for one in steps] == [True, True, False, True, True]


def test_every_step_says_why() -> None:
    reasons = [one.reason for one in live("23 14 14 21 22 _ ?", hold=2, back=22)]
    assert reasons[0].startswith("fine")
    assert reasons[1].startswith("breached for 1 of 2 days")
    assert reasons[2].startswith("breached for as long as the rule holds: surely beyond the line")
    assert reasons[3].startswith("better, but not as far as the rule wants")
    assert reasons[4].startswith("over")
    assert all(one.startswith("nothing can be said") for one in reasons[5:])


def test_a_value_that_is_not_beyond_its_line_clears_what_was_pending() -> None:
    phases = [one.state.phase for one in live("14 23", hold=2)]
    assert phases == [Phase.PENDING, Phase.FINE]
