"""How each kind of chart is drawn: its words above and below, and the marks of its kind between.

A new kind is a function that draws a spec from a given height down and returns where it ended,
and one line in `_KINDS`.
"""

from collections.abc import Callable

from metrics.charts import style
from metrics.charts.bars import draw_bars, draw_funnel, draw_pairs, draw_stages
from metrics.charts.canvas import Canvas
from metrics.charts.lettering import wrap_evenly
from metrics.charts.periods import draw_columns, draw_line
from metrics.charts.spec import ChartSpec, Kind

_KINDS: dict[Kind, Callable[[Canvas, ChartSpec, float], float]] = {
    Kind.BARS: draw_bars,
    Kind.COLUMNS: draw_columns,
    Kind.LINE: draw_line,
    Kind.PAIRED: draw_pairs,
    Kind.STAGES: draw_stages,
    Kind.FUNNEL: draw_funnel,
}
_ROOM = style.WIDTH - 2 * style.MARGIN
_TITLE_LINES = 3
_SUBTITLE_LINES = 2
_FOOTNOTE_LINES = 4
_LEADING = 1.32


def lay_out(spec: ChartSpec) -> tuple[Canvas, float]:
    """The whole chart on a canvas, and how high it got."""
    canvas = Canvas()
    y = _write_lines(canvas, spec.title, style.TITLE_SIZE, style.MARGIN, _TITLE_LINES, bold=True)
    y = _write_lines(
        canvas, spec.subtitle, style.SUBTITLE_SIZE, y + 3, _SUBTITLE_LINES, color=style.GREY
    )
    if spec.categories:
        y = _KINDS[spec.kind](canvas, spec, y + 12)
    if spec.footnote:
        y = _write_lines(
            canvas, spec.footnote, style.NOTE_SIZE, y + 8, _FOOTNOTE_LINES, color=style.GREY
        )
    return canvas, y + style.MARGIN - 2


def _write_lines(
    canvas: Canvas,
    words: str,
    size: float,
    top: float,
    most_lines: int,
    *,
    bold: bool = False,
    color: str = style.INK,
) -> float:
    if not words:
        return top
    for line in wrap_evenly(words, size, _ROOM, most_lines, bold=bold):
        canvas.write(style.MARGIN, top + size * 0.93, line, size, bold=bold, color=color)
        top += size * _LEADING
    return top
