"""Paper to draw on, in the pixels of a phone with y downwards; what puts marks on it is matplotlib.

There are no axes and no pyplot: a chart for a phone needs exact places, and nothing global.
"""

import io
import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.transforms import Affine2D
from PIL import Image

from metrics.charts.lettering import find_font, measure, replace_unknown
from metrics.charts.style import INK, PAPER, RANGE, SCALE, WIDTH

Align = Literal["left", "center", "right"]
_SHIFTS: dict[Align, float] = {"left": 0.0, "center": 0.5, "right": 1.0}

_DPI = 72  # so that a font's points are pixels
_COLORS = 256


class Words(Artist):
    """One line of text at a place known beforehand.

    matplotlib's own Text measures every line again at every drawing, which takes longer than the
    drawing itself.

    Attributes:
        box: Left, top, right and bottom of its letters, in pixels of the phone.
    """

    def __init__(
        self, x: float, baseline: float, words: str, size: float, *, bold: bool, color: str
    ) -> None:
        super().__init__()
        self.words = replace_unknown(words, bold=bold)
        self.size = size
        self.box = (
            x,
            baseline - size * 0.76,  # capitals reach 0.73 of a letter's size above the baseline
            x + measure(words, size, bold=bold),
            baseline + size * 0.24,
        )
        self._start = (x * SCALE, round(baseline * SCALE))
        self._font = find_font(size * SCALE, bold=bold)
        self._color = color

    def draw(self, renderer: RendererBase) -> None:
        """Put the letters on the sheet, as they are: "$x$" is no formula."""
        gc = renderer.new_gc()
        gc.set_foreground(self._color)
        renderer.draw_text(gc, *self._start, self.words, self._font, 0.0)
        gc.restore()


class Canvas:
    """A sheet as wide as a phone; how long it is, is said when it is finished."""

    def __init__(self) -> None:
        self.texts: list[Words] = []
        self._artists: list[Artist] = []
        self._place = Affine2D()  # set when the height is known; the artists hold on to it

    def write(
        self,
        x: float,
        baseline: float,
        words: str,
        size: float,
        *,
        color: str = INK,
        bold: bool = False,
        align: Align = "left",
        backed: bool = False,
    ) -> None:
        """One line of text.

        `x` is its left end, its middle or its right end, as `align` says. `backed` puts paper
        behind it, where lines may pass.
        """
        if not words:
            return
        x -= measure(words, size, bold=bold) * _SHIFTS[align]
        text = Words(x, baseline, words, size, bold=bold, color=color)
        if backed:
            left, top, right, bottom = text.box
            self.fill(left - 2, top - 1, right - left + 4, bottom - top + 1, PAPER)
        self.texts.append(text)
        self._artists.append(text)

    def fill(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        color: str,
        *,
        outline: str | None = None,
    ) -> None:
        """A bar; y is its top."""
        self._artists.append(
            Rectangle(
                (x, y),
                width,
                height,
                facecolor=color,
                edgecolor=outline or "none",
                linewidth=SCALE if outline else 0,
                transform=self._place,
            )
        )

    def fill_area(self, points: Sequence[tuple[float, float]], color: str) -> None:
        """What lies within points."""
        self._artists.append(
            Polygon(points, closed=True, facecolor=color, linewidth=0, transform=self._place)
        )

    def draw_line(
        self,
        points: Sequence[tuple[float, float]],
        color: str,
        width: float = 1.0,
        *,
        dashed: bool = False,
    ) -> None:
        """A line through points."""
        self._artists.append(
            Line2D(
                [x for x, _ in points],
                [y for _, y in points],
                color=color,
                linewidth=width * SCALE,
                linestyle=(0, (4, 3)) if dashed else "-",
                solid_capstyle="butt",
                solid_joinstyle="round",
                transform=self._place,
            )
        )

    def draw_range(self, low: tuple[float, float], high: tuple[float, float], cap: float) -> None:
        """An interval, straight across or straight up, seen on a dark bar as well as on paper."""
        flat = low[1] == high[1]
        x, y = (0.0, cap) if flat else (cap, 0.0)
        strokes = [[low, high]]
        strokes += [[(end[0] - x, end[1] - y), (end[0] + x, end[1] + y)] for end in (low, high)]
        for color, width in ((PAPER, 3.0), (RANGE, 1.0)):
            for stroke in strokes:
                self.draw_line(stroke, color, width)

    def draw_dot(self, x: float, y: float, radius: float, color: str, *, hollow: bool) -> None:
        """A dot on a line."""
        self._artists.append(
            Line2D(
                [x],
                [y],
                marker="o",
                markersize=2 * radius * SCALE,
                markerfacecolor=PAPER if hollow else color,
                markeredgecolor=color,
                markeredgewidth=1.5 * SCALE,
                linestyle="none",
                transform=self._place,
            )
        )

    def finish(self, height: float) -> FigureCanvasAgg:
        """Cut the sheet to its height and lay the marks on it, in the order they were made."""
        across, down = WIDTH * SCALE, math.ceil(height) * SCALE
        self._place.clear().scale(SCALE, -SCALE).translate(0, down)
        figure = Figure(figsize=(across / _DPI, down / _DPI), dpi=_DPI, facecolor=PAPER)
        for layer, artist in enumerate(self._artists):
            artist.set_zorder(layer)
            figure.add_artist(artist)
        return FigureCanvasAgg(figure)


def print_png(sheet: FigureCanvasAgg) -> bytes:
    """The sheet as a PNG that says nothing but its picture: no date, no program.

    A palette makes it a third as long, which a phone on the road and Slack's own processing of
    uploads both thank for; the paper stays white.
    """
    sheet.draw()  # type: ignore[no-untyped-call] # matplotlib has not typed its canvas
    drawn = sheet.buffer_rgba()  # type: ignore[no-untyped-call] # the same
    picture = Image.fromarray(np.asarray(drawn)).convert("RGB")
    picture = picture.quantize(_COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = picture.getpalette() or []
    palette = [255 if part >= 254 else part for part in palette]
    picture.putpalette(palette)
    file = io.BytesIO()
    picture.save(file, format="png", compress_level=6)
    return file.getvalue()
