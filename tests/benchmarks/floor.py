"""The floor: the answer to `/pipeline` written by hand, as quickly as this machine can give it.

Raw sqlite3 with SQL for this one answer, a bare matplotlib figure, and the Web API calls that the
answer takes. It knows nothing of words, other databases, past days or failures.
"""

import io
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from slack_sdk import WebClient

from metrics.inspection import Concern
from metrics.pipeline import PipelineReport

QUIET_DAYS = 14
ENOUGH_DECIDED, ENOUGH_PASSED = 30, 12
Pair = tuple[int, Decimal]


@dataclass(frozen=True)
class Figures:
    """Everything that the answer says, money in major units."""

    rows: list[tuple[str, int, Decimal, Decimal]]  # stage, deals, value, weighted
    total: tuple[int, Decimal, Decimal]
    moved: dict[str, Pair]  # new, won, lost, pushed, changed
    attention: tuple[int, int, int, int]  # deals, of them overdue, silent, stuck
    first: list[tuple[str, str | None, str | None]]  # deal key, account, owner
    data_as_of: str


class HandWritten:
    """The answer of one database (SQLite) as of one day; use it from one thread.

    Args:
        path: The database's file.
        today: The day that is meant.
    """

    def __init__(self, path: Path, today: date) -> None:
        self._base = sqlite3.connect(path, check_same_thread=False)
        self._today = today

    def close(self) -> None:
        """Close the database."""
        self._base.close()

    def find_team(self, email: str) -> tuple[int, ...] | None:
        """Ids of the people whose deals this person may see; None for everybody's."""
        role, person = self._base.execute(
            "SELECT role, id FROM people WHERE workspace_id = 1 AND email = ?", (email,)
        ).fetchone()
        if role == "administrator":
            return None
        below = self._base.execute(
            "WITH RECURSIVE team(id) AS (SELECT ? UNION SELECT people.id FROM people, team "
            "WHERE people.workspace_id = 1 AND people.manager_id = team.id) SELECT id FROM team",
            (person,),
        )
        return tuple(sorted(row[0] for row in below))

    def read(self, owners: tuple[int, ...] | None) -> Figures:
        """All figures of the answer."""
        named = self._read_stages()
        mine = "" if owners is None else f" AND owner_id IN ({','.join(map(str, owners))})"
        rows, total = self._add_up(mine, named)
        attention, first = self._find_attention(mine, named)
        (as_of,) = self._base.execute(
            "SELECT finished_at FROM import_batches WHERE workspace_id = 1 "
            "AND undone_at IS NULL ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return Figures(rows, total, self._read_moves(mine), attention, first, as_of)

    def _read_stages(self) -> list[tuple[int, str, Decimal, int | None]]:
        """Open stages: id, name, chance, and after how many days a deal is stuck."""
        stages = self._base.execute(
            "SELECT s.id, s.name, s.probability, p.decided, p.won, p.passed, p.passed_days_p75 "
            "FROM stages s LEFT JOIN stage_pace p ON p.workspace_id = 1 AND p.stage_id = s.id "
            "WHERE s.workspace_id = 1 AND s.kind = 'open' ORDER BY s.position"
        )
        named = []
        for id_, name, given, decided, won, passed, p75 in stages:
            if given is None and decided < ENOUGH_DECIDED:
                raise ValueError("the floor is for companies whose stages have a history")
            chance = Decimal(won) / decided if given is None else Decimal(f"{given:.5f}")
            stuck = int(p75) if p75 is not None and passed >= ENOUGH_PASSED else None
            named.append((id_, name, chance, stuck))
        return named

    def _add_up(
        self, mine: str, named: Sequence[tuple[int, str, Decimal, int | None]]
    ) -> tuple[list[tuple[str, int, Decimal, Decimal]], tuple[int, Decimal, Decimal]]:
        counted = {
            row[0]: row[1:]
            for row in self._base.execute(
                "SELECT stage_id, COUNT(*), SUM(value_minor), COUNT(value_minor), COUNT(currency), "
                "COUNT(owner_id), COUNT(expected_close_on), COUNT(created_on), COUNT(probability) "
                "FROM deals INDEXED BY ix_deals_open WHERE workspace_id = 1 AND status = 'open'"
                f"{self._seek(mine, named)} GROUP BY stage_id"
            )
        }
        rows = []
        for id_, name, chance, _ in named:
            deals, value = counted.get(id_, (0, 0))[:2]
            major = Decimal(value or 0).scaleb(-2)
            rows.append((name, deals, major, major * chance))
        value = sum((row[2] for row in rows), Decimal())
        weighted = sum((row[3] for row in rows), Decimal())
        return rows, (sum(row[1] for row in rows), value, weighted)

    def _seek(self, mine: str, named: Sequence[tuple[int, str, Decimal, int | None]]) -> str:
        """A few people's deals are sought by stage and owner, as the index has them."""
        if not mine:
            return ""
        return f"{mine} AND stage_id IN ({','.join(str(stage[0]) for stage in named)})"

    def _find_attention(
        self, mine: str, named: Sequence[tuple[int, str, Decimal, int | None]]
    ) -> tuple[tuple[int, int, int, int], list[tuple[str, str | None, str | None]]]:
        quiet = self._today - timedelta(days=QUIET_DAYS)
        overdue = f"expected_close_on < '{self._today}'"
        silent = f"last_activity_on <= '{quiet}'"
        stuck = " OR ".join(
            f"(stage_id = {id_} AND stage_entered_on < '{self._today - timedelta(days=days)}')"
            for id_, _, _, days in named
            if days is not None
        )
        where = (
            "FROM deals INDEXED BY ix_deals_open WHERE workspace_id = 1 AND status = 'open'"
            f"{self._seek(mine, named)} AND ({overdue} OR {silent} OR {stuck})"
        )
        counts = self._base.execute(
            f"SELECT COUNT(*), COUNT(*) FILTER (WHERE {overdue}), "
            f"COUNT(*) FILTER (WHERE {silent}), COUNT(*) FILTER (WHERE {stuck}) {where}"
        ).fetchone()
        first = self._base.execute(
            "SELECT d.key, a.name, p.name FROM "
            f"(SELECT id, value_minor {where} ORDER BY value_minor DESC, id LIMIT 10) f "
            "JOIN deals d ON d.workspace_id = 1 AND d.id = f.id "
            "LEFT JOIN accounts a ON a.workspace_id = 1 AND a.id = d.account_id "
            "LEFT JOIN people p ON p.workspace_id = 1 AND p.id = d.owner_id "
            "ORDER BY f.value_minor DESC, f.id"
        ).fetchall()
        return counts, first

    def _read_moves(self, mine: str) -> dict[str, Pair]:
        since = str(self._today - timedelta(days=7))
        days = (since, str(self._today))
        moved = {
            row[0]: (row[1], row[2])
            for row in self._base.execute(
                "SELECT status, COUNT(*), SUM(value_minor) FROM deals INDEXED BY ix_deals_closed "
                "WHERE workspace_id = 1 AND status <> 'open' AND closed_on > ? AND closed_on <= ?"
                f"{mine} GROUP BY status",
                days,
            )
        }
        moved["new"] = self._base.execute(
            "SELECT COUNT(*), SUM(value_minor) FROM deals INDEXED BY ix_deals_created "
            f"WHERE workspace_id = 1 AND created_on > ? AND created_on <= ?{mine}",
            days,
        ).fetchone()
        moved["pushed"], moved["changed"] = self._read_changes(mine, days)
        nothing = (0, 0)
        names = ("new", "won", "lost", "pushed", "changed")
        pairs = {name: moved.get(name, nothing) for name in names}
        return {name: (n, Decimal(value or 0).scaleb(-2)) for name, (n, value) in pairs.items()}

    def _read_changes(
        self, mine: str, days: tuple[str, str]
    ) -> tuple[tuple[int, int], tuple[int, int]]:
        pushes: dict[int, list[Any]] = {}
        values: dict[int, list[Any]] = {}
        for deal, field, old, new, value, created, closed in self._base.execute(
            "SELECT c.deal_id, c.field, c.old, c.new, d.value_minor, d.created_on, d.closed_on "
            "FROM deal_changes c JOIN deals d ON d.workspace_id = 1 AND d.id = c.deal_id "
            'WHERE c.workspace_id = 1 AND c."on" > ? AND c."on" <= ? '
            "AND c.field IN ('expected_close_on', 'value') "
            f'AND (d.closed_on IS NULL OR d.closed_on > ?){mine} ORDER BY c."on", c.id',
            (*days, days[0]),
        ):
            if field == "value" and (created is None or created <= days[0]):
                values.setdefault(deal, [old, new])[1] = new
            elif field != "value" and (closed is None or closed > days[1]):
                pushes.setdefault(deal, [old, new, value])[1] = new
        later = [value or 0 for old, new, value in pushes.values() if old and new and new > old]
        differences = [int(new or 0) - int(old or 0) for old, new in values.values()]
        changed = [difference for difference in differences if difference]
        return (len(later), sum(later)), (len(changed), sum(changed))


def check_equal(figures: Figures, report: PipelineReport) -> None:
    """Make sure that the floor and the answer say the same. Raises AssertionError naming what."""

    def cents(*amounts: Any) -> list[Any]:
        return [round(amount, 2) for amount in amounts]

    said = {
        "rows": [(row.label, *cents(row.deals, row.value, row.weighted)) for row in report.rows],
        "total": cents(report.total.deals, report.total.value, report.total.weighted),
        "moved": {
            "new": report.movement.new,
            "won": report.movement.won,
            "lost": report.movement.lost,
            "pushed": report.movement.pushed,
            "changed": report.movement.amount_changed,
        },
        "attention": (
            report.attention_total,
            *(report.attention_counts[concern] for concern in Concern),
        ),
        "first": [(deal.key, deal.account, deal.owner) for deal in report.attention],
    }
    by_hand = {
        "rows": [(name, *cents(*rest)) for name, *rest in figures.rows],
        "total": cents(*figures.total),
        "moved": figures.moved,
        "attention": tuple(figures.attention),
        "first": figures.first,
    }
    for name, ours in said.items():
        assert ours == by_hand[name], f"{name}: {ours} is not {by_hand[name]}"


def draw(figures: Figures) -> bytes:
    """The bars of the answer's chart, twice as wide as a phone, as matplotlib has them."""
    figure = Figure(figsize=(7.2, 5.6), dpi=100)
    axes = figure.add_subplot()
    places = range(len(figures.rows))
    value = [float(row[2]) for row in figures.rows]
    bars = axes.barh(places, value, color="#c9d6e6")
    axes.barh(places, [float(row[3]) for row in figures.rows], color="#2f5d8a")
    axes.bar_label(bars, [f"${amount:,.0f}" for amount in value])
    axes.set_yticks(places, [f"{row[0]}\n{row[1]:,} deals" for row in figures.rows])
    axes.invert_yaxis()
    axes.set_title(f"{figures.total[0]:,} open deals worth ${figures.total[1]:,.0f}", loc="left")
    file = io.BytesIO()
    FigureCanvasAgg(figure).print_png(file)  # type: ignore[no-untyped-call] # not typed by them
    return file.getvalue()


def post(client: WebClient, channel: str, picture: bytes, text: str, blocks: list[Any]) -> None:
    """Upload the picture and post the answer, with `blocks` showing the picture where it stands."""
    address = client.files_getUploadURLExternal(filename="pipeline.png", length=len(picture))
    sending = Request(address["upload_url"], data=picture, method="POST")  # noqa: S310 - our own
    with urlopen(sending, timeout=15):  # noqa: S310 - the playground's own address
        pass
    client.files_completeUploadExternal(files=[{"id": address["file_id"], "title": "Pipeline"}])
    laid = [
        {**block, "slack_file": {"id": address["file_id"]}} if "slack_file" in block else block
        for block in blocks
    ]
    client.chat_postMessage(channel=channel, text=text, blocks=laid, unfurl_links=False)
