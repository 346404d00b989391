"""Rules of the small company of `tests.bot.commands.company`, and any that could be made there."""

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bot.alerts.certainty import find_bound
from bot.alerts.rule_words import takes
from bot.alerts.understanding import Author
from bot.commands.people import write_named
from metrics.alerts.rule import Against, Kind
from metrics.catalog import METRICS
from metrics.units import Unit
from storage.alerts import RulePlan
from tests.bot.commands.company import ADMINISTRATOR, PEOPLE, SETTING, VALUES, VOCABULARY

AUTHOR = Author(
    ADMINISTRATOR, VOCABULARY, SETTING, user="U001X", zone="Europe/Berlin", channel="C00SALES"
)
PLAN = RulePlan(
    name="Enterprise conversion",
    words="win rate",
    metric="win_rate",
    kind="below",
    line=Decimal("0.18"),
    currency=None,
    against=None,
    window_days=28,
    least=10,
    certainty="normal",
    z=1.645,
    hold_days=3,
    recover_line=None,
    recover_days=1,
    pause_hours=24,
    quiet_from=None,
    quiet_to=None,
    working_days=False,
    zone="Europe/Berlin",
    whose="visible",
    person_id=None,
    recipients=("C0SALES",),
    mentions=(),
    owner="U001X",
)
TITLES = {
    "win_rate": "win rate",
    "lead_conversion": "lead conversion",
    "win_rate_by_value": "win rate by value",
    "bookings": "bookings",
    "deals_won": "deals won",
    "new_leads": "new leads",
    "sales_cycle_median": "sales cycle",
    "average_deal_size": "average deal size",
    "open_pipeline": "open pipeline",
    "overdue_deals": "overdue deals",
}
"""Metrics of every unit and sort, and the words they are kept in."""
_VALUES = [
    ("region", "West"), ("segment", "Enterprise"), ("segment", "Mid-market"),
    ("account", "Acme, Inc."), ("account", 'Joe "Ace" Ltd'), ("account", "R&amp;D Labs"),
    ("account", "<!channel> Hats"), ("account", "Foo: Bar"), ("product", "GTX Pro"),
]  # fmt: skip
_TRICKY = (
    "for 3 days",
    "below 18 %",
    "is unusual",
    "when",
    "called x",
    "whose team Dana",
    "<#C1|a>",
)
_NAMES = st.one_of(
    st.sampled_from(["Enterprise conversion", 'The "big" one', "R&amp;D & <@U12>", *_TRICKY]),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40),
)
_PLACES = st.lists(
    st.sampled_from(["C0SALES", "G0PRIVATE", "U001X", "U004X", "W0OTHER"]), unique=True, max_size=4
)
_USERS = st.lists(st.sampled_from(["U001X", "U004X", "W0OTHER"]), unique=True, max_size=3)
_CERTAINTIES = st.sampled_from(["normal", "quiet", "0.5", "2.1", "6", "1 a year", "0.5 a year"])
_KNOWN = [row.id for row in PEOPLE if "@" not in write_named(row.id, VOCABULARY)]
"""Nobody else is called as they are."""


def _quote(value: str) -> str:
    inside = value.replace("&amp;", "&amp;amp;").replace('"', '""')
    return value if value.isalnum() else f'"{inside}"'


@st.composite
def words_of(draw: st.DrawFn, title: str) -> str:
    """Words as they are kept: title, values in the order of their dimensions, groups."""
    chosen = draw(st.lists(st.sampled_from(_VALUES), max_size=2, unique_by=lambda one: one[0]))
    values = [f"{dimension}:{_quote(value)}" for dimension, value in sorted(chosen)]
    by = draw(st.sampled_from(["", "by owner", "by region", "by product-family"]))
    return " ".join(part for part in (title, *values, by) if part)


def lines_of(kind: Kind, unit: Unit) -> st.SearchStrategy[Decimal]:
    """Lines of every size that a rule may have."""
    if kind in (Kind.FELL, Kind.ROSE) or unit is Unit.PERCENT:
        return st.decimals("0.000001", "0.999999", places=6)
    places = {Unit.MONEY: 2, Unit.DAYS: 3}.get(unit, 0)
    return st.decimals("0.01", "900000000", places=places).filter(lambda line: line > 0)


@st.composite
def plans(draw: st.DrawFn) -> RulePlan:
    """Any sound rule: every property that its kind takes may have any value."""
    kind = draw(st.sampled_from(Kind))
    name = "" if kind is Kind.STALE else draw(st.sampled_from(sorted(TITLES)))
    metric = METRICS.get(name)
    unit = metric.unit if metric else Unit.DAYS

    against = draw(st.sampled_from(Against)) if takes("against", kind, metric) else None

    def has(knob: str) -> bool:
        return takes(knob, kind, metric, against)

    line = draw(lines_of(kind, unit)) if has("line") else None
    if kind is Kind.STALE and draw(st.booleans()):
        line = None
    certainty = draw(_CERTAINTIES) if has("certainty") else "normal"
    is_money = unit is Unit.MONEY and kind in (Kind.BELOW, Kind.ABOVE)
    quiet = draw(st.none() | st.tuples(st.times(), st.times()).map(_trim).filter(_differ))
    whose = draw(st.sampled_from(["visible", "own", "team", "person"]))
    person = {"team": st.sampled_from([1, 2, 3]), "person": st.sampled_from(_KNOWN)}.get(whose)
    changes: dict[str, Any] = {
        "name": draw(_NAMES.map(lambda text: " ".join(text.split())).filter(bool)),
        "words": draw(words_of(TITLES[name])) if name else "",
        "metric": name,
        "kind": kind.value,
        "line": line,
        "currency": "USD" if is_money else None,
        "against": against.value if against else None,
        "window_days": draw(st.integers(1, 366)) if has("over") else 28,
        "least": draw(st.integers(0, 5_000)) if has("least") else 0,
        "certainty": certainty,
        "z": find_bound(certainty, kind),
        "hold_days": draw(st.integers(1, 90)),
        "recover_line": draw(st.none() | lines_of(kind, unit)) if has("recover") else None,
        "recover_days": draw(st.integers(1, 90)),
        "pause_hours": draw(st.integers(1, 24 * 90)),
        "quiet_from": quiet[0] if quiet else None,
        "quiet_to": quiet[1] if quiet else None,
        "working_days": draw(st.booleans()),
        "zone": draw(st.sampled_from(["Europe/Berlin", "America/New_York", "UTC", "Etc/GMT+5"])),
        "whose": whose,
        "person_id": None if person is None else draw(person),
        "recipients": tuple(draw(_PLACES.filter(bool))),
        "mentions": tuple(draw(_USERS)),
    }
    return replace(PLAN, **changes)


def _trim(ends: tuple[time, time]) -> tuple[time, time]:
    return tuple(end.replace(second=0, microsecond=0) for end in ends)  # type: ignore[return-value]  # two again


def _differ(ends: tuple[time, time]) -> bool:
    return ends[0] != ends[1]


__all__ = ["AUTHOR", "PLAN", "VALUES", "plans"]
