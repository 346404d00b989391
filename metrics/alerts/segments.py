"""The numbers of every segment, before and now: what a change is split by.

Read as every other number is (`metrics.population`, `metrics.tally`), so that only what the scope
may see is in them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Float, cast

from metrics.chance import read_chances
from metrics.dimension import Dimension, find_dimension
from metrics.metric import Kind, Measure, Metric, expression_of
from metrics.names import read_full_names
from metrics.period import Period
from metrics.population import find_population
from metrics.question import Question, Setting
from metrics.segment import Segment, Side
from metrics.tally import Tally, parts_of, read_tallies_by_each

_SUMS = (Kind.SUM, Kind.WEIGHTED)
_Sides = dict[str | None, Side]


@dataclass(frozen=True, eq=False)
class Recipe:
    """How a metric's sides are made of what is counted.

    Attributes:
        is_ratio: It has a denominator, or is a mean.
        measures: What is counted, the squares included.
        make: From a tally to a side, money in minor units.
    """

    is_ratio: bool
    measures: tuple[Measure, ...]
    make: Callable[[Tally], Side]


def find_recipe(metric: Metric) -> Recipe | None:
    """How the metric is taken apart; None where it can't be: medians, goals, odd ratios."""
    measure, per = metric.measure, metric.per
    if measure is None:
        return None
    if per is not None:
        return _of_ratio(measure, per)
    if measure.kind is Kind.COUNT:
        return Recipe(False, (measure,), lambda tally: _count(tally, measure))
    squares = _square(measure)
    if measure.kind is Kind.MEAN:

        def average(tally: Tally) -> Side:
            total, n = _add(tally, measure)
            return Side.average(total, n, _add(tally, squares)[0])

        return Recipe(True, (measure, squares), average)
    if measure.kind in _SUMS:
        return Recipe(False, (measure, squares), lambda tally: _sum(tally, measure, squares))
    return None


def read_segments(
    connection: Connection,
    question: Question,
    setting: Setting,
    metric: Metric,
    dimensions: Sequence[str],
    now: Period,
    before: Period,
) -> dict[str, list[Segment]]:
    """The segments of each dimension.

    Args:
        connection: The database.
        question: Its scope and filters.
        setting: The company and its today.
        metric: One that has a recipe.
        dimensions: Those that its rows have.
        now: Of stocks, the evening of its last day.
        before: The same.
    """
    recipe = find_recipe(metric)
    if recipe is None:
        raise ValueError(f"{metric.name} can't be taken apart")
    sides = [
        _read_sides(connection, question, setting, metric, recipe, dimensions, period)
        for period in (before, now)
    ]
    return {
        name: _pair(connection, setting, find_dimension(name), sides[0][name], sides[1][name])
        for name in dimensions
    }


def _read_sides(
    connection: Connection,
    question: Question,
    setting: Setting,
    metric: Metric,
    recipe: Recipe,
    dimensions: Sequence[str],
    period: Period,
) -> dict[str, _Sides]:
    basis = metric.basis
    day = period.last if basis.is_stock else setting.today
    rows = find_population(connection, basis, question, setting, period, day)
    is_weighted = any(one.kind is Kind.WEIGHTED for one in recipe.measures)
    chances = read_chances(connection, setting) if is_weighted else {}
    table = basis.table
    columns = [expression_of(find_dimension(name).column(table)) for name in dimensions]
    found = read_tallies_by_each(connection, rows, recipe.measures, columns, setting, chances)
    return {
        name: {key: recipe.make(tally) for key, tally in tallies.items()}
        for name, tallies in zip(dimensions, found, strict=True)
    }


def _pair(
    connection: Connection, setting: Setting, dimension: Dimension, before: _Sides, now: _Sides
) -> list[Segment]:
    keys = list(dict.fromkeys([*before, *now]))
    spelt = {key: key for key in keys if key is not None}
    if dimension.names is not None:
        ids = [int(key) for key in spelt]
        names = read_full_names(connection, setting.workspace_id, dimension.names, ids)
        spelt = {str(id_): name for id_, name in names.items()}
    segments = []
    for key in keys:
        name = None if key is None else spelt.get(key, key)
        label = dimension.label_of_none if name is None else dimension.label(name)
        sides = before.get(key, Side()), now.get(key, Side())
        segments.append(Segment(name, label, *sides))
    return sorted(segments, key=lambda one: (one.key is None, one.label))


def _of_ratio(measure: Measure, per: Measure) -> Recipe | None:
    if measure.kind is Kind.COUNT and per.kind is Kind.COUNT:

        def count(tally: Tally) -> Side:
            return Side.count(_count(tally, measure).n, _count(tally, per).n)

        return Recipe(True, (measure, per), count)
    if measure.kind is Kind.SUM and per.kind is Kind.SUM:
        squares, per_squares = _square(measure), _square(per)

        def weigh(tally: Tally) -> Side:
            part, whole = _add(tally, measure), _add(tally, per)
            both = _add(tally, squares)[0], _add(tally, per_squares)[0]
            return Side.weigh(part[0], whole[0], whole[1], *both)

        return Recipe(True, (measure, per, squares, per_squares), weigh)
    return None


def _count(tally: Tally, measure: Measure) -> Side:
    (part,) = parts_of(measure)
    n = tally.parts.get(part.key, 0)
    return Side.add_up(n, n, n)


def _add(tally: Tally, measure: Measure) -> tuple[int, int]:
    total, n = (tally.parts.get(part.key, 0) for part in parts_of(measure))
    return total, n


def _sum(tally: Tally, measure: Measure, squares: Measure) -> Side:
    total, n = _add(tally, measure)
    spread = float(_add(tally, squares)[0])
    if measure.kind is not Kind.WEIGHTED:
        return Side.add_up(total, n, spread)
    weight = tally.weights.get(parts_of(measure)[0].key)
    weighted = float(weight.total) if weight is not None else 0.0
    # The squares are those of the full amounts, taken down by the mean chance.
    return Side.add_up(weighted, n, spread * (weighted / total) ** 2 if total else 0.0)


def _square(measure: Measure) -> Measure:
    """The sum of the squares; in floating point, as the squares of cents overflow integers."""
    if measure.column is None:
        raise ValueError("only a column has squares")
    column = expression_of(measure.column)
    return Measure(measure.basis, Kind.SUM, cast(column, Float) * column, measure.where)
