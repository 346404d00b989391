"""Who is recognised by address is known by their Slack user from then on."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from bot.numbers import Numbers
from bot.profile import Profile
from bot.recognition import recognise
from bot.settings import Company
from bot.terminal.asking import find_asker
from storage.naming import fold_name
from storage.people import link_slack_user
from storage.problem import Problem
from storage.tables import Person, Workspace

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # in Berlin the 23rd


def add_person(engine: Engine, id_: int, name: str, **values: Any) -> None:
    columns = {"workspace_id": 1, "id": id_, "name": name, "name_key": fold_name(name)}
    email = f"{name.lower()}@example.com"
    with engine.begin() as connection:
        connection.execute(insert(Person).values(**columns, email=email, **values))


@pytest.fixture
def numbers(engine: Engine) -> Numbers:
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
    add_person(engine, 1, "Rob")
    add_person(engine, 2, "Ria")
    return Numbers(engine, Company(zone="Europe/Berlin"))


def profile(user: str, name: str, *, admin: bool = False) -> Profile:
    return Profile(
        user, name, f"{name.lower()}@example.com", is_administrator=admin, is_outsider=False
    )


def test_whoever_is_recognised_can_be_named_by_their_slack_user(numbers: Numbers) -> None:
    numbers.read_vocabulary()
    with pytest.raises(Problem):
        find_asker("U0ROB", numbers.read_people(NOW))
    recognise(numbers, profile("U0ROB", "Rob"), NOW)
    assert find_asker("U0ROB", numbers.read_people(NOW)).person_id == 1
    assert numbers.read_vocabulary().slack_ids == {"U0ROB": 1}


def test_a_slack_user_whose_address_became_anothers_is_the_other_one(numbers: Numbers) -> None:
    recognise(numbers, profile("U0ROB", "Rob"), NOW)
    recognise(numbers, profile("U0ROB", "Ria"), NOW)
    users = {row.name: row.slack_user_id for row in numbers.read_people(NOW)}
    assert users == {"Rob": None, "Ria": "U0ROB"}


def test_while_somebody_writes_nobody_waits_for_the_note(
    numbers: Numbers, engine: Engine, sqlite_databases: object
) -> None:
    if engine.dialect.name != "sqlite":
        assert link_slack_user(engine, 1, 1, "U0ROB")
        return
    with engine.connect() as busy:
        busy.exec_driver_sql("COMMIT")
        busy.exec_driver_sql("BEGIN IMMEDIATE")
        asker = recognise(numbers, profile("U0ROB", "Rob"), NOW)
        busy.exec_driver_sql("ROLLBACK")
        busy.exec_driver_sql("BEGIN")
    assert asker.person_id == 1
    assert numbers.read_people(NOW)[0].slack_user_id is None
    recognise(numbers, profile("U0ROB", "Rob"), NOW)
    assert numbers.read_people(NOW)[0].slack_user_id == "U0ROB"


def test_an_administrator_who_sells_nothing_is_noted_nowhere(numbers: Numbers) -> None:
    asker = recognise(numbers, profile("U0BOSS", "Boss", admin=True), NOW)
    assert asker.role == "administrator"
    assert not numbers.read_vocabulary().slack_ids


def test_who_leaves_tomorrow_works_here_today(numbers: Numbers, engine: Engine) -> None:
    add_person(engine, 3, "Later", left_on=date(2026, 11, 24))
    add_person(engine, 4, "Today", left_on=date(2026, 11, 23))
    active = {row.name: row.active for row in numbers.read_people(NOW)}
    assert active == {"Rob": True, "Ria": True, "Later": True, "Today": False}
    assert recognise(numbers, profile("U0LATER", "Later"), NOW).person_id == 3
    with pytest.raises(Problem):
        recognise(numbers, profile("U0TODAY", "Today"), NOW)
