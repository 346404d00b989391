"""The pipeline as a rep needs it: by stage, what moved since last week, what needs attention."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from metrics.answer import LeftOut, Receipt
from metrics.chance import ChanceSource, read_chances
from metrics.groundwork import find_groundwork
from metrics.history import is_past
from metrics.inspection import AttentionDeal, Concern, Limits, read_attention
from metrics.metric import BASIS_WORDS, OPEN_DEALS
from metrics.movement import Movement, count_moves, read_movement
from metrics.period import Period
from metrics.population import Population, find_population, keep_rows
from metrics.question import Question, Setting
from metrics.receipt import read_freshness, write_day, write_filter, write_period
from metrics.stage_pace import read_stage_pace
from metrics.stages import StageRow, read_stages
from metrics.standing import PipelineRow, Standing, count_open_deals, read_standing
from storage.tables import Deal

__all__ = [
    "QUIET_DAYS",
    "AttentionDeal",
    "Concern",
    "Movement",
    "PipelineReport",
    "PipelineRow",
    "read_pipeline",
]

QUIET_DAYS = 14
"""Without a word from a company's settings, no activity for so long is too quiet."""


@dataclass(frozen=True)
class PipelineReport:
    """The whole answer of `/pipeline`, as values; nothing here knows Slack."""

    as_of: date
    currency: str
    by: str  # "stage" or another dimension; weeks, months … are those of the expected close date
    closing: Period | None
    rows: tuple[PipelineRow, ...]  # stages in the order of the pipeline, else largest first
    total: PipelineRow
    movement: Movement
    attention: tuple[AttentionDeal, ...]  # the most valuable first, at most a few
    attention_counts: dict[Concern, int]
    attention_total: int
    receipt: Receipt
    who: str  # the scope in words
    filters: tuple[str, ...]


def read_pipeline(
    connection: Connection,
    question: Question,
    setting: Setting,
    by: str = "stage",
    quiet_days: int = QUIET_DAYS,
) -> PipelineReport:
    """The open deals of the question's scope, filters, closing period and day.

    Raises:
        Problem: for a dimension or filter that does not exist or that deals don't have.
    """
    day = question.as_of or setting.today
    past = is_past(connection, setting, day)
    stages = read_stages(connection, setting.workspace_id)
    paces = read_stage_pace(connection, setting.workspace_id)
    chances = read_chances(connection, setting, paces)
    population = find_population(connection, OPEN_DEALS, question, setting, None, day)
    if not past and question.scope.people is not None:
        population = _seek_by_stage(population, stages)
    # What happened to a deal last, and since when it is in its stage, is only known for today.
    limits = Limits(day, None, {}) if past else Limits.learn(day, quiet_days, paces)
    laid = find_groundwork(connection, question, setting, by, limits)
    with keep_rows(connection, population) as kept:
        counted = laid.counted or count_open_deals(connection, kept, by)
        standing = read_standing(connection, counted, by, setting, stages, chances)
        attention = read_attention(connection, kept, setting, limits, stages, laid.outlook)
    moves = laid.moves or count_moves(connection, question, setting, day)
    return PipelineReport(
        as_of=day,
        currency=setting.currency,
        by=by,
        closing=question.closing,
        rows=standing.rows,
        total=standing.total,
        movement=read_movement(connection, setting, day, moves),
        attention=attention.deals,
        attention_counts=attention.counts,
        attention_total=attention.total,
        receipt=_write_receipt(connection, question, setting, standing, limits),
        who=question.scope.label,
        filters=tuple(write_filter(one) for one in question.filters),
    )


def _seek_by_stage(population: Population, stages: list[StageRow]) -> Population:
    """The same rows, but a few people's are found without walking everybody's.

    The stages come first in the index, so they have to be named.
    """
    ids = [stage.id for stage in stages if stage.is_open]
    return replace(population, where=(*population.where, Deal.stage_id.in_(ids)))


def _write_receipt(
    connection: Connection,
    question: Question,
    setting: Setting,
    standing: Standing,
    limits: Limits,
) -> Receipt:
    finished_at, file_name = read_freshness(connection, setting)
    filters = tuple(write_filter(one) for one in question.filters)
    if question.closing is not None:
        filters = (f"expected to close {write_period(question.closing)}", *filters)
    return Receipt(
        formula="value = sum of the amounts of open deals; "
        "weighted = sum of (amount x chance to be won)",
        basis=BASIS_WORDS[OPEN_DEALS],
        when=f"{write_day(limits.day)} ({setting.zone.key})",
        scope=question.scope.label,
        filters=filters,
        data_as_of=finished_at,
        data_file=file_name,
        left_out=_list_left_out(standing),
        notes=(*_write_chances(standing), *_write_limits(limits)),
    )


def _list_left_out(standing: Standing) -> tuple[LeftOut, ...]:
    sums = standing.sums
    told = (
        (sums.deals - sums.with_amount, "open deals have no amount", False),
        (
            sums.with_amount - sums.valued,
            "open deals are in a currency without exchange rate",
            False,
        ),
        (sums.deals - sums.with_owner, "open deals have no owner", True),
        (sums.deals - sums.with_close_date, "open deals have no expected close date", True),
        (sums.deals - sums.with_creation_date, "open deals have no creation date", True),
        (sums.without_chance, "open deals have no known chance to be won", False),
    )
    return tuple(LeftOut(rows, reason, counted) for rows, reason, counted in told if rows)


def _write_chances(standing: Standing) -> list[str]:
    words = {
        ChanceSource.DEAL: "the CRM's chance for the deal",
        ChanceSource.STAGE: "the CRM's chance for the stage",
        ChanceSource.HISTORY: "the share won of the decided deals that reached the stage",
        ChanceSource.OVERALL: "the win rate of all decided deals",
    }
    return [
        f"Chance from {words[source]}: {deals:,} deals."
        for source, deals in standing.sources.items()
        if source in words
    ]


def _write_limits(limits: Limits) -> list[str]:
    if limits.quiet_days is None:
        return ["For a past day only overdue deals are told; activity and stages are known now."]
    return [
        f"Attention: past the expected close date; no activity for {limits.quiet_days} days or "
        "more; longer in the stage than three quarters of the deals that left it took."
    ]
