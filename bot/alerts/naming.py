"""What a rule is called when nobody says: "Win rate Enterprise by owner below 18 %". Pure."""

from bot.alerts.conditions import write_condition
from bot.alerts.watched import Watched
from bot.alerts.whose import TEAM
from bot.commands.vocabulary import Vocabulary
from bot.messages.text import clean
from storage.alerts import RulePlan
from storage.naming import fold_name

NAME_LENGTH = 80
DATA = "Data"


def choose_name(
    plan: RulePlan, watched: Watched | None, vocabulary: Vocabulary, taken: frozenset[str]
) -> str:
    """A name that no other rule has.

    Args:
        plan: The rule, without its name.
        watched: What it watches; None for the age of the data.
        vocabulary: Knows how people are called.
        taken: The names of the other rules, folded.
    """
    row = vocabulary.people.get(plan.person_id) if plan.person_id is not None else None
    whose = f" of {row.name}{'’s team' if plan.whose == TEAM else ''}" if row else ""
    said = f"{_say_watched(watched)}{whose} {write_condition(plan)}"
    name = clean(said.replace('"', ""))[:NAME_LENGTH].strip()
    tries = [name, *(f"{name[: NAME_LENGTH - 4]} {number}" for number in range(2, len(taken) + 3))]
    return next(one for one in tries if fold_name(one) not in taken)


def _say_watched(watched: Watched | None) -> str:
    if watched is None:
        return DATA
    values = [
        value or f"no {one.dimension.replace('_', ' ')}"
        for one in watched.filters
        for value in one.values[:2]
    ]
    by = [f"by {watched.by.replace('_', ' ')}"] if watched.by else []
    return " ".join((watched.metric.title, *values, *by))
