"""What `/sales` answers: the number in one sentence, fairly compared, with its groups."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bot.messages import actions
from bot.messages.blocks import (
    Button,
    Line,
    bold,
    bullets,
    carry,
    code,
    context,
    paragraph,
    show_buttons,
)
from bot.messages.comparison import say_change_of
from bot.messages.freshness import say_data, say_day, say_period
from bot.messages.groups import explain_range, say_groups, say_parts, tabulate_groups
from bot.messages.limits import join_lines, say_more
from bot.messages.message import Message, Picture, Piece
from bot.messages.pipeline import standing_buttons
from bot.messages.table import show_table
from bot.messages.text import clean, escape, name
from metrics.answer import Answer, Reading
from metrics.money import say_count, say_range, say_value
from metrics.pace import PACE
from metrics.units import Unit

COMMAND = "/sales"
ANSWERS = 8
"""Numbers answered in one message; the others are named as left out."""

BEFORE_IMPORT = "Nothing is here yet. Import your deals: "
IMPORT = "salesbell import deals deals.csv"

_ADVICE = {
    "young_leads": "They count once they have had their time: for a verdict that stands, ask for "
    "an earlier period.",
}
"""What the readings of these metrics, beside another, call for."""

SMALL = 100
"""Below so many cases a share is shown with its range."""


@dataclass(frozen=True)
class AnswerAsks:
    """The texts behind `/sales` that the buttons stand for.

    Attributes:
        again: This very question.
        next_steps: (label, text) of questions that follow on, the best first.
        look_at: The group to look at first, and the text that asks more about it.
        extra: Whatever else every button has to carry.
    """

    again: str = ""
    next_steps: tuple[tuple[str, str], ...] = ()
    look_at: tuple[str, str] | None = None
    extra: dict[str, str] = field(default_factory=dict)


def say_answers(
    answers: Sequence[Answer],
    now: datetime,
    asks: AnswerAsks,
    picture: Picture | None = None,
) -> Message:
    """The answer to `/sales`: one number or several, each with what it stands on.

    Args:
        answers: At least one, all of the same question.
        now: For the age of the data.
        asks: What the buttons stand for.
        picture: The chart; left out where it would say no more than the number.
    """
    if answers[0].receipt.data_as_of is None:
        return _say_nothing_yet(answers)
    shown = answers[:ANSWERS]
    left_out = len(answers) - len(shown)
    blocks: list[Piece] = [_show_heads(shown)]
    lines = [line for answer in shown for line in (say_point(answer), *say_details(answer))]
    if left_out:
        more = f"{say_more(left_out)}: ask for fewer numbers at once."
        blocks.append(context(more))
        lines.append(more)
    table = tabulate_groups(shown)
    if table:
        blocks.append(show_table(table))
        lines.extend(say_groups(shown))
    explained = explain_range(shown)
    if explained and not _says_range(shown[0].total):
        blocks.append(context(explained))
    if asks.look_at:
        advice = _say_look_at(*asks.look_at)
        blocks.append(paragraph([advice]))
        lines.append(advice)
    if picture:
        blocks.append(picture)
    blocks.extend(show_buttons(_make_buttons(asks)))
    footer = say_answer_footer(shown[0], now)
    blocks.append(context(footer))
    return Message(join_lines(map(escape, lines), last=escape(footer)), tuple(blocks))


def _say_nothing_yet(answers: Sequence[Answer]) -> Message:
    """Before the first import: noughts would look like numbers."""
    titles = ", ".join(clean(answer.title) for answer in answers[:ANSWERS])
    point = f"{titles}: no data."
    block = paragraph([bold(point)], [BEFORE_IMPORT, code(IMPORT)])
    return Message(join_lines(map(escape, (point, BEFORE_IMPORT + IMPORT))), (block,))


def say_point(answer: Answer) -> str:
    """The number in one sentence: "Win rate, Q2 2017: 61.7 % (1,254 of 2,032)."."""
    total = answer.total
    head = f"{clean(answer.title)}, {say_when(answer)}"
    if total.no_data:
        return f"{head}: no data."
    return f"{head}: {say_reading(total, answer)}{_say_basis(total, answer)}."


def say_details(answer: Answer) -> list[str]:
    """What belongs beside the number: its range, its change, further readings, why no data."""
    details = []
    total = answer.total
    if total.no_data:
        details.append(_say_why_none(answer))
    elif _says_range(total):
        cases = say_count(total.n, "case")
        details.append(
            f"Only {cases}: the true value lies between {_say_interval(total)} "
            "(with 95 % confidence)."
        )
    change = say_change_of(answer)
    if change:
        details.append(change)
    beside = (_say_beside(extra, answer) for extra in answer.extras if _says_something(extra))
    return [*details, *beside]


def say_reading(reading: Reading, answer: Answer, *, short: bool = False) -> str:
    """A value of this answer in words, counts with their noun."""
    unit = reading.unit or answer.unit
    if reading.value is not None and unit in (Unit.DEALS, Unit.LEADS):
        return say_count(int(reading.value), unit.value.removesuffix("s"))
    return say_value(reading.value, unit, answer.currency, short=short)


def say_when(answer: Answer) -> str:
    """The period or the day of an answer."""
    if answer.period is not None:
        return say_period(answer.period)
    return say_day(answer.as_of) if answer.as_of else "now"


def say_answer_footer(answer: Answer, now: datetime) -> str:
    """Whose deals, which of them, counted by what, how fresh."""
    receipt = answer.receipt
    parts = [
        f"Computed for {name(receipt.scope)}",
        *(name(words) for words in receipt.filters),
        clean(receipt.basis),
        say_data(receipt, now),
    ]
    return " · ".join(part for part in parts if part)


def _show_heads(answers: Sequence[Answer]) -> Piece:
    if len(answers) == 1:
        details = [[line] for line in say_details(answers[0])]
        return paragraph([bold(say_point(answers[0]))], *details)
    lines: list[Line] = [
        (bold(say_point(answer)), *(f" {words}" for words in say_details(answer)))
        for answer in answers
    ]
    return bullets(lines, most=ANSWERS)


def _say_basis(total: Reading, answer: Answer) -> str:
    """What the number stands on, where the number does not say it itself."""
    if isinstance(total.numerator, int) and isinstance(total.denominator, int):
        return f" ({total.numerator:,} of {total.denominator:,})"
    if parts := say_parts(total, answer):
        return f" ({parts})"
    if answer.unit in (Unit.MONEY, Unit.DAYS):
        return f" ({say_count(total.n, 'deal')})"
    return ""


def _says_something(extra: Reading) -> bool:
    """No data beside a number, or none of what was counted, is nothing to tell."""
    return extra.value is not None and (extra.value != 0 or extra.denominator is not None)


def _say_look_at(label: str, text: str) -> str:
    return f"Look at {name(label, 40)} first: {COMMAND} {clean(text)}"


def _says_range(total: Reading) -> bool:
    """Whether so few cases stand behind a share that its range is said in words."""
    return total.interval is not None and not total.no_data and total.n < SMALL


def _say_beside(extra: Reading, answer: Answer) -> str:
    """A reading beside the number, and what can be done about it."""
    if extra.key == PACE:
        return _say_pace(extra, answer)
    basis = _say_basis(extra, answer) if extra.denominator is not None else ""
    words = f"{clean(extra.label)}: {say_reading(extra, answer)}{basis}."
    return f"{words} {_ADVICE[extra.key]}" if extra.key in _ADVICE else words


def _say_pace(pace: Reading, answer: Answer) -> str:
    """Whether a running goal is on its way, and what each working day left would have to bring."""
    passed, days = int(pace.numerator or 0), int(pace.denominator or 0)
    share = say_value(pace.value, Unit.PERCENT, short=True)
    words = f"{passed} of {days} working days have passed ({share})"
    total = answer.total
    if total.value is None or total.numerator is None or total.denominator is None:
        return f"{words}."
    missing = float(total.denominator) - float(total.numerator)
    if missing <= 0:
        return f"{words}, and the goal is reached."
    stands = "ahead of" if float(total.value) >= float(pace.value or 0) else "behind"
    amount = _say_missing(missing, answer)
    each = ""
    if days > passed and answer.currency:
        each = f", {_say_missing(missing / (days - passed), answer)} a working day"
    return f"{words}: {stands} the pace. {amount} more to go{each}."


def _say_missing(missing: float, answer: Answer) -> str:
    if answer.currency:
        return say_value(Decimal(str(round(missing, 2))), Unit.MONEY, answer.currency, short=True)
    return f"{missing:,g}"


def _say_interval(total: Reading) -> str:
    low, high = total.interval or (0.0, 1.0)
    return say_range(low, high).replace(" to ", " and ")


def _say_why_none(answer: Answer) -> str:
    reasons = [
        f"{left.rows:,} {clean(left.reason)}"
        for left in answer.receipt.left_out
        if not left.counted and left.rows
    ]
    if reasons:
        return f"Nothing to count in that time. Left out: {'; '.join(reasons)}."
    return "Nothing to count in that time. Try a longer period, or fewer filters."


def _make_buttons(asks: AnswerAsks) -> list[Button]:
    follow = list(asks.next_steps)
    if asks.look_at:
        label, text = asks.look_at
        follow.insert(0, (f"Look at {name(label, 40)}", text))
    steps = [
        Button(label, actions.run(number, "next"), carry({"c": COMMAND, "t": text, **asks.extra}))
        for number, (label, text) in enumerate(follow[:4], start=1)
    ]
    return steps + standing_buttons(COMMAND, asks.again, asks.extra)
