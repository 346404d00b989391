"""How a number came about: formula, counts, period, filters, freshness, and what was left out."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.messages.answer import say_reading
from bot.messages.blocks import Line, bold, bullets, divider, header, paragraph
from bot.messages.freshness import say_age, say_day
from bot.messages.message import Block
from bot.messages.text import clean, name
from bot.messages.views import View, make_modal
from metrics.answer import Answer, LeftOut, Reading, Receipt
from metrics.money import say_count, say_range, say_value
from metrics.pipeline import PipelineReport
from metrics.units import Unit

TITLE = "How is this computed?"

RECEIPTS = 8
"""Receipts in one modal; each takes up to five of its hundred blocks."""


def show_receipts(answers: Sequence[Answer], now: datetime, zone: ZoneInfo) -> View:
    """The receipts of an answer to `/sales`."""
    blocks: list[Block] = []
    for answer in answers[:RECEIPTS]:
        if blocks:
            blocks.append(divider())
        blocks.append(header(f"{answer.title}: {say_reading(answer.total, answer)}"))
        values = _say_values(answer.total, answer)
        blocks.extend(_lay_receipt(answer.receipt, values, now, zone))
    return make_modal(TITLE, blocks)


def show_pipeline_receipt(report: PipelineReport, now: datetime, zone: ZoneInfo) -> View:
    """The receipt of an answer to `/pipeline`, with the chance of every stage."""
    total = report.total
    value, weighted = (
        say_value(part, Unit.MONEY, report.currency) for part in (total.value, total.weighted)
    )
    values = [
        ("Open deals", f"{total.deals:,}, of which {total.without_value:,} have no amount"),
        ("Value", value),
        ("Weighted", f"{weighted}: each deal's value times its chance to be won"),
    ]
    blocks = [
        header(f"Open pipeline: {say_count(total.deals, 'deal')}, {value}"),
        *_lay_receipt(report.receipt, values, now, zone),
    ]
    chances: list[Line] = [
        (bold(name(row.label)), f": {_say_chance(row.chance)}", f" ({clean(row.chance_source)})")
        for row in report.rows
        if row.chance_source
    ]
    if chances:
        blocks.append(bullets(chances, title=[bold("Chance to be won, by stage")]))
    return make_modal(TITLE, blocks)


def _lay_receipt(
    receipt: Receipt, values: Sequence[tuple[str, str]], now: datetime, zone: ZoneInfo
) -> list[Block]:
    facts = [
        ("Formula", receipt.formula),
        *values,
        ("Counted", receipt.basis),
        ("When", receipt.when),
        ("Whose deals", receipt.scope),
        *(("Only", words) for words in receipt.filters[:10]),
        *([("And", f"{len(receipt.filters) - 10:,} more filters")] * (len(receipt.filters) > 10)),
        ("Data", _say_import(receipt, now, zone)),
    ]
    lines: list[Line] = [(bold(f"{label}: "), name(text, 400)) for label, text in facts if text]
    blocks = [paragraph(*lines)]
    out = [left for left in receipt.left_out if left.rows]
    if out:
        blocks.append(bullets([[_say_left(left)] for left in out], title=[bold("Missing")]))
    else:
        blocks.append(paragraph([bold("Missing: "), "nothing; every row was counted in full."]))
    if receipt.notes:
        notes: list[Line] = [[name(note, 400)] for note in receipt.notes]
        blocks.append(bullets(notes, title=[bold("Notes")]))
    return blocks


def _say_values(total: Reading, answer: Answer) -> list[tuple[str, str]]:
    values = [("Value", say_reading(total, answer))]
    if total.numerator is not None and total.denominator is not None:
        for label, part in (("Above the line", total.numerator), ("Below it", total.denominator)):
            if isinstance(part, int):
                values.append((label, f"{part:,}"))
            else:
                values.append((label, say_value(part, Unit.MONEY, answer.currency)))
    values.append(("Rows it stands on", f"{total.n:,}"))
    if total.interval:
        values.append(("Range (95 %, Wilson)", say_range(*total.interval)))
    if answer.change and answer.change.fair:
        values.append(("Compared", answer.change.fair))
    return values


def _say_left(left: LeftOut) -> str:
    kept = "counted all the same" if left.counted else "left out"
    return f"{left.rows:,} {kept}: {name(left.reason, 200)}"


def _say_import(receipt: Receipt, now: datetime, zone: ZoneInfo) -> str:
    if receipt.data_as_of is None:
        return "nothing imported yet"
    local = receipt.data_as_of.astimezone(zone)
    day = say_day(date(local.year, local.month, local.day))
    source = f"{name(receipt.data_file)}, " if receipt.data_file else ""
    age = say_age(receipt.data_as_of, now)
    return f"{source}imported {day} at {local:%H:%M} ({zone.key}), {age}"


def _say_chance(chance: float | None) -> str:
    return "unknown" if chance is None else say_value(chance, Unit.PERCENT, short=True)
