"""The tables: facts (what the business did) and workings (what the bot keeps)."""

from storage.tables.base import Base
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
from storage.tables.workings import ImportBatch, ImportReject, ImportUndo, SeenRequest, StagePace

__all__ = [
    "Account",
    "Base",
    "Deal",
    "DealChange",
    "ExchangeRate",
    "Goal",
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
