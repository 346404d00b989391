"""What becomes of a delivery that does not simply arrive, and who hears of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.delivery.deliverer import LATE
from bot.delivery.rendering import KINDS, Kind
from bot.delivery.steps import read_steps
from storage.deliveries import find_delivery
from storage.digests import DigestPlan, Due, add_digest, find_digest
from storage.engine import Engine
from storage.outbox import DeliveryRow, LostClaim, Parcel, put_in, record_steps
from tests.bot.delivery.conftest import ANN, BEN, NOW, SALES, Post


def read(post: Post, key: str = "a") -> DeliveryRow:
    with post.engine.connect() as connection:
        row = find_delivery(connection, 1, key)
    assert row is not None
    return row


def test_what_is_too_late_is_skipped_and_its_owner_told(post: Post) -> None:
    post.put("a")
    post.clock.move_to(NOW + LATE + timedelta(minutes=1))
    assert post.work() == {"skipped": 1, "delivered": 1}
    assert post.shown() == []
    assert "Digest a was not sent" in post.shown(ANN)[0]


def test_what_came_in_late_still_has_its_half_hour(post: Post) -> None:
    post.clock.move_to(NOW + LATE)
    post.put("a")
    post.pass_time(25 * 60)
    assert post.work() == {"delivered": 1}


def test_what_slack_does_not_take_for_hours_is_given_up_and_its_owner_told(post: Post) -> None:
    post.slack.faults.set("chat.postMessage", "rate_limit:600", None, channel=SALES)
    post.put("a", plain=True)
    assert post.work(minutes=7 * 60) == {"failed": 1, "delivered": 1}
    assert post.shown() == []
    assert "did not take it for hours" in post.shown(ANN)[0]


def test_a_message_that_stands_is_delivered_though_its_thread_never_comes(post: Post) -> None:
    post.slack.faults.set("chat.postMessage", "rate_limit:600", None, call=3, channel=SALES)
    post.put("a")
    assert post.work(minutes=7 * 60) == {"delivered": 1}
    assert post.shown() == ["a"]
    assert read(post).reason == "without the rest: ratelimited"
    assert post.shown(ANN) == []


def test_a_thread_that_is_refused_is_left_out_and_that_is_written_down(post: Post) -> None:
    post.slack.faults.set("chat.postMessage", "refuse:restricted_action", call=3)
    post.put("a")
    assert post.work() == {"delivered": 1}
    assert read(post).reason == "without thread-1: restricted_action"


def test_a_fault_of_our_own_is_told_after_some_tries(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(row: DeliveryRow, now: object) -> Any:
        raise ZeroDivisionError

    kinds = {**KINDS, "sample": Kind(fail)}
    monkeypatch.setattr("bot.delivery.deliverer.KINDS", kinds)
    post.put("a")
    assert post.work() == {"failed": 1, "delivered": 1}
    assert "Something went wrong on my side" in post.shown(ANN)[0]
    reference = str(read(post).reason).rpartition(" ")[2]
    assert reference in post.shown(ANN)[0]


def test_what_stands_in_slack_is_written_down_however_busy_the_database_is(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter(range(20))

    def fail(engine: Engine, where: int, row: DeliveryRow, steps: Any, until: Any) -> None:
        if read_steps(steps).main.ts and next(failures, None) is not None:
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        record_steps(engine, where, row, steps, until)

    monkeypatch.setattr("bot.delivery.deliverer.record_steps", fail)
    post.put("a", plain=True)
    assert post.work() == {"delivered": 1}
    assert post.shown() == ["a"]
    assert next(failures, None) is None


def test_what_the_database_did_not_take_back_waits_for_no_lease(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter(range(6))

    def fail_or(go_on: Any) -> Any:
        def run(*given: Any, **named: Any) -> Any:
            if next(failures, None) is not None:
                raise OperationalError("UPDATE", {}, Exception("database is locked"))
            return go_on(*given, **named)

        return run

    monkeypatch.setattr(post.deliverer, "_record", fail_or(post.deliverer._record))  # noqa: SLF001 - it is what fails
    monkeypatch.setattr("bot.delivery.deliverer.record_steps", fail_or(record_steps))
    post.put("a", plain=True)
    began = post.clock.now()
    assert post.work() == {"lost": 3, "delivered": 1}
    assert post.clock.now() - began < timedelta(seconds=30)
    assert post.shown() == ["a"]


def test_whoever_lost_the_lease_stops(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*asked: object) -> None:
        raise LostClaim

    monkeypatch.setattr("bot.delivery.deliverer.record_steps", lose)
    post.put("a", plain=True)
    assert post.work(minutes=0) == {"lost": 1}
    assert post.shown() == []
    assert read(post).state == "waiting"


def test_notices_wait_while_the_installation_is_refused(post: Post) -> None:
    post.put("a", recipient="C0OTHER")
    post.slack.faults.set("chat.postMessage", "refuse:token_revoked", 4)
    assert post.work(minutes=60) == {"broken": 1, "delivered": 2}
    assert len(post.shown(ANN)) == 1
    assert len(post.shown(BEN)) == 1


def test_a_key_too_long_still_tells_everybody(post: Post) -> None:
    post.put("a" * 100, recipient="C0OTHER")
    assert post.work() == {"broken": 1, "delivered": 2}
    assert len(post.shown(ANN)) == len(post.shown(BEN)) == 1


def plan_digest(post: Post, *recipients: str) -> int:
    plan = DigestPlan(
        name="Monday page",
        kind="leader",
        whose="visible",
        person_id=None,
        sections=(),
        questions=(),
        recipients=recipients,
        schedule="every Monday 09:00",
        zone="Europe/Berlin",
        skip_when_quiet=False,
        owner=ANN,
    )
    later = Due("2026-11-30T09:00", NOW + timedelta(days=7))
    return add_digest(post.engine, 1, plan, later, NOW).id


def put_slot(post: Post, digest_id: int, slot: str, *recipients: str) -> None:
    for recipient in recipients:
        parcel = Parcel(
            f"digest:{digest_id}:{slot}:{recipient}",
            "sample",
            "Monday page",
            recipient,
            ANN,
            post.clock.now(),
            {"plain": True},
            digest_id,
            slot,
        )
        with post.engine.begin() as connection:
            put_in(connection, 1, parcel, post.clock.now())


def read_state(post: Post, digest_id: int) -> str:
    with post.engine.connect() as connection:
        return find_digest(connection, 1, digest_id).state


def test_a_digest_breaks_and_is_well_again_and_people_hear_of_it_once(post: Post) -> None:
    digest = plan_digest(post, "C0OTHER")
    for week in ("1", "2"):
        put_slot(post, digest, week, "C0OTHER")
        assert post.work()["broken"] == 1
    assert read_state(post, digest) == "broken"
    assert len(post.shown(ANN)) == len(post.shown(BEN)) == 1
    post.slack.set_bot_member("C0OTHER", True)
    for week in ("3", "4"):
        put_slot(post, digest, week, "C0OTHER")
        assert post.work()["delivered"] >= 1
    assert read_state(post, digest) == "active"
    assert ["works again" in text for text in post.shown(ANN)] == [False, True]


def test_a_digest_that_reaches_only_one_of_its_channels_is_not_well(post: Post) -> None:
    digest = plan_digest(post, SALES, "C0OTHER")
    for week in ("1", "2", "3"):
        put_slot(post, digest, week, SALES, "C0OTHER")
        assert post.work()["broken"] == 1
        assert read_state(post, digest) == "broken"
    assert len(post.shown()) == 3
    assert len(post.shown(ANN)) == 1
