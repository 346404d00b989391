"""A ChartSpec as a PNG. Imports matplotlib at the first drawing, or when warmed up."""

import logging
from threading import Lock

from metrics.charts.spec import Category, ChartSpec, Kind, Point, Series
from metrics.units import Unit

# Where the home can't be written to, as in containers, matplotlib finds itself another place; that
# is no news for whoever runs salesbell.
logging.getLogger("matplotlib").setLevel(logging.ERROR)

# matplotlib's fonts are shared between threads, and are not made for two at a time.
_DRAWING = Lock()


def draw_chart(spec: ChartSpec) -> bytes:
    """Draw a chart, 720 pixels wide, for a phone 360 wide. Equal specs give equal bytes."""
    from metrics.charts.canvas import print_png
    from metrics.charts.kinds import lay_out

    with _DRAWING:
        canvas, height = lay_out(spec)
        return print_png(canvas.finish(height))


def warm_up() -> None:
    """Import matplotlib and read the fonts, so that the first person does not wait for it."""
    draw_chart(
        ChartSpec(
            kind=Kind.BARS,
            title="Warm",
            subtitle="up",
            categories=(Category("all", "1 deal"),),
            series=(Series("deals", (Point(1, "1"),)),),
            unit=Unit.DEALS,
            alt_text="",
        )
    )
