"""The public Maven data set, put straight into the tables: 8,800 deals with known figures."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert

from metrics.question import Setting
from storage.naming import fold_name
from storage.tables import Account, Deal, ImportBatch, Person, Product, Stage, Workspace

FOLDER = Path(__file__).parents[2].parent / "shared" / "datasets" / "maven"
SETTING = Setting(workspace_id=1, today=date(2017, 12, 31), zone=ZoneInfo("UTC"))
IMPORTED_AT = datetime(2017, 12, 31, 20, 0, tzinfo=UTC)
STAGES = {"Prospecting": "open", "Engaging": "open", "Won": "won", "Lost": "lost"}


@dataclass(frozen=True)
class _Ids:
    people: dict[str, int]
    accounts: dict[str, int]
    products: dict[str, int]
    stages: dict[str, int]


def read_answers() -> dict[str, Any]:
    """The figures that are right, and the well-known ones that are not."""
    return _read_json("answers.json")


@cache
def _read_json(name: str) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads(_find(name).read_text(encoding="utf-8"))
    return answers


def _find(name: str) -> Path:
    path = FOLDER / name
    if not path.is_file():
        raise FileNotFoundError(f"the golden tests need the Maven data set: {path} is missing")
    return path


def _read_rows(name: str) -> list[dict[str, str]]:
    with _find(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_maven(engine: Engine) -> None:
    """Fill an empty database: sectors spelt right, GTXPro taken as GTX Pro, amounts in cents."""
    teams = _read_rows("sales_teams.csv")
    accounts = _read_rows("accounts.csv")
    products = _read_rows("products.csv")
    managers = sorted({row["manager"] for row in teams})
    people = {name: place for place, name in enumerate(managers, 1)}
    people |= {row["sales_agent"]: len(managers) + place for place, row in enumerate(teams, 1)}
    ids = _Ids(
        people,
        {row["account"]: place for place, row in enumerate(accounts, 1)},
        {fold_name(row["product"]): place for place, row in enumerate(products, 1)},
        {name: place for place, name in enumerate(STAGES, 1)},
    )
    with engine.begin() as connection:
        connection.execute(insert(Workspace), [{"id": 1, "name": "Maven", "currency": "USD"}])
        connection.execute(insert(ImportBatch), [_batch()])
        connection.execute(insert(Person), list(_people(teams, managers, ids)))
        # Parents first: a subsidiary points to its parent.
        for row in sorted(_accounts(accounts, ids), key=lambda row: row["parent_id"] or 0):
            connection.execute(insert(Account), [row])
        connection.execute(insert(Product), list(_products(products, ids)))
        connection.execute(insert(Stage), list(_stages(ids)))
        connection.execute(insert(Deal), list(_deals(ids)))


def _batch() -> dict[str, Any]:
    rows = {f"rows_{word}": 0 for word in ("changed", "unchanged", "rejected")}
    at = {"started_at": IMPORTED_AT, "finished_at": IMPORTED_AT}
    counted = {"rows_read": 8800, "rows_new": 8800, **rows}
    file = {"kind": "deals", "file_name": "sales_pipeline.csv", "report": {}}
    return {"workspace_id": 1, "id": 1, **at, **counted, **file}


def _named(id_: int, name: str) -> dict[str, Any]:
    return {"workspace_id": 1, "id": id_, "name": name, "name_key": fold_name(name)}


def _people(
    teams: list[dict[str, str]], managers: list[str], ids: _Ids
) -> Iterator[dict[str, Any]]:
    for name in managers:
        yield {
            **_named(ids.people[name], name),
            "manager_id": None,
            "region": None,
            "role": "manager",
        }
    for row in teams:
        yield {
            **_named(ids.people[row["sales_agent"]], row["sales_agent"]),
            "manager_id": ids.people[row["manager"]],
            "region": row["regional_office"],
            "role": "rep",
        }


def _accounts(rows: list[dict[str, str]], ids: _Ids) -> Iterator[dict[str, Any]]:
    for row in rows:
        parent = row["subsidiary_of"]
        yield {
            **_named(ids.accounts[row["account"]], row["account"]),
            "industry": row["sector"].replace("technolgy", "technology"),
            "region": row["office_location"],
            "employees": int(row["employees"]),
            "parent_id": ids.accounts[parent] if parent else None,
        }


def _products(rows: list[dict[str, str]], ids: _Ids) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            **_named(ids.products[fold_name(row["product"])], row["product"]),
            "family": row["series"],
            "list_price_minor": int(Decimal(row["sales_price"]) * 100),
            "currency": "USD",
        }


def _stages(ids: _Ids) -> Iterator[dict[str, Any]]:
    for position, (name, kind) in enumerate(STAGES.items()):
        yield {**_named(ids.stages[name], name), "position": position, "kind": kind}


def _deals(ids: _Ids) -> Iterator[dict[str, Any]]:
    for place, row in enumerate(_read_rows("sales_pipeline.csv"), 1):
        cents = int(Decimal(row["close_value"]) * 100) if row["close_value"] else None
        yield {
            "workspace_id": 1,
            "id": place,
            "key": row["opportunity_id"],
            "status": STAGES[row["deal_stage"]],
            "stage_id": ids.stages[row["deal_stage"]],
            "owner_id": ids.people[row["sales_agent"]],
            "account_id": ids.accounts[row["account"]] if row["account"] else None,
            "product_id": ids.products[fold_name(row["product"])],
            "amount_minor": cents,
            "currency": None if cents is None else "USD",
            "value_minor": cents,
            "created_on": _day(row["engage_date"]),
            "closed_on": _day(row["close_date"]),
            "batch_id": 1,
        }


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
