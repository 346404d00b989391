"""What the history says of a stage: worked out by hand, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, insert, select, update

from metrics.stage_pace import (
    StagePaceRow,
    find_quantile,
    measure_stage_pace,
    read_stage_pace,
    refresh_stage_pace,
)
from storage.sample import load_sample
from storage.tables import ImportBatch, StagePace, Workspace
from tests.metrics.desk import LOST, OFFER, TALK, TERMS, TODAY, WON, Desk

START = date(2026, 6, 1)


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    with engine.begin() as connection:
        yield Desk(connection, defaults={"created_on": START}).open()


def walk(desk: Desk, *moves: tuple[int, int]) -> int:
    """A deal created on START in the first stage, going on to each stage after so many days."""
    stages = [stage for stage, _ in moves]
    day = START
    deal = desk.add(stages[-1], closed_on=START if stages[-1] in (WON, LOST) else None)
    for (old, days), (new, _) in pairwise(moves):
        day += timedelta(days=days)
        desk.change(deal, day, "stage", old, new)
    return deal


def test_a_decided_deal_reached_every_stage_up_to_its_furthest(desk: Desk) -> None:
    desk.imported(TODAY)
    walk(desk, (TALK, 3), (OFFER, 5), (LOST, 0))
    walk(desk, (TALK, 3), (OFFER, 5), (TERMS, 2), (WON, 0))
    walk(desk, (TALK, 9), (LOST, 0))
    paces = measure_stage_pace(desk.connection, 1)
    assert [(paces[s].decided, paces[s].won) for s in (TALK, OFFER, TERMS)] == [
        (3, 1),
        (2, 1),
        (1, 1),
    ]


def test_a_skipped_stage_counts_as_reached_but_not_as_passed(desk: Desk) -> None:
    desk.imported(TODAY)
    walk(desk, (TALK, 3), (TERMS, 5), (LOST, 0))
    paces = measure_stage_pace(desk.connection, 1)
    assert paces[OFFER] == StagePaceRow(1, 0, 0, None)
    assert paces[TERMS] == StagePaceRow(1, 0, 1, 5.0)


def test_a_won_deal_reached_every_stage_wherever_it_came_from(desk: Desk) -> None:
    desk.imported(TODAY)
    walk(desk, (TALK, 3), (WON, 0))
    assert measure_stage_pace(desk.connection, 1)[TERMS] == StagePaceRow(1, 1, 0, None)


def test_open_deals_are_not_decided_but_tell_how_long_they_stayed(desk: Desk) -> None:
    desk.imported(TODAY)
    walk(desk, (TALK, 4), (OFFER, 0))
    paces = measure_stage_pace(desk.connection, 1)
    assert paces[TALK] == StagePaceRow(0, 0, 1, 4.0)
    assert paces[OFFER] == StagePaceRow(0, 0, 0, None)


def test_a_deal_that_was_already_decided_when_first_seen_says_nothing(desk: Desk) -> None:
    desk.imported(TODAY)
    desk.add(WON, closed_on=TODAY)
    desk.add(LOST, closed_on=TODAY)
    assert all(pace.decided == 0 for pace in measure_stage_pace(desk.connection, 1).values())


def test_of_a_deal_that_came_back_the_longest_stay_counts_once(desk: Desk) -> None:
    desk.imported(TODAY)
    walk(desk, (TALK, 3), (OFFER, 5), (TALK, 11), (LOST, 0))
    paces = measure_stage_pace(desk.connection, 1)
    assert paces[TALK] == StagePaceRow(1, 0, 1, 11.0)
    assert paces[OFFER] == StagePaceRow(1, 0, 1, 5.0)


def test_the_first_stage_of_a_deal_first_seen_later_has_no_known_length(desk: Desk) -> None:
    # Created on 1 June, first imported on 10 June, seen in another stage on 20 June: nobody
    # knows since when it was in the first one.
    desk.imported(date(2026, 6, 10))
    walk(desk, (TALK, 19), (OFFER, 5), (LOST, 0))
    paces = measure_stage_pace(desk.connection, 1)
    assert paces[TALK].passed == 0
    assert paces[OFFER] == StagePaceRow(1, 0, 1, 5.0)


def test_three_quarters_left_within_the_figure(desk: Desk) -> None:
    desk.imported(TODAY)
    for days in (2, 4, 6, 8):
        walk(desk, (TALK, days), (LOST, 0))
    assert measure_stage_pace(desk.connection, 1)[TALK].passed_days_p75 == 6.0


def test_two_stages_of_one_name_in_two_pipelines_are_two(desk: Desk) -> None:
    desk.imported(TODAY)
    from storage.tables import Stage

    desk.connection.execute(
        insert(Stage).values(
            workspace_id=1, id=9, pipeline="Renewals", name="Talk", name_key="talk", position=1,
            kind="open",
        )
    )  # fmt: skip
    walk(desk, (TALK, 3), (WON, 0))
    paces = measure_stage_pace(desk.connection, 1)
    assert paces[9] == StagePaceRow(0, 0, 0, None)
    assert paces[TERMS].decided == 1


def test_another_workspaces_history_says_nothing(desk: Desk) -> None:
    desk.imported(TODAY)
    other = Desk(desk.connection, 2, defaults={"created_on": START}).open()
    other.imported(TODAY)
    walk(other, (TALK, 3), (LOST, 0))
    assert all(pace.decided == 0 for pace in measure_stage_pace(desk.connection, 1).values())


def test_what_was_kept_is_read_until_an_import_comes_or_is_taken_back(engine: Engine) -> None:
    with engine.begin() as connection:
        desk = Desk(connection, defaults={"created_on": START}).open()
        desk.imported(TODAY)
        walk(desk, (TALK, 3), (LOST, 0))
    refresh_stage_pace(engine, 1)
    with engine.begin() as connection:
        connection.execute(update(StagePace).values(decided=77))
        assert read_stage_pace(connection, 1)[TALK].decided == 77
        desk.connection = connection
        desk.imported(TODAY)
        assert read_stage_pace(connection, 1)[TALK].decided == 1
    refresh_stage_pace(engine, 1)
    with engine.begin() as connection:
        connection.execute(update(StagePace).values(decided=77))
        assert read_stage_pace(connection, 1)[TALK].decided == 77
        connection.execute(
            update(ImportBatch).where(ImportBatch.id == 2).values(undone_at=func.now())
        )
    with engine.connect() as connection:
        assert read_stage_pace(connection, 1)[TALK].decided == 1


def test_refreshing_twice_keeps_one_row_for_each_open_stage(engine: Engine) -> None:
    load_sample(engine, 1, 300, today=TODAY)
    first = refresh_stage_pace(engine, 1)
    assert refresh_stage_pace(engine, 1) == first
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(StagePace)) == 5
        assert read_stage_pace(connection, 1) == first == measure_stage_pace(connection, 1)


def test_processes_that_refresh_at_once_do_not_disturb_each_other(engine: Engine) -> None:
    load_sample(engine, 1, 300, today=TODAY)
    with ThreadPoolExecutor(4) as pool:
        paces = list(pool.map(lambda _: refresh_stage_pace(engine, 1), range(8)))
    assert all(pace == paces[0] for pace in paces)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(StagePace)) == 5


def test_a_workspace_without_data_has_no_pace(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Empty"))
    assert refresh_stage_pace(engine, 1) == {}


@given(st.lists(st.integers(0, 400), min_size=1), st.floats(0.01, 1))
def test_a_quantile_is_the_least_value_that_enough_values_do_not_exceed(
    values: list[int], share: float
) -> None:
    histogram = [(value, values.count(value)) for value in set(values)]
    found = find_quantile(histogram, share)
    assert found is not None
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values) + 1e-9


def test_nothing_has_no_quantile() -> None:
    assert find_quantile([], 0.75) is None
