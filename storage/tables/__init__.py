"""The tables: facts (what the business did), workings (what the bot keeps), deliveries, alerts."""

from storage.tables.alerts import AlertChange, AlertCheck, AlertIncident, AlertRule, AlertState
from storage.tables.base import Base
from storage.tables.deliveries import Action, Delivery, Digest
from storage.tables.facts import (
    Account,
    Deal,
    DealChange,
    ExchangeRate,
    Goal,
    Lead,
    Person,
    Product,
    Spend,
    Stage,
    Workspace,
)
from storage.tables.workings import (
    Groundwork,
    ImportBatch,
    ImportReject,
    ImportUndo,
    SeenRequest,
    StagePace,
)

__all__ = [
    "Account",
    "Action",
    "AlertChange",
    "AlertCheck",
    "AlertIncident",
    "AlertRule",
    "AlertState",
    "Base",
    "Deal",
    "DealChange",
    "Delivery",
    "Digest",
    "ExchangeRate",
    "Goal",
    "Groundwork",
    "ImportBatch",
    "ImportReject",
    "ImportUndo",
    "Lead",
    "Person",
    "Product",
    "SeenRequest",
    "Spend",
    "Stage",
    "StagePace",
    "Workspace",
]
