"""From whole numbers to a value people read: ratios, means, medians, money in major units."""

from decimal import Decimal

from metrics.answer import Number, Reading
from metrics.interval import wilson_interval
from metrics.metric import Kind, Measure, Metric
from metrics.question import Setting
from metrics.tally import Tally, parts_of
from metrics.units import Unit, minor_digits


def take_reading(
    metric: Metric, tally: Tally, setting: Setting, key: str | None, label: str
) -> Reading:
    """One metric's value for one group (or, with key None and label "total", for everything)."""
    if metric.measure is None:
        raise ValueError(f"{metric.name} is not read from rows")
    if metric.per is None:
        value, n = _measure(metric.measure, tally)
        return Reading(key, label, _in_unit(value, metric.unit, setting), n, unit=metric.unit)
    numerator, _ = _measure(metric.measure, tally)
    denominator, n = _measure(metric.per, tally)
    share = float(Decimal(numerator or 0) / Decimal(denominator)) if denominator else None
    return Reading(
        key,
        label,
        share,
        n,
        _in_major(numerator, setting) if metric.is_of_money else numerator,
        _in_major(denominator, setting) if metric.is_of_money else denominator,
        wilson_interval(int(numerator or 0), int(denominator or 0)) if metric.is_share else None,
        unit=metric.unit,
    )


def _measure(measure: Measure, tally: Tally) -> tuple[Decimal | int | None, int]:
    """The exact value, in minor units where it is money, and how many rows it stands on."""
    parts = [tally.parts.get(part.key, 0) for part in parts_of(measure)]
    if measure.kind is Kind.COUNT:
        return parts[0], parts[0]
    if measure.kind is Kind.MEDIAN:
        middle, places, n = tally.medians.get(parts_of(measure)[0].key, (0, 0, 0))
        return (Decimal(middle) / places if places else None), n
    total, n = parts
    if measure.kind is Kind.MEAN:
        return (Decimal(total) / n if n else None), n
    if measure.kind is Kind.WEIGHTED:
        weight = tally.weights.get(parts_of(measure)[0].key)
        if weight is None:
            return Decimal(0), n
        return weight.total, n - weight.without_chance
    return total, n


def _in_unit(value: Decimal | int | None, unit: Unit, setting: Setting) -> Number | None:
    if value is None:
        return None
    if unit is Unit.MONEY:
        return _in_major(value, setting)
    return float(value) if unit is Unit.DAYS else int(value)


def _in_major(value: Decimal | int | None, setting: Setting) -> Decimal:
    return Decimal(value or 0).scaleb(-minor_digits(setting.currency))


def rank_reading(reading: Reading) -> tuple[bool, bool, float, str]:
    """Largest first; shares by what they surely are, so that 2 of 2 is not above 30 of 50."""
    if reading.value is None:
        return reading.key is None, True, 0.0, reading.label
    surely = reading.interval[0] if reading.interval else float(reading.value)
    return reading.key is None, False, -surely, reading.label
