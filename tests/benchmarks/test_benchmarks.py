"""The benchmarks run, on a small company, and compare like with like. Nothing here is timed."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from metrics.pipeline import read_pipeline
from metrics.question import Question, Setting
from metrics.scope import Scope
from metrics.stage_pace import refresh_stage_pace
from storage.engine import open_engine
from storage.sample import ADMINISTRATOR, MANAGER, MANAGERS, load_sample
from storage.schema import upgrade
from tests.benchmarks.floor import HandWritten, check_equal
from tests.benchmarks.pipeline import NOW, measure_databases
from tests.benchmarks.pipeline_report import PARTS, WAYS, Measured, write_report

DEALS = 2_000
ZONE = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("benchmark") / "sample.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    load_sample(engine, 1, DEALS, today=NOW.date(), now=NOW)
    refresh_stage_pace(engine, 1)
    engine.dispose()
    return path


def test_the_pipeline_benchmark_measures_every_way_for_everybody(path: Path) -> None:
    (measured,) = measure_databases({DEALS: path}, repeats=2)
    people = {ADMINISTRATOR.name, MANAGER.name}
    assert set(measured.times) == set(measured.first) == people
    for who in people:
        assert set(measured.times[who]) == set(WAYS)
        assert all(len(times) == 2 for times in measured.times[who].values())
        for way in WAYS:
            parts = measured.parts[f"{who} {way}"]
            assert set(parts) == {*PARTS, "rest"}
            assert all(parts[part] > 0 for part in PARTS), (who, way)
    assert all(seconds > 0 for seconds in measured.before.values())


@pytest.mark.parametrize("email", [one.email for one in (ADMINISTRATOR, *MANAGERS)])
def test_the_floor_gives_the_figures_of_the_answer(path: Path, email: str) -> None:
    engine = open_engine(f"sqlite:///{path}")
    hand = HandWritten(path, NOW.date())
    team = hand.find_team(email)
    scope = Scope(None if team is None else frozenset(team), "some")
    setting = Setting(1, NOW.date(), ZONE)
    with engine.connect() as connection:
        report = read_pipeline(connection, Question((), scope), setting)
    figures = hand.read(team)
    check_equal(figures, report)
    assert figures.total[0] > 0
    hand.close()
    engine.dispose()


def test_a_floor_with_another_figure_is_found_out(path: Path) -> None:
    engine = open_engine(f"sqlite:///{path}")
    hand = HandWritten(path, NOW.date())
    setting = Setting(1, NOW.date(), ZONE)
    with engine.connect() as connection:
        report = read_pipeline(connection, Question((), Scope.everything()), setting)
    figures = hand.read(None)
    check_equal(figures, report)
    deals, value, weighted = figures.total
    wrong = (
        replace(figures, total=(deals, value + Decimal("0.01"), weighted)),
        replace(figures, rows=figures.rows[:-1]),
        replace(figures, moved={**figures.moved, "new": (1, Decimal(5))}),
        replace(figures, attention=(1, 2, 3, 4)),
        replace(figures, first=figures.first[::-1]),
    )
    for one in wrong:
        with pytest.raises(AssertionError):
            check_equal(one, report)
    yesterday = HandWritten(path, NOW.date() - timedelta(days=1))
    with pytest.raises(AssertionError):
        check_equal(yesterday.read(None), report)
    for one_hand in (hand, yesterday):
        one_hand.close()
    engine.dispose()


def test_the_table_has_a_line_for_every_size_person_and_way() -> None:
    sizes = [_invent(10_000, 0.1), _invent(1_000_000, 0.2)]
    lines = list(write_report(sizes))
    for deals in ("10,000", "1,000,000"):
        here = [line for line in lines if line.strip().startswith(f"{deals} ")]
        assert sum("Ann" in line for line in here) >= 4
        assert sum("Ben" in line for line in here) >= 4
    row = next(line for line in lines if line.split()[:2] == ["10,000", "Ann"])
    assert row.split() == ["10,000", "Ann", "100", "200", "2.00!", "120", "1.20", "300"]
    assert any("floor 2.00!, new 2.00!, again 2.00!" in line for line in lines)


def _invent(deals: int, base: float) -> Measured:
    ways = {"floor": [base], "new": [2 * base], "again": [1.2 * base]}
    parts = {f"{who} {way}": dict.fromkeys(PARTS, 0.01) for who in ("Ann", "Ben") for way in WAYS}
    return Measured(
        deals,
        times={"Ann": ways, "Ben": ways},
        parts=parts,
        first={"Ann": 3 * base, "Ben": 3 * base},
        before={"load": 1.0, "pace": 0.2, "unprepared": 0.5, "prepare": 0.4},
    )
