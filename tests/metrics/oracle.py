"""Every metric once more, in DuckDB, in SQL written from the definitions and not from the code.

It reads the same rows, and nothing of `metrics` but the question's values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from metrics.dimension import TILES
from metrics.question import Filter, Question, Setting
from tests.metrics.companies import Company, Row

COLUMNS = {
    "people": "id INT, name TEXT, name_key TEXT, manager_id INT, region TEXT, team TEXT",
    "accounts": "id INT, name TEXT, name_key TEXT, segment TEXT, industry TEXT, region TEXT, "
    "parent_id INT",
    "products": "id INT, name TEXT, name_key TEXT, family TEXT, list_price_minor BIGINT, "
    "currency TEXT",
    "stages": "id INT, name TEXT, name_key TEXT, pipeline TEXT, position INT, kind TEXT, "
    "probability DECIMAL(6, 5)",
    "stage_pace": "stage_id INT, data_version INT, decided INT, won INT, passed INT, "
    "passed_days_p75 DOUBLE",
    "leads": "id INT, key TEXT, owner_id INT, account_id INT, created_on DATE, customer_on DATE, "
    "source TEXT, region TEXT, segment TEXT, industry TEXT, batch_id INT",
    "deals": "id INT, key TEXT, name TEXT, status TEXT, stage_id INT, owner_id INT, "
    "account_id INT, product_id INT, amount_minor BIGINT, currency TEXT, value_minor BIGINT, "
    "created_on DATE, expected_close_on DATE, closed_on DATE, probability DECIMAL(6, 5), "
    "source TEXT, region TEXT, segment TEXT, industry TEXT, lost_reason TEXT, lead_key TEXT, "
    "batch_id INT",
    "goals": "id INT, key TEXT, metric TEXT, start_on DATE, end_on DATE, owner_id INT, team TEXT, "
    "target DECIMAL(20, 4), batch_id INT",
    "deal_changes": 'id INT, deal_id INT, "at" TIMESTAMP, "on" DATE, field TEXT, old TEXT, '
    "new TEXT, batch_id INT",
}

NAMED = """
    LEFT JOIN people p ON p.id = x.owner_id LEFT JOIN people boss ON boss.id = p.manager_id
    LEFT JOIN accounts a ON a.id = x.account_id LEFT JOIN accounts pa ON pa.id = a.parent_id
"""
OF_DEALS = (
    NAMED + "LEFT JOIN products pr ON pr.id = x.product_id LEFT JOIN stages s ON s.id = x.stage_id"
)
BOTH = {
    "owner": "p.name",
    "team": "p.team",
    "manager": "boss.name",
    "region": "CASE WHEN x.region IS NOT NULL THEN x.region WHEN p.region IS NOT NULL "
    "THEN p.region ELSE a.region END",
    "segment": "CASE WHEN x.segment IS NULL THEN a.segment ELSE x.segment END",
    "industry": "CASE WHEN x.industry IS NULL THEN a.industry ELSE x.industry END",
    "source": "x.source",
    "account": "a.name",
    "parent_account": "CASE WHEN pa.id IS NULL THEN a.name ELSE pa.name END",
    "account_region": "a.region",
    "created_month": "strftime(x.created_on, '%Y-%m')",
}
DEALS_ONLY = {
    "product": "pr.name",
    "product_family": "pr.family",
    "stage": "s.name",
    "pipeline": "CASE WHEN s.pipeline = '' THEN NULL ELSE s.pipeline END",
    "lost_reason": "x.lost_reason",
}
DIMENSIONS = {"deals": BOTH | DEALS_ONLY, "leads": BOTH}

# The deals of a past evening: each field as it was before its first change after that day.
THEN = """
    WITH first AS (
        SELECT deal_id, field, arg_min({{'old': old}}, ("on", "at", id)).old AS old
        FROM deal_changes WHERE "on" > DATE '{day}' GROUP BY deal_id, field)
    SELECT d.* REPLACE (
        CASE WHEN st.deal_id IS NOT NULL THEN st.old::INT
             WHEN d.status = 'open' THEN d.stage_id ELSE NULL END AS stage_id,
        CASE WHEN va.deal_id IS NOT NULL THEN va.old::BIGINT ELSE d.value_minor END AS value_minor,
        CASE WHEN ow.deal_id IS NOT NULL THEN ow.old::INT ELSE d.owner_id END AS owner_id,
        CASE WHEN ex.deal_id IS NOT NULL THEN ex.old::DATE ELSE d.expected_close_on END
            AS expected_close_on,
        NULL AS probability)
    FROM deals d
    LEFT JOIN first st ON st.deal_id = d.id AND st.field = 'stage'
    LEFT JOIN first va ON va.deal_id = d.id AND va.field = 'value'
    LEFT JOIN first ow ON ow.deal_id = d.id AND ow.field = 'owner'
    LEFT JOIN first ex ON ex.deal_id = d.id AND ex.field = 'expected_close_on'
    LEFT JOIN stages was ON was.id = st.old::INT
    WHERE (d.created_on IS NULL OR d.created_on <= DATE '{day}')
      AND (d.status = 'open' OR d.closed_on > DATE '{day}')
      AND (was.kind IS NULL OR was.kind = 'open')
