"""How fast may be sent."""

import pytest

from bot.delivery.pace import Pace


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


def test_uploads_go_at_once_until_the_minute_is_full() -> None:
    pace = Pace(uploads=3)
    assert [pace.reserve_upload(key, 100.0, 3) for key in "abc"] == [0, 0, 0]
    assert pace.reserve_upload("d", 101.0, 3) == 59
    assert pace.reserve_upload("e", 130.0, 3) == 30


def test_a_later_moment_for_an_upload_is_kept_for_whoever_comes_back() -> None:
    pace = Pace(uploads=1)
    pace.reserve_upload("a", 100.0, 3)
    assert pace.reserve_upload("b", 100.0, 3) == 60
    assert pace.reserve_upload("c", 100.0, 3) == 120
    assert pace.reserve_upload("b", 160.0, 3) == 0
    assert pace.reserve_upload("c", 159.0, 3) == 61
    assert pace.reserve_upload("d", 160.0, 3) == 120
