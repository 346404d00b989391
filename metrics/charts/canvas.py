"""Paper to draw on, in the pixels of a phone with y downwards; the only file that uses matplotlib.

There are no axes and no pyplot: a chart for a phone needs exact places, and nothing global.
"""

import io
import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from PIL import Image

from metrics.charts.lettering import find_font, replace_unknown
from metrics.charts.style import INK, PAPER, SCALE, WIDTH

Align = Literal["left", "center", "right"]

_DPI = 72  # so that a font's points are pixels
_COMPRESSION = 6


class Canvas:
    """A sheet as wide as a phone; how long it is, is said when it is finished."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.size = (0, 0)
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
    ) -> None:
        """One line of text; `x` is its left end, its middle or its right end."""
        text = Text(
            x,
            baseline,
            replace_unknown(words, bold=bold),
            color=color,
            fontproperties=find_font(size * SCALE, bold=bold),
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,
            usetex=False,
            transform=self._place,
        )
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
        self.size = (WIDTH * SCALE, math.ceil(height) * SCALE)
        across, down = self.size
        self._place.clear().scale(SCALE, -SCALE).translate(0, down)
        figure = Figure(figsize=(across / _DPI, down / _DPI), dpi=_DPI, facecolor=PAPER)
        for layer, artist in enumerate(self._artists):
            artist.set_zorder(layer)
            figure.add_artist(artist)
        return FigureCanvasAgg(figure)


def print_png(sheet: FigureCanvasAgg) -> bytes:
    """The sheet as a PNG that says nothing but its picture: no date, no program."""
    sheet.draw()  # type: ignore[no-untyped-call] # matplotlib has not typed its canvas
    drawn = sheet.buffer_rgba()  # type: ignore[no-untyped-call] # the same
    pixels = Image.fromarray(np.asarray(drawn)).convert("RGB")
    file = io.BytesIO()
    pixels.save(file, format="png", compress_level=_COMPRESSION)
    return file.getvalue()
