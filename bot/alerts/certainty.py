"""How sure a rule has to be before it fires: in words, and as the bound its judge takes. Pure.

"normal", "quiet", a number of standard deviations, or a budget of false alarms: "1 a year".
"""

import re
from decimal import Decimal

from bot.alerts.spans import read_count_word, write_decimal
from bot.commands.words_text import quote_shortly
from metrics.alerts.rule import NORMAL_LIMIT, NORMAL_Z, QUIET_LIMIT, QUIET_Z, Kind
from storage.problem import Problem

NORMAL = "normal"
QUIET = "quiet"
LEAST_Z, MOST_Z = Decimal("0.5"), Decimal(6)
LEAST_BUDGET, MOST_BUDGET = Decimal("0.1"), Decimal(12)
_BUDGET = re.compile(
    r"(?:at most )?(?P<number>[\d.,]+|[a-z]+)(?: false)?(?: alarms?| alerts?)?"
    r" (?:a|an|per|each|every|in a) year",
    re.IGNORECASE,
)
_SURE = {"95": NORMAL, "99": QUIET}
_PERCENT = re.compile(r"(?P<number>\d+) ?%(?: sure| certain)?", re.IGNORECASE)


def read_certainty(text: str) -> str:
    """A certainty as it is kept. Raises Problem."""
    plain = " ".join(text.lower().split())
    if plain in (NORMAL, QUIET):
        return plain
    if (percent := _PERCENT.fullmatch(plain)) and percent["number"] in _SURE:
        return _SURE[percent["number"]]
    if found := _BUDGET.fullmatch(plain):
        number = read_count_word(found["number"])
        if number is not None and LEAST_BUDGET <= number <= MOST_BUDGET:
            return f"{write_decimal(number)} a year"
        raise _tell(text, f"A budget lies between {LEAST_BUDGET} and {MOST_BUDGET} a year.")
    number = read_count_word(plain)
    if number is not None and LEAST_Z <= number <= MOST_Z:
        return write_decimal(number)
    raise _tell(text)


def find_budget(certainty: str) -> float | None:
    """How many false alarms a year are allowed; None where no budget is set."""
    found = _BUDGET.fullmatch(certainty)
    number = read_count_word(found["number"]) if found else None
    return None if number is None else float(number)


def find_bound(certainty: str, kind: Kind) -> float:
    """What a certainty comes to; a budget has to be worked out first, and begins as normal.

    See `metrics.alerts.rule.Rule.z`.
    """
    unusual = kind is Kind.UNUSUAL
    if certainty == QUIET:
        return QUIET_LIMIT if unusual else QUIET_Z
    number = read_count_word(certainty)
    if number is not None:
        return float(number)
    return NORMAL_LIMIT if unusual else NORMAL_Z


def _tell(text: str, why: str = "") -> Problem:
    return Problem(
        "alert-certainty",
        what=f"{quote_shortly(text)} does not say how sure I have to be.",
        why=why,
        fix="Write normal, quiet (fewer false alarms), at most 1 false alarm a year, or a number "
        "of standard deviations such as 2.1.",
    )
