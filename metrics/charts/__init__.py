"""Charts: a finding as a `ChartSpec` (pure values), and a ChartSpec as a PNG.

Nothing outside this package imports matplotlib, and nothing in it does before the first drawing.
"""

from metrics.charts.answers import chart_of_answer
from metrics.charts.flows import chart_of_flow
from metrics.charts.picture import draw_chart, warm_up
from metrics.charts.pipelines import chart_of_pipeline
from metrics.charts.spec import Category, ChartSpec, Kind, Point, Series, Target, Turn
from metrics.charts.trends import chart_of_trend
from metrics.charts.watch import Bar, chart_of_firing, chart_of_watch

__all__ = [
    "Bar",
    "Category",
    "ChartSpec",
    "Kind",
    "Point",
    "Series",
    "Target",
    "Turn",
    "chart_of_answer",
    "chart_of_firing",
    "chart_of_flow",
    "chart_of_pipeline",
    "chart_of_trend",
    "chart_of_watch",
    "draw_chart",
    "warm_up",
]
