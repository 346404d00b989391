"""What the business did: people, accounts, products, stages, deals, leads, goals, spend, rates."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Currency, Id, Minor, Name, NameKey, WorkspaceId

OPEN = literal_column("'open'", String(4))
"""The words of `Deal.status`, written into the SQL itself: partial indexes are found only so."""
WON = literal_column("'won'", String(4))
LOST = literal_column("'lost'", String(4))


class Workspace(Base):
    """A company: one Slack workspace and its numbers."""

    __tablename__ = "workspaces"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    name: Mapped[Name]
    slack_team_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    currency: Mapped[Currency | None]
    """The reporting currency that the values in the tables stand in; the imports keep it."""


class Person(Base):
    """Somebody who owns deals, leads a team or asks for numbers."""

    __tablename__ = "people"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "manager_id"], ["people.workspace_id", "people.id"], use_alter=False
        ),
        UniqueConstraint("workspace_id", "email"),
        UniqueConstraint("workspace_id", "slack_user_id"),
        Index(None, "workspace_id", "name_key"),
        Index("ix_people_key", "workspace_id", "key", unique=True),
        CheckConstraint("role IN ('rep', 'manager', 'administrator')", name="role"),
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    key: Mapped[str | None]  # the source's own id
    name: Mapped[Name]
    name_key: Mapped[NameKey]
    email: Mapped[str | None] = mapped_column(Text)  # lower case
    slack_user_id: Mapped[str | None] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(16), default="rep", server_default="rep")
    manager_id: Mapped[int | None] = mapped_column(Integer)
    team: Mapped[str | None]
    region: Mapped[str | None]
    started_on: Mapped[date | None]
    left_on: Mapped[date | None]
    listed: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """False for a name that only a deal or lead has mentioned, until a people file names it."""


class Account(Base):
    """A company that is sold to."""

    __tablename__ = "accounts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "parent_id"], ["accounts.workspace_id", "accounts.id"]
        ),
        Index(None, "workspace_id", "name_key"),
        Index("ix_accounts_key", "workspace_id", "key", unique=True),
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    key: Mapped[str | None]  # the source's own id
    name: Mapped[Name]
    name_key: Mapped[NameKey]
    segment: Mapped[str | None]
    industry: Mapped[str | None]
    region: Mapped[str | None]
    employees: Mapped[int | None] = mapped_column(Integer)
    parent_id: Mapped[int | None] = mapped_column(Integer)
    listed: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class Product(Base):
    """Something that is sold."""

    __tablename__ = "products"
    __table_args__ = (
        Index(None, "workspace_id", "name_key"),
        Index("ix_products_key", "workspace_id", "key", unique=True),
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    key: Mapped[str | None]
    name: Mapped[Name]
    name_key: Mapped[NameKey]
    family: Mapped[str | None]
    list_price_minor: Mapped[Minor | None]
    currency: Mapped[Currency | None]
    listed: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class Stage(Base):
    """A step of a pipeline; `kind` says whether a deal in it is open, won or lost."""

    __tablename__ = "stages"
    __table_args__ = (
        Index(None, "workspace_id", "pipeline", "name_key", unique=True),
        CheckConstraint("kind IN ('open', 'won', 'lost')", name="kind"),
        CheckConstraint("probability BETWEEN 0 AND 1", name="probability"),
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    pipeline: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[Name]
    name_key: Mapped[NameKey]
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(4))
    probability: Mapped[Decimal | None] = mapped_column(Numeric(6, 5))
    """The CRM's own chance to win, 0 to 1; NULL when it gave none."""


