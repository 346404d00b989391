"""What became of a pipeline in a period: what stood, came and left, and what stands at the end.

It adds up to the minor unit, in deals and in money. A deal's state on an evening is what
`metrics.history` rebuilds; here only the deals that something happened to are replayed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum

from sqlalchemy import Connection

from metrics.flow_deals import MovingDeal, Standing, read_moving_deals, read_standing_now
from metrics.movement import knows_changes
from metrics.period import Period
from metrics.question import Setting
from metrics.scope import Scope
from metrics.units import minor_digits


class MoveKind(Enum):
    """How a deal came into the pipeline of a scope, left it, or changed in it."""

    NEW = "new"
    MOVED_IN = "moved in"
    WON = "won"
    LOST = "lost"
    MOVED_OUT = "moved out"
    AMOUNT = "amount changed"


@dataclass(frozen=True)
class Move:
    """One step of one deal; `minor` is its value then, of AMOUNT the signed difference."""

    deal_id: int
    kind: MoveKind
    minor: int


@dataclass(frozen=True)
class Step:
    """Deals and their value in major units; deals without a value add nothing to it."""

    deals: int = 0
    value: Decimal = Decimal(0)


@dataclass(frozen=True)
class PipelineFlow:
    """The pipeline on the evening before a period, what happened, and the pipeline at its end.

    start + new + moved_in - won - lost - moved_out = end in deals, and with `amount_changes`,
    which are signed, in money too.

    Attributes:
        new: Created in the period. Deals created and decided in it are in both.
        won, lost: Decided in the period, with the value they have now, as bookings count them.
        moved_in, moved_out: Came into or left these people's pipeline otherwise: handed over,
            reopened.
        pushed: Of the deals open at the end, those whose close date was put off in the period.
        stirred: How many deals anything recorded happened to, a change of stage included.
        known: False when changes were not recorded yet on the first evening: then amounts,
            handovers and pushes can't be told.
        moves: Every step, deal by deal.
    """

    start: Step
    new: Step
    moved_in: Step
    won: Step
    lost: Step
    moved_out: Step
    amount_changes: Step
    end: Step
    pushed: Step = Step()
    stirred: int = 0
    known: bool = True
    moves: tuple[Move, ...] = ()


def read_flow(
    connection: Connection, scope: Scope, period: Period, setting: Setting
) -> PipelineFlow:
    """What happened to the pipeline of a scope in a period."""
    before = period.start - timedelta(days=1)
    deals = read_moving_deals(connection, setting.workspace_id, scope, before, period.last)
    now = read_standing_now(connection, setting.workspace_id, scope)
    moves = tuple(move for deal in deals for move in list_moves(deal, period))
    digits = minor_digits(setting.currency)
    sums = _sum_up(moves, digits)
    pushed = [deal.at_end.minor for deal in deals if deal.at_end.is_in and deal.is_pushed]
    return PipelineFlow(
        start=_turn_back(now, ((deal.now, deal.at_start) for deal in deals), digits),
        new=sums[MoveKind.NEW],
        moved_in=sums[MoveKind.MOVED_IN],
        won=sums[MoveKind.WON],
        lost=sums[MoveKind.LOST],
        moved_out=sums[MoveKind.MOVED_OUT],
        amount_changes=sums[MoveKind.AMOUNT],
        end=_turn_back(now, ((deal.now, deal.at_end) for deal in deals), digits),
        pushed=_step(len(pushed), sum(pushed), digits),
        stirred=len({move.deal_id for move in moves} | {d.id for d in deals if d.is_stirred}),
        known=knows_changes(connection, setting, before),
        moves=moves,
    )


def list_moves(deal: MovingDeal, period: Period) -> list[Move]:
    """The steps that lead from a deal's state before a period to its state at the end of it."""
    start, end = deal.at_start, deal.at_end
    created = deal.created_on is not None and deal.created_on in period
    entry = MoveKind.NEW if created else MoveKind.MOVED_IN
    outcome = deal.find_outcome(period)
    if outcome is not None:
        # As bookings count it: with the owner and the value that the deal has now.
        minor = deal.value_minor or 0
        came = _change(deal, minor - start.minor) if start.is_in else [Move(deal.id, entry, minor)]
        return [*came, Move(deal.id, MoveKind(outcome), minor)]
    if start.is_in and end.is_in:
        return _change(deal, end.minor - start.minor)
    if end.is_in:
        return [Move(deal.id, entry, end.minor)]
    return [Move(deal.id, MoveKind.MOVED_OUT, start.minor)] if start.is_in else []


def _change(deal: MovingDeal, difference: int) -> list[Move]:
    return [Move(deal.id, MoveKind.AMOUNT, difference)] if difference else []


def _sum_up(moves: Sequence[Move], digits: int) -> Mapping[MoveKind, Step]:
    deals = dict.fromkeys(MoveKind, 0)
    minor = dict.fromkeys(MoveKind, 0)
    for move in moves:
        deals[move.kind] += 1
        minor[move.kind] += move.minor
    return {kind: _step(deals[kind], minor[kind], digits) for kind in MoveKind}


def _turn_back(
    now: tuple[int, int], states: Iterable[tuple[Standing, Standing]], digits: int
) -> Step:
    """The pipeline of an evening: today's, with the deals that changed since as they were then."""
    deals, minor = now
    for today, then in states:
        deals += then.is_in - today.is_in
        minor += then.minor - today.minor
    return _step(deals, minor, digits)


def _step(deals: int, minor: int, digits: int) -> Step:
    return Step(deals, Decimal(minor).scaleb(-digits))