"""

CHANCE = """
    CASE WHEN x.probability IS NOT NULL THEN x.probability
         WHEN s.probability IS NOT NULL THEN s.probability
         WHEN x.stage_id IS NULL THEN NULL
         WHEN (SELECT decided FROM stage_pace q WHERE q.stage_id = x.stage_id) >= 30
         THEN (SELECT won * 1.0::DOUBLE / decided FROM stage_pace q WHERE q.stage_id = x.stage_id)
         ELSE (SELECT CASE WHEN count(*) > 0
               THEN count(*) FILTER (status = 'won') * 1.0::DOUBLE / count(*) END
               FROM deals WHERE status IN ('won', 'lost')) END
"""
BECAME = """
    CASE WHEN x.customer_on IS NOT NULL THEN x.customer_on
         ELSE (SELECT min(w.closed_on) FROM deals w
               WHERE w.lead_key = x.key AND w.status = 'won') END
"""
WON = "FILTER (x.status = 'won')"
LOST = "FILTER (x.status = 'lost')"
CYCLE = "date_diff('day', x.created_on, x.closed_on)"

VALUE = {
    "deals_won": f"count(*) {WON}",
    "deals_lost": f"count(*) {LOST}",
    "bookings": f"coalesce(sum(x.value_minor) {WON}, 0) / 100",
    "win_rate": f"count(*) {WON} / nullif(count(*), 0)",
    "win_rate_by_value": f"coalesce(sum(x.value_minor) {WON}, 0) / nullif(sum(x.value_minor), 0)",
    "average_deal_size": f"avg(x.value_minor) {WON} / 100",
    "median_deal_size": f"quantile_cont(x.value_minor, 0.5) {WON} / 100",
    "sales_cycle_median": f"quantile_cont({CYCLE}, 0.5) {WON}",
    "sales_cycle_mean": f"avg({CYCLE}) {WON}",
    "loss_cycle_median": f"quantile_cont({CYCLE}, 0.5) {LOST}",
    "loss_cycle_mean": f"avg({CYCLE}) {LOST}",
    "decision_cycle_median": f"quantile_cont({CYCLE}, 0.5)",
    "decision_cycle_mean": f"avg({CYCLE})",
    "pipeline_created": "coalesce(sum(x.value_minor), 0) / 100",
    "deals_created": "count(*)",
    "open_deals": "count(*)",
    "open_pipeline": "coalesce(sum(x.value_minor), 0) / 100",
    "weighted_pipeline": f"coalesce(sum(x.value_minor * ({CHANCE})), 0) / 100",
    "open_deal_age": "avg(date_diff('day', x.created_on, DATE '{day}'))",
    "overdue_deals": "count(*) FILTER (x.expected_close_on < DATE '{day}')",
    "open_list_value": "coalesce(sum(pr.list_price_minor) FILTER (pr.currency = 'USD'), 0) / 100",
    "new_leads": "count(*)",
    "young_leads": "count(*) FILTER (date_diff('day', x.created_on, DATE '{today}') < {horizon})",
    "lead_conversion": (
        "count(*) FILTER (date_diff('day', x.created_on, DATE '{today}') >= {horizon} "
        f"AND date_diff('day', x.created_on, {BECAME}) <= {{horizon}}) / nullif(count(*) "
        "FILTER (date_diff('day', x.created_on, DATE '{today}') >= {horizon}), 0)"
    ),
}
STOCKS = (
    "open_deals", "open_pipeline", "weighted_pipeline", "open_deal_age", "overdue_deals",
    "open_list_value",
)  # fmt: skip
CREATED = ("pipeline_created", "deals_created")
LEADS = ("new_leads", "young_leads", "lead_conversion")
CLOSED = tuple(name for name in VALUE if name not in STOCKS + CREATED + LEADS)


@dataclass(frozen=True)
class Oracle:
    """One company in a DuckDB of its own."""

    database: Any

    @classmethod
    def of(cls, company: Company) -> "Oracle":
        """Load the rows."""
        database = duckdb.connect(":memory:", config={"threads": 1})
        database.execute("; ".join(f"CREATE TABLE {t} ({c})" for t, c in COLUMNS.items()))
        for table in COLUMNS:
            if company.rows.get(table):
                _insert(database, table, company.rows[table])
        return cls(database)

    def answer(
        self, metrics: Sequence[str], question: Question, setting: Setting, day: date
    ) -> dict[str, tuple[Any, dict[Any, Any]]]:
        """For each metric its value for everything, and by group: (value, {key: value})."""
        told: dict[str, tuple[Any, dict[Any, Any]]] = {}
        for alike in (STOCKS, CREATED, LEADS, CLOSED):
            asked = [metric for metric in metrics if metric in alike]
            if asked:
                told |= self._answer_alike(asked, question, setting, day)
        return told

    def _answer_alike(
        self, metrics: list[str], question: Question, setting: Setting, day: date
    ) -> dict[str, tuple[Any, dict[Any, Any]]]:
        """Metrics that stand on the same rows."""
        table = "leads" if metrics[0] in LEADS else "deals"
        rows = self._rows(metrics[0], question, setting, day)
        numbers = ", ".join(VALUE[metric] for metric in metrics).format(
            day=day, today=setting.today, horizon=setting.horizon_days
        )
        joins = OF_DEALS if table == "deals" else NAMED
        of_rows = f"FROM ({rows}) x {joins} WHERE {self._where(table, question)}"
        total = self.database.execute(f"SELECT {numbers} {of_rows}").fetchone()
        groups: list[Any] = []
        if question.by is not None:
            key = self._key(metrics[0], table, question.by, setting)
            groups = self.database.execute(
                f"SELECT {key} AS k, {numbers} {of_rows} GROUP BY k"
            ).fetchall()
        return {
            metric: (total[place], {group[0]: group[place + 1] for group in groups})
            for place, metric in enumerate(metrics)
        }

    def _rows(self, metric: str, question: Question, setting: Setting, day: date) -> str:
        if metric in STOCKS:
            rows = THEN.format(day=day)
            if day == setting.today:
                rows = "SELECT * FROM deals WHERE status = 'open'"
            if question.closing is not None:
                start, end = question.closing.start, question.closing.end
                rows = (
                    f"SELECT * FROM ({rows}) WHERE expected_close_on >= DATE '{start}' "
                    f"AND expected_close_on < DATE '{end}'"
                )
            return rows
        column = "created_on" if metric in CREATED + LEADS else "closed_on"
        table = "leads" if metric in LEADS else "deals"
        decided = " AND status IN ('won', 'lost')" if column == "closed_on" else ""
        if question.period is None:
            return f"SELECT * FROM {table} WHERE {column} IS NOT NULL{decided}"
        start, end = question.period.start, question.period.end
        return (
            f"SELECT * FROM {table} WHERE {column} >= DATE '{start}' "
            f"AND {column} < DATE '{end}'{decided}"
        )

    def _where(self, table: str, question: Question) -> str:
        clauses = ["true"]
        people = question.scope.people
        if people is not None:
            listed = ", ".join(str(one) for one in people) or "NULL"
            clauses.append(f"x.owner_id IN ({listed})")
        clauses += [_filter(table, one) for one in question.filters]
        return " AND ".join(clauses)

    def _key(self, metric: str, table: str, by: str, setting: Setting) -> str:
        if by not in TILES:
            return DIMENSIONS[table][by]
        column = "x.created_on" if metric in CREATED + LEADS else "x.closed_on"
        if by == "month":
            return f"strftime({column}, '%Y-%m')"
        if by == "week":
            return f"strftime({column}, '%G-W%V')"
        if by == "year":
            return f"strftime({column}, '%Y')"
        back = setting.fiscal_start - 1
        quarter = f"quarter({column} - INTERVAL {back} MONTH)"
        if back == 0:
            return f"year({column}) || '-Q' || {quarter}"
        return f"'FY' || year({column} + INTERVAL {12 - back} MONTH) || '-Q' || {quarter}"


def _insert(database: Any, table: str, rows: list[Row]) -> None:
    columns = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join(f"({', '.join('?' for _ in row)})" for row in rows)
    values = [
        value.replace(tzinfo=None) if name == "at" else value
        for row in rows
        for name, value in row.items()
    ]
    database.execute(f"INSERT INTO {table} ({columns}) VALUES {marks}", values)


def _filter(table: str, one: Filter) -> str:
    column = DIMENSIONS[table][one.dimension]
    named = ", ".join(f"'{value}'" for value in one.values if value is not None)
    clauses = [f"{column} IN ({named})"] if named else []
    if None in one.values:
        clauses.append(f"{column} IS NULL")
    return f"({' OR '.join(clauses)})"
