"""An import that rewrites the past is owned up to, and only where it changes what was told."""

from datetime import date
from decimal import Decimal

import pytest

from metrics.alerts.restated import Told, say_restated
from metrics.answer import Number, Reading
from metrics.catalog import METRICS
from metrics.period import Period

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 29))


def share(k: int, n: int) -> Reading:
    return Reading(None, "total", k / n if n else None, n, k, n)


def amount(value: Number | None, n: int) -> Reading:
    return Reading(None, "total", value, n)


def restate(metric: str, then: Reading, now: Reading, version: int = 8) -> str:
    told = Told(then.value, then.numerator, then.denominator, then.n, NOVEMBER, 7)
    return say_restated(told, now, version, METRICS[metric], "USD").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("metric", "then", "now", "words"),
    [
        (
            "win_rate",
            share(23, 100),
            share(24, 114),
            "the 23.0 % told for 1 to 28 Nov 2026 is now 21.1 %: 14 deals more are dated into it",
        ),
        (
            "win_rate",
            share(23, 100),
            share(23, 99),
            "the 23.0 % told for 1 to 28 Nov 2026 is now 23.2 %: 1 deal fewer is dated into it",
        ),
        (
            "win_rate",
            share(23, 100),
            share(20, 100),
            "the 23.0 % told for 1 to 28 Nov 2026 is now 20.0 %: of the same 100 deals 3 fewer "
            "count",
        ),
        (
            "bookings",
            amount(Decimal(41_000), 12),
            amount(Decimal(38_500), 12),
            "the $41k told for 1 to 28 Nov 2026 is now $38.5k: of the same 12 deals some have "
            "other numbers",
        ),
        (
            "new_leads",
            amount(12, 12),
            amount(40, 40),
            "the 12 told for 1 to 28 Nov 2026 is now 40: 28 leads more are dated into it",
        ),
        (
            "win_rate",
            share(0, 0),
            share(2, 5),
            "for 1 to 28 Nov 2026, of which there was no data, it is now 40.0 %: 5 deals more are "
            "dated into it",
        ),
        (
            "win_rate",
            share(2, 5),
            share(0, 0),
            "the 40.0 % told for 1 to 28 Nov 2026 is now no data: 5 deals fewer are dated into it",
        ),
        (
            "open_deals",
            amount(12, 12),
            amount(11, 11),
            "the 12 told for 1 to 28 Nov 2026 is now 11: 1 deal fewer is counted in it",
        ),
    ],
)
def test_a_rewritten_past_is_told_with_its_reason(
    metric: str, then: Reading, now: Reading, words: str
) -> None:
    assert restate(metric, then, now) == words


def test_what_says_the_same_is_not_told() -> None:
    assert restate("win_rate", share(23, 100), share(23, 100)) == ""
    assert restate("win_rate", share(500, 1000), share(501, 1002)) == ""
    assert restate("win_rate", share(0, 0), share(0, 0)) == ""


def test_the_same_data_rewrites_nothing() -> None:
    assert restate("win_rate", share(23, 100), share(20, 100), version=7) == ""
