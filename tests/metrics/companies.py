"""Random small companies, with everything that makes numbers go wrong.

Missing owners, values and dates; amounts of 0; closes before creations; reopened deals; histories
with several changes a day; leads won early, late, twice and never.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from storage.naming import fold_name
from storage.tables import (
    Account,
    Deal,
    DealChange,
    Goal,
    ImportBatch,
    Lead,
    Person,
    Product,
    Stage,
    StagePace,
    Workspace,
)

Row = dict[str, Any]

FIRST_DAY = date(2025, 11, 1)
TODAY = date(2026, 6, 17)
TABLES = {
    "people": Person,
    "accounts": Account,
    "products": Product,
    "stages": Stage,
    "stage_pace": StagePace,
    "leads": Lead,
    "deals": Deal,
    "deal_changes": DealChange,
    "goals": Goal,
}
"""In an order in which each row's neighbours are there before it."""


@dataclass(frozen=True)
class Company:
    """Rows by table, without their workspace."""

    rows: dict[str, list[Row]] = field(default_factory=dict)


days = st.integers(0, (TODAY - FIRST_DAY).days).map(lambda n: FIRST_DAY + timedelta(days=n))
some_day = st.none() | days
values = st.none() | st.sampled_from([0, 0, 1, 999, 100_000]) | st.integers(1, 9_999_999)
owners = st.none() | st.integers(1, 5)
regions = st.sampled_from([None, "West", "East"])
segments = st.sampled_from([None, "SMB", "Enterprise"])
industries = st.sampled_from([None, "retail", "software"])
sources = st.sampled_from([None, "Web", "Referral"])
chances = st.sampled_from(
    [None, None, Decimal(0), Decimal("0.125"), Decimal("0.33333"), Decimal(1)]
)

STAGES = (
    (1, "", "Qualified", "open"),
    (2, "", "Proposal", "open"),
    (3, "", "Signed", "won"),
    (4, "", "Gone", "lost"),
    (5, "Partners", "Talks", "open"),
    (6, "Partners", "Deal done", "won"),
)
BY_KIND = {
    kind: [id_ for id_, _, _, its_kind in STAGES if its_kind == kind]
    for kind in ("open", "won", "lost")
}

GOAL_DAYS = (
    (date(2026, 1, 1), date(2027, 1, 1)),
    (date(2026, 1, 1), date(2026, 4, 1)),
    (date(2026, 4, 1), date(2026, 7, 1)),
    (date(2026, 2, 1), date(2026, 3, 1)),
    (date(2026, 3, 1), date(2026, 4, 1)),
    (date(2026, 5, 1), date(2026, 6, 1)),
    (date(2026, 6, 1), date(2026, 7, 1)),
    (date(2026, 6, 15), date(2026, 6, 22)),
)
"""A year, its quarters, months of 28 and of 31 days, a week."""
GOAL_METRICS = (
    "bookings", "bookings", "deals_won", "deals_won", "deals_lost", "pipeline_created",
    "deals_created", "new_leads", "young_leads", "win_rate",
)  # fmt: skip


@st.composite
def companies(draw: st.DrawFn) -> Company:
    """A company of up to 16 deals, 10 leads and 14 changes."""
    deals = [draw(_deals(id_)) for id_ in range(1, draw(st.integers(0, 16)) + 1)]
    changes = []
    if deals:
        ids = st.integers(1, len(deals))
        changes = [draw(_changes(id_, ids)) for id_ in range(1, draw(st.integers(0, 14)) + 1)]
    return Company(
        {
            "people": _people(draw),
            "accounts": _accounts(draw),
            "products": [
                _product(1, "Lamp", "Light", 4_900, "USD"),
                _product(2, "Torch", "Light", 1_250, "EUR"),
                _product(3, "Chair", None, None, None),
            ],
            "stages": [
                _named(id_, name)
                | {"pipeline": pipeline, "position": id_, "kind": kind}
                | {"probability": draw(chances) if kind == "open" else None}
                for id_, pipeline, name, kind in STAGES
            ],
            "stage_pace": [
                {"stage_id": id_, "data_version": 1, "decided": draw(st.sampled_from([29, 30, 41]))}
                | {"won": draw(st.integers(0, 29)), "passed": 0, "passed_days_p75": None}
                for id_ in BY_KIND["open"]
            ],
            "leads": [draw(_leads(id_)) for id_ in range(1, draw(st.integers(0, 10)) + 1)],
            "deals": deals,
            "deal_changes": changes,
        }
    )


def load_company(connection: Connection, workspace_id: int, company: Company) -> None:
    """Put a company into a workspace of its own."""
    connection.execute(insert(Workspace), [{"id": workspace_id, "name": "Random"}])
    at = datetime(2026, 6, 17, 6, 0, tzinfo=UTC)
    counts = dict.fromkeys(("read", "new", "changed", "unchanged", "rejected"), 0)
    batch = {"id": 1, "kind": "deals", "file_name": "deals.csv", "started_at": at}
    batch |= {"finished_at": at, "report": {}} | {f"rows_{k}": v for k, v in counts.items()}
    connection.execute(insert(ImportBatch), [batch | {"workspace_id": workspace_id}])
    for name, table in TABLES.items():
        rows = company.rows.get(name, [])
        if rows:
            connection.execute(
                insert(table), [row | {"workspace_id": workspace_id} for row in rows]
            )


