"""The sample company is believable, the same for the same seed, and consistent with itself."""

from datetime import date

import pytest
from sqlalchemy import Engine, func, select

from storage.problem import Problem
from storage.sample import ADMINISTRATOR, MANAGER, REP, STRANGER, load_sample
from storage.sample.market import FALLEN_SEGMENT
from storage.schema import find_differences
from storage.tables import (
    Account,
    Base,
    Deal,
    DealChange,
    ImportBatch,
    Lead,
    Person,
    Stage,
    Workspace,
)
from storage.workspaces import ensure_workspace

TODAY = date(2026, 11, 20)
FACTS = (
    "people", "accounts", "products", "stages", "deals", "deal_changes", "leads", "goals",
    "spend", "exchange_rates",
)  # fmt: skip


def dump(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            name: sorted(
                (tuple(row) for row in connection.execute(select(Base.metadata.tables[name]))),
                key=repr,
            )
            for name in FACTS
        }


def test_the_same_seed_gives_the_same_company(engine: Engine) -> None:
    load_sample(engine, 1, 300, 7, today=TODAY)
    load_sample(engine, 2, 300, 7, today=TODAY)
    load_sample(engine, 3, 300, 8, today=TODAY)
    facts = dump(engine)
    for name in FACTS:
        of = {
            workspace: [row[1:] for row in facts[name] if row[0] == workspace]
            for workspace in (1, 2, 3)
        }
        assert of[1]
        assert of[1] == of[2], name
    deals = [[row[1:] for row in facts["deals"] if row[0] == n] for n in (1, 3)]
    assert deals[0] != deals[1]


def test_the_people_of_the_demo_are_there(engine: Engine) -> None:
    load_sample(engine, 1, 300, today=TODAY)
    with engine.connect() as connection:
        roles = {
            row.email: row.role for row in connection.execute(select(Person.email, Person.role))
        }
    assert roles[REP.email] == "rep"
    assert roles[MANAGER.email] == "manager"
    assert roles[ADMINISTRATOR.email] == "administrator"
    assert STRANGER.email not in roles
    assert all(email.endswith("@example.com") for email in roles)
    assert len(roles) == 22


def test_it_has_the_size_asked_for_and_a_believable_share_open(engine: Engine) -> None:
    load_sample(engine, 1, 2_000, today=TODAY)
    with engine.connect() as connection:
        rows = connection.execute(select(Deal.status, func.count()).group_by(Deal.status)).all()
        counts = {row[0]: row[1] for row in rows}
    assert sum(counts.values()) == 2_000
    assert 0.08 <= counts["open"] / 2_000 <= 0.13
    assert 0.2 <= counts["won"] / (counts["won"] + counts["lost"]) <= 0.36


def test_the_history_ends_in_what_the_deals_are_now(engine: Engine) -> None:
    load_sample(engine, 1, 600, today=TODAY)
    columns = {
        "stage": Deal.stage_id,
        "owner": Deal.owner_id,
        "amount": Deal.amount_minor,
        "value": Deal.value_minor,
        "expected_close_on": Deal.expected_close_on,
    }
    with engine.connect() as connection:
        deals = {row.id: row for row in connection.execute(select(Deal.id, *columns.values()))}
        changes = connection.execute(
            select(DealChange.deal_id, DealChange.field, DealChange.old, DealChange.new)
            .order_by(DealChange.id)
        ).all()  # fmt: skip
    now: dict[tuple[int, str], str | None] = {}
    for change in changes:
        at = (change.deal_id, change.field)
        assert now.get(at, change.old) == change.old, change
        assert change.old != change.new
        now[at] = change.new
    assert {field for _, field in now} == set(columns)
    for (deal, field), told in now.items():
        value = getattr(deals[deal], columns[field].key)
        assert (None if value is None else str(value)) == told


def test_no_change_is_before_the_deal_or_after_today_or_after_closing(engine: Engine) -> None:
    load_sample(engine, 1, 600, today=TODAY)
    with engine.connect() as connection:
        rows = connection.execute(
            select(DealChange.on, DealChange.at, Deal.created_on, Deal.closed_on).join(
                Deal, Deal.id == DealChange.deal_id
            )
        ).all()
    assert rows
    for row in rows:
        assert row.at.date() == row.on
        assert row.on <= TODAY
        assert row.created_on is None or row.created_on <= row.on
        assert row.closed_on is None or row.on <= row.closed_on


def test_a_deals_status_is_its_stages_and_only_decided_deals_are_closed(engine: Engine) -> None:
    load_sample(engine, 1, 600, today=TODAY)
    with engine.connect() as connection:
        rows = connection.execute(
            select(Deal.status, Stage.kind, Deal.closed_on).join(Stage, Stage.id == Deal.stage_id)
        ).all()
    assert all(row.status == row.kind for row in rows)
    assert all((row.status == "open") == (row.closed_on is None) for row in rows)


