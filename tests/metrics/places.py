"""The company of the tests of numbers: its day, its zone, and rows with only what matters said."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from metrics.answer import Answer
from metrics.compute import compute
from metrics.period import Period
from metrics.question import Question, Setting
from metrics.scope import Scope
from storage.naming import fold_name
from tests.metrics.companies import Company, Row, load_company

TODAY = date(2026, 6, 17)
SETTING = Setting(workspace_id=1, today=TODAY, zone=ZoneInfo("Europe/Berlin"))
QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1), "Q2 2026")

QUALIFIED, PROPOSAL, WON, LOST = 1, 2, 3, 4
STAGES: list[Row] = [
    {"id": id_, "name": name, "name_key": fold_name(name), "pipeline": "", "position": id_}
    | {"kind": kind, "probability": None}
    for id_, name, kind in (
        (QUALIFIED, "Qualified", "open"),
        (PROPOSAL, "Proposal", "open"),
        (WON, "Won", "won"),
        (LOST, "Lost", "lost"),
    )
]
STAGE_OF = {"open": QUALIFIED, "won": WON, "lost": LOST}


def person(id_: int, name: str, **more: Any) -> Row:
    """A person; everything but the name may be left out."""
    row = {"id": id_, "name": name, "name_key": fold_name(name)}
    return row | {"team": None, "region": None, "manager_id": None, "email": None} | more


def deal(id_: int, status: str = "open", value: int | None = 0, **more: Any) -> Row:
    """A deal worth `value` minor units; `on` closes it."""
    row: Row = {
        "id": id_,
        "key": f"D{id_}",
        "status": status,
        "stage_id": STAGE_OF[status],
        "owner_id": None,
        "account_id": None,
        "product_id": None,
        "amount_minor": value,
        "currency": None if value is None else "USD",
        "value_minor": value,
        "created_on": None,
        "expected_close_on": None,
        "closed_on": None if status == "open" else date(2026, 5, 4),
        "probability": None,
        "lead_key": None,
        "segment": None,
        "batch_id": 1,
    }
    return row | more


def change(id_: int, deal_id: int, on: date, field: str, old: str | None) -> Row:
    """A change of a deal at noon of a day; what it became does not matter."""
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    row = {"id": id_, "deal_id": deal_id, "at": at, "on": on, "field": field}
    return row | {"old": old, "new": None, "batch_id": 1}


def open_company(connection: Connection, **rows: Iterable[Row]) -> None:
    """Fill workspace 1 with these rows, and the usual stages."""
    tables = {name: list(some) for name, some in rows.items()}
    load_company(connection, 1, Company({"stages": STAGES} | tables))


def ask(connection: Connection, *metrics: str, setting: Setting = SETTING, **asked: Any) -> Any:
    """The answers by metric name; about everything in the quarter unless said otherwise."""
    question = Question((), asked.pop("scope", Scope.everything()), period=QUARTER)
    answers = compute(connection, replace(question, metrics=metrics, **asked), setting)
    return {answer.metric: answer for answer in answers}


def by_key(answer: Answer) -> dict[str | None, Any]:
    """The value of each group."""
    return {group.key: group.value for group in answer.groups}
