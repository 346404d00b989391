"""Each slot of each digest gets into the outbox once, and what can't be told is told to people."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from storage.digests import OWNER_GONE, Due, change_digest, hand_over, mark_well, pause_digest
from storage.due_digests import claim_due
from storage.sample import ADMINISTRATOR, MANAGER
from tests.bot.digests.conftest import MONDAY, SATURDAY, Desk, later


def test_a_digest_is_put_in_when_it_is_due_and_once(desk: Desk) -> None:
    desk.add()
    assert desk.work() == {}
    assert desk.work(MONDAY) == {"waiting": 1}
    assert desk.work(later(hours=1)) == {}
    (row,) = desk.deliveries()
    assert row.key == f"digest:1:2026-11-23T09:00:{desk.manager}"
    assert (row.due_at, row.slot) == (MONDAY, "2026-11-23T09:00")
    assert row.content["report"]["title"] == "Monday page"
    assert row.content["report"]["scope"].startswith("Dana Whitlock's team")
    assert row.content["report"]["period"]["start"] == "2026-11-16"
    assert desk.digest().next_slot == "2026-11-30T09:00"


def test_every_recipient_gets_what_they_may_see(desk: Desk) -> None:
    desk.add(desk.manager, desk.rep, desk.administrator)
    assert desk.work(MONDAY) == {"waiting": 3}
    scopes = {row.recipient: row.content["report"]["scope"] for row in desk.deliveries()}
    assert scopes[desk.administrator] == "everything"
    assert scopes[desk.rep] == "Mateus Corrêa's own deals"
    assert scopes[desk.manager].startswith(f"{MANAGER.name}'s team")


def test_equal_digests_are_worked_out_once(desk: Desk) -> None:
    for number in range(5):
        desk.add(name=f"Page {number}")
    assert desk.work(MONDAY) == {"waiting": 5}
    assert desk.press.composed == 1
    assert {row.content["report"]["title"] for row in desk.deliveries()} == {
        f"Page {number}" for number in range(5)
    }


@pytest.mark.parametrize("hours", [0.3, 5.9])
def test_a_late_start_sends_it_and_says_so(desk: Desk, hours: float) -> None:
    desk.add()
    assert desk.work(later(hours)) == {"waiting": 1}
    (row,) = desk.deliveries()
    assert row.content["late"] == "salesbell was not running"
    assert row.due_at == MONDAY
    assert desk.notices() == {}


def test_later_than_the_limit_it_is_skipped_and_the_owner_told_once(desk: Desk) -> None:
    desk.add(owner=desk.rep)
    assert desk.work(later(hours=6.1)) == {"skipped": 1}
    (row,) = desk.deliveries()
    assert row.reason is not None
    assert row.reason.startswith("missed")
    ((user, (words,)),) = desk.notices().items()
    assert user == desk.rep
    assert "Mon 23 Nov 2026, 09:00 Europe/Berlin (CET) was not sent" in words
    assert "6 hours" in words
    assert desk.work(later(days=7)) == {"waiting": 1}


def test_of_several_missed_slots_the_newest_is_caught_up_with(desk: Desk) -> None:
    desk.add(schedule="weekdays 09:00")
    assert desk.work(later(days=3, hours=2)) == {"skipped": 3, "waiting": 1}
    states = [(row.slot, row.state) for row in desk.deliveries()]
    assert states == [
        ("2026-11-23T09:00", "skipped"),
        ("2026-11-24T09:00", "skipped"),
        ("2026-11-25T09:00", "skipped"),
        ("2026-11-26T09:00", "waiting"),
    ]
    ((_, (words,)),) = desk.notices().items()
    assert "Wed 25 Nov 2026, 09:00 Europe/Berlin (CET) was not sent, and 2 before it" in words


def test_of_a_long_absence_sixty_slots_are_written_down(desk: Desk) -> None:
    desk.add(schedule="every day 09:00")
    assert desk.work(later(days=100, hours=8)) == {"skipped": 60}
    assert desk.digest().next_slot == "2027-03-04T09:00"


def test_the_limit_is_the_companys(desk: Desk) -> None:
    desk.add()
    desk.make(digest_hours_late=0)
    assert desk.work(later(hours=0.1)) == {"skipped": 1}


def test_a_quiet_week_is_skipped_if_that_is_wanted(desk: Desk) -> None:
    nothing = {"whose": "person", "person_id": desk.person_id(ADMINISTRATOR.name)}
    desk.add(desk.administrator, name="A", skip_when_quiet=True, **nothing)
    desk.add(desk.administrator, name="B", skip_when_quiet=False, **nothing)
    desk.add(desk.administrator, name="C", skip_when_quiet=True)
    assert desk.work(MONDAY) == {"skipped": 1, "waiting": 2}
    assert {row.title: row.reason for row in desk.deliveries()} == {
        "A": "nothing happened",
        "B": None,
        "C": None,
    }
    assert desk.notices() == {}


def test_what_is_paused_is_not_made_up_for(desk: Desk) -> None:
    digest = desk.add()
    pause_digest(desk.engine, 1, digest.id, SATURDAY)
    assert desk.work(MONDAY) == {}


def test_a_digest_edited_while_it_is_made_is_made_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = desk.add()
    make = desk.press.make

    def edit_meanwhile(*given: object, **named: object) -> object:
        monkeypatch.undo()
        plan = replace(digest.plan, name="Another name")
        change_digest(
            desk.engine, 1, digest, plan, Due("2026-11-30T09:00", later(days=7)), desk.clock.now()
        )
        return make(*given, **named)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(desk.press, "make", edit_meanwhile)
    assert desk.work(MONDAY) == {"lost": 1, "waiting": 1}
    (row,) = desk.deliveries()
    assert row.title == "Another name"


def test_a_digest_in_anothers_hands_is_left_alone_until_the_lease_ends(desk: Desk) -> None:
    desk.add()
    claim_due(desk.engine, 1, MONDAY, "somebody", timedelta(minutes=5), 9)
    assert desk.work(MONDAY) == {}
    assert desk.work(later(hours=0.1)) == {"waiting": 1}


def test_a_recipient_who_may_see_nothing_breaks_it_and_people_are_told_once(desk: Desk) -> None:
    desk.add(desk.stranger, desk.manager, owner=desk.rep)
    assert desk.work(MONDAY) == {"broken": 1, "waiting": 1}
    digest = desk.digest()
    assert digest.state == "broken"
    assert "Casey Vane" in str(digest.state_reason)
    told = desk.notices()
    assert set(told) == {desk.rep, desk.administrator}
    assert "1 of 2 recipients did not get it" in told[desk.rep][0]
    assert "salesbell import people" in told[desk.rep][0]
    assert desk.work(later(days=7)) == {"broken": 1, "waiting": 1}
    assert {user: len(words) for user, words in desk.notices().items()} == {
        desk.rep: 1,
        desk.administrator: 1,
    }


def test_a_channel_with_a_stranger_in_it_gets_nothing_and_hears_why(desk: Desk) -> None:
    desk.add("C00000001")
    assert desk.work(MONDAY) == {"broken": 1}
    (row,) = desk.deliveries()
    assert "I don't know Casey Vane" in str(row.reason)


def test_a_failure_of_ours_breaks_that_digest_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(name="A")
    desk.add(desk.rep, name="B")
    make = desk.press.make

    def fail_for_reps(plan: object, audience: object, *given: object, **named: object) -> object:
        if getattr(plan, "name", "") == "B":
            raise RuntimeError("a bug")
        return make(plan, audience, *given, **named)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(desk.press, "make", fail_for_reps)
    with capture_logs():
        assert desk.work(MONDAY) == {"waiting": 1, "broken": 1}
    words = desk.notices()[desk.manager][0]
    assert "It's my fault, not yours" in words
    assert "reference" in words


def test_while_slack_is_busy_nothing_is_broken_and_nothing_lost(desk: Desk) -> None:
    desk.add(desk.lead_channel())
    desk.slack.faults.set("conversations.members", "rate_limit:30", times=1)
    assert desk.work(MONDAY) == {"put off": 1}
    assert desk.work(later(hours=0.005)) == {}
    assert desk.deliveries() == []
    desk.make()
    assert desk.work(later(hours=0.01)) == {"waiting": 1}
    assert desk.digest().state == "active"


def test_an_owner_who_left_is_told_to_administrators_weekly_and_it_is_still_sent(
    desk: Desk,
) -> None:
    digest = desk.add(owner=desk.rep)
    desk.slack.admin.deactivate(desk.rep)
    assert desk.work(MONDAY) == {"waiting": 1}
    assert (desk.digest().state, desk.digest().state_reason) == ("broken", OWNER_GONE)
    assert list(desk.notices()) == [desk.administrator]
    assert "Hand it over" in desk.notices()[desk.administrator][0]
    with desk.engine.begin() as connection:
        assert not mark_well(connection, 1, digest.id, MONDAY)
    assert desk.work(later(days=7)) == {"waiting": 1}
    assert len(desk.notices()[desk.administrator]) == 2
    hand_over(desk.engine, 1, digest.id, desk.manager)
    assert desk.digest().state == "active"
    assert desk.work(later(days=14)) == {"waiting": 1}
    assert len(desk.notices()[desk.administrator]) == 2


def test_a_schedule_that_cannot_be_read_any_more_is_said(desk: Desk) -> None:
    desk.add()
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE digests SET schedule = 'when the moon is full'")
    assert desk.work(MONDAY) == {"broken": 1}
    assert "broken" in desk.notices()[desk.manager][0]
    assert desk.work(later(hours=1)) == {}


def test_while_nothing_is_due_nothing_is_written(desk: Desk) -> None:
    desk.add()
    if desk.engine.dialect.name != "sqlite":  # only SQLite has one writer at a time
        assert desk.work() == {}
        return
    with desk.engine.connect() as busy:
        busy.exec_driver_sql("COMMIT")
        busy.exec_driver_sql("BEGIN IMMEDIATE")
        assert desk.work() == {}  # an import may go on meanwhile
        busy.exec_driver_sql("ROLLBACK")
        busy.exec_driver_sql("BEGIN")


def test_who_is_told_to_stop_gives_back_what_is_in_hand(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(name="A")
    desk.add(name="B")
    make = desk.press.make

    def stop(*given: object, **named: object) -> object:
        desk.digester.stopping.set()
        return make(*given, **named)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(desk.press, "make", stop)
    assert desk.work(MONDAY) == {"waiting": 1}
    monkeypatch.undo()
    desk.make()
    assert desk.work() == {"waiting": 1}
    assert len(desk.deliveries()) == 2
