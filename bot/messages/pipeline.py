"""What `/pipeline` answers: the point in one sentence, the stages, what moved, what to look at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bot.messages import actions
from bot.messages.blocks import (
    Button,
    Line,
    Run,
    bold,
    bullets,
    carry,
    context,
    paragraph,
    show_buttons,
)
from bot.messages.freshness import say_data, say_day, say_within
from bot.messages.limits import join_lines, say_more
from bot.messages.message import Block, Message, Picture, Piece
from bot.messages.table import ROWS, Row, Table, show_table
from bot.messages.text import clean, escape, head, name
from metrics.money import say_change, say_count, say_value
from metrics.pipeline import AttentionDeal, Movement, PipelineReport, PipelineRow
from metrics.units import Unit

COMMAND = "/pipeline"
ATTENTION = 5
"""Deals listed as needing attention; the others are counted."""

TEXT_ROWS = 12
"""Rows read out in the text beside the table; the others are summed up in the last one."""


@dataclass(frozen=True)
class PipelineAsks:
    """The texts behind `/pipeline` that the buttons stand for; an empty one has no button.

    Attributes:
        again: This very question; Share, Export and the receipt carry it.
        extra: Whatever else every button has to carry, such as the day that was meant.
    """

    again: str = ""
    by_owner: str = ""
    by_segment: str = ""
    by_stage: str = ""
    closing: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def say_pipeline(
    report: PipelineReport,
    now: datetime,
    asks: PipelineAsks,
    picture: Picture | None = None,
    notes: Sequence[str] = (),
) -> Message:
    """The answer to `/pipeline`.

    Args:
        report: The numbers, as values.
        now: In the company's zone: what is today there, and how old the data is.
        asks: What the buttons stand for.
        picture: The chart; left out where there is nothing to draw.
        notes: What was understood without being said.
    """
    headline = say_headline(report, now)
    footer = " · ".join([*(clean(note) for note in notes), say_footer(report, now)])
    if report.total.deals == 0:
        return _say_nothing_open(report, headline, footer, asks)
    blocks: list[Piece] = [paragraph([bold(headline)]), show_table(_make_table(report))]
    without = _say_without_value(report)
    if without:
        blocks.append(context(without))
    moved = say_movement(report.movement, report.currency)
    blocks.append(paragraph([moved]))
    if report.attention_total:
        blocks.append(_list_attention(report))
    if picture:
        blocks.append(picture)
    blocks.extend(show_buttons(_make_buttons(report, asks)))
    blocks.append(context(footer))
    lines = [headline, without, moved, *_say_rows(report), *_say_attention(report)]
    return Message(join_lines(map(escape, lines), last=escape(footer)), tuple(blocks))


def say_headline(report: PipelineReport, now: datetime) -> str:
    """The point in one sentence: how much, what changed, what needs attention first."""
    total = report.total
    due = f" due to close {say_within(report.closing)}" if report.closing else ""
    day = _say_other_day(report, now)
    if total.deals == 0:
        return f"{day}no deal is open{due}." if day else f"No deal is open{due}."
    deals = f"{say_count(total.deals, 'open deal')}{due}"
    if total.without_value == total.deals:
        worth = ", none with an amount"
    else:
        value = _money(total.value, report)
        worth = f" worth {value}, {_money(total.weighted, report)} weighted by chance"
    parts = [day + deals + worth]
    moved = _say_main_moves(report.movement)
    if moved:
        parts.append(f"{moved} since {say_day(report.movement.since, year=False)}")
    if report.attention_total:
        needs = "needs" if report.attention_total == 1 else "need"
        first = f", first {_say_first(report)}" if report.attention else ""
        parts.append(f"{report.attention_total:,} {needs} attention{first}")
    return "; ".join(parts) + "."


def say_movement(movement: Movement, currency: str) -> str:
    """What happened since a day: "Since 15 Nov: 12 new ($340k) · 5 won ($120k) …"."""
    since = f"Since {say_day(movement.since, year=False)}"
    kinds = [("new", movement.new), ("won", movement.won), ("lost", movement.lost)]
    if movement.known:
        kinds.append(("pushed", movement.pushed))
    moves = [
        f"{count:,} {word} ({say_value(value, Unit.MONEY, currency, short=True)})"
        for word, (count, value) in kinds
        if count
    ]
    changed, difference = movement.amount_changed
    if movement.known and changed:
        sum_of = say_change(difference, Unit.MONEY, currency, short=True)
        moves.append(f"{say_count(changed, 'amount')} changed ({sum_of})")
    words = f"{since}: {' · '.join(moves)}." if moves else f"{since}: nothing new, won or lost."
    if not movement.known:
        words += " Pushed dates and changed amounts show from the second import on."
    return words


def say_footer(report: PipelineReport, now: datetime) -> str:
    """Whose deals, which of them, how fresh, as of when."""
    parts = [
        f"Computed for {name(report.who)}",
        *(name(words) for words in report.filters),
        f"closing {say_within(report.closing)}" if report.closing else "",
        say_data(report.receipt, now),
        f"as of {say_day(report.as_of)}",
    ]
    return " · ".join(part for part in parts if part)


def fold_rows(rows: Sequence[PipelineRow], most: int = ROWS) -> list[PipelineRow]:
    """The first rows and one that sums up the others, so that the total stays right."""
    if len(rows) <= most:
        return list(rows)
    rest = rows[most - 1 :]
    folded = PipelineRow(
        key=None,
        label=say_more(len(rest)),
        deals=sum(row.deals for row in rest),
        value=sum((row.value for row in rest), Decimal(0)),
        weighted=sum((row.weighted for row in rest), Decimal(0)),
        without_value=sum(row.without_value for row in rest),
    )
    return [*rows[: most - 1], folded]


def _make_table(report: PipelineReport) -> Table:
    return Table(
        headings=(head(report.by), "Deals", "Value", "Weighted"),
        rows=[_make_row(row, report) for row in fold_rows(report.rows)],
        total=_make_row(report.total, report, label="Total") if len(report.rows) > 1 else (),
    )


def _make_row(row: PipelineRow, report: PipelineReport, label: str = "") -> Row:
    unknown = row.deals > 0 and row.without_value == row.deals
    return (
        label or name(row.label, 40),
        f"{row.deals:,}",
        "–" if unknown else _money(row.value, report),
        "–" if unknown else _money(row.weighted, report),
    )


def _say_rows(report: PipelineReport) -> list[str]:
    words = []
    for row in fold_rows(report.rows, TEXT_ROWS):
        label, _deals, value, weighted = _make_row(row, report)
        words.append(f"{label}: {say_count(row.deals, 'deal')}, {value}, {weighted} weighted")
    return words


def _say_without_value(report: PipelineReport) -> str:
    missing = report.total.without_value
    if not missing or missing == report.total.deals:
        return ""
    have = "has" if missing == 1 else "have"
    return f"{missing:,} of the open deals {have} no amount and add nothing to the value."


def _list_attention(report: PipelineReport) -> Block:
    lines: list[Line] = [_line_of(deal, report) for deal in report.attention[:ATTENTION]]
    missing = report.attention_total - len(lines)
    if missing > 0:
        lines.append([say_more(missing)])
    return bullets(lines, most=ATTENTION + 1, title=[bold("Needs attention")])


def _line_of(deal: AttentionDeal, report: PipelineReport) -> tuple[Run, str]:
    known = clean(deal.account or "").casefold() in clean(deal.name).casefold()
    account = "" if known else f" ({name(deal.account)})"
    owner = name(deal.owner) if deal.owner else "no owner"
    rest = f"{account} · {owner} · {_say_worth(deal, report)}: {_why(deal)}"
    return bold(name(deal.name)), rest


def _say_attention(report: PipelineReport) -> list[str]:
    if not report.attention_total:
        return []
    lines = ["Needs attention:"]
    for deal in report.attention[:ATTENTION]:
        deal_name, rest = _line_of(deal, report)
        lines.append(f"• {deal_name.text}{rest}")
    missing = report.attention_total - min(len(report.attention), ATTENTION)
    return [*lines, f"• {say_more(missing)}"] if missing > 0 else lines


def _say_first(report: PipelineReport) -> str:
    deal = report.attention[0]
    return f"{name(deal.name, 40)} ({_say_worth(deal, report)}, {_why(deal, 1)})"


def _why(deal: AttentionDeal, most: int = 3) -> str:
    return ", ".join(name(words) for _concern, _days, words in deal.concerns[:most])


def _say_worth(deal: AttentionDeal, report: PipelineReport) -> str:
    return "no amount" if deal.value is None else _money(deal.value, report)


def _say_other_day(report: PipelineReport, now: datetime) -> str:
    """The day where another than today was asked for."""
    return "" if report.as_of == now.date() else f"On {say_day(report.as_of)}: "


def _say_main_moves(movement: Movement) -> str:
    moves = [("new", movement.new[0]), ("won", movement.won[0]), ("lost", movement.lost[0])]
    *others, last = [f"{count:,} {word}" for word, count in moves if count] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _make_buttons(report: PipelineReport, asks: PipelineAsks) -> list[Button]:
    views = (
        ("By stage", actions.BY_STAGE, asks.by_stage if report.by != "stage" else ""),
        ("By owner", actions.BY_OWNER, asks.by_owner if report.by != "owner" else ""),
        ("By segment", actions.BY_SEGMENT, asks.by_segment if report.by != "segment" else ""),
        ("Closing this quarter", actions.CLOSING, "" if report.closing else asks.closing),
    )
    buttons = [
        Button(label, action, carry({"c": COMMAND, "t": text, **asks.extra}))
        for label, action, text in views
        if text
    ]
    return buttons + standing_buttons(COMMAND, asks.again, asks.extra)


def standing_buttons(command: str, again: str, extra: dict[str, str]) -> list[Button]:
    """The buttons below every answer: share it, take it away, ask how it was computed."""
    value = carry({"c": command, "t": again, **extra})
    return [
        Button("Share to channel", actions.SHARE, value),
        Button("Export (CSV)", actions.EXPORT, value),
        Button("How is this computed?", actions.RECEIPT, value),
    ]


def _say_nothing_open(
    report: PipelineReport, headline: str, footer: str, asks: PipelineAsks
) -> Message:
    """Nothing is open: say why that may be, and what to do."""
    if report.receipt.data_as_of is None:
        step = "Nothing is here yet. Import your deals: salesbell import deals deals.csv"
    elif report.filters or report.closing:
        step = "Nothing fits what you asked for. Ask for less: /pipeline"
    else:
        step = (
            "The data has no open deals that you may see. If that is wrong, ask an "
            "administrator to import a newer file: salesbell import deals deals.csv"
        )
    moved = say_movement(report.movement, report.currency)
    buttons = standing_buttons(COMMAND, asks.again, asks.extra)[-1:]
    blocks: list[Piece] = [paragraph([bold(headline)], [step]), paragraph([moved])]
    blocks += [*show_buttons(buttons), context(footer)]
    lines = (headline, step, moved)
    return Message(join_lines(map(escape, lines), last=escape(footer)), tuple(blocks))


def _money(value: Decimal, report: PipelineReport) -> str:
    return say_value(value, Unit.MONEY, report.currency, short=True)