class Deal(Base):
    """A deal (opportunity). `status` repeats its stage's kind, so that one index answers."""

    __tablename__ = "deals"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "owner_id"], ["people.workspace_id", "people.id"]),
        ForeignKeyConstraint(
            ["workspace_id", "account_id"], ["accounts.workspace_id", "accounts.id"]
        ),
        ForeignKeyConstraint(
            ["workspace_id", "product_id"], ["products.workspace_id", "products.id"]
        ),
        ForeignKeyConstraint(["workspace_id", "stage_id"], ["stages.workspace_id", "stages.id"]),
        CheckConstraint("status IN ('open', 'won', 'lost')", name="status"),
        CheckConstraint(
            "(amount_minor IS NULL) = (currency IS NULL)", name="amount_has_a_currency"
        ),
        Index("ix_deals_key", "workspace_id", "key", unique=True),
        Index(
            "ix_deals_open",
            "workspace_id",
            "stage_id",
            "owner_id",
            "value_minor",
            "expected_close_on",
            "created_on",
            "last_activity_on",
            "stage_entered_on",
            "account_id",
            "product_id",
            # All that a question about open deals can ask for, `status` included: SQLite would read
            # the table for each row otherwise, twenty times slower. Only open deals are in here.
            "probability",
            "currency",
            "source",
            "region",
            "segment",
            "industry",
            "status",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index(
            "ix_deals_closed",
            "workspace_id",
            "closed_on",
            "status",
            "owner_id",
            "value_minor",
            "created_on",
            "account_id",
            "product_id",
            "source",
            "region",
            "segment",
            "industry",
            sqlite_where=text("status <> 'open'"),
            postgresql_where=text("status <> 'open'"),
        ),
        Index(
            "ix_deals_created",
            "workspace_id",
            "created_on",
            "owner_id",
            "value_minor",
            "account_id",
            "product_id",
            "source",
            "region",
            "segment",
            "industry",
        ),
        Index(
            "ix_deals_lead_key",
            "workspace_id",
            "lead_key",
            sqlite_where=text("lead_key IS NOT NULL"),
            postgresql_where=text("lead_key IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    key: Mapped[str]  # the source's own id, or the key the import made
    name: Mapped[str | None]
    status: Mapped[str] = mapped_column(String(4))
    stage_id: Mapped[int] = mapped_column(Integer)
    owner_id: Mapped[int | None] = mapped_column(Integer)
    account_id: Mapped[int | None] = mapped_column(Integer)
    product_id: Mapped[int | None] = mapped_column(Integer)
    amount_minor: Mapped[Minor | None]
    currency: Mapped[Currency | None]
    value_minor: Mapped[Minor | None]
    """The amount in the reporting currency; NULL without an amount or without a rate."""
    created_on: Mapped[date | None]
    created_at: Mapped[datetime | None]
    expected_close_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    stage_entered_on: Mapped[date | None]
    last_activity_on: Mapped[date | None]
    probability: Mapped[Decimal | None] = mapped_column(Numeric(6, 5))
    """The CRM's own chance for this deal, 0 to 1."""
    source: Mapped[str | None]
    region: Mapped[str | None]
    segment: Mapped[str | None]
    industry: Mapped[str | None]
    lost_reason: Mapped[str | None]
    lead_key: Mapped[str | None]
    batch_id: Mapped[int] = mapped_column(Integer)
    """The import that brought the deal in first."""


class DealChange(Base):
    """One change of a deal that an import saw: its stage, amount, owner or expected close date."""

    __tablename__ = "deal_changes"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "deal_id"], ["deals.workspace_id", "deals.id"]),
        CheckConstraint(
            "field IN ('stage', 'amount', 'value', 'owner', 'expected_close_on')", name="field"
        ),
        Index(
            "ix_deal_changes_of_deal",
            "workspace_id",
            "deal_id",
            "field",
            # The order in which things happened, and what: a past evening is looked up here alone.
            # Reading the rows in the table as well would take six tenths longer.
            "on",
            "at",
            "id",
            "old",
            "new",
        ),
        Index(None, "workspace_id", "on", "field", "deal_id", "old", "new"),
        {"sqlite_with_rowid": False},
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    deal_id: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    on: Mapped[date] = mapped_column("on")
    """The day of `at` in the workspace's zone."""
    field: Mapped[str] = mapped_column(String(20))
    old: Mapped[str | None]
    new: Mapped[str | None]
    """Ids, minor units and ISO days as text; NULL when there was or is none."""
    batch_id: Mapped[int] = mapped_column(Integer)


class Lead(Base):
    """Somebody who may become a customer; a deal points to it with `lead_key`."""

    __tablename__ = "leads"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "owner_id"], ["people.workspace_id", "people.id"]),
        ForeignKeyConstraint(
            ["workspace_id", "account_id"], ["accounts.workspace_id", "accounts.id"]
        ),
        Index("ix_leads_key", "workspace_id", "key", unique=True),
        Index(
            "ix_leads_created",
            "workspace_id",
            "created_on",
            "owner_id",
            "source",
            "customer_on",
            "account_id",
            "region",
            "segment",
            "industry",
        ),
        {"sqlite_with_rowid": False},
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    key: Mapped[str]
    name: Mapped[str | None]
    company: Mapped[str | None]
    email: Mapped[str | None]
    status: Mapped[str | None]
    source: Mapped[str | None]
    segment: Mapped[str | None]
    industry: Mapped[str | None]
    region: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(Integer)
    account_id: Mapped[int | None] = mapped_column(Integer)
    created_on: Mapped[date | None]
    customer_on: Mapped[date | None]
    """The day it became a customer, when the leads file says so itself."""
    batch_id: Mapped[int] = mapped_column(Integer)


class Goal(Base):
    """A target for a metric, for everybody, a team or a person, in a period `[start, end)`."""

    __tablename__ = "goals"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "owner_id"], ["people.workspace_id", "people.id"]),
        CheckConstraint("start_on < end_on", name="period"),
        CheckConstraint("owner_id IS NULL OR team IS NULL", name="one_holder"),
        Index(None, "workspace_id", "metric", "start_on", "end_on"),
        Index("ix_goals_key", "workspace_id", "key", unique=True),
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    key: Mapped[str]
    metric: Mapped[str]
    start_on: Mapped[date]
    end_on: Mapped[date]
    owner_id: Mapped[int | None] = mapped_column(Integer)
    team: Mapped[str | None]
    target: Mapped[Decimal] = mapped_column(Numeric(20, 4))
    """Money in minor units of the reporting currency, shares as fractions, else the count."""
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Taken back by hand: it counts no more, until it is set or imported again."""
    batch_id: Mapped[int | None] = mapped_column(Integer)


class Spend(Base):
    """What was spent on winning customers in a period `[start, end)`."""

    __tablename__ = "spend"
    __table_args__ = (
        CheckConstraint("start_on < end_on", name="period"),
        Index(None, "workspace_id", "start_on", "end_on"),
        Index("ix_spend_key", "workspace_id", "key", unique=True),
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    key: Mapped[str]
    start_on: Mapped[date]
    end_on: Mapped[date]
    source: Mapped[str | None]
    amount_minor: Mapped[Minor]
    currency: Mapped[Currency]
    value_minor: Mapped[Minor | None]
    batch_id: Mapped[int] = mapped_column(Integer)


class ExchangeRate(Base):
    """How many units of the reporting currency one unit of `currency` was worth on a day."""

    __tablename__ = "exchange_rates"
    __table_args__ = (
        CheckConstraint("rate > 0", name="positive"),
        Index("ix_exchange_rates_day", "workspace_id", "currency", "on", unique=True),
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    currency: Mapped[Currency]
    on: Mapped[date] = mapped_column("on")
    rate: Mapped[Decimal] = mapped_column(Numeric(20, 10))
    batch_id: Mapped[int] = mapped_column(Integer)
