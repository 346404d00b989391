"""Alert rules are judged once for each day and version of the data, and all of it is written."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select

from storage.alert_checks import (
    KEPT,
    CheckedRule,
    count_checks,
    forget_checks,
    write_checked,
)
from storage.alert_states import ChangeRow, StateRow, list_changes, read_states
from storage.alerts import add_rule, delete_rule, pause_rule
from storage.due_alerts import (
    Unjudged,
    claim_due_rules,
    find_unjudged,
    give_back,
    is_any_due,
)
from storage.tables import (
    AlertChange,
    AlertCheck,
    AlertRule,
    AlertState,
    ImportBatch,
    Workspace,
)
from tests.storage.rules import DAY, LEASE, NOW, PLAN, add, claim, judge, read, states, write

NEXT_DAY = DAY + timedelta(days=1)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def place(engine: Engine) -> Engine:
    with engine.begin() as connection:
        for number in (1, 2):
            connection.execute(insert(Workspace).values(id=number, name="Example"))
    return engine


def is_due(engine: Engine, day: date = DAY, version: int = 7, now: datetime = NOW) -> bool:
    with engine.connect() as connection:
        return is_any_due(connection, 1, day, version, now)


def test_a_rule_is_due_once_for_each_day_and_version(place: Engine) -> None:
    rule = add(place)
    assert is_due(place)
    (claimed,) = claim(place)
    assert not is_due(place)
    write(place, judge(claimed, is_told=True))
    row = read(place, rule.id)
    assert (row.checked_at, row.checked_day, row.checked_version) == (NOW, DAY, 7)
    assert (row.look_at, row.last_notice_at) == (None, NOW)
    older = DAY - timedelta(days=1)
    for day, version, due in (
        (DAY, 7, False),
        (older, 7, False),
        (NEXT_DAY, 7, True),
        (DAY, 8, True),
        (older, 8, True),  # an import has been taken back
        (NEXT_DAY, 6, False),  # somebody who has not seen the newest data yet
    ):
        assert is_due(place, day=day, version=version) is due
    (claimed,) = claim(place, "b", day=NEXT_DAY)
    write(place, judge(claimed, day=NEXT_DAY, look_at=NOW + A_MINUTE), word="b", now=NOW + LEASE)
    row = read(place, rule.id)
    assert (row.checked_day, row.last_notice_at, row.look_at) == (NEXT_DAY, NOW, NOW + A_MINUTE)


def test_a_rule_that_was_silent_for_now_is_looked_at_again(place: Engine) -> None:
    add(place)
    (claimed,) = claim(place)
    write(place, judge(claimed, look_at=NOW + A_MINUTE))
    assert not is_due(place, now=NOW + A_MINUTE / 2)
    assert is_due(place, now=NOW + A_MINUTE)
    assert not is_due(place, now=NOW + A_MINUTE, version=6)
    (claimed,) = claim(place, "b", now=NOW + A_MINUTE)
    write(place, judge(claimed, is_told=True), word="b", now=NOW + A_MINUTE)
    assert not is_due(place, now=NOW + LEASE)
    assert read(place, claimed.id).last_notice_at == NOW + A_MINUTE
    with place.connect() as connection:  # it is the same check
        counts = count_checks(connection, 1, NOW, NOW + LEASE)
    assert (dict(counts.outcomes), counts.rules) == ({"fired": 1}, 1)


def test_a_claim_lasts_as_long_as_its_lease(place: Engine) -> None:
    first, second, third = add(place, "1"), add(place, "2"), add(place, "3")
    assert [one.id for one in claim(place, most=2)] == [first.id, second.id]
    assert [one.id for one in claim(place, "b")] == [third.id]
    give_back(place, 1, "b", [first.id, third.id], NOW)  # the first is not its own
    give_back(place, 1, "a", [second.id], NOW + A_MINUTE)
    assert [one.id for one in claim(place, "c")] == [third.id]
    assert [one.id for one in claim(place, "d", now=NOW + A_MINUTE)] == [second.id]
    assert [one.id for one in claim(place, "e", now=NOW + LEASE)] == [first.id, third.id]


def test_nothing_is_written_for_a_claim_that_is_lost(place: Engine) -> None:
    names = ("taken over", "paused", "deleted", "ours")
    rules = [add(place, name) for name in names]
    claimed = claim(place)
    claim(place, "b", now=NOW + LEASE, most=1)
    pause_rule(place, 1, rules[1].id, NOW)
    delete_rule(place, 1, rules[2].id, NOW)
    steps = (ChangeRow(NOW, "", "unknown", "firing", "so"),)
    results = [judge(one, changes=steps) for one in claimed]
    assert write(place, *results) == {rules[3].id}
    for table in (AlertState, AlertChange, AlertCheck):
        with place.connect() as connection:
            assert list(connection.scalars(select(table.rule_id))) == [rules[3].id]
    assert read(place, rules[0].id).checked_day is None
    assert write(place, *results) == set()
    # The other one's claim is untouched.
    assert write(place, judge(claimed[0]), word="b") == {rules[0].id}


def test_nothing_is_written_of_a_rule_that_is_another_one_now(place: Engine) -> None:
    add(place)
    (claimed,) = claim(place)
    assert write(place, judge(replace(claimed, revision=2))) == set()
    assert states(place, claimed.id) == {}
    assert len(claim(place, "b")) == 1  # and it is free


def test_all_that_was_written_is_undone_with_the_transaction(place: Engine) -> None:
    add(place)
    (claimed,) = claim(place)
    with place.connect() as connection:
        assert write_checked(connection, 1, "a", [judge(claimed)], NOW) == {claimed.id}
        connection.rollback()
    assert states(place, claimed.id) == {}
    assert write(place, judge(claimed)) == {claimed.id}


def test_states_and_steps_come_back_with_their_figures(place: Engine) -> None:
    figures = {"value": 0.1 + 0.2, "n": 90, "low": None, "words": 'Zoë "9 of 90" \u2212 5 %'}
    full = StateRow("firing", NOW, DAY, DAY, NEXT_DAY, "no_data", NEXT_DAY, "still", figures)
    add(place)
    (claimed,) = claim(place)
    steps = [
        ChangeRow(NOW, group, "fine", "firing", "so", DAY, NEXT_DAY, figures)
        for group in ("", "West")
    ]
    write(place, judge(claimed, states={"": StateRow("fine"), "West": full}, changes=steps))
    assert states(place, claimed.id) == {"": StateRow("fine"), "West": full}
    (claimed,) = claim(place, "b", version=8)
    write(
        place,
        judge(claimed, version=8, states={"": full}, changes=[ChangeRow(NOW, "", "a", "b", "")]),
        word="b",
    )
    assert states(place, claimed.id) == {"": full, "West": full}
    with place.connect() as connection:
        changes = list_changes(connection, 1, claimed.id)
        assert [one.number for one in changes] == [3, 2, 1]
        assert [replace(one, number=0) for one in reversed(changes[1:])] == steps
        assert [one.number for one in list_changes(connection, 1, claimed.id, 1)] == [3]
        assert read_states(connection, 1, []) == {}
        assert read_states(connection, 2, [claimed.id]) == {}


def test_many_written_at_once_are_as_if_written_one_by_one(place: Engine) -> None:
    for workspace in (1, 2):
        for number in range(8):
            add_rule(place, workspace, replace(PLAN, name=str(number)), NOW)
    for round_ in range(3):
        now = NOW + round_ * LEASE
        asked = (DAY, round_, now, f"r{round_}", LEASE, 100)
        ids = [one.id for one in claim_due_rules(place, 1, *asked)]
        assert [one.id for one in claim_due_rules(place, 2, *asked)] == ids
        results = [make_result(one, round_) for one in ids]
        with place.begin() as connection:
            assert write_checked(connection, 1, f"r{round_}", results, now) == set(ids)
        for result in results:
            with place.begin() as connection:
                written = write_checked(connection, 2, f"r{round_}", [result], now)
            assert written == {result.rule_id}
        with place.connect() as connection:
            assert dump(connection, 1) == dump(connection, 2)


def make_result(rule_id: int, round_: int) -> CheckedRule:
    dice = random.Random(f"{rule_id} {round_}")  # noqa: S311 - a die, no secret
    groups = dice.sample(["", "North", "South", "West"], dice.randint(0, 4))
    phases = ("fine", "pending", "firing", "not_enough")
    return CheckedRule(
        rule_id,
        1,
        DAY,
        round_,
        dice.choice(("fired", "quiet", "unsure", "broken")),
        dice.choice(("so", "else")),
        {one: StateRow(dice.choice(phases), NOW, DAY, figures={"n": round_}) for one in groups},
        [ChangeRow(NOW, one, "fine", dice.choice(phases), "so") for one in groups[:2]],
        look_at=dice.choice((None, NOW + LEASE * 10)),
        is_told=dice.random() < 0.5,
    )


def dump(connection: Connection, workspace_id: int) -> list[tuple[Any, ...]]:
    def read_all() -> Iterator[tuple[Any, ...]]:
        for table in (AlertRule, AlertState, AlertChange, AlertCheck):
            columns = [one for one in table.__table__.columns if one.name != "workspace_id"]
            keys = [one for one in columns if one.primary_key]
            statement = select(*columns).where(table.workspace_id == workspace_id)
            yield from (tuple(row) for row in connection.execute(statement.order_by(*keys)))

    return list(read_all())


def test_processes_side_by_side_judge_each_rule_once(place: Engine) -> None:
    ids = [add(place, str(number)).id for number in range(30)]
    start = Barrier(3)
    got: list[int] = []

    def work(name: str) -> None:
        start.wait()
        for number in range(100):
            word = f"{name}-{number}"
            if not (rules := claim(place, word, most=4)):
                return
            got.extend(write(place, *(judge(one) for one in rules), word=word))

    workers = [Thread(target=work, args=(f"w{number}",)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(got) == ids
    with place.connect() as connection:
        assert count_checks(connection, 1, NOW, NOW + LEASE).rules == len(ids)


def test_of_two_who_write_the_same_rule_at_once_one_does(place: Engine) -> None:
    add(place)
    (first,) = claim(place)
    (second,) = claim(place, "b", now=NOW + LEASE)
    start = Barrier(2)
    kept: list[set[int]] = []

    def work(word: str, result: CheckedRule) -> None:
        start.wait()
        kept.append(write(place, result, word=word))

    threads = [
        Thread(target=work, args=("a", judge(first, "fine", "quiet"))),
        Thread(target=work, args=("b", judge(second))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept, key=len) == [set(), {first.id}]
    assert states(place, first.id)[""].phase == "firing"


def test_checks_are_counted_within_a_time_and_forgotten_after_a_year(place: Engine) -> None:
    add(place, "1"), add(place, "2")
    for version, outcomes in ((7, ("quiet", "unsure")), (8, ("fired", "quiet"))):
        now = NOW + timedelta(days=version)
        claimed = claim(place, f"v{version}", version=version, now=now)
        results = [
            judge(one, "fine", outcome, version=version)
            for one, outcome in zip(claimed, outcomes, strict=True)
        ]
        write(place, *results, word=f"v{version}", now=now)
    first, second = NOW + timedelta(days=7), NOW + timedelta(days=8)
    with place.connect() as connection:
        both = count_checks(connection, 1, first, second + LEASE)
        assert (dict(both.outcomes), both.rules) == ({"fired": 1, "quiet": 2, "unsure": 1}, 2)
        early = count_checks(connection, 1, first, second)
        assert dict(early.outcomes) == {"quiet": 1, "unsure": 1}
        assert count_checks(connection, 2, first, second).rules == 0
    assert forget_checks(place, 1, first + KEPT) == 0
    assert forget_checks(place, 1, second + KEPT) == 2
    with place.connect() as connection:
        assert dict(count_checks(connection, 1, first, second + LEASE).outcomes) == {
            "fired": 1,
            "quiet": 1,
        }


def bring_data(engine: Engine, number: int, hours: int) -> None:
    counts = ("rows_read", "rows_new", "rows_changed", "rows_unchanged", "rows_rejected")
    at = NOW + timedelta(hours=hours)
    values = {
        "workspace_id": 1,
        "id": number,
        "kind": "deals",
        "file_name": "deals.csv",
        "started_at": at,
        "finished_at": at,
        "report": {},
    }
    with engine.begin() as connection:
        connection.execute(insert(ImportBatch).values(values | dict.fromkeys(counts, 0)))


def test_it_is_known_since_when_rules_could_have_been_judged(place: Engine) -> None:
    def find(version: int) -> Unjudged:
        with place.connect() as connection:
            return find_unjudged(connection, 1, DAY, version)

    bring_data(place, 1, -5)
    assert find(1) == Unjudged(0, None)
    rule = add(place)
    pause_rule(place, 1, add(place, "Paused").id, NOW)
    assert find(1) == Unjudged(1, NOW)  # the data was there, the rule was not
    (claimed,) = claim(place, version=1)
    assert find(1).count == 1
    write(place, judge(claimed, version=1))
    assert find(1) == Unjudged(0, None)
    bring_data(place, 2, 3)
    add(place, "Newer")
    assert find(2) == Unjudged(2, NOW + timedelta(hours=3))
    assert read(place, rule.id).checked_version == 1
