"""Incidents: one open for a rule, what was told of it, and what people said."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from storage.alert_incidents import (
    IncidentCounts,
    IncidentRow,
    acknowledge,
    close_open,
    count_incidents,
    find_incident,
    list_incidents,
    mark_not_useful,
    note_told,
    open_incident,
    read_open,
    take_back,
)
from storage.alerts import delete_rule
from storage.tables import Workspace
from tests.storage.rules import NOW, add, incident

LATER = NOW + timedelta(hours=1)
TOLD = {"groups": {"": 0.08, "Zoë": 0.1 + 0.2}, "cause": "segment:Enterprise"}


@pytest.fixture
def place(engine: Engine) -> Engine:
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
    return engine


def open_(engine: Engine, rule_id: int, hours: int = 0) -> IncidentRow:
    with engine.begin() as connection:
        return open_incident(connection, 1, rule_id, NOW + timedelta(hours=hours))


def close(engine: Engine, rule_id: int, hours: int = 0) -> bool:
    with engine.begin() as connection:
        return close_open(connection, 1, rule_id, "over", NOW + timedelta(hours=hours))


def find(engine: Engine, rule_id: int, number: int = 1) -> IncidentRow:
    with engine.connect() as connection:
        found = find_incident(connection, 1, rule_id, number)
    assert found is not None
    return found


def test_a_rule_has_one_open_incident_and_they_are_numbered(place: Engine) -> None:
    rule = add(place)
    first = open_(place, rule.id)
    assert first == IncidentRow(rule.id, 1, NOW)
    with pytest.raises(IntegrityError):
        open_(place, rule.id)
    with place.begin() as connection:
        note_told(connection, 1, rule.id, 1, TOLD)
        note_told(connection, 1, rule.id, 1, TOLD)
    told = incident(place, rule.id)
    assert told == IncidentRow(rule.id, 1, NOW, told=TOLD, notices=2)
    assert close(place, rule.id, 1)
    assert not close(place, rule.id, 2)
    ended = find(place, rule.id)
    assert (ended.closed_at, ended.ending, ended.told) == (LATER, "over", TOLD)
    assert incident(place, rule.id) is None
    assert open_(place, rule.id, 2).number == 2
    with place.connect() as connection:
        assert find_incident(connection, 1, rule.id, 3) is None


def test_open_incidents_of_many_rules_are_read_together(place: Engine) -> None:
    rules = [add(place, str(number)).id for number in range(4)]
    for rule_id in rules[:3]:
        open_(place, rule_id)
    close(place, rules[0])
    with place.connect() as connection:
        assert sorted(read_open(connection, 1, rules)) == rules[1:3]
        assert read_open(connection, 1, [rules[2]]).keys() == {rules[2]}
        assert read_open(connection, 1, []) == {}


def test_an_incident_is_taken_on_by_one_and_can_be_given_back(place: Engine) -> None:
    rule = add(place)
    open_(place, rule.id)
    start = Barrier(2)
    done: list[bool] = []

    def press(user: str) -> None:
        start.wait()
        done.append(acknowledge(place, 1, rule.id, 1, user, LATER))

    run(*(Thread(target=press, args=(user,)) for user in ("U1", "U2")))
    assert sorted(done) == [False, True]
    taken = find(place, rule.id)
    assert taken.acknowledged_by in ("U1", "U2")
    assert taken.acknowledged_at == LATER
    assert take_back(place, 1, rule.id, 1)
    assert not take_back(place, 1, rule.id, 1)
    assert find(place, rule.id).acknowledged_by is None
    assert acknowledge(place, 1, rule.id, 1, "U3", LATER)
    assert not acknowledge(place, 1, rule.id, 2, "U3", LATER)  # there is none


def run(*threads: Thread) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_that_it_was_of_no_use_is_said_once_by_each(place: Engine) -> None:
    rule = add(place)
    open_(place, rule.id)
    users = [f"U{number}" for number in range(4)]
    start = Barrier(len(users))

    def press(user: str) -> None:
        start.wait()
        assert mark_not_useful(place, 1, rule.id, 1, user)

    run(*(Thread(target=press, args=(user,)) for user in users))
    assert sorted(find(place, rule.id).not_useful_by) == users
    assert not mark_not_useful(place, 1, rule.id, 1, "U1")
    assert mark_not_useful(place, 1, rule.id, 1, "U1", says_so=False)
    assert not mark_not_useful(place, 1, rule.id, 1, "U1", says_so=False)
    assert sorted(find(place, rule.id).not_useful_by) == ["U0", "U2", "U3"]
    assert not mark_not_useful(place, 1, rule.id, 9, "U1")


def test_incidents_are_listed_and_counted(place: Engine) -> None:
    one, other = add(place, "1").id, add(place, "2").id
    open_(place, one, 0)
    open_(place, other, 1)
    close(place, one, 2)
    open_(place, one, 3)
    mark_not_useful(place, 1, one, 1, "U1")
    delete_rule(place, 1, other, NOW + timedelta(hours=4))
    with place.connect() as connection:
        listed = list_incidents(connection, 1)
        assert [(row.rule_id, row.number) for row in listed] == [(one, 2), (other, 1), (one, 1)]
        assert [row.ending for row in listed] == [None, "deleted", "over"]
        assert [row.number for row in list_incidents(connection, 1, 1, rule_id=one)] == [2]

        def count(since: int, until: int) -> IncidentCounts:
            began = NOW + timedelta(hours=since)
            return count_incidents(connection, 1, began, NOW + timedelta(hours=until))

        assert count(0, 9) == IncidentCounts(opened=3, closed=2, not_useful=1)
        assert count(1, 4) == IncidentCounts(opened=2, closed=1, not_useful=0)
        assert count(9, 10) == IncidentCounts(0, 0, 0)
