"""Charts: a finding as a `ChartSpec` (pure values), and a ChartSpec as a PNG.

Nothing outside this package imports matplotlib, and nothing in it does before the first drawing.
"""

from metrics.charts.answers import chart_of_answer
from metrics.charts.picture import draw_chart, warm_up
from metrics.charts.pipelines import chart_of_pipeline
from metrics.charts.spec import Category, ChartSpec, Kind, Point, Series, Target

__all__ = [
    "Category",
    "ChartSpec",
    "Kind",
    "Point",
    "Series",
    "Target",
    "chart_of_answer",
    "chart_of_pipeline",
    "draw_chart",
    "warm_up",
]
