"""One section of a digest: its finding, its figures a line each, its list, its table."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.messages.blocks import Line, Run, bold, bullets, context, paragraph
from bot.messages.digest_pages import Part
from bot.messages.limits import cut, keep, say_more
from bot.messages.message import Block, Picture, Piece
from bot.messages.table import Table, show_table
from bot.messages.text import clean, name
from metrics.charts import ChartSpec, draw_chart
from metrics.digests.report import Against, Figure, Grid, SectionReport
from metrics.money import BLANK, MINUS, NO_DATA

FIGURES = 8
LINES = 5
"""Shown of a section's list; the others stand in the thread."""

ROWS = 12
"""Shown of a section's table, which is read on a phone."""

SENTENCE = 400
LINE = 280
_ONLY_CSV = frozenset({"key", "id", "account"})
"""Columns that say nothing to people who read the deal's name beside them."""

_IN_THREAD = "more in the thread"
_SIGNS = ("+", MINUS, "-")
_BOUND = 36
_YEAR_AGO = re.compile(r"the same .* last year")


def show_section(section: SectionReport, *, table: bool) -> Part:
    """A section as a part of a message.

    Args:
        section: What it says.
        table: Whether its table may be shown as one: a message takes only one.
    """
    title, sentence = name(section.title), cut(clean(section.sentence), SENTENCE)
    listed = keep(list(map(_show_figure, section.figures)), FIGURES, _say_more_figures)
    said = keep(list(map(_say_figure, section.figures)), FIGURES, _say_more_figures)
    more = _IN_THREAD if section.details else "more"
    lines = keep(
        [cut(clean(line), LINE) for line in section.lines],
        LINES + 1,
        lambda count: say_more(count, more),
    )
    pieces: list[Piece] = [_show_words(title, sentence, [*listed, *lines])]
    words = [f"{title}: {sentence}" if sentence else f"{title}:"]
    words += [f"• {line}" for line in (*said, *lines)]
    if section.grid and section.grid.rows:
        pieces.append(show_grid(section.grid) if table else list_grid(section.grid))
        words += say_grid(section.grid)
    if section.chart and not sentence:
        words.append(clean(section.chart.title))
    return Part(tuple(pieces), tuple(words))


def show_small(section: SectionReport) -> Part:
    """A section in small words, for what has to be said but is not to be worked on."""
    lines = keep([cut(clean(line), LINE) for line in section.lines], LINES + 1, say_more)
    words = "; ".join([cut(clean(section.sentence), SENTENCE).rstrip("."), *lines])
    told = f"{name(section.title)}: {words}."
    return Part((context(told),), (told,))


def show_chart(section: str, chart: ChartSpec) -> Picture:
    """The chart, drawn when it is needed; equal charts have equal keys."""
    return Picture(
        name=f"{section.replace('_', '-') or 'chart'}.png",
        png=partial(draw_chart, chart),
        alt_text=chart.alt_text,
        title=chart.title,
        key=chart,
    )


def show_grid(grid: Grid, most: int = ROWS, noun: str = "more") -> Piece:
    """A table of Slack's own; words stand left and numbers right."""
    left_away = max(0, len(grid.rows) - most)
    grid = _leave_out_columns(replace(grid, rows=grid.rows[:most]))
    return show_table(
        Table(
            headings=grid.headings,
            rows=[tuple(cell.words for cell in row) for row in grid.rows],
            right=_find_numbers(grid),
            left_away=left_away,
            noun=noun,
        ),
        most,
    )


def list_grid(grid: Grid, most: int = LINES, noun: str = "more", *, titled: bool = False) -> Block:
    """The same rows as a list, where a table may not stand or is not worth it."""
    lines: list[Line] = [
        [bold(first), f" · {rest}"] if rest else [bold(first)]
        for first, rest in _say_rows(grid, most)
    ]
    missing = len(grid.rows) - len(lines)
    if missing:
        lines.append(say_more(missing, noun))
    return bullets(lines, most + 1, [bold(name(grid.title))] if titled else ())


