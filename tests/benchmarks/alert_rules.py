"""A thousand rules of a large sales team, and the same questions in hand-written SQL."""

import itertools
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from metrics.alerts.readings import Findings, Watch
from metrics.alerts.rule import HOLD_DAYS, LEAST, Against, Kind, Rule, sort_of
from metrics.catalog import METRICS
from metrics.period import Period
from metrics.question import Filter, Question
from metrics.scope import Scope

LINES = {
    "win_rate": 0.18, "bookings": 50_000.0, "deals_won": 3.0, "average_deal_size": 10_000.0,
    "deals_created": 3.0, "pipeline_created": 50_000.0, "new_leads": 3.0,
}  # fmt: skip
FELL = {"win_rate": 0.05, "bookings": 0.3, "new_leads": 0.3}
RATIOS = ("win_rate", "average_deal_size")
CLOSED = ("win_rate", "bookings", "deals_won", "average_deal_size")
BEGUN = ("deals_created", "pipeline_created", "new_leads")
TIMES: tuple[tuple[Kind, int], ...] = (
    (Kind.BELOW, 28), (Kind.BELOW, 90), (Kind.FELL, 28), (Kind.BELOW, 7),
)  # fmt: skip

COUNTED = {
    "win_rate": "count(*) FILTER (WHERE x.status = 'won'), count(*)",
    "bookings": "coalesce(sum(x.value_minor) FILTER (WHERE x.status = 'won'), 0), 100",
    "deals_won": "count(*) FILTER (WHERE x.status = 'won'), 1",
    "average_deal_size": "coalesce(sum(x.value_minor) FILTER (WHERE x.status = 'won'), 0), "
    "100 * count(x.value_minor) FILTER (WHERE x.status = 'won')",
    "deals_created": "count(*), 1",
    "pipeline_created": "coalesce(sum(x.value_minor), 0), 100",
    "new_leads": "count(*), 1",
}
"""Numerator and denominator; money in cents."""
ROWS = {
    "closed": "deals x INDEXED BY ix_deals_closed",
    "created": "deals x INDEXED BY ix_deals_created",
    "leads": "leads x INDEXED BY ix_leads_created",
}
OWNER = "LEFT JOIN people p ON p.workspace_id = 1 AND p.id = x.owner_id"
ACCOUNT = "LEFT JOIN accounts a ON a.workspace_id = 1 AND a.id = x.account_id"
TOLD_BY = {
    "": ("NULL", ""),
    "owner": ("p.name", OWNER),
    "team": ("p.team", OWNER),
    "segment": ("coalesce(x.segment, a.segment)", ACCOUNT),
    "region": ("coalesce(x.region, p.region, a.region)", f"{OWNER} {ACCOUNT}"),
    "source": ("x.source", ""),
}
"""Dimension -> how a row's value is found, and what has to be joined for it."""

Fraction = tuple[int, int]
Answers = dict[int, tuple[Fraction, ...]]
"""By the rule's place: the fraction of each of its windows."""


def list_rules(path: Path, count: int) -> list[Watch]:
    """Rules for every rep, team, region, segment and source, until there are so many."""
    values = _list_values(path)
    own = [("owner", value) for value in values["owner"]]
    teams = [("team", value) for value in values["team"]]
    parts = [(name, v) for name in ("region", "segment", "source") for v in values[name]]
    asked = itertools.chain(
        _ask([("", None), *parts], CLOSED, TIMES),
        _ask(parts, BEGUN, TIMES[:1]),
        _ask(teams, CLOSED, TIMES[:1]),
        _ask(teams, ("win_rate", "bookings"), TIMES[2:3]),
        _ask(own, ("win_rate", "bookings", *BEGUN, "deals_won"), TIMES[:1]),
        _ask(own, CLOSED, TIMES[1:]),
    )
    found = itertools.islice(asked, count)
    rules = [_make(*one) for one in found]
    if len(rules) < count:
        raise ValueError(f"only {len(rules)} rules")
    return rules


_Asked = tuple[str, str | None, str, Kind, int]


def _ask(
    parts: Sequence[tuple[str, str | None]],
    metrics: Sequence[str],
    times: Sequence[tuple[Kind, int]],
) -> Iterator[_Asked]:
    for (dimension, value), metric, (kind, days) in itertools.product(parts, metrics, times):
        if kind is not Kind.FELL or metric in FELL:
            yield dimension, value, metric, kind, days


def _make(dimension: str, value: str | None, metric: str, kind: Kind, days: int) -> Watch:
    filters = (Filter(dimension, (value,)),) if dimension else ()
    sort = sort_of(METRICS[metric])
    rule = Rule(
        metric,
        kind,
        FELL[metric] if kind is Kind.FELL else LINES[metric],
        Against.PREVIOUS if kind is Kind.FELL else None,
        days,
        least=LEAST[sort],
        hold_days=HOLD_DAYS[sort],
    )
    return Watch(Question((metric,), Scope.everything(), filters=filters), rule)


