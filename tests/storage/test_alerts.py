"""Alert rules: kept, changed, paused, handed over and snoozed, on both databases."""

from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from storage.alerts import (
    OWNER_GONE,
    RulePlan,
    change_rule,
    delete_rule,
    hand_over_rule,
    list_rules,
    mark_rule_broken,
    mark_rule_owned,
    mark_rule_well,
    pause_rule,
    resume_rule,
    snooze_rule,
    unsnooze_rule,
)
from storage.deliveries import list_deliveries, read_deliveries
from storage.outbox import Parcel, put_in
from storage.problem import Problem
from storage.tables import Person, Workspace
from storage.watch import count_rules
from tests.storage.rules import (
    NOW,
    PLAN,
    add,
    claim,
    fire,
    incident,
    judge,
    read,
    states,
    write,
)

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def place(engine: Engine) -> Engine:
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
        person = {"workspace_id": 1, "id": 4, "name": "Dana", "name_key": "dana"}
        connection.execute(insert(Person).values(person))
    return engine


def send(
    engine: Engine, key: str, recipient: str, outcome: str, rule_id: int, at: Any = NOW
) -> None:
    parcel = Parcel(key, "alert", "Enterprise", recipient, "U034CD", at, rule_id=rule_id)
    with engine.begin() as connection:
        assert put_in(connection, 1, parcel, at, outcome=outcome)


def be_well(engine: Engine, rule_id: int) -> bool:
    with engine.begin() as connection:
        return mark_rule_well(connection, 1, rule_id, LATER)


def break_(engine: Engine, rule_id: int, reason: str = "is_archived") -> bool:
    with engine.begin() as connection:
        return mark_rule_broken(connection, 1, rule_id, reason, NOW)


def test_a_rule_comes_back_as_it_was_put_in(place: Engine) -> None:
    line = Decimal("123456789012345678.000001")  # more digits than a float has
    exact = add(
        place, "Big", kind="fell", against="year", line=line, currency="EUR", z=0.1 + 0.2,
        quiet_from=None, quiet_to=None, recover_line=None, person_id=4, whose="team", mentions=(),
    )  # fmt: skip
    assert (exact.line, exact.z, exact.mentions) == (line, 0.1 + 0.2, ())
    rule = add(place)
    assert rule.plan == PLAN
    assert isinstance(rule.plan, RulePlan)
    assert read(place, rule.id) == rule
    assert (rule.state, rule.look_at, rule.checked_day, rule.revision) == ("active", NOW, None, 1)
    assert (rule.quiet_from, str(rule.line), str(rule.recover_line)) == (time(19), "0.18", "0.20")
    with place.connect() as connection:
        assert list_rules(connection, 1) == [exact, rule]


