"""What can follow "by" and what can be filtered: owner, team, region, segment, stage and more.

A dimension is one declaration: the column that groups, for deals and for leads. Tables that the
column needs are joined by `metrics.population`. Weeks, months and so on are not here: they
are cut from a period, not read from a row; see `metrics.tiles`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, func
from sqlalchemy.sql.elements import ColumnClause

from metrics.calendar import name_month
from metrics.metric import Column
from storage.problem import Problem
from storage.tables import Account, Deal, Lead, Person, Product, Stage
from storage.types import month_of

owner = Person.__table__.alias("owner")
manager = Person.__table__.alias("manager")
account = Account.__table__.alias("account")
parent = Account.__table__.alias("parent")
product = Product.__table__.alias("product")
stage = Stage.__table__.alias("stage")


@dataclass(frozen=True)
class Join:
    """A small table beside the deals or leads.

    Attributes:
        table: The alias that dimensions speak of.
        of: The alias it hangs on; None for the deals or leads themselves.
        column: The column of `of` that holds its id.
    """

    table: FromClause
    of: str | None
    column: str


JOINS: dict[str, Join] = {
    "owner": Join(owner, None, "owner_id"),
    "manager": Join(manager, "owner", "manager_id"),
    "account": Join(account, None, "account_id"),
    "parent": Join(parent, "account", "parent_id"),
    "product": Join(product, None, "product_id"),
    "stage": Join(stage, None, "stage_id"),
}
"""In an order in which each comes after what it hangs on."""


@dataclass(frozen=True, eq=False)
class Dimension:
    """One way of telling rows apart.

    Attributes:
        name: How questions call it.
        title: How people read it; `none` is the name of the group without a value.
        columns: The column that groups, by table ("deals", "leads").
        names: The table whose names stand for the column's ids; None when the column is text.
        aliases: Other words for it.
        ordered: Groups keep the order of their keys instead of the largest coming first.
        label: How people read a value of it; most are read as the data spells them.
    """

    name: str
    title: str
    columns: Mapping[str, Column]
    none: str = ""
    names: FromClause | None = None
    aliases: tuple[str, ...] = ()
    ordered: bool = False
    label: Callable[[str], str] = str

    @property
    def label_of_none(self) -> str:
        """What the group without a value is called: "(no owner)"."""
        return f"({self.none or 'no ' + self.title})"

    def column(self, table: str) -> Column:
        """The column that groups the rows of a table.

        Raises:
            Problem: when the rows of that table have no such thing.
        """
        if table not in self.columns:
            raise Problem(
                "dimension-does-not-fit",
                what=f"{table.capitalize()} have no {self.title}.",
                fix=f"Ask by one of: {_list(names_for(table))}.",
                suggestions=names_for(table)[:3],
            )
        return self.columns[table]


def _either(*columns: Column) -> ColumnElement[Any]:
    return func.coalesce(*columns)


def _both(column: str) -> dict[str, Column]:
    return {"deals": getattr(Deal, column), "leads": getattr(Lead, column)}


_parent_id: ColumnElement[Any] = case(
    (account.c.parent_id.is_not(None), account.c.parent_id), else_=account.c.id
)

_DECLARED = (
    Dimension(
        "owner",
        "owner",
        _both("owner_id"),
        names=Person.__table__,
        aliases=("rep", "reps", "owners", "salesperson", "sales rep", "seller", "agent", "person"),
    ),
    Dimension(
        "team", "team", {"deals": owner.c.team, "leads": owner.c.team}, aliases=("teams", "group")
    ),
    Dimension(
        "manager",
        "manager",
        {"deals": owner.c.manager_id, "leads": owner.c.manager_id},
        names=Person.__table__,
        aliases=("managers", "boss", "lead manager"),
    ),
    Dimension(
        "region",
        "region",
        {
            "deals": _either(Deal.region, owner.c.region, account.c.region),
            "leads": _either(Lead.region, owner.c.region, account.c.region),
        },
        aliases=("regions", "office", "regional office", "territory", "area"),
    ),
    Dimension(
        "segment",
        "segment",
        {
            "deals": _either(Deal.segment, account.c.segment),
            "leads": _either(Lead.segment, account.c.segment),
        },
        aliases=("segments", "market", "size"),
    ),
    Dimension(
        "industry",
        "industry",
        {
            "deals": _either(Deal.industry, account.c.industry),
            "leads": _either(Lead.industry, account.c.industry),
        },
        aliases=("industries", "sector", "sectors", "vertical"),
    ),
    Dimension("source", "source", _both("source"), aliases=("sources", "channel", "lead source")),
    Dimension(
        "product",
        "product",
        {"deals": Deal.product_id},
        names=Product.__table__,
        aliases=("products", "item"),
    ),
    Dimension(
        "product_family",
        "product family",
        {"deals": product.c.family},
        aliases=("family", "product series", "series", "product line"),
    ),
    Dimension(
        "stage",
        "stage",
        {"deals": Deal.stage_id},
        none="stage not known",
        names=Stage.__table__,
        aliases=("stages", "deal stage", "step"),
        ordered=True,
    ),
    Dimension(
        "pipeline",
        "pipeline",
        {"deals": func.nullif(stage.c.pipeline, "")},
        none="no pipeline name",
        aliases=("pipelines",),
    ),
    Dimension(
        "account",
        "account",
        _both("account_id"),
        names=Account.__table__,
        aliases=("accounts", "customer", "customers", "company", "companies", "client"),
    ),
    Dimension(
        "parent_account",
        "parent account",
        {"deals": _parent_id, "leads": _parent_id},
        none="no account",
        names=Account.__table__,
        aliases=("parent", "parent company", "holding"),
    ),
    Dimension(
        "account_region",
        "account region",
        {"deals": account.c.region, "leads": account.c.region},
        aliases=("country", "office location", "location", "customer region"),
    ),
    Dimension(
        "lost_reason",
        "reason",
        {"deals": Deal.lost_reason},
        none="no reason given",
        aliases=("loss reason", "lost reason", "reason", "why lost"),
    ),
    Dimension(
        "created_month",
        "month of creation",
        {"deals": month_of(Deal.created_on), "leads": month_of(Lead.created_on)},
        none="no creation date",
        aliases=("creation month", "vintage", "cohort"),
        ordered=True,
        label=name_month,
    ),
)

DIMENSIONS: dict[str, Dimension] = {dimension.name: dimension for dimension in _DECLARED}

TILES = ("week", "month", "quarter", "year")
"""What a question may be by as well: the period or the past, cut into calendar pieces."""


def names_for(table: str) -> tuple[str, ...]:
    """The names of all dimensions that the rows of a table have, and of the calendar's pieces."""
    fitting = (name for name, dimension in DIMENSIONS.items() if table in dimension.columns)
    return (*fitting, *TILES)


def find_dimension(name: str) -> Dimension:
    """The dimension of that name.

    Raises:
        Problem: when there is none.
    """
    if name not in DIMENSIONS:
        raise Problem(
            "unknown-dimension",
            what=f"There is nothing called “{name[:40]}” to break a number down by.",
            fix=f"Use one of: {_list((*DIMENSIONS, *TILES))}.",
        )
    return DIMENSIONS[name]


def _list(names: Iterable[str]) -> str:
    """Names as people type them: "product family", not "product_family"."""
    return ", ".join(names).replace("_", " ")


def is_ordered(by: str) -> bool:
    """Whether the groups of a dimension, or the calendar's pieces, follow each other."""
    return by in TILES or (by in DIMENSIONS and DIMENSIONS[by].ordered)


def is_of(element: object, table: str) -> bool:
    """Whether an expression is a column of the table or alias of that name."""
    if not isinstance(element, ColumnClause) or element.table is None:
        return False
    return getattr(element.table, "name", None) == table
