"""A small storm, without Slack's limits: all of it arrives once, and equal pictures are one."""

import pytest

from tests.benchmarks.storm import Storm, let_loose

DIGESTS = 24
SUBJECTS = 4
pytestmark = pytest.mark.xdist_group("storm")  # one storm for all of them


@pytest.fixture(scope="module")
def storm() -> Storm:
    return let_loose(DIGESTS, limits=False, subjects=SUBJECTS)


def test_everything_is_delivered_and_nothing_twice(storm: Storm) -> None:
    assert storm.report.outcomes == {"digest delivered": DIGESTS}
    assert storm.messages == {1: DIGESTS}


def test_equal_reports_are_worked_out_once_and_equal_pictures_drawn_once(storm: Storm) -> None:
    kinds = 2
    assert storm.report.composed == SUBJECTS * kinds
    assert 0 < storm.report.drawn <= SUBJECTS * kinds * 2
    shown = DIGESTS * storm.report.drawn / (SUBJECTS * kinds)
    assert storm.report.drawn < shown


def test_memory_does_not_grow_with_the_digests(storm: Storm) -> None:
    grown = (storm.report.peak_kilobytes - storm.report.idle_kilobytes) / 1024
    assert grown < 150
