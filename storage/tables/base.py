"""What every table shares: names for constraints, column types, the workspace in front."""

from datetime import date, datetime
from typing import Annotated, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from storage.types import Day, Instant

WorkspaceId = Annotated[
    int,
    mapped_column(Integer, ForeignKey("workspaces.id"), primary_key=True, autoincrement=False),
]
"""Leads every primary key, so that one installation serves many workspaces."""

Id = Annotated[int, mapped_column(Integer, primary_key=True, autoincrement=False)]
"""Counted up within a workspace by whoever writes, in the same transaction."""

Name = Annotated[str, mapped_column(Text)]
NameKey = Annotated[str, mapped_column(Text)]
"""A name without case, blanks and punctuation; see `storage.naming.fold_name`."""

Minor = Annotated[int, mapped_column(BigInteger)]
"""Money, in the currency's minor unit (cents, pence, yen)."""

Currency = Annotated[str, mapped_column(String(3))]


class Base(DeclarativeBase):
    """The registry of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: Instant, date: Day, str: Text}
