"""A digest that was claimed and could not be told waits for nobody's lease."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from structlog.testing import capture_logs

from bot.answering.client import make_delivering_client
from bot.digests.desk import DigestDesk
from bot.digests.rounds import DigestRound
from bot.rounds import Rounds
from storage.digests import hand_over
from storage.due_digests import find_next_due
from tests.bot.digests.conftest import MONDAY, Desk, later

PATIENCE = 15.0


@contextmanager
def written_to(engine: Engine) -> Iterator[None]:
    """Somebody writes for so long that nobody else can."""
    with engine.connect() as writer:
        if engine.dialect.name == "sqlite":
            writer.exec_driver_sql("COMMIT")
            writer.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            writer.exec_driver_sql("LOCK TABLE digests IN EXCLUSIVE MODE")
        yield
        writer.exec_driver_sql("ROLLBACK")
        writer.exec_driver_sql("BEGIN")


@pytest.fixture
def hasty(desk: Desk) -> Desk:
    """A database that waits for another writer only for a moment."""
    is_sqlite = desk.engine.dialect.name == "sqlite"
    wait = "PRAGMA busy_timeout = 50" if is_sqlite else "SET lock_timeout = 50"

    def set_wait(connection: object, record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # a driver's own connection
        cursor.execute(wait)
        cursor.close()
        connection.commit()  # type: ignore[attr-defined]

    event.listen(desk.engine, "connect", set_wait)
    desk.engine.dispose()
    return desk


def test_what_a_busy_database_did_not_take_is_taken_up_when_it_does(
    hasty: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, make = hasty.add(), hasty.press.make
    with capture_logs(), written_when_made(hasty, monkeypatch):
        assert hasty.work(MONDAY) == {"left": 1}
        assert hasty.deliveries() == []
        assert hasty.digester.find_next(later(hours=1)) == later(hours=1), "as soon as may be"
    monkeypatch.setattr(hasty.press, "make", make)
    assert hasty.work() == {}, "it has a pause of a second"
    with hasty.engine.connect() as connection:
        again_at = find_next_due(connection, 1)
    assert again_at is not None
    assert again_at <= hasty.clock.now() + timedelta(seconds=1)
    assert hasty.work(later(hours=0.001)) == {"waiting": 1}
    assert hasty.digest().id == digest.id


@contextmanager
def written_when_made(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """From when a digest is claimed and being made, somebody else writes."""
    make, writing = desk.press.make, written_to(desk.engine)
    begun: list[None] = []

    def begin_writing(*given: object, **named: object) -> object:
        if not begun:
            begun.append(writing.__enter__())
        return make(*given, **named)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(desk.press, "make", begin_writing)
    yield
    assert begun
    writing.__exit__(None, None, None)


def test_a_failure_before_it_is_written_costs_a_pause_that_grows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add()

    def fail(*given: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(desk.digester, "_write", fail)
    with capture_logs():
        assert desk.work(MONDAY) == {"left": 1}
        assert desk.work(MONDAY + timedelta(seconds=2)) == {"left": 1}
        assert desk.work(MONDAY + timedelta(seconds=3)) == {}
        assert desk.work(MONDAY + timedelta(seconds=5)) == {"left": 1}
        assert desk.work(MONDAY + timedelta(seconds=9)) == {}
    monkeypatch.undo()
    assert desk.work(MONDAY + timedelta(seconds=11)) == {"waiting": 1}


def test_a_digest_handed_over_while_it_is_made_is_made_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, make = desk.add(), desk.press.make

    def hand_over_meanwhile(*given: object, **named: object) -> object:
        monkeypatch.undo()
        hand_over(desk.engine, 1, digest.id, desk.rep)
        return make(*given, **named)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(desk.press, "make", hand_over_meanwhile)
    assert desk.work(MONDAY) == {"lost": 1, "waiting": 1}
    (row,) = desk.deliveries()
    assert row.owner == desk.rep


def test_the_rounds_come_when_something_is_due_and_when_slack_is_free_again(desk: Desk) -> None:
    desk.add(desk.lead_channel())
    desk.slack.faults.set("conversations.members", "rate_limit:2", times=1)
    client = make_delivering_client(desk.server.bot_token, desk.server.api_url)
    table = DigestDesk(desk.numbers, client, desk.clock, desk.team)
    desk.clock.move_to(MONDAY - timedelta(seconds=1))
    look = DigestRound(table, lambda: None).look
    rounds = Rounds("digests", look, desk.clock, table.digester.stopping)
    with capture_logs() as logs:
        rounds.start()
        until = time.monotonic() + PATIENCE
        while not desk.deliveries() and time.monotonic() < until:
            time.sleep(0.05)
        rounds.retire()
        rounds.finish(PATIENCE)
    assert not rounds.is_alive()
    assert [one.state for one in desk.deliveries()] == ["waiting"], "no tick has woken them"
    assert "digest put off" in [one["event"] for one in logs]
