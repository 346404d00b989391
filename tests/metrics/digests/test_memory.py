"""What people said of earlier actions decides what is asked for again."""

from datetime import date, timedelta

import pytest

from metrics.digests.actions.memory import count_unanswered, is_tired, may_ask, remind
from metrics.digests.order import EarlierAction
from tests.metrics.digests.orders import MONDAY, propose

LAST_MONDAY = MONDAY - timedelta(weeks=1)
SUBJECT = "deal:D1"


def asked(
    state: str, on: date = LAST_MONDAY, said: date | None = None, subject: str = SUBJECT
) -> EarlierAction:
    return EarlierAction(propose(subject), state, on, said)


def may(*earlier: EarlierAction, today: date = MONDAY, data: date | None = MONDAY) -> bool:
    return may_ask(SUBJECT, earlier, today, data)


def test_what_was_never_asked_for_may_be() -> None:
    assert may()
    assert may(asked("not_useful", said=LAST_MONDAY, subject="deal:D2"))


@pytest.mark.parametrize(("weeks", "again"), [(1, False), (7, False), (8, True)])
def test_what_was_not_useful_rests_for_eight_weeks(weeks: int, again: bool) -> None:
    said = MONDAY - timedelta(weeks=weeks)
    assert may(asked("not_useful", on=said, said=said)) is again


def test_later_means_next_week() -> None:
    wednesday = LAST_MONDAY + timedelta(days=2)
    later = asked("later", said=wednesday)
    assert not may(later, today=wednesday + timedelta(days=2))
    assert not may(later, today=MONDAY - timedelta(days=1))
    assert may(later, today=MONDAY)


def test_what_is_done_is_asked_for_again_only_when_newer_data_still_shows_it() -> None:
    done = asked("done", said=date(2026, 11, 19))
    assert not may(done, data=date(2026, 11, 19))
    assert not may(done, data=None)
    assert may(done, data=date(2026, 11, 20))
    assert remind(propose(SUBJECT), [done]).why.endswith(
        "Said to be done on 19 Nov 2026, but the data still shows it."
    )


def test_the_last_word_counts() -> None:
    first = asked("not_useful", said=date(2026, 11, 3), on=date(2026, 11, 2))
    then = asked("later", said=date(2026, 11, 12), on=date(2026, 11, 9))
    assert may(first, then)
    assert may(then, first)


def test_no_word_is_asked_again_owning_up_to_it() -> None:
    once = [asked("open")]
    assert may(*once)
    assert remind(propose(SUBJECT), once).why.endswith("Asked for once already, without an answer.")
    assert not is_tired(SUBJECT, once)


def test_after_three_times_without_an_answer_others_come_first() -> None:
    thrice = [asked("open", MONDAY - timedelta(weeks=weeks)) for weeks in (1, 2, 3)]
    assert is_tired(SUBJECT, thrice)
    assert "Asked for 3 times already" in remind(propose(SUBJECT), thrice).why
    answered = [*thrice[:2], asked("later", MONDAY - timedelta(weeks=3), date(2026, 11, 4))]
    assert count_unanswered(SUBJECT, answered) == 2


def test_what_is_new_is_left_as_it_is() -> None:
    assert remind(propose(SUBJECT), []) == propose(SUBJECT)
