"""Goal attainment once more, in DuckDB, in SQL written from what the docs say of goals.

It reads the same rows, and nothing of `metrics` but the question's values.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from metrics.question import Filter, Question, Setting
from tests.metrics.oracle import Oracle

HOLDERS = ("owner", "team")
"""What goals can be broken down and filtered by."""

# One row for everything that happened and adds up: which number it is of, its day, its owner.
DONE = """
    SELECT 'bookings' AS metric, closed_on AS day, owner_id, coalesce(value_minor, 0) AS amount
    FROM deals WHERE status = 'won'
    UNION ALL SELECT 'deals_won', closed_on, owner_id, 1 FROM deals WHERE status = 'won'
    UNION ALL SELECT 'deals_lost', closed_on, owner_id, 1 FROM deals WHERE status = 'lost'
    UNION ALL SELECT 'pipeline_created', created_on, owner_id, coalesce(value_minor, 0) FROM deals
    UNION ALL SELECT 'deals_created', created_on, owner_id, 1 FROM deals
    UNION ALL SELECT 'new_leads', created_on, owner_id, 1 FROM leads
    UNION ALL SELECT 'young_leads', created_on, owner_id, 1 FROM leads
        WHERE date_diff('day', created_on, DATE '{today}') < {horizon}
"""
ADDED_UP = (
    "bookings", "deals_won", "deals_lost", "pipeline_created", "deals_created", "new_leads",
    "young_leads",
)  # fmt: skip
"""Goals for anything else (a win rate) can't be added over people, and don't count."""

# A goal is the asker's to see when everybody it is about is; the company's when everybody is.
VISIBLE = """
    SELECT g.*,
        CASE WHEN g.owner_id IS NOT NULL THEN 'owner'
             WHEN g.team IS NOT NULL THEN 'team' ELSE 'everybody' END AS level,
        date_diff('day', g.start_on, g.end_on) AS length
    FROM goals g
    WHERE list_contains({added_up}, g.metric)
      AND g.start_on < DATE '{end}' AND g.end_on > DATE '{start}'
      AND ({everything}
           OR g.owner_id IN (SELECT id FROM seen)
           OR (g.team IN (SELECT team FROM people)
               AND g.team NOT IN (SELECT team FROM people WHERE team IS NOT NULL
                                  AND id NOT IN (SELECT id FROM seen))))
"""

# One level: the highest, or the one asked by. One size: of exactly the period, else the longest
# within it, else the shortest that touch it; a month is a month, of 28 days or of 31.
CHOSEN = """
    WITH seen AS (SELECT p.id FROM people p WHERE {seen}),
    visible AS ({visible}),
    levelled AS (
        SELECT *,
            CASE WHEN round(length / 30.44) > 0 THEN round(length / 30.44)
                 ELSE length / 100 END AS size,
            CASE WHEN start_on = DATE '{start}' AND end_on = DATE '{end}' THEN 1
                 WHEN start_on >= DATE '{start}' AND end_on <= DATE '{end}' THEN 2
                 ELSE 3 END AS fit
        FROM visible WHERE {level}
        QUALIFY list_position(['everybody', 'team', 'owner'], level)
              = min(list_position(['everybody', 'team', 'owner'], level))
                    OVER (PARTITION BY metric)),
    fitting AS (
        SELECT * FROM levelled QUALIFY fit = min(fit) OVER (PARTITION BY metric)),
    chosen AS (
        SELECT * FROM fitting
        QUALIFY fit = 1
             OR (fit = 2 AND size = max(size) OVER (PARTITION BY metric))
             OR (fit = 3 AND size = min(size) OVER (PARTITION BY metric))),
    done AS ({done})
    SELECT c.metric, CASE c.level WHEN 'owner' THEN holder.name WHEN 'team' THEN c.team END AS k,
        sum((SELECT coalesce(sum(d.amount), 0) FROM done d LEFT JOIN people p ON p.id = d.owner_id
             WHERE d.metric = c.metric AND d.day >= c.start_on AND d.day < c.end_on
               AND (c.level = 'everybody' OR d.owner_id = c.owner_id OR p.team = c.team))),
        sum(c.target), count(*)
    FROM chosen c LEFT JOIN people holder ON holder.id = c.owner_id
    GROUP BY c.metric, k
"""


@dataclass(frozen=True)
class Attainment:
    """What the oracle says: the main number, its groups, and goals of other numbers beside it."""

    total: float | None
    groups: dict[str, float | None]
    beside: dict[str, float | None]


def answer_goals(oracle: Oracle, question: Question, setting: Setting) -> Attainment:
    """How much of the goals has been reached; bookings' first, else of what has most goals."""
    rows: list[Any] = oracle.database.execute(_write(question, setting)).fetchall()
    by_metric: dict[str, list[Any]] = {}
    for row in rows:
        by_metric.setdefault(row[0], []).append(row)
    order = sorted(by_metric, key=lambda one: (one != "bookings", -_count(by_metric[one]), one))
    shares = {name: _divide(by_metric[name]) for name in order}
    if not order:
        return Attainment(None, {}, {})
    main = order[0]
    groups = {row[1]: _divide([row]) for row in by_metric[main]} if question.by else {}
    beside = {name: share for name, share in shares.items() if name != main}
    return Attainment(shares[main], groups, beside)


def _write(question: Question, setting: Setting) -> str:
    if question.period is None:
        start, end = setting.today, setting.today + timedelta(days=1)
    else:
        start, end = question.period.start, question.period.end
    people = question.scope.people
    seen = ["true"]
    if people is not None:
        seen.append(f"p.id IN ({', '.join(map(str, people)) or 'NULL'})")
    seen += [_filter(one) for one in question.filters]
    everything = people is None and not question.filters
    visible = VISIBLE.format(
        added_up=list(ADDED_UP), start=start, end=end, everything=str(everything).lower()
    )
    return CHOSEN.format(
        seen=" AND ".join(seen),
        visible=visible,
        start=start,
        end=end,
        level=f"level = '{question.by}'" if question.by else "true",
        done=DONE.format(today=setting.today, horizon=setting.horizon_days),
    )


def _filter(one: Filter) -> str:
    column = {"owner": "p.name", "team": "p.team"}[one.dimension]
    clauses = [f"{column} = '{value}'" for value in one.values if value is not None]
    clauses += [f"{column} IS NULL" for value in one.values if value is None]
    return f"({' OR '.join(clauses)})"


def _count(rows: list[Any]) -> int:
    return sum(row[4] for row in rows)


def _divide(rows: list[Any]) -> float | None:
    target = sum(row[3] for row in rows)
    return float(sum(row[2] for row in rows)) / float(target) if target else None
