"""Digests, the outbox and actions: once each, under a lease, on both databases."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, insert

from storage.actions import ActionRow, decide, put_actions, read_actions, read_earlier
from storage.deliveries import count_outcomes, find_delivery, list_deliveries
from storage.digests import (
    DigestPlan,
    DigestRow,
    Due,
    add_digest,
    change_digest,
    delete_digest,
    find_digest,
    hand_over,
    list_digests,
    mark_broken,
    mark_well,
    pause_digest,
    resume_digest,
)
from storage.due_digests import claim_due, move_on
from storage.outbox import (
    DeliveryRow,
    LostClaim,
    Parcel,
    claim_waiting,
    finish,
    put_back,
    put_in,
    record_steps,
    settle,
)
from storage.problem import Problem
from storage.tables import Workspace

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)
MONDAY = Due("2026-11-23T09:00", NOW)
NEXT_MONDAY = Due("2026-11-30T09:00", NOW + timedelta(days=7))
PLAN = DigestPlan(
    name="Monday numbers",
    kind="team",
    whose="visible",
    person_id=None,
    sections=("headline", "flow"),
    questions=(),
    recipients=("C012AB", "U034CD"),
    schedule="every Monday 09:00",
    zone="Europe/Berlin",
    skip_when_quiet=False,
    owner="U034CD",
)


@pytest.fixture
def place(engine: Engine) -> Engine:
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
    return engine


def add(engine: Engine, name: str = PLAN.name, due: Due = MONDAY) -> DigestRow:
    plan = DigestPlan(**{**PLAN.__dict__, "name": name})
    return add_digest(engine, 1, plan, due, NOW)


def read(engine: Engine, digest_id: int) -> DigestRow:
    with engine.connect() as connection:
        return find_digest(connection, 1, digest_id)


def put(engine: Engine, key: str, recipient: str = "C012AB", at: datetime = NOW) -> bool:
    parcel = Parcel(key, "digest", "Monday numbers", recipient, "U034CD", at, {"n": 1}, 1, "s")
    with engine.begin() as connection:
        return put_in(connection, 1, parcel, at)


def claim(engine: Engine, word: str, now: datetime = NOW, most: int = 10) -> list[DeliveryRow]:
    return claim_waiting(engine, 1, now, word, LEASE, most)


def end(engine: Engine, row: DeliveryRow, outcome: str = "delivered") -> None:
    with engine.begin() as connection:
        finish(connection, 1, row, outcome, None, NOW)


def test_a_digest_comes_back_as_it_was_put_in(place: Engine) -> None:
    added = add(place)
    assert added.plan == PLAN
    assert read(place, added.id) == added
    assert (added.next_slot, added.next_due_at, added.state) == (MONDAY.slot, NOW, "active")


def test_a_name_is_given_once_but_may_be_taken_from_a_deleted_digest(place: Engine) -> None:
    first = add(place)
    with pytest.raises(Problem, match="called Monday numbers already"):
        add(place, "monday  NUMBERS")
    delete_digest(place, 1, first.id, NOW)
    second = add(place)
    assert second.id != first.id
    with pytest.raises(Problem, match="no such digest"):
        read(place, first.id)


def test_a_change_is_refused_when_somebody_else_was_quicker(place: Engine) -> None:
    digest = add(place)
    other = DigestPlan(**{**PLAN.__dict__, "name": "Other"})
    changed = change_digest(place, 1, digest, other, NEXT_MONDAY, NOW - LEASE)
    assert (changed.name, changed.next_slot, changed.revision) == ("Other", NEXT_MONDAY.slot, 2)
    with pytest.raises(Problem, match="changed or deleted meanwhile"):
        change_digest(place, 1, digest, PLAN, NEXT_MONDAY, NOW)


def test_a_slot_that_is_due_is_not_lost_by_a_change(place: Engine) -> None:
    digest = add(place)
    changed = change_digest(place, 1, digest, PLAN, NEXT_MONDAY, NOW)
    assert (changed.next_slot, changed.next_due_at) == (MONDAY.slot, MONDAY.at)


def test_a_paused_digest_is_not_due_until_it_is_resumed(place: Engine) -> None:
    digest = add(place)
    pause_digest(place, 1, digest.id, NOW)
    assert claim_due(place, 1, NOW + timedelta(days=30), "a", LEASE, 10) == []
    paused = read(place, digest.id)
    assert change_digest(place, 1, paused, PLAN, NEXT_MONDAY, NOW).next_due_at is None
    resume_digest(place, 1, digest.id, NEXT_MONDAY, NOW)
    assert read(place, digest.id).next_slot == NEXT_MONDAY.slot


def test_a_due_digest_is_claimed_by_one_until_the_lease_ends(place: Engine) -> None:
    digest = add(place)
    add(place, "Later", NEXT_MONDAY)
    assert [row.id for row in claim_due(place, 1, NOW, "a", LEASE, 10)] == [digest.id]
    assert claim_due(place, 1, NOW, "b", LEASE, 10) == []
    assert [row.id for row in claim_due(place, 1, NOW + LEASE, "b", LEASE, 10)] == [digest.id]


def test_a_slot_is_moved_on_once(place: Engine) -> None:
    add(place)
    (digest,) = claim_due(place, 1, NOW, "a", LEASE, 10)
    claim_due(place, 1, NOW + LEASE, "b", LEASE, 10)
    moved = []
    for word in ("a", "b", "b"):
        with place.begin() as connection:
            moved.append(move_on(connection, 1, digest, word, NEXT_MONDAY, broken=None, now=NOW))
    assert moved == [False, True, False]


def test_a_broken_digest_goes_on_and_is_well_after_a_delivery(place: Engine) -> None:
    digest = add(place)
    with place.begin() as connection:
        assert mark_broken(connection, 1, digest.id, "The channel is archived.", NOW)
        assert not mark_broken(connection, 1, digest.id, "The channel is archived.", NOW)
    assert read(place, digest.id).state_reason == "The channel is archived."
    assert len(claim_due(place, 1, NOW, "a", LEASE, 10)) == 1
    with place.begin() as connection:
        assert mark_well(connection, 1, digest.id, NOW)
        assert not mark_well(connection, 1, digest.id, NOW)


def test_a_digest_is_handed_over(place: Engine) -> None:
    digest = add(place)
    hand_over(place, 1, digest.id, "U999")
    with place.connect() as connection:
        assert [row.owner for row in list_digests(connection, 1)] == ["U999"]


def test_a_key_is_put_in_once(place: Engine) -> None:
    assert put(place, "k")
    assert not put(place, "k")
    with place.connect() as connection:
        assert len(list_deliveries(connection, 1)) == 1


def test_a_recipient_gets_one_thing_at_a_time_in_order(place: Engine) -> None:
    put(place, "b", "C1", NOW - timedelta(minutes=1))
    put(place, "a", "C1")
    put(place, "c", "C2")
    first = claim(place, "x")
    assert [row.key for row in first] == ["b", "c"]
    assert claim(place, "y") == []
    end(place, first[0])
    assert [row.key for row in claim(place, "y")] == ["a"]


def test_what_was_put_back_waits_and_lets_others_pass(place: Engine) -> None:
    put(place, "a", "C1")
    (row,) = claim(place, "x")
    put(place, "b", "C1", NOW + timedelta(seconds=1))
    put_back(place, 1, row, "rate_limited", NOW + timedelta(seconds=30))
    now = NOW + timedelta(seconds=2)
    assert [(one.key, one.attempts) for one in claim(place, "y", now)] == [("b", 0)]
    later = claim(place, "z", NOW + timedelta(minutes=5))
    assert {one.key for one in later} == {"a"}
    assert later[0].attempts == 1


def test_after_its_lease_nothing_more_can_be_written(place: Engine) -> None:
    put(place, "a")
    (row,) = claim(place, "x")
    record_steps(place, 1, row, {"files": ["F1"]}, NOW + LEASE)
    (again,) = claim(place, "y", NOW + LEASE)
    assert again.steps == {"files": ["F1"]}
    with pytest.raises(LostClaim):
        record_steps(place, 1, row, {"files": []}, NOW + LEASE * 2)
    with pytest.raises(LostClaim):
        end(place, row)
    with pytest.raises(LostClaim):
        put_back(place, 1, row, "late", NOW)
    end(place, again)
    with place.connect() as connection:
        found = find_delivery(connection, 1, "a")
    assert found is not None
    assert (found.state, found.finished_at, dict(found.content)) == ("delivered", NOW, {"n": 1})


def test_an_unsure_delivery_is_settled_once(place: Engine) -> None:
    put(place, "a")
    (row,) = claim(place, "x")
    end(place, row, "unsure")
    assert claim(place, "y", NOW + LEASE) == []
    with place.begin() as connection:
        assert settle(connection, 1, row, NOW, steps={"files": ["F1"]})
        assert not settle(connection, 1, row, NOW, steps=None)
    (again,) = claim(place, "z", NOW)
    assert again.steps == {"files": ["F1"]}


def test_outcomes_are_counted(place: Engine) -> None:
    put(place, "a", "C1")
    put(place, "b", "C2")
    end(place, claim(place, "x", most=1)[0], "failed")
    with place.connect() as connection:
        counts = count_outcomes(connection, 1)
    assert counts == {("digest", "failed"): 1, ("digest", "waiting"): 1}


def test_many_at_once_claim_each_parcel_once(place: Engine) -> None:
    for number in range(40):
        put(place, f"k{number}", f"C{number}")
    start = Barrier(4)
    got: list[str] = []

    def work(word: str) -> None:
        start.wait()
        while rows := claim(place, word, most=3):
            for row in rows:
                end(place, row)
                got.append(row.key)

    workers = [Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(got) == sorted(f"k{number}" for number in range(40))


def test_what_people_say_of_actions_is_kept(place: Engine) -> None:
    put(place, "a")
    put(place, "b")
    rows = [
        ActionRow(key, 1, 7, slot, "C012AB", "deal:D1", {"what": "Call"}, None, NOW.date())
        for key, slot in (("a", MONDAY.slot), ("b", NEXT_MONDAY.slot))
    ]
    with place.begin() as connection:
        put_actions(connection, 1, rows)
    assert decide(place, 1, "a", 1, "done", "U034CD", NOW)
    assert not decide(place, 1, "a", 2, "done", "U034CD", NOW)
    with place.connect() as connection:
        assert [one.state for one in read_actions(connection, 1, "a")] == ["done"]
        earlier = read_earlier(connection, 1, 7, "C012AB", NEXT_MONDAY.slot, 5)
        assert [one.delivery_key for one in earlier] == ["a"]