def _named(id_: int, name: str) -> Row:
    return {"id": id_, "name": name, "name_key": fold_name(name)}


def _product(
    id_: int, name: str, family: str | None, list_price: int | None, currency: str | None
) -> Row:
    price = {"list_price_minor": list_price, "currency": currency}
    return _named(id_, name) | {"family": family} | price


def _people(draw: st.DrawFn) -> list[Row]:
    bosses: list[int | None] = [None, None, 1, draw(st.sampled_from([None, 2])), 1]
    return [
        _named(id_, name)
        | {"manager_id": bosses[id_ - 1], "region": draw(regions)}
        | {"team": draw(st.sampled_from([None, "Red", "Blue"]))}
        for id_, name in enumerate(("Ann", "Bo", "Cy", "Di", "Ed"), 1)
    ]


def _accounts(draw: st.DrawFn) -> list[Row]:
    return [
        _named(id_, name)
        | {"segment": draw(segments), "industry": draw(industries), "region": draw(regions)}
        | {"parent_id": 1 if id_ == 3 else None}
        for id_, name in enumerate(("Acme", "Bolt", "Cord"), 1)
    ]


@st.composite
def _deals(draw: st.DrawFn, id_: int) -> Row:
    status = draw(st.sampled_from(["open", "won", "lost"]))
    value = draw(values)
    has_rate = draw(st.sampled_from([True, True, True, False]))
    return {
        "id": id_,
        "key": f"D{id_}",
        "name": f"Deal {id_}",
        "status": status,
        "stage_id": draw(st.sampled_from(BY_KIND[status])),
        "owner_id": draw(owners),
        "account_id": draw(st.none() | st.integers(1, 3)),
        "product_id": draw(st.none() | st.integers(1, 3)),
        "amount_minor": value,
        "currency": None if value is None else "USD",
        "value_minor": value if has_rate else None,
        "created_on": draw(some_day),
        "expected_close_on": draw(some_day),
        "closed_on": None if status == "open" else draw(some_day),
        "probability": draw(chances),
        "source": draw(sources),
        "region": draw(regions),
        "segment": draw(segments),
        "industry": draw(industries),
        "lost_reason": draw(st.sampled_from([None, "Price"])) if status == "lost" else None,
        "lead_key": draw(st.none() | st.integers(1, 10).map(lambda n: f"L{n}")),
        "batch_id": 1,
    }


@st.composite
def _changes(draw: st.DrawFn, id_: int, deal_ids: st.SearchStrategy[int]) -> Row:
    kind = draw(st.sampled_from(["stage", "value", "owner", "expected_close_on"]))
    old: dict[str, st.SearchStrategy[Any]] = {
        "stage": st.integers(1, len(STAGES)),
        "value": values,
        "owner": owners,
        "expected_close_on": some_day,
    }
    was, becomes = draw(old[kind]), draw(old[kind])
    on = draw(days)
    at = datetime.combine(on, time(draw(st.integers(0, 23))), UTC)
    return {
        "id": id_,
        "deal_id": draw(deal_ids),
        "at": at,
        "on": on,
        "field": kind,
        "old": None if was is None else str(was),
        "new": None if becomes is None else str(becomes),
        "batch_id": 1,
    }


@st.composite
def _leads(draw: st.DrawFn, id_: int) -> Row:
    return {
        "id": id_,
        "key": f"L{id_}",
        "owner_id": draw(owners),
        "account_id": draw(st.none() | st.integers(1, 3)),
        "created_on": draw(some_day),
        "customer_on": draw(st.none() | some_day),
        "source": draw(sources),
        "region": draw(regions),
        "segment": draw(segments),
        "industry": draw(industries),
        "batch_id": 1,
    }


@st.composite
def companies_with_goals(draw: st.DrawFn) -> Company:
    """The same with up to 9 goals: of every level, several sizes, several numbers, some of 0."""
    company = draw(companies())
    goals = [draw(_goals(id_)) for id_ in range(1, draw(st.integers(0, 9)) + 1)]
    return Company(company.rows | {"goals": goals})


@st.composite
def _goals(draw: st.DrawFn, id_: int) -> Row:
    start, end = draw(st.sampled_from(GOAL_DAYS))
    holder = draw(st.sampled_from(["everybody", "team", "team", "owner", "owner", "owner"]))
    metric = draw(st.sampled_from(GOAL_METRICS))
    targets = [Decimal(0), Decimal(1), Decimal(7), Decimal("2.5"), Decimal(250_000)]
    return {
        "id": id_,
        "key": f"G{id_}",
        "metric": metric,
        "start_on": start,
        "end_on": end,
        "owner_id": draw(st.integers(1, 5)) if holder == "owner" else None,
        "team": draw(st.sampled_from(["Red", "Blue", "Gone"])) if holder == "team" else None,
        "target": draw(st.sampled_from(targets)),
        "batch_id": 1,
    }
