"""How each kind of chart is drawn: its words above and below, and the marks of its kind between.

A new kind is a function that draws a spec from a given height down and returns where it ended,
and one line in `_KINDS`.
"""

from collections.abc import Callable
from dataclasses import replace

from metrics.charts import style
from metrics.charts.bars import draw_bars, draw_funnel, draw_pairs, draw_stages
from metrics.charts.canvas import Canvas
from metrics.charts.lettering import wrap_evenly
from metrics.charts.levels import draw_watch
from metrics.charts.periods import draw_columns, draw_line
from metrics.charts.progress import draw_trend
from metrics.charts.spec import ChartSpec, Kind
from metrics.charts.waterfall import draw_waterfall

_KINDS: dict[Kind, Callable[[Canvas, ChartSpec, float], float]] = {
    Kind.BARS: draw_bars,
    Kind.COLUMNS: draw_columns,
    Kind.LINE: draw_line,
    Kind.PAIRED: draw_pairs,
    Kind.STAGES: draw_stages,
    Kind.FUNNEL: draw_funnel,
    Kind.WATERFALL: draw_waterfall,
    Kind.TREND: draw_trend,
    Kind.WATCH: draw_watch,
}
_ROOM = style.WIDTH - 2 * style.MARGIN
_TITLE_LINES = 3
_SUBTITLE_LINES = 3
_FOOTNOTE_LINES = 4
_LEADING = 1.32


def lay_out(spec: ChartSpec) -> tuple[Canvas, float]:
    """The whole chart on a canvas, and how high it got."""
    canvas = Canvas()
    spec = leave_out_wide_ranges(spec)
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


def leave_out_wide_ranges(spec: ChartSpec) -> ChartSpec:
    """Without the ranges of small samples, unless there are no others.

    The range of two deals is as wide as the sheet, and would make slivers of all that is firm.
    """
    points = [point for series in spec.series for point in series.points]
    if not any(point.interval and not point.faint for point in points):
        return spec
    series = tuple(
        replace(
            one,
            points=tuple(
                replace(point, interval=None) if point.faint else point for point in one.points
            ),
        )
        for one in spec.series
    )
    return replace(spec, series=series)


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
