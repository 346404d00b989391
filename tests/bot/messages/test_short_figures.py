"""Figures are short where room is short, as on the Home tab, and exact in a sentence."""

from decimal import Decimal

from bot.messages.answer import say_reading
from metrics.answer import Reading
from metrics.units import Unit
from tests.bot.messages.samples import bookings, win_rate
from tests.bot.messages.slack_exam import plainly


def test_figures_are_short_where_room_is_short_and_exact_in_a_sentence() -> None:
    money = bookings(total=Reading(None, "total", Decimal("1104122.18"), 54))
    assert say_reading(money.total, money, short=True) == "$1.1M"
    assert say_reading(money.total, money) == "$1,104,122.18"
    share = win_rate()
    assert plainly(say_reading(share.total, share, short=True)) == "61.7 %"
    assert plainly(say_reading(share.total, share)) == "61.71 %"


def test_counts_keep_their_noun_when_they_are_short() -> None:
    won = bookings(unit=Unit.DEALS, total=Reading(None, "total", 1, 1))
    assert say_reading(won.total, won, short=True) == "1 deal"
