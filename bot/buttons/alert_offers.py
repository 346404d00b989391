"""What the form of a rule offers, and what most people would begin with."""

from collections.abc import Mapping
from dataclasses import replace

from bot.alerts.rule_words import takes
from bot.alerts.spans import write_days, write_hours, write_plain_days
from bot.alerts.understanding import PAUSE_HOURS, Understood
from bot.buttons.alert_reading import Seat, read_form
from bot.messages import alert_fields as names
from bot.messages.alert_fields import RuleFields
from bot.messages.alert_form import RuleChoices, show_rule_form
from bot.messages.form_fields import Carried
from bot.messages.inputs import Choice
from bot.messages.views import View
from metrics.alerts.rule import HOLD_DAYS, LEAST, WINDOW_DAYS, Against, Kind, Sort, sort_of
from metrics.metric import Metric

CarriedRule = Carried[RuleFields]
"""What the window of a rule's form carries from step to step."""
_KNOBS = ("what", "line", "against", "over", "least", "certainty", "hold", "recover",
          "recover_for", "pause", "quiet", "zone", "name")  # fmt: skip
_CERTAINTY = (
    "normal, quiet (fewer false alarms, told later), at most 1 false alarm a year, or a number "
    "such as 2.1"
)
_TELLING = (names.WHAT, names.KIND)
"""Fields whose faults are told while the form is still being filled in."""


def suggest(seat: Seat) -> RuleFields:
    """A form filled in with what most people would begin with."""
    author = seat.author
    return RuleFields(kind=Kind.BELOW, zone=author.zone, users=(author.user,), whose="visible")


def lay_out(
    seat: Seat, fields: RuleFields, carried: CarriedRule, faults: Mapping[str, str] | None = None
) -> View:
    """The form with what it is filled with, what it offers, and what is understood so far."""
    reading = read_form(fields, seat)
    understood = reading.understood
    noted = dict(faults or {})
    if faults is None and fields.what.strip():
        noted = {field: reading.faults[field] for field in _TELLING if field in reading.faults}
    kind = Kind(fields.kind) if fields.kind in list(Kind) else Kind.BELOW
    metric = understood.watched.metric if understood.watched else None
    against = Against(fields.against) if fields.against in list(Against) else None
    choices = RuleChoices(
        knobs=frozenset(knob for knob in _KNOBS if takes(knob, kind, metric, against)),
        usual=_say_usual(kind, metric),
        whose=_list_whose(seat),
        read=_say_read(understood),
        faults=noted,
    )
    shown = replace(carried, fields=RuleFields(), kind=fields.kind)  # the form has the rest
    turn = str(carried.turn or "")
    return show_rule_form(fields, choices, shown.write(), version=turn, new=not carried.id)


def _say_usual(kind: Kind, metric: Metric | None) -> dict[str, str]:
    """What holds for what is left empty."""
    sort = sort_of(metric) if metric else Sort.SHARE
    counted = "leads" if metric and metric.basis.table == "leads" else "deals"
    empty = "If left empty:"
    return {
        "line": f"{empty} longer than usual" if kind is Kind.STALE else "",
        "over": f"{empty} {write_days(WINDOW_DAYS)}. Complete days, to the newest data.",
        "certainty": _CERTAINTY,
        "least": f"{empty} {LEAST[sort]} {counted}. With fewer nothing is said.",
        "hold": f"{empty} {write_plain_days(HOLD_DAYS[sort])}",
        "recover": f"{empty} as soon as it is no longer like that",
        "recover_for": f"{empty} 1 day",
        "pause": f"{empty} {write_hours(PAUSE_HOURS)}. It never skips a check.",
        "quiet": "Such as 19:00 to 08:00. If left empty: at any time",
        "name": f"{empty} after what it watches",
    }


def _say_read(understood: Understood) -> str:
    if understood.watched is None:
        return ""
    return f"That is: {understood.watched.words}"


def _list_whose(seat: Seat) -> list[Choice]:
    asker, vocabulary = seat.author.asker, seat.author.vocabulary
    choices = [Choice("visible", "All that its readers may see")]
    if asker.person_id in vocabulary.teams:
        choices.append(Choice("my_team", "My team"))
    if asker.person_id is not None:
        choices.append(Choice("me", "Mine alone"))
    choices.append(Choice("own", "The reader's own"))
    choices.append(Choice("team", "The team of …"))
    choices.append(Choice("person", "One person: …"))
    return choices
