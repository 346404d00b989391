"""The groups of an answer, as a table and as lines of text."""

from collections.abc import Sequence

from bot.messages.limits import say_more
from bot.messages.table import Row, Table
from bot.messages.text import clean, head, name
from metrics.answer import Answer, Reading
from metrics.firmness import SMALL_SHARE
from metrics.money import BLANK, say_range, say_value
from metrics.units import Unit

COLUMNS = 4
"""Numbers side by side that a phone still shows."""


def tabulate_groups(answers: Sequence[Answer]) -> Table | None:
    """One table for all answers: a row a group, a column a number. None without groups."""
    grouped = [answer for answer in answers if answer.groups]
    if not grouped:
        return None
    if len(grouped) == 1:
        return _tabulate_one(grouped[0])
    grouped = grouped[:COLUMNS]
    known = [{(group.key, group.label): group for group in a.groups} for a in grouped]
    rows = [
        (
            name(key[1], 40),
            *(_say_value(by.get(key), a) for by, a in zip(known, grouped, strict=True)),
        )
        for key in dict.fromkeys(key for by in known for key in by)
    ]
    return Table(
        headings=(head(grouped[0].by), *(clean(a.title) for a in grouped)),
        rows=rows,
        total=("Total", *(_say_value(answer.total, answer) for answer in grouped)),
    )


def say_groups(answers: Sequence[Answer], most: int = 30) -> list[str]:
    """The groups as lines: "West: 63.9 % (1,438 of 2,250)"."""
    lines: list[str] = []
    for answer in answers:
        if len(answers) > 1 and answer.groups:
            lines.append(f"{clean(answer.title)} by {head(answer.by).lower()}:")
        groups = _keep_telling(answer)
        for group in groups[:most]:
            basis = _say_cases(group, answer)
            lines.append(
                f"{name(group.label)}: {_say_value(group, answer)}{f' ({basis})' if basis else ''}"
            )
        if len(groups) > most:
            lines.append(say_more(len(groups) - most))
    return lines


def explain_range(answers: Sequence[Answer]) -> str:
    """What the column "Range" of the table says; empty where it has none."""
    grouped = [answer for answer in answers if answer.groups]
    if len(grouped) != 1 or not _has_ranges(grouped[0]):
        return ""
    return f"Range: where the true value lies, with 95{BLANK}% confidence."


def _has_ranges(answer: Answer) -> bool:
    return any(_is_small(group) for group in answer.groups)


def _tabulate_one(answer: Answer) -> Table:
    ranged = _has_ranges(answer)
    based = any(_say_cases(group, answer) for group in answer.groups)
    headings = [head(answer.by), clean(answer.title)]
    headings += [_name_cases(answer)] if based else []
    headings += ["Range"] if ranged else []

    def lay(reading: Reading, label: str) -> Row:
        row = [label, _say_value(reading, answer)]
        row += [_say_cases(reading, answer) or "–"] if based else []
        row += [_say_range(reading)] if ranged else []
        return tuple(row)

    return Table(
        headings=tuple(headings),
        rows=[lay(group, name(group.label, 40)) for group in _keep_telling(answer)],
        total=lay(answer.total, "Total"),
    )


def _keep_telling(answer: Answer) -> list[Reading]:
    """The groups without one that has neither a name nor anything in it: "(no reason): 0"."""
    return [one for one in answer.groups if one.key is not None or one.n or one.value]


def _say_value(reading: Reading | None, answer: Answer) -> str:
    if reading is None:
        return "–"
    return say_value(reading.value, answer.unit, answer.currency, short=True)


def _name_cases(answer: Answer) -> str:
    if answer.unit is Unit.PERCENT:
        return "Value" if answer.currency else "Cases"
    return "Deals"


def _say_cases(reading: Reading, answer: Answer) -> str:
    numerator, denominator = reading.numerator, reading.denominator
    if isinstance(numerator, int) and isinstance(denominator, int):
        return (
            f"{numerator:,} of {denominator:,}"
            if answer.unit is Unit.PERCENT
            else (f"{denominator:,}")
        )
    if answer.unit in (Unit.DEALS, Unit.LEADS):
        return ""
    if answer.unit is Unit.PERCENT and answer.currency:
        return say_parts(reading, answer)
    return f"{reading.n:,}"


def say_parts(reading: Reading, answer: Answer) -> str:
    """What a ratio of money divides: "$81k of $210k"; empty for anything else."""
    if not answer.currency or reading.numerator is None or reading.denominator is None:
        return ""
    parts = (reading.numerator, reading.denominator)
    won, all_of_it = (say_value(part, Unit.MONEY, answer.currency, short=True) for part in parts)
    return f"{won} of {all_of_it}"


def _is_small(reading: Reading) -> bool:
    return reading.interval is not None and reading.n < SMALL_SHARE and not reading.no_data


def _say_range(reading: Reading) -> str:
    if reading.interval is None or reading.no_data:
        return "–"
    return say_range(*reading.interval).replace(" to ", "–")  # short, for phones