def say_grid(grid: Grid, most: int = LINES, noun: str = "more") -> list[str]:
    """The first rows in words."""
    lines = [
        f"• {first}: {rest}" if rest else f"• {first}" for first, rest in _say_rows(grid, most)
    ]
    missing = len(grid.rows) - len(lines)
    return [*lines, f"• {say_more(missing, noun)}"] if missing else lines


def say_against(against: Against) -> str:
    """What a figure is held against, for the ear: "+12 % vs week before"."""
    words, _, doubt = clean(against.words).partition(", ")
    other = _shorten(clean(against.name))
    if words == NO_DATA:
        return f"{other}: {NO_DATA}"
    compared = words.startswith(_SIGNS) or words == "no change"
    told = f"{words} vs {other}" if compared else f"{words} {other}"
    return f"{told} ({doubt})" if doubt else told


def _shorten(name_of_period: str) -> str:
    """On a phone every word counts: "the same week last year" is "last year"."""
    if _YEAR_AGO.fullmatch(name_of_period):
        return "last year"
    return name_of_period.removeprefix("the ")


def _show_against(against: Against) -> str:
    """The same for the eye, with an arrow; whether it is good is said where the arrow misleads."""
    words = say_against(against)
    if not words.startswith(_SIGNS):
        return _bind(words)
    up = words[0] == "+"
    verdict = ""
    if against.good is not None and against.good is not up:
        verdict = ", better" if against.good else ", worse"
    return _bind(f"{'▲' if up else '▼'} {words[1:]}{verdict}")


def _bind(words: str) -> str:
    """Words on one line, where they are short enough for that."""
    return words.replace(" ", BLANK) if len(words) <= _BOUND else words


def _show_figure(figure: Figure) -> Line:
    beside = " · ".join(map(_show_against, figure.against))
    runs: list[Run | str] = [f"{name(figure.title)} ", bold(cut(clean(figure.words), 80))]
    return [*runs, f"  {cut(beside, LINE)}"] if beside else runs


def _say_figure(figure: Figure) -> str:
    beside = ", ".join(map(say_against, figure.against))
    words = f"{name(figure.title)} {cut(clean(figure.words), 80)}"
    return f"{words}, {cut(beside, LINE)}" if beside else words


def _say_more_figures(count: int) -> str:
    return say_more(count, "more in the CSV")


def _show_words(title: str, sentence: str, listed: Sequence[Line]) -> Block:
    head: Line = [bold(title), f"\n{sentence}"] if sentence else [bold(title)]
    if not listed:
        return paragraph(head)
    return bullets(listed, FIGURES + LINES + 1, head)


def _find_numbers(grid: Grid) -> frozenset[int]:
    """The columns that hold numbers."""
    columns = range(1, len(grid.headings))
    return frozenset(
        column
        for column in columns
        if any(column < len(row) and row[column].number is not None for row in grid.rows)
    )


def _leave_out_columns(grid: Grid) -> Grid:
    kept = [
        place
        for place, heading in enumerate(grid.headings)
        if not place or heading.casefold() not in _ONLY_CSV
    ]
    rows = tuple(tuple(row[place] for place in kept if place < len(row)) for row in grid.rows)
    return Grid(grid.title, tuple(grid.headings[place] for place in kept), rows)


def _say_rows(grid: Grid, most: int) -> list[tuple[str, str]]:
    """The first cell of each row, and the others; numbers with what they are."""
    grid = _leave_out_columns(replace(grid, rows=grid.rows[: most + 1]))
    told = []
    for row in grid.rows[:most]:
        first, *others = row
        rest = [
            f"{name(heading)} {clean(cell.words)}" if cell.number is not None else clean(cell.words)
            for heading, cell in zip(grid.headings[1:], others, strict=False)
            if clean(cell.words) not in ("", "–")
        ]
        told.append((cut(clean(first.words), 60) or "–", cut(" · ".join(rest), LINE)))
    return told
