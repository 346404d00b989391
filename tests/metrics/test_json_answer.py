"""The JSON of `salesbell ask --json`: its shape is a promise to other programs."""

import json
from datetime import date
from typing import Any

import jsonschema
from sqlalchemy import Connection, Engine

from metrics.compute import compute
from metrics.json_answer import to_json
from metrics.period import Period
from metrics.question import Filter, Question
from metrics.scope import Scope
from tests.metrics.places import QUARTER, SETTING, deal, open_company, person

NUMBER = {"type": ["number", "null"]}
READING = {
    "type": "object",
    "required": ["value", "no_data"],
    "properties": {"value": NUMBER, "no_data": {"type": "boolean"}},
    "oneOf": [
        {"required": ["n"], "properties": {"n": {"type": "integer"}}},
        {
            "required": ["numerator", "denominator"],
            "properties": {"numerator": NUMBER, "denominator": NUMBER},
        },
    ],
}
PERIOD = {
    "type": ["object", "null"],
    "required": ["start", "end", "zone"],
    "properties": {"start": {"format": "date"}, "end": {"format": "date"}},
}
SCHEMA = {
    "type": "object",
    "required": ["question", "as_of", "data_as_of", "scope", "answers"],
    "properties": {
        "answers": {
            "items": {
                "allOf": [READING],
                "required": ["metric", "unit", "period", "receipt"],
                "properties": {
                    "unit": {"enum": ["percent", "money", "deals", "leads", "days"]},
                    "period": PERIOD,
                    "groups": {"items": {"allOf": [READING], "required": ["key"]}},
                    "compare": {
                        "allOf": [READING],
                        "required": ["period", "change"],
                        "properties": {"period": PERIOD, "change": NUMBER},
                    },
                },
            }
        }
    },
}


def told(connection: Connection, question: Question) -> dict[str, Any]:
    """What a program reads, after a journey as text."""
    answers = compute(connection, question, SETTING)
    reply: dict[str, Any] = json.loads(json.dumps(to_json(answers, question, SETTING)))
    jsonschema.validate(reply, SCHEMA)
    return reply


def open_three(connection: Connection) -> None:
    open_company(
        connection,
        people=[person(1, "Ann", region="West"), person(2, "Bo")],
        deals=[
            deal(1, "won", 10_050, owner_id=1),
            deal(2, "lost", 9_900, owner_id=1),
            deal(3, "won", 20_000, owner_id=2),
        ],
    )


def test_a_ratio_has_numerator_and_denominator_and_no_n(engine: Engine) -> None:
    april = Period(date(2026, 4, 1), date(2026, 5, 1))
    question = Question(("win_rate",), Scope.everything(), QUARTER, by="region", compare=april)
    with engine.begin() as connection:
        open_three(connection)
        reply = told(connection, question)
    (answer,) = reply["answers"]
    assert reply["question"] == "Win rate by region, 2026-04-01 to 2026-07-01"
    assert reply["scope"] == "everything"
    assert reply["data_as_of"] == "2026-06-17T06:00:00Z"
    assert reply["as_of"] == "2026-06-17"
    assert answer["period"] == {
        "start": "2026-04-01",
        "end": "2026-07-01",
        "zone": "Europe/Berlin",
    }
    assert (answer["numerator"], answer["denominator"], answer["value"]) == (2, 3, 2 / 3)
    assert "n" not in answer
    west, none = answer["groups"]
    assert (west["key"], west["value"], west["numerator"], west["denominator"]) == (
        "West",
        0.5,
        1,
        2,
    )
    assert (none["key"], none["label"]) == (None, "(no region)")
    assert answer["compare"]["no_data"]
    assert answer["compare"]["value"] is None
    assert answer["compare"]["change"] is None


def test_money_is_a_decimal_number_in_major_units(engine: Engine) -> None:
    question = Question(("bookings", "average_deal_size"), Scope.everything(), QUARTER, by="owner")
    with engine.begin() as connection:
        open_three(connection)
        bookings, average = told(connection, question)["answers"]
    assert (bookings["value"], bookings["n"], bookings["currency"]) == (300.5, 2, "USD")
    assert [(one["key"], one["value"]) for one in bookings["groups"]] == [
        ("Bo", 200),
        ("Ann", 100.5),
    ]
    assert average["beside"]["median_deal_size"]["value"] == 150.25


def test_a_stock_has_a_day_and_no_period(engine: Engine) -> None:
    question = Question(
        ("open_deals",), Scope.everything(), filters=(Filter("owner", ("Ann", None)),)
    )
    with engine.begin() as connection:
        open_three(connection)
        (answer,) = told(connection, question)["answers"]
    assert answer["period"] is None
    assert answer["as_of"] == "2026-06-17"
    assert answer["receipt"]["filters"] == ["owner: Ann or (no owner)"]
    assert (answer["value"], answer["no_data"]) == (0, False)
