"""One section of a digest: its finding, its figures a line each, its list, its table."""

import re
from collections.abc import Sequence
from functools import partial

from bot.messages.blocks import Line, Run, bold, bullets, paragraph
from bot.messages.digest_grids import list_grid, say_grid, show_grid
from bot.messages.digest_pages import Part
from bot.messages.limits import cut, keep, say_more
from bot.messages.message import Block, Picture, Piece
from bot.messages.text import clean, name
from metrics.charts import ChartSpec, draw_chart
from metrics.digests.report import Against, Figure, SectionReport
from metrics.money import BLANK, MINUS, NO_DATA

FIGURES = 8
LINES = 5
"""Shown of a section's list; the others stand in the thread."""

SENTENCE = 400
LINE = 280
NUMBER = 80
_IN_THREAD = "more in the thread"
_SIGNS = ("+", MINUS, "-")
_BOUND = 36
_NOTHING_BESIDE = "no data to compare it with"
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


def say_small(section: SectionReport) -> str:
    """A section in one line, for what has to be said but is not to be worked on."""
    lines = keep([cut(clean(line), LINE) for line in section.lines], LINES + 1, say_more)
    words = "; ".join([cut(clean(section.sentence), SENTENCE).rstrip("."), *lines])
    return f"{name(section.title)}: {words}."


def show_chart(section: str, chart: ChartSpec) -> Picture:
    """The chart, drawn when it is needed; equal charts have equal keys."""
    return Picture(
        name=f"{section.replace('_', '-') or 'chart'}.png",
        png=partial(draw_chart, chart),
        alt_text=chart.alt_text,
        title=chart.title,
        key=chart,
    )


def say_against(against: Against) -> str:
    """What a figure is held against, for the ear: "+12 % vs week before"."""
    words, _, doubt = clean(against.words).partition(", ")
    other = _shorten(clean(against.name))
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
    beside = ", ".join(map(_show_against, _choose_against(figure))) or _NOTHING_BESIDE
    number = bold(cut(clean(figure.words), NUMBER))
    line: list[Run | str] = [f"{name(figure.title)} ", number]
    return [*line, f"  {cut(beside, LINE)}"] if figure.against else line


def _say_figure(figure: Figure) -> str:
    beside = ", ".join(map(say_against, _choose_against(figure))) or _NOTHING_BESIDE
    words = f"{name(figure.title)} {cut(clean(figure.words), NUMBER)}"
    return f"{words}, {cut(beside, LINE)}" if figure.against else words


def _choose_against(figure: Figure) -> list[Against]:
    """What there is something to say of."""
    return [against for against in figure.against if clean(against.words) != NO_DATA]


def _say_more_figures(count: int) -> str:
    return say_more(count, "more in the CSV")


def _show_words(title: str, sentence: str, listed: Sequence[Line]) -> Block:
    head: Line = [bold(title), f"\n{sentence}"] if sentence else [bold(title)]
    if not listed:
        return paragraph(head)
    return bullets(listed, FIGURES + LINES + 1, head)