def test_a_name_is_given_once_but_may_be_taken_from_a_deleted_rule(place: Engine) -> None:
    first = add(place)
    with pytest.raises(Problem, match="There is an alert called Enterprise conversion already"):
        add(place, "enterprise  CONVERSION")
    other = add(place, "Other")
    with pytest.raises(Problem, match="alert called Other already"):
        change_rule(place, 1, first, replace(PLAN, name="other"), NOW)
    fire(place, first)
    delete_rule(place, 1, first.id, LATER)
    second = add(place)
    assert second.id not in (first.id, other.id)
    with pytest.raises(Problem, match=r"no such alert any more[^:]*: /sales alert$"):
        read(place, first.id)
    assert incident(place, first.id) is None
    with place.connect() as connection:
        assert count_rules(connection, 1) == {"active": 2}


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "below", "line": None}, {"against": "year"}, {"quiet_to": None}, {"least": -1}],
)
def test_a_rule_that_can_not_be_judged_is_refused_by_the_database(
    place: Engine, wrong: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        add(place, **wrong)


def test_many_added_at_once_get_a_number_each(place: Engine) -> None:
    start = Barrier(4)
    problems: list[Problem] = []

    def work(number: int) -> None:
        start.wait()
        for count in range(5):
            try:
                add(place, f"{number} {count}")
            except Problem as problem:
                problems.append(problem)

    run(*(Thread(target=work, args=(number,)) for number in range(4)))
    with place.connect() as connection:
        ids = sorted(rule.id for rule in list_rules(connection, 1))
    assert ids == list(range(1, 21 - len(problems)))
    assert all(problem.reference == "alerts-busy" for problem in problems)


def run(*threads: Thread) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_change_is_refused_when_somebody_else_was_quicker(place: Engine) -> None:
    rule = add(place)
    changed = change_rule(place, 1, rule, replace(PLAN, name="Other"), LATER)
    assert (changed.name, changed.revision, changed.look_at) == ("Other", 2, LATER)
    with pytest.raises(Problem, match="has been changed or deleted meanwhile"):
        change_rule(place, 1, rule, replace(PLAN, line=Decimal("0.3")), LATER)
    assert read(place, rule.id) == changed


JUDGED: dict[str, Any] = {
    "words": "win rate", "metric": "bookings", "kind": "above", "line": Decimal("0.19"),
    "currency": "EUR", "window_days": 27, "least": 29, "z": 1.645, "whose": "own", "person_id": 4,
}  # fmt: skip
BESIDE: dict[str, Any] = {
    "name": "Other", "certainty": "2.33", "hold_days": 4, "recover_line": None, "recover_days": 3,
    "pause_hours": 1, "quiet_from": time(20), "quiet_to": time(7), "working_days": False,
    "zone": "UTC", "recipients": ("C1",), "mentions": (), "owner": "U1", "managed_by": "file",
    "line": Decimal("0.180"),
}  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", JUDGED)
def test_what_is_judged_by_another_measure_starts_afresh(place: Engine, name: str) -> None:
    check_afresh(place, {name: JUDGED[name]})


def test_a_fall_from_something_else_starts_afresh(place: Engine) -> None:
    check_afresh(place, {"kind": "fell", "against": "year"})


def check_afresh(place: Engine, values: dict[str, Any]) -> None:
    rule = add(place)
    fire(place, rule)
    changed = change_rule(place, 1, read(place, rule.id), replace(PLAN, **values), LATER)
    assert states(place, rule.id) == {}
    assert incident(place, rule.id) is None
    assert (changed.checked_at, changed.checked_day, changed.checked_version) == (None, None, None)
    assert [one.id for one in claim(place, "b")] == [rule.id]


def test_any_other_change_leaves_what_is_known_and_is_looked_at_soon(place: Engine) -> None:
    rule = add(place)
    opened = fire(place, rule)
    before = states(place, rule.id)
    for name, value in BESIDE.items():
        row = read(place, rule.id)
        change_rule(place, 1, row, replace(row.plan, **{name: value}), LATER)
    assert states(place, rule.id) == before
    assert incident(place, rule.id) == opened
    assert claim(place, "b") == []
    assert [one.id for one in claim(place, "b", now=LATER)] == [rule.id]


def test_what_somebody_judges_while_it_is_changed_is_not_written(place: Engine) -> None:
    rule = add(place)
    (claimed,) = claim(place)
    change_rule(place, 1, rule, replace(PLAN, pause_hours=2), LATER)
    assert write(place, judge(claimed)) == set()
    assert states(place, rule.id) == {}
    (again,) = claim(place, "b")
    assert write(place, judge(again), word="b") == {rule.id}


def test_a_paused_rule_rests_and_starts_afresh_when_it_is_resumed(place: Engine) -> None:
    rule = add(place)
    fire(place, rule)
    resume_rule(place, 1, rule.id, LATER)  # it is not paused: nothing is forgotten
    assert incident(place, rule.id) is not None
    assert states(place, rule.id).keys() == {""}
    pause_rule(place, 1, rule.id, LATER)
    assert incident(place, rule.id) is None
    assert claim(place, "b", version=8, now=LATER) == []
    paused = change_rule(place, 1, read(place, rule.id), replace(PLAN, name="Other"), LATER)
    assert paused.state == "paused"
    assert claim(place, "b", version=8, now=LATER) == []
    resume_rule(place, 1, rule.id, LATER)
    resumed = read(place, rule.id)
    assert (resumed.state, resumed.checked_version, resumed.look_at) == ("active", None, LATER)
    assert states(place, rule.id) == {}
    assert len(claim(place, "b", now=LATER)) == 1


def test_a_snooze_is_known_to_whoever_judges(place: Engine) -> None:
    rule = add(place)
    claim(place)
    snooze_rule(place, 1, rule.id, LATER, "U034CD")
    assert write(place, judge(rule)) == set()
    (snoozed,) = claim(place, "b")
    assert (snoozed.snoozed_until, snoozed.snoozed_by) == (LATER, "U034CD")
    assert write(place, judge(snoozed, look_at=LATER), word="b") == {rule.id}
    assert claim(place, "c", now=LATER - timedelta(seconds=1)) == []
    unsnooze_rule(place, 1, rule.id, NOW + timedelta(minutes=1))
    (awake,) = claim(place, "c", now=NOW + timedelta(minutes=1))
    assert (awake.snoozed_until, awake.snoozed_by, awake.revision) == (None, None, 1)


def test_an_owner_who_left_breaks_a_rule_until_it_is_handed_over(place: Engine) -> None:
    rule = add(place)
    assert break_(place, rule.id, OWNER_GONE)
    assert not be_well(place, rule.id)
    hand_over_rule(place, 1, rule.id, "U999")
    handed = read(place, rule.id)
    assert (handed.owner, handed.state, handed.state_reason) == ("U999", "active", None)
    break_(place, rule.id, OWNER_GONE)
    with place.begin() as connection:
        mark_rule_owned(connection, 1, rule.id, LATER)
    assert read(place, rule.id).state == "active"


def test_a_change_gives_a_broken_rule_another_chance(place: Engine) -> None:
    rule = add(place)
    assert break_(place, rule.id)
    assert not break_(place, rule.id)
    broken = read(place, rule.id)
    assert (broken.state, broken.state_reason, broken.state_since) == ("broken", "is_archived", NOW)
    changed = change_rule(place, 1, broken, replace(PLAN, recipients=("C2",)), LATER)
    assert (changed.state, changed.state_reason, changed.state_since) == ("active", None, LATER)


def test_a_rule_is_well_when_the_newest_has_reached_everybody(place: Engine) -> None:
    rule = add(place)
    assert not be_well(place, rule.id)
    send(place, "1", "C012AB", "delivered", rule.id)
    send(place, "2", "U034CD", "broken", rule.id)
    break_(place, rule.id, "user_disabled")
    assert not be_well(place, rule.id)
    later = NOW + timedelta(minutes=1)
    send(place, "3", "C012AB", "delivered", rule.id, later)
    send(place, "4", "U034CD", "skipped", rule.id, later)  # as it had not got the first
    assert not be_well(place, rule.id)
    send(place, "5", "U034CD", "delivered", rule.id, later + timedelta(minutes=1))
    send(place, "6", "C999", "broken", rule.id, later)  # no recipient any more
    assert be_well(place, rule.id)
    assert not be_well(place, rule.id)
    with place.connect() as connection:
        listed = list_deliveries(connection, 1, rule_id=rule.id)
        assert [one.key for one in listed] == ["5", "3", "4", "6", "1", "2"]
        found = read_deliveries(connection, 1, ["1", "none", "4"])
    assert {key: row.state for key, row in found.items()} == {"1": "delivered", "4": "skipped"}


def test_what_can_not_be_judged_is_mended_by_judging_alone(place: Engine) -> None:
    rule = add(place)
    (claimed,) = claim(place)
    send(place, "1", "C012AB", "delivered", rule.id)
    broken = judge(claimed, "broken", "broken", reason="There is no segment Enterprise.")
    assert write(place, broken) == {rule.id}
    assert not be_well(place, rule.id)
    row = read(place, rule.id)
    assert (row.state, row.state_reason) == ("broken", "There is no segment Enterprise.")
    (again,) = claim(place, "b", version=8, now=LATER)
    broken = judge(again, "broken", "broken", version=8)
    assert write(place, broken, word="b", now=LATER) == {rule.id}
    assert read(place, rule.id).state_since == NOW  # broken all the time
    (again,) = claim(place, "c", version=9, now=LATER)
    assert write(place, judge(again, version=9), word="c", now=LATER) == {rule.id}
    row = read(place, rule.id)
    assert (row.state, row.state_reason, row.state_since) == ("active", None, LATER)


def test_what_can_not_be_delivered_is_not_mended_by_judging(place: Engine) -> None:
    rule = add(place)
    break_(place, rule.id)
    (claimed,) = claim(place)
    assert write(place, judge(claimed)) == {rule.id}
    assert (read(place, rule.id).state, read(place, rule.id).state_reason) == (
        "broken",
        "is_archived",
    )
