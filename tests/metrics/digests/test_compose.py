"""Whole digests: of the sample company for each reader, of a company without deals, frozen."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, insert

from metrics.compute import compute
from metrics.digests.compose import compose_digest
from metrics.digests.report import DigestReport, freeze, thaw
from metrics.digests.sections import SECTIONS, sections_of
from metrics.question import Question
from metrics.schedule_periods import period_of, previous_of, year_before
from metrics.schedule_slots import Slot
from metrics.schedule_words import read_schedule
from metrics.scope import Scope
from storage.people import read_people
from storage.problem import Problem
from storage.sample import load_sample
from storage.tables import Workspace
from tests.metrics.digests.orders import (
    EVERYTHING,
    MONDAY,
    SETTING,
    WEEK,
    find_figure,
    find_section,
    list_sentences,
    list_words,
    order_week,
)
from tests.metrics.digests.words_check import list_blemishes, read_names
from tests.thoroughness import choose

TEAM = Scope(frozenset({2, 5, 6, 7, 8, 9, 10}), "Dana Whitlock's team (7 people)")
REP = Scope(frozenset({5}), "Aoife Brennan's own deals")
READERS = ((EVERYTHING, "leader"), (TEAM, "team"), (REP, "personal"))


def test_every_reader_gets_the_sections_of_the_kind(engine: Engine) -> None:
    load_sample(engine, 1, 1_500, today=MONDAY)
    with engine.connect() as connection:
        for scope, kind in READERS:
            report = compose_digest(connection, order_week(scope, kind), SETTING)
            told = {section.name for section in report.sections}
            assert told == set(sections_of(kind)) - {"actions", "outcomes"}
            assert 1 <= len(report.actions) <= 3
            assert not report.quiet
            assert report.scope == scope.label
            assert report.period_words == "16 to 22 Nov 2026 (week\N{NO-BREAK SPACE}47)"
            assert thaw(freeze(report)) == report


def test_every_sentence_reads_well_through_half_a_year(engine: Engine) -> None:
    load_sample(engine, 1, 900, seed=3, today=MONDAY)
    headlines = set()
    with engine.connect() as connection:
        names = read_names(connection)
        for weeks in range(0, 26, choose(5, 2)):
            week = replace(
                WEEK,
                start=WEEK.start - timedelta(weeks=weeks),
                end=WEEK.end - timedelta(weeks=weeks),
            )
            setting = replace(SETTING, today=week.end)
            for scope, kind in READERS:
                report = compose_digest(connection, order_week(scope, kind, week), setting)
                headlines.add(report.headline)
                assert [*list_blemishes(list_words(report), names)] == []
                for sentence in list_sentences(report):
                    assert sentence.endswith("."), sentence
                    assert sentence[0].isupper() or not sentence[0].isalpha(), sentence
    assert len(headlines) > 9


@pytest.mark.parametrize(
    "words",
    ["every day 8:00", "weekdays 8:30", "every other Monday from 9 Nov 2026", "1st of the month"],
)
def test_other_periods_than_weeks_read_well_too(engine: Engine, words: str) -> None:
    load_sample(engine, 1, 900, seed=6, today=MONDAY)
    schedule = read_schedule(words, SETTING.zone)
    with engine.connect() as connection:
        names = read_names(connection)
        for day in (MONDAY, MONDAY - timedelta(days=4)):
            at = datetime.combine(day, schedule.at)
            period = period_of(Slot(at, at.replace(tzinfo=UTC)), schedule)
            setting = replace(SETTING, today=day)
            for scope, kind in READERS:
                order = order_week(
                    scope,
                    kind,
                    period,
                    previous=previous_of(period),
                    year_before=year_before(period),
                )
                report = compose_digest(connection, order, setting)
                assert [*list_blemishes(list_words(report), names)] == []


def test_the_figures_are_what_the_metrics_say(engine: Engine) -> None:
    load_sample(engine, 1, 1_500, today=MONDAY)
    names = ("bookings", "deals_won", "win_rate", "pipeline_created", "average_deal_size")
    with engine.connect() as connection:
        for scope, kind in READERS:
            report = compose_digest(connection, order_week(scope, kind), SETTING)
            question = Question(names, scope, WEEK, compare=previous_of(WEEK))
            for answer in compute(connection, question, SETTING):
                told = find_figure(report, answer.metric).value
                expected = answer.total.value
                assert told == (None if expected is None else pytest.approx(float(expected)))


def test_the_table_by_rep_adds_up_to_the_figures(engine: Engine) -> None:
    load_sample(engine, 1, 2_500, seed=2, today=MONDAY)
    with engine.connect() as connection:
        for scope, kind, name in ((TEAM, "team", "reps"), (EVERYTHING, "leader", "teams")):
            report = compose_digest(connection, order_week(scope, kind), SETTING)
            (grid,) = find_section(report, name).details
            for heading, metric in (("Booked", "bookings"), ("New pipeline", "pipeline_created")):
                column = grid.headings.index(heading)
                summed = sum(Decimal(str(row[column].number or 0)) for row in grid.rows)
                assert float(summed) == pytest.approx(find_figure(report, metric).value)


def test_a_company_without_deals_gets_one_sentence_and_is_quiet(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Workspace), [{"id": 1, "name": "Empty"}])
        for _, kind in READERS:
            report = compose_digest(connection, order_week(kind=kind), SETTING)
            assert report.headline == "There are no deals to tell about yet."
            assert [section.name for section in report.sections] == ["data"]
            assert report.sections[0].sentence == "No data has been imported yet."
            assert report.actions == ()
            assert report.quiet
            assert thaw(freeze(report)) == report


def test_nobody_s_scope_tells_nothing(engine: Engine) -> None:
    load_sample(engine, 1, 400, today=MONDAY)
    with engine.connect() as connection:
        report = compose_digest(connection, order_week(Scope(frozenset(), "nobody")), SETTING)
    assert report.quiet
    assert report.headline == "There are no deals to tell about yet."


def test_only_the_sections_that_were_chosen_are_told(engine: Engine) -> None:
    load_sample(engine, 1, 400, today=MONDAY)
    with engine.connect() as connection:
        for name in SECTIONS:
            report = compose_digest(connection, order_week(sections=(name,)), SETTING)
            assert {section.name for section in report.sections} <= {name}
            assert bool(report.actions) == (name == "actions")


def test_a_section_that_does_not_exist_is_a_problem(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(Problem, match="weather"):
        compose_digest(connection, order_week(sections=("weather",)), SETTING)


def test_every_team_of_the_sample_has_a_digest(engine: Engine) -> None:
    load_sample(engine, 1, 700, seed=4, today=MONDAY)
    with engine.connect() as connection:
        names = read_names(connection)
        reports: list[DigestReport] = []
        for person in read_people(connection, 1, MONDAY):
            scope = Scope(frozenset({person.id}), person.name)
            reports.append(compose_digest(connection, order_week(scope, "personal"), SETTING))
    assert all(re.search(r"\w", report.headline) for report in reports)
    words = [word for report in reports for word in list_words(report)]
    assert [*list_blemishes(words, names)] == []
