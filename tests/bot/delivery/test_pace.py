"""How fast may be sent."""

import pytest

from bot.delivery.pace import UPLOADS_AT_ONCE, Pace


def test_a_channel_gets_a_message_a_second_and_others_do_not_wait_for_it() -> None:
    pace = Pace(a_channel=1.0, a_workspace=0.0)
    assert pace.reserve("A", 100.0, 5) == 0
    assert pace.reserve("A", 100.0, 5) == 1
    assert pace.reserve("A", 100.0, 5) == 2
    assert pace.reserve("B", 100.0, 5) == 0


def test_a_workspace_gets_so_many_a_minute() -> None:
    pace = Pace(a_channel=1.0, a_workspace=0.2)
    waits = [pace.reserve(f"C{number}", 100.0, 60) for number in range(300)]
    assert max(waits) < 60
    assert pace.reserve("last", 100.0, 60) == pytest.approx(60)


def test_a_moment_too_far_away_is_nobodys() -> None:
    pace = Pace(a_channel=10.0, a_workspace=0.0)
    pace.reserve("A", 100.0, 3)
    assert pace.reserve("A", 100.0, 3) == 10
    assert pace.reserve("A", 105.0, 5) == 5


def test_a_channel_that_slack_wants_to_rest_holds_up_no_other() -> None:
    pace = Pace(1.0, 0.2)
    pace.rest("A", 100.0, 30)
    assert pace.reserve("A", 100.0, 3) == 30
    assert pace.reserve("B", 100.0, 3) == 0


def test_two_channels_at_rest_are_a_workspace_that_is_too_fast() -> None:
    pace = Pace(1.0, 0.2)
    pace.rest("A", 100.0, 30)
    pace.rest("B", 110.0, 30)
    assert pace.reserve("C", 110.0, 3) == 30


def test_a_rest_that_is_over_says_nothing_of_the_workspace() -> None:
    pace = Pace(1.0, 0.2)
    pace.rest("A", 100.0, 5)
    pace.rest("B", 110.0, 5)
    assert pace.reserve("C", 110.0, 3) == 0


def test_some_uploads_go_at_once_and_the_others_one_by_one() -> None:
    pace = Pace(an_upload=1.0)
    waits = [pace.reserve_upload(f"file {number}", 100.0, 60) for number in range(100)]
    assert waits == [0.0] * UPLOADS_AT_ONCE + [1.0 * n for n in range(1, 101 - UPLOADS_AT_ONCE)]


def test_a_minute_never_has_more_uploads_than_slack_takes() -> None:
    pace = Pace()
    moments = [100 + pace.reserve_upload(f"file {n}", 100.0, 1e9) for n in range(1000)]
    for begin in moments:
        assert sum(begin <= moment < begin + 60 for moment in moments) <= 100


def test_a_later_moment_for_an_upload_is_kept_for_whoever_comes_back() -> None:
    pace = Pace(an_upload=10.0)
    for number in range(UPLOADS_AT_ONCE):
        pace.reserve_upload(f"file {number}", 100.0, 3)
    assert pace.reserve_upload("b", 100.0, 3) == 10
    assert pace.reserve_upload("c", 100.0, 3) == 20
    assert pace.reserve_upload("b", 110.0, 3) == 0
    assert pace.reserve_upload("c", 115.0, 3) == 5
    assert pace.reserve_upload("c", 119.0, 3) == 1
    assert pace.reserve_upload("d", 120.0, 3) == 10


def test_uploads_that_were_held_up_keep_their_distance() -> None:
    pace = Pace(an_upload=10.0)
    for number in range(UPLOADS_AT_ONCE):
        pace.reserve_upload(f"file {number}", 100.0, 3)
    for place, key in enumerate("abc", start=1):
        assert pace.reserve_upload(key, 100.0, 3) == 10 * place
    assert [pace.reserve_upload(key, 200.0, 3) for key in "abc"] == [0, 10, 20]
    assert [pace.find_kept_upload(key, 201.0) for key in "abc"] == [0, 9, 19]
    assert [pace.reserve_upload(key, 240.0, 3) for key in "bc"] == [0, 10]


def test_a_moment_that_nobody_came_for_holds_up_nobody() -> None:
    pace = Pace(an_upload=10.0)
    for number in range(UPLOADS_AT_ONCE):
        pace.reserve_upload(f"file {number}", 100.0, 3)
    pace.reserve_upload("a", 100.0, 3)
    assert pace.reserve_upload("a", 1000.0, 3) == 0
    assert pace.reserve_upload("b", 1000.0, 3) == 0
