"""The words that all sections of a digest share: periods, deals, people, differences; pure."""

from collections.abc import Sequence

from metrics.answer import Number
from metrics.calendar import count_months, is_week, name_days
from metrics.digests.deals import DealLine
from metrics.digests.report import Cell, Grid
from metrics.money import BLANK, say_count, say_value
from metrics.period import Period
from metrics.units import Unit


def write_period(period: Period) -> str:
    """What a digest tells about: "16 to 22 Nov 2026 (week 47)", "October 2026"."""
    if is_week(period):
        return f"{name_days(period)} (week{BLANK}{period.start.isocalendar().week})"
    return period.label or name_days(period)


def name_kind(period: Period) -> str:
    """What sort of period it is: "week", "month", "quarter", "day", or "period"."""
    if is_week(period):
        return "week"
    return {1: "month", 3: "quarter", 12: "year"}.get(
        count_months(period), "day" if period.days == 1 else "period"
    )


def name_previous(period: Period) -> str:
    """What comes before it: "the week before"; of odd days the same ones a week or more earlier."""
    kind = name_kind(period)
    if kind in ("day", "period"):
        weeks = -(-period.days // 7)
        return "a week earlier" if weeks == 1 else f"{weeks} weeks earlier"
    return f"the {kind} before"


def name_year_before(period: Period) -> str:
    """The same last year: "the same week last year"."""
    kind = name_kind(period)
    return "a year earlier" if kind in ("day", "period") else f"the same {kind} last year"


def name_span(period: Period) -> str:
    """The period as sentences call it: "the week", "October 2026", "20 to 22 Nov 2026"."""
    kind = name_kind(period)
    if kind == "week":
        return "the week"
    return period.label or name_days(period)


def say_within(period: Period) -> str:
    """When things happened: "in the week", "in October 2026", "on 20 Nov 2026"."""
    word = {"day": "on", "period": "from"}.get(name_kind(period), "in")
    return f"{word} {name_span(period)}"


def join(words: Sequence[str], last: str = "and") -> str:
    """Words one after the other, as people list them: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def say_money(value: Number | None, currency: str) -> str:
    """Money as a sentence has it: "$412k"; "no amount" where there is none."""
    return "no amount" if value is None else say_value(value, Unit.MONEY, currency, short=True)


def say_deal(deal: DealLine, currency: str, *, with_owner: bool) -> str:
    """A deal with its value and, where several people's are told, its owner."""
    parts = [name_deal(deal), say_money(deal.value, currency)]
    words = f"{parts[0]} ({parts[1]}"
    return f"{words}, {deal.owner})" if with_owner else f"{words})"


def name_deal(deal: DealLine) -> str:
    """Its name, with the account where the name does not tell it."""
    if deal.account and deal.account.casefold() not in deal.name.casefold():
        return f"{deal.account}: {deal.name}"
    return deal.name


def say_deals(deals: int, noun: str = "deal") -> str:
    """A count of deals: "1 deal", "14 deals", "no deals"."""
    return say_count(deals, noun) if deals else f"no {noun}s"


def money_cell(value: Number | None, currency: str) -> Cell:
    """A cell of money in full; empty without an amount."""
    if value is None:
        return Cell("")
    return Cell(say_value(value, Unit.MONEY, currency), float(value))


def count_cell(count: int) -> Cell:
    """A cell of a count."""
    return Cell(say_value(count, Unit.DEALS), float(count))


def name_list(title: str, listed: int, whole: int) -> str:
    """A table's title, which says when it has the largest only."""
    return title if listed == whole else f"{title} (the {listed:,} most valuable of {whole:,})"


def make_grid(title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Grid:
    """A table of some rows."""
    return Grid(title, tuple(headings), tuple(tuple(row) for row in rows))
