"""A rule as people write it: every property in words, the same by sentence, form and file.

`understanding` makes a plan of it, `writing` writes it; the sentence is cut into it.
"""

from dataclasses import dataclass

from bot.alerts.amounts import CHANGES, LEVELS
from metrics.alerts.rule import Against, Kind, Sort, sort_of
from metrics.alerts.windows import stands_on_an_evening
from metrics.metric import Metric

AGAINST = {
    **{one.value: one for one in Against},
    "before": Against.PREVIOUS,
    "the time before": Against.PREVIOUS,
    "last year": Against.YEAR,
    "the goal": Against.GOAL,
}
"""What a fall or a rise is held against, in words."""


@dataclass(frozen=True)
class RuleWords:
    """One rule in words; what is empty was not said, and then the usual holds.

    Attributes:
        name: What people call it.
        what: Words of `/sales` without a period: "win rate enterprise by owner".
        kind: A value of `metrics.alerts.rule.Kind`.
        line: "18 %", "USD 40,000", "5 points", "2 days".
        against: "previous", "year" or "goal".
        over: The window: "4 weeks".
        least: The smallest sample: "30".
        certainty: "normal", "quiet", a number of standard deviations, "1 a year".
        hold: For how long it must be breached: "3 days".
        recover: How far it must come back to be over: "20 %".
        recover_for: And for how long: "2 days".
        pause: The shortest time between two notices: "24 hours".
        quiet: "19:00 to 08:00".
        working_days: "yes" or "no".
        zone: IANA, of the quiet hours.
        whose: "visible", "own", "team of Dana Reed", "person lee@example.com".
        recipients, mentions: Slack's ids.
    """

    name: str = ""
    what: str = ""
    kind: str = ""
    line: str = ""
    against: str = ""
    over: str = ""
    least: str = ""
    certainty: str = ""
    hold: str = ""
    recover: str = ""
    recover_for: str = ""
    pause: str = ""
    quiet: str = ""
    working_days: str = ""
    zone: str = ""
    whose: str = ""
    recipients: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


KNOBS = {
    "words": "what",
    "metric": "what",
    "window_days": "over",
    "hold_days": "hold",
    "recover_line": "recover",
    "recover_days": "recover_for",
    "pause_hours": "pause",
    "quiet_from": "quiet",
    "quiet_to": "quiet",
    "person_id": "whose",
    "z": "certainty",
    "currency": "line",
}
"""The property in words of a field of `storage.alerts.RulePlan`, where they are called apart."""


def takes(knob: str, kind: Kind, metric: Metric | None, against: Against | None = None) -> bool:
    """Whether a property says anything about rules of a kind.

    Args:
        knob: A field of `RuleWords`.
        kind: Of the rule.
        metric: What it watches; None where that is not known, or for the age of the data.
        against: What a fall or a rise is held against.
    """
    match knob:
        case "what":
            return kind is not Kind.STALE
        case "line":
            return kind in (*LEVELS, *CHANGES, Kind.STALE)
        case "recover":
            return kind in (*LEVELS, *CHANGES)
        case "against":
            return kind in CHANGES
        case "over":
            if kind is Kind.STALE or against is Against.GOAL:  # a goal has its own days
                return False
            of_an_evening = metric is not None and stands_on_an_evening(metric)
            return not (of_an_evening and kind in (*LEVELS, Kind.NO_DATA))
        case "least":
            return kind not in (Kind.STALE, Kind.NO_DATA)
        case "certainty":
            shares = metric is None or sort_of(metric) is Sort.SHARE
            return kind is Kind.UNUSUAL or (kind in (*LEVELS, *CHANGES) and shares)
        case _:
            return True