def test_one_segment_stopped_winning_three_weeks_ago(engine: Engine) -> None:
    load_sample(engine, 1, 8_000, today=TODAY)
    fell = date(2026, 10, 30)
    with engine.connect() as connection:
        rows = connection.execute(
            select(Account.segment, Deal.closed_on, Deal.status)
            .join(Account, Account.id == Deal.account_id)
            .where(Deal.closed_on >= date(2026, 2, 1))
        ).all()

    def rate(segment: str, *, recent: bool) -> float:
        decided = [
            row.status == "won"
            for row in rows
            if row.segment == segment and (row.closed_on > fell) == recent
        ]
        return float(sum(decided)) / len(decided)

    assert rate(FALLEN_SEGMENT, recent=True) < 0.45 * rate(FALLEN_SEGMENT, recent=False)
    assert rate("SMB", recent=True) > 0.6 * rate("SMB", recent=False)


def test_it_is_dirty_as_crms_are(engine: Engine) -> None:
    load_sample(engine, 1, 2_000, today=TODAY)
    missing = {
        "amount": Deal.amount_minor.is_(None),
        "owner": Deal.owner_id.is_(None),
        "close date": Deal.expected_close_on.is_(None) & (Deal.status == "open"),
        "created date": Deal.created_on.is_(None),
        "account": Deal.account_id.is_(None),
        "rate": Deal.value_minor.is_(None) & Deal.amount_minor.is_not(None),
        "zero": Deal.amount_minor == 0,
        "overdue": (Deal.status == "open") & (Deal.expected_close_on < TODAY),
        "ping": Deal.name.like("%<!channel>%"),
        "long": func.length(Deal.name) > 190,
        "foreign": Deal.currency == "EUR",
    }
    with engine.connect() as connection:
        for what, condition in missing.items():
            count = connection.scalar(select(func.count()).where(condition))
            assert count, what


def test_leads_are_linked_to_the_deals_they_became(engine: Engine) -> None:
    load_sample(engine, 1, 1_000, today=TODAY)
    with engine.connect() as connection:
        linked, early = connection.execute(
            select(func.count(), func.count().filter(Lead.created_on <= Deal.created_on))
            .select_from(Deal)
            .join(Lead, Lead.key == Deal.lead_key)
            .where(Deal.created_on.is_not(None))
        ).one()
        keys = connection.scalar(
            select(func.count(Deal.lead_key)).where(Deal.created_on.is_not(None))
        )
    assert linked == keys == early > 200


def test_it_has_a_data_version(engine: Engine) -> None:
    load_sample(engine, 1, 100, today=TODAY)
    with engine.connect() as connection:
        batch = connection.execute(select(ImportBatch)).one()
    assert batch.kind == "sample"
    assert batch.finished_at.date() == TODAY


def test_a_workspace_with_data_is_not_mixed_with_the_sample(engine: Engine) -> None:
    load_sample(engine, 1, 100, today=TODAY)
    with pytest.raises(Problem, match="has data already"):
        load_sample(engine, 1, 100, today=TODAY)


def test_a_large_company_has_its_indexes_back_and_more_people(engine: Engine) -> None:
    load_sample(engine, 1, 31_000, today=TODAY)
    assert find_differences(engine) == []
    with engine.connect() as connection:
        assert 200 < (connection.scalar(select(func.count()).select_from(Person)) or 0) < 340
        keys = connection.scalar(select(func.count(Person.name_key.distinct())))
        assert keys == connection.scalar(select(func.count()).select_from(Person))


@pytest.mark.parametrize("deals", [0, 1])
def test_even_the_smallest_company_loads_on_a_leap_day(engine: Engine, deals: int) -> None:
    load_sample(engine, 1, deals, today=date(2024, 2, 29))
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Deal)) == deals


def test_a_workspace_that_is_there_gets_the_samples_currency(engine: Engine) -> None:
    with engine.begin() as connection:
        ensure_workspace(connection, 1, "Example")
    load_sample(engine, 1, 20, today=TODAY, currency="EUR")
    with engine.connect() as connection:
        told = connection.execute(select(Workspace.name, Workspace.currency)).one()
    assert tuple(told) == ("Example", "EUR")


@pytest.mark.parametrize("currency", ["EUR", "JPY", "PLN"])
def test_it_speaks_other_currencies(engine: Engine, currency: str) -> None:
    load_sample(engine, 1, 300, today=TODAY, currency=currency)
    with engine.connect() as connection:
        equal = connection.scalar(
            select(func.count()).where(
                Deal.currency == currency, Deal.amount_minor != Deal.value_minor
            )
        )
        foreign = connection.scalar(
            select(func.count()).where(Deal.currency != currency, Deal.value_minor.is_not(None))
        )
    assert equal == 0
    assert foreign