def _list_values(path: Path) -> Mapping[str, list[str]]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:

        def read(column: str, table: str) -> list[str]:
            rows = connection.execute(
                f"SELECT {column} FROM {table} WHERE workspace_id = 1 AND {column} IS NOT NULL "
                f"GROUP BY 1 HAVING count(*) = 1 OR '{column}' <> 'name' ORDER BY 1"
            )
            return [value for (value,) in rows]

        sources = connection.execute(
            "SELECT DISTINCT source FROM (SELECT source FROM leads LIMIT 1000) WHERE source <> ''"
        )
        return {
            "owner": read("name", "people"),
            "team": read("team", "people"),
            "region": read("region", "accounts"),
            "segment": read("segment", "accounts"),
            "source": sorted(value for (value,) in sources),
        }


@dataclass
class HandWritten:
    """Answers the rules with SQL that knows the tables and nothing of metrics."""

    connection: sqlite3.Connection
    day: date

    @classmethod
    def open(cls, path: Path, day: date) -> "HandWritten":
        """Over one database."""
        return cls(sqlite3.connect(f"file:{path}?mode=ro", uri=True), day)

    def ask_each(self, rules: Sequence[Watch]) -> Answers:
        """One query for each rule and window."""
        return {
            place: tuple(self._ask_one(watch, window) for window in self._windows(watch))
            for place, watch in enumerate(rules)
        }

    def ask_grouped(self, rules: Sequence[Watch]) -> Answers:
        """One query for all rules about the same rows, days and dimension."""
        wanted: dict[tuple[str, Period, str], set[str]] = {}
        for watch in rules:
            for window in self._windows(watch):
                rows = _rows_of(watch)
                wanted.setdefault((rows, window, _told_by(watch)), set()).add(watch.rule.metric)
        tables = {key: self._ask_all(*key, sorted(metrics)) for key, metrics in wanted.items()}
        answers: Answers = {}
        for place, watch in enumerate(rules):
            value = watch.question.filters[0].values[0] if watch.question.filters else None
            answers[place] = tuple(
                tables[_rows_of(watch), window, _told_by(watch)]
                .get(value, {})
                .get(watch.rule.metric, (0, 0 if watch.rule.metric in RATIOS else 1))
                for window in self._windows(watch)
            )
        return answers

    def close(self) -> None:
        """Let the database go."""
        self.connection.close()

    def _windows(self, watch: Watch) -> list[Period]:
        end, days = self.day + timedelta(days=1), timedelta(days=watch.rule.window_days)
        now = Period(end - days, end)
        fell = watch.rule.kind is Kind.FELL
        return [now, Period(now.start - days, now.start)] if fell else [now]

    def _ask_one(self, watch: Watch, window: Period) -> Fraction:
        column, join = TOLD_BY[_told_by(watch)]
        where, values = "", []
        if watch.question.filters:
            where, values = f" AND {column} = ?", [watch.question.filters[0].values[0]]
        statement = (
            f"SELECT {COUNTED[watch.rule.metric]} FROM {ROWS[_rows_of(watch)]} {join} "
            f"WHERE {_during(_rows_of(watch), window)}{where}"
        )
        top, bottom = self.connection.execute(statement, values).fetchone()
        return int(top), int(bottom)

    def _ask_all(
        self, rows: str, window: Period, by: str, metrics: Sequence[str]
    ) -> dict[str | None, dict[str, Fraction]]:
        column, join = TOLD_BY[by]
        counted = ", ".join(COUNTED[metric] for metric in metrics)
        group = f"GROUP BY {column}" if by else ""
        found = self.connection.execute(
            f"SELECT {column}, {counted} FROM {ROWS[rows]} {join} "
            f"WHERE {_during(rows, window)} {group}"
        )
        return {
            value: {
                metric: (int(numbers[2 * place]), int(numbers[2 * place + 1]))
                for place, metric in enumerate(metrics)
            }
            for value, *numbers in found
        }


def _rows_of(watch: Watch) -> str:
    metric = watch.rule.metric
    if metric == "new_leads":
        return "leads"
    return "closed" if metric in CLOSED else "created"


def _told_by(watch: Watch) -> str:
    return watch.question.filters[0].dimension if watch.question.filters else ""


def _during(rows: str, window: Period) -> str:
    column = "closed_on" if rows == "closed" else "created_on"
    open_too = " AND x.status <> 'open'" if rows == "closed" else ""
    return (
        f"x.workspace_id = 1{open_too} AND x.{column} >= '{window.start}' "
        f"AND x.{column} < '{window.end}'"
    )


def check_equal(rules: Sequence[Watch], found: Sequence[Findings], answers: Answers) -> None:
    """Fail where any value of any window is another one."""
    for place, (watch, findings) in enumerate(zip(rules, found, strict=True)):
        ((_, evidence),) = findings.groups.values()
        for reading, (top, bottom) in zip(
            (evidence.now, evidence.before), answers[place], strict=False
        ):
            assert reading is not None
            value = None if not bottom else Decimal(top) / bottom
            same = (
                reading.value is None
                if value is None
                else reading.value is not None and abs(float(value) - float(reading.value)) < 1e-9
            )
            assert same, (watch, reading, top, bottom)
