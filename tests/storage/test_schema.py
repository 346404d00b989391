"""The migrations and the models are the same thing, on both databases."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, insert, inspect, text
from sqlalchemy.exc import StatementError

from storage.problem import Problem
from storage.schema import check_schema, downgrade, find_differences, read_scripts, upgrade
from storage.tables import Base, ImportBatch, SeenRequest, Workspace
from storage.types import Day


def test_upgrading_from_empty_gives_what_the_models_say(engine: Engine) -> None:
    assert find_differences(engine) == []


def describe(engine: Engine) -> dict[str, list[object]]:
    """What Alembic does not compare: rules, keys, conditions of indexes, tables without row ids."""
    found = inspect(engine)
    told: dict[str, list[object]] = {}
    for table in set(found.get_table_names()) - {"alembic_version"}:
        told[table] = [
            sorted((rule["name"], rule["sqltext"]) for rule in found.get_check_constraints(table)),
            sorted(
                (index["name"], index["column_names"], index["unique"], str(condition))
                for index in found.get_indexes(table)
                for condition in [index.get("dialect_options", {}).get(f"{engine.name}_where")]
            ),
            sorted(
                (key["name"], key["constrained_columns"], key["referred_table"])
                for key in found.get_foreign_keys(table)
            ),
            found.get_pk_constraint(table)["constrained_columns"],
        ]
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            for name, sql in connection.execute(text("SELECT name, sql FROM sqlite_master")):
                if name in told:
                    told[name].append("WITHOUT ROWID" in sql)
    return told


def test_rules_keys_and_conditions_are_those_of_the_models_too(engine: Engine) -> None:
    migrated = describe(engine)
    assert migrated.keys() == Base.metadata.tables.keys()
    downgrade(engine, "base")
    Base.metadata.create_all(engine)
    assert describe(engine) == migrated


def test_there_is_one_newest_migration() -> None:
    assert len(read_scripts().get_heads()) == 1


def test_down_one_and_up_again_gives_the_same_schema(engine: Engine) -> None:
    downgrade(engine, "-1")
    upgrade(engine)
    assert find_differences(engine) == []


def test_down_to_nothing_leaves_no_table(engine: Engine) -> None:
    downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    with pytest.raises(Problem, match="salesbell db upgrade"):
        check_schema(engine)


def test_a_database_of_a_newer_version_is_told_apart(engine: Engine) -> None:
    check_schema(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Problem, match="newer salesbell"):
        check_schema(engine)


def test_an_instant_without_a_zone_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
    with pytest.raises(StatementError, match="needs a time zone"), engine.begin() as connection:
        connection.execute(
            insert(SeenRequest).values(
                workspace_id=1,
                key="k",
                seen_at=datetime(2026, 11, 22),  # noqa: DTZ001 - being naive is the point
            )
        )


def test_an_instant_comes_back_aware_and_equal(engine: Engine) -> None:
    at = datetime(2026, 11, 22, 8, 30, 15, 123456, tzinfo=UTC)
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
        connection.execute(insert(SeenRequest).values(workspace_id=1, key="k", seen_at=at))
        assert connection.execute(SeenRequest.__table__.select()).one().seen_at == at


def test_a_batch_whose_rows_do_not_add_up_is_refused(engine: Engine) -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    row = {
        "workspace_id": 1,
        "id": 1,
        "kind": "deals",
        "file_name": "deals.csv",
        "started_at": at,
        "finished_at": at,
        "rows_read": 3,
        "rows_new": 1,
        "rows_changed": 1,
        "rows_unchanged": 0,
        "rows_rejected": 0,
        "report": {},
    }
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
    with pytest.raises(Exception, match="rows_add_up"), engine.begin() as connection:
        connection.execute(insert(ImportBatch).values(row))


def test_a_business_day_refuses_a_datetime(engine: Engine) -> None:
    with pytest.raises(ValueError, match="not an instant"):
        Day().process_bind_param(datetime(2026, 11, 22, tzinfo=UTC), engine.dialect)
    assert Day().process_bind_param(date(2026, 11, 22), engine.dialect) == date(2026, 11, 22)
