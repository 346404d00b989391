"""A request is taken up once, and every failure ends in words for the one who asked."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
import structlog
from sqlalchemy import Engine, insert

from bot.intake import Intake
from bot.request import Request
from storage.engine import open_engine
from storage.problem import Problem
from storage.requests import KEPT, forget_old, take_up
from storage.tables import Workspace

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
REQUEST = Request(key="command:1.2.abc", user="U1", team="T1")


class Told:
    """Remembers what was shown."""

    def __init__(self, broken: bool = False) -> None:
        self.problems: list[Problem] = []
        self.references: list[str] = []
        self.broken = broken

    def show_problem(self, request: Request, problem: Problem) -> None:
        if self.broken:
            raise OSError("Slack is down")
        self.problems.append(problem)

    def show_apology(self, request: Request, reference: str) -> None:
        self.references.append(reference)


@pytest.fixture
def workspace(engine: Engine) -> Engine:
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
    return engine


def run(engine: Engine, told: Told, work: object, times: int = 1) -> None:
    with ThreadPoolExecutor(4) as workers:
        intake = Intake(lambda key: take_up(engine, 1, key, NOW), workers, told)
        for _ in range(times):
            intake.take(REQUEST, work)  # type: ignore[arg-type]  # tests pass plain functions


def test_a_doubled_delivery_is_worked_once(workspace: Engine) -> None:
    done: list[str] = []
    run(workspace, Told(), lambda request: done.append(request.key), times=5)
    assert done == ["command:1.2.abc"]


def test_a_key_is_forgotten_when_slack_can_no_longer_repeat_it(workspace: Engine) -> None:
    assert take_up(workspace, 1, "k", NOW)
    assert forget_old(workspace, NOW + KEPT) == 0
    assert not take_up(workspace, 1, "k", NOW)
    assert forget_old(workspace, NOW + KEPT + timedelta(seconds=1)) == 1
    assert take_up(workspace, 1, "k", NOW)


def test_keys_are_forgotten_later_while_an_import_writes(
    sqlite_databases: Callable[[], str],
) -> None:
    engine = open_engine(sqlite_databases())
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
    assert take_up(engine, 1, "k", NOW)
    late = NOW + KEPT + timedelta(seconds=1)
    with engine.connect() as writer:
        writer.exec_driver_sql("COMMIT")
        writer.exec_driver_sql("BEGIN IMMEDIATE")
        begun = time.monotonic()
        assert forget_old(engine, late) == 0
        assert time.monotonic() - begun < 5
        writer.exec_driver_sql("ROLLBACK")
        writer.exec_driver_sql("BEGIN")
    assert forget_old(engine, late) == 1
    engine.dispose()


def test_a_problem_is_shown_in_its_own_words(workspace: Engine) -> None:
    problem = Problem("unknown-word", what="I don't know the word.", fix="Try: /pipeline help")
    told = Told()

    def work(request: Request) -> None:
        raise problem

    run(workspace, told, work)
    assert told.problems == [problem]
    assert told.references == []


def test_a_failure_of_ours_is_an_apology_whose_reference_is_in_the_log(workspace: Engine) -> None:
    told = Told()

    def work(request: Request) -> None:
        raise ZeroDivisionError("not for people")

    with structlog.testing.capture_logs() as logs:
        run(workspace, told, work)
    (reference,) = told.references
    (entry,) = [entry for entry in logs if entry.get("reference") == reference]
    assert isinstance(entry["exc_info"], ZeroDivisionError)


def test_when_even_telling_fails_the_log_still_knows(workspace: Engine) -> None:
    def work(request: Request) -> None:
        raise Problem("x", what="X.", fix="Y.")

    with structlog.testing.capture_logs() as logs:
        run(workspace, Told(broken=True), work)
    assert [entry["event"] for entry in logs] == ["failed"]


def test_what_slack_wants_to_know_at_once_is_not_waited_for_longer(workspace: Engine) -> None:
    with ThreadPoolExecutor(4) as workers:
        intake = Intake(lambda key: take_up(workspace, 1, key, NOW), workers, Told())
        assert intake.ask(lambda: "known", 5.0) == "known"
        assert intake.ask(lambda: Event().wait(0.3), 0.05) is None
        assert intake.ask(lambda: 1 // 0, 5.0) is None
    assert intake.ask(lambda: "known", 5.0) is None, "the workers have been sent home"
