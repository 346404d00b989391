"""Answers as the JSON that `salesbell ask --json` prints; other programs rely on its shape."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from metrics.answer import Answer, Change, Number, Reading
from metrics.period import Period
from metrics.question import Question, Setting

Json = dict[str, Any]


def to_json(answers: Sequence[Answer], question: Question, setting: Setting) -> Json:
    """The whole reply; periods are half-open, shares fractions, money in major units."""
    data_as_of = answers[0].receipt.data_as_of if answers else None
    return {
        "question": "; ".join(answer.question for answer in answers),
        "as_of": (question.as_of or setting.today).isoformat(),
        "data_as_of": data_as_of.isoformat().replace("+00:00", "Z") if data_as_of else None,
        "scope": question.scope.label,
        "answers": [_answer(answer, setting) for answer in answers],
    }


def _answer(answer: Answer, setting: Setting) -> Json:
    told: Json = {"metric": answer.metric, "unit": answer.unit.value}
    if answer.currency:
        told["currency"] = answer.currency
    told["period"] = _period(answer.period, setting)
    if answer.as_of is not None:
        told["as_of"] = answer.as_of.isoformat()
    told |= _reading(answer.total)
    if answer.by is not None:
        told["by"] = answer.by
        told["groups"] = [_group(group) for group in answer.groups]
    if answer.change is not None:
        told["compare"] = _change(answer.change, setting)
    if answer.extras:
        told["beside"] = {str(extra.key): _reading(extra) for extra in answer.extras}
    told["receipt"] = {
        "formula": answer.receipt.formula,
        "basis": answer.receipt.basis,
        "when": answer.receipt.when,
        "filters": list(answer.receipt.filters),
        "left_out": [
            {"rows": one.rows, "reason": one.reason, "counted": one.counted}
            for one in answer.receipt.left_out
        ],
        "notes": list(answer.receipt.notes),
    }
    return told


def _reading(reading: Reading) -> Json:
    told: Json = {"value": _number(reading.value)}
    if reading.denominator is None:
        told["n"] = reading.n
    else:
        told["numerator"] = _number(reading.numerator)
        told["denominator"] = _number(reading.denominator)
    told["no_data"] = reading.no_data
    if reading.interval is not None:
        told["interval"] = list(reading.interval)
    return told


def _group(group: Reading) -> Json:
    return {"key": group.key, "label": group.label, **_reading(group)}


def _change(change: Change, setting: Setting) -> Json:
    told: Json = {"period": _period(change.period, setting)}
    if change.as_of is not None:
        told["as_of"] = change.as_of.isoformat()
    return {
        **told,
        **_reading(change.reading),
        "change": _number(change.change),
        "relative": change.relative,
        "fair": change.fair,
        **({"groups": [_group(group) for group in change.groups]} if change.groups else {}),
    }


def _period(period: Period | None, setting: Setting) -> Json | None:
    if period is None:
        return None
    return {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "zone": setting.zone.key,
    }


def _number(number: Number | None) -> int | float | None:
    if isinstance(number, Decimal):
        return int(number) if number == number.to_integral_value() else float(number)
    return number
