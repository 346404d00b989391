"""`/sales goal bookings 600k this quarter for team West`: the words, in any order, as a goal. Pure.

What is not said is not guessed, but whose goal it is: an administrator's without a name is
everybody's, a manager's the team's. The one who sets it is told before anything is kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from bot.asker import Asker
from bot.commands.goal_holders import (
    Holder,
    check_may_set,
    choose_holder,
    find_holder,
    may_set_goals,
    refuse_goals,
    write_holder,
)
from bot.commands.goal_targets import Amount, find_amounts
from bot.commands.vocabulary import Value, Vocabulary
from bot.commands.words_faults import explain
from bot.commands.words_nearest import Spot, correct_text, replace_spots
from bot.commands.words_pieces import (
    Filler,
    Number,
    People,
    Piece,
    Reading,
    Unclear,
    Unknown,
    When,
    Who,
)
from bot.commands.words_pieces import Only as OnlyThese
from bot.commands.words_reading import read_pieces
from bot.commands.words_text import clean_text, cut_tokens, quote_shortly
from metrics.calendar import EARLIEST, LATEST, Calendar, name_period
from metrics.catalog import METRICS
from metrics.goals import FIRST_CHOICE, takes_goals
from metrics.metric import Metric
from metrics.period import Period
from metrics.period_meaning import Lean
from metrics.period_words import LONGEST, find_period
from metrics.question import Setting
from storage.goals import GoalPlan
from storage.importing.cells.text import BadCell
from storage.importing.targets import read_target
from storage.naming import fold_name
from storage.problem import Problem

EXAMPLE = "goal bookings 600k this quarter for everybody"
_FIRST = METRICS[FIRST_CHOICE]
GOAL_METRICS = {
    metric.name: metric
    for metric in sorted(
        METRICS.values(), key=lambda one: (one is not _FIRST, one.topic is not _FIRST.topic)
    )
    if takes_goals(metric)
}
"""What goals can be set for, bookings first."""

_START = re.compile(
    r"(?P<verb>(?:set|add|new|make|change|save)\s+)?(?:(?:a|an|the|our|my|new|sales)\s+)*"
    r"(?:goals?|quotas?|targets?)\b[\s:,]*",
    re.IGNORECASE,
)
_LONGEST_DAYS = 5 * 366
_MOST_TOKENS = 60
_FEW = 5


@dataclass(frozen=True)
class GoalText:
    """What stands behind the word "goal", and whether it was said that one is to be set."""

    rest: str
    is_order: bool


def split_goal(text: str) -> GoalText | None:
    """What is said of goals; None for a text about something else."""
    plain = clean_text(text)
    start = _START.match(plain)
    return GoalText(plain[start.end() :].strip(), bool(start["verb"])) if start else None


def read_goal(text: str, asker: Asker, vocabulary: Vocabulary, setting: Setting) -> GoalPlan:
    """The goal that the words behind "goal" name.

    Raises:
        Problem: when one of metric, period and target is missing, a word is unknown or unclear, or
            it is not the asker's to set. Its suggestions are whole texts, "goal" included.
    """
    if not may_set_goals(asker):
        raise refuse_goals()
    known = narrow_to_goals(vocabulary)
    try:
        plan = _read_all(text, asker, known, setting)
    except Problem as problem:
        texts = dict.fromkeys(problem.suggestions)
        kept = (one for one in texts if _is_readable(one, asker, known, setting))
        problem.suggestions = tuple(f"goal {one}" for one in islice(kept, _FEW))
        raise
    check_may_set(asker, plan, vocabulary)
    return plan


def read_goal_period(text: str, setting: Setting) -> Period:
    """The days of a goal: of a name without a year, the next that have not ended.

    Raises:
        Problem: when it names no period, or one that no goal has.
    """
    words = clean_text(text).split()
    found = find_period(words, setting.today, Calendar(setting.fiscal_start), Lean.FUTURE)
    if found is None or found.used < len(words):
        raise Problem(
            "unknown-period",
            what=f"I don't know the period {quote_shortly(text)}." if words else "It has no days.",
            fix="Write one such as this quarter, Q1 2027 or 1 Mar to 31 May 2027.",
        )
    return _check_period(found.period)


def read_goal_target(text: str, metric: Metric, setting: Setting) -> Decimal:
    """A target as people write it, as it is kept.

    Raises:
        Problem: when it is no number of that kind, or nothing to be reached.
    """
    try:
        target = read_target(clean_text(text), metric.unit.value, setting.currency)
    except BadCell as error:
        raise Problem("goal-target", what=error.reason, fix=error.mend) from None
    if target <= 0:
        raise Problem(
            "goal-target", what="A goal is more than nothing.", fix="Delete the goal instead."
        )
    return target


def read_goal_holder(text: str, asker: Asker, vocabulary: Vocabulary, setting: Setting) -> Holder:
    """Whose a goal is, named alone: "everybody", "team West", "Anna Berg", an address.

    Raises:
        Problem: for an unknown or unclear name; its suggestions are names.
    """
    reading = _open(text, asker, narrow_to_goals(vocabulary), setting)
    pieces = _read_pieces(reading)
    if any(isinstance(piece.meaning, Unknown | Unclear) for piece in pieces):
        problem = _tell_unclear(reading, pieces)
        problem.fix = "Write everybody, a team's name, or a person's name or e-mail address."
        raise problem
    if not any(isinstance(piece.meaning, Who | OnlyThese) for piece in pieces):
        raise Problem(
            "no-holder",
            what="It says nobody's name.",
            fix="Write everybody, a team's name, or a person's name or e-mail address.",
        )
    return _find_holder(reading, pieces)


def write_goal(plan: GoalPlan, target: str, vocabulary: Vocabulary, setting: Setting) -> str:
    """The words of a goal, which read as the same one."""
    period = name_period(Period(plan.start_on, plan.end_on), Calendar(setting.fiscal_start))
    title = GOAL_METRICS[plan.metric].title.replace(",", "").lower()
    return f"goal {title} {target} {period} {write_holder(plan, vocabulary)}"


def narrow_to_goals(vocabulary: Vocabulary) -> Vocabulary:
    """The words that a goal can be made of: metrics, periods, people and the teams they are in."""
    names: dict[str, list[str]] = {}
    for row in vocabulary.people.values():
        if row.team and (folded := fold_name(row.team)):
            names.setdefault(folded, []).append(row.team)
    teams = {folded: Value("team", tuple(dict.fromkeys(spelt))) for folded, spelt in names.items()}
    kept = {word: to for word, to in vocabulary.dimensions.items() if to in ("team", "owner")}
    return replace(
        vocabulary,
        values={folded: (value,) for folded, value in teams.items()},
        by_dimension={"team": teams},
        dimensions=kept,
        spread=sorted(teams),
    )


def _read_all(text: str, asker: Asker, vocabulary: Vocabulary, setting: Setting) -> GoalPlan:
    """The goal of a text; suggestions are whole texts, without "goal"."""
    amount, rest = _choose_amount(text, asker, vocabulary, setting)
    try:
        return _read(_open(rest, asker, vocabulary, setting), amount)
    except Problem as problem:
        if amount:
            problem.suggestions = tuple(f"{one} {amount.text}" for one in problem.suggestions)
        raise


def _is_readable(text: str, asker: Asker, vocabulary: Vocabulary, setting: Setting) -> bool:
    try:
        _read_all(text, asker, vocabulary, setting)
    except Problem:
        return False
    return True


def _choose_amount(
    text: str, asker: Asker, vocabulary: Vocabulary, setting: Setting
) -> tuple[Amount | None, str]:
    """The number that is the target, and the text without it.

    "40 this quarter" and "2026 40": the one without which the rest can be read.
    """
    best: tuple[int, Amount | None, str] = (_MOST_TOKENS, None, text)
    for amount in find_amounts(text, setting.currency):
        rest = amount.cut(text)
        pieces = _read_pieces(_open(rest, asker, vocabulary, setting))
        strange = sum(isinstance(piece.meaning, Unknown | Unclear) for piece in pieces)
        if strange < best[0]:
            best = strange, amount, rest
    return best[1:]


def _open(text: str, asker: Asker, vocabulary: Vocabulary, setting: Setting) -> Reading:
    plain = clean_text(text)
    return Reading(plain, cut_tokens(plain), asker, vocabulary, setting, in_sales=True)


def _read(reading: Reading, amount: Amount | None) -> GoalPlan:
    if len(reading.tokens) > _MOST_TOKENS:
        raise Problem(
            "too-long",
            what="That is more than a goal needs.",
            fix="Name its metric, target, period and whose it is.",
        )
    pieces = _read_pieces(reading)
    if any(isinstance(piece.meaning, Unknown | Unclear) for piece in pieces):
        raise _tell_unclear(reading, pieces)
    _refuse_others(reading, pieces)
    metric = _find_metric(reading, pieces)
    period = _find_period(reading, pieces)
    holder = _find_holder(reading, pieces)
    if amount is None:
        raise Problem(
            "no-target",
            what="How much is to be reached?",
            fix="Write a number, such as 600k, 25 % or 40.",
        )
    target = read_goal_target(amount.text, metric, reading.setting)
    return GoalPlan(metric.name, period.start, period.end, holder.owner_id, holder.team, target)


def _read_pieces(reading: Reading) -> list[Piece]:
    """The pieces; "team West" is the team of that name before it is that of Adam West."""
    teams = reading.vocabulary.by_dimension["team"]
    pieces = []
    for piece in read_pieces(reading):
        if isinstance(piece.meaning, People | Unclear) and piece.length > 1:
            said = reading.fold(piece.start, piece.start + 1)
            value = teams.get(reading.fold(piece.start + 1, piece.end))
            if said == "team" and value:
                piece = replace(piece, meaning=OnlyThese("team", value.spellings))  # noqa: PLW2901 - the same piece, understood
        pieces.append(piece)
    return pieces


def _tell_unclear(reading: Reading, pieces: Sequence[Piece]) -> Problem:
    unclear = explain(reading, pieces)
    texts = (text for text in correct_text(reading, pieces) if not text.startswith("/"))
    fix = unclear.fix or "Choose one of them."
    if unclear.reference == "unknown-word":
        fix = f"Write it such as: /sales {EXAMPLE}"
    return Problem(
        unclear.reference,
        what=unclear.what,
        why=unclear.why,
        fix=fix,
        suggestions=tuple(islice(texts, 2 * _FEW)),
    )


def _refuse_others(reading: Reading, pieces: Sequence[Piece]) -> None:
    """What a goal has no place for: by owner, as of, vs."""
    allowed = Number | When | Filler | OnlyThese | Who
    for piece in pieces:
        if not isinstance(piece.meaning, allowed):
            typed = quote_shortly(reading.type(piece.start, piece.end))
            raise Problem(
                "not-of-a-goal",
                what=f"A goal has no {typed}.",
                why="It has a metric, a target, its days, and whose it is.",
                fix=f"Write it such as: /sales {EXAMPLE}",
            )


def _find_metric(reading: Reading, pieces: Sequence[Piece]) -> Metric:
    found = [piece.meaning.name for piece in pieces if isinstance(piece.meaning, Number)]
    names = dict.fromkeys(name for name in found if name != "goal_attainment")
    known = [name for name in names if name in GOAL_METRICS]
    if len(known) == 1 and len(names) == 1:
        return GOAL_METRICS[known[0]]
    if len(known) > 1:
        raise Problem(
            "said-twice", what="That names two metrics.", fix="Set a goal for each of them."
        )
    others = [METRICS[name].title for name in names]
    titles = [metric.title.replace(",", "").lower() for metric in GOAL_METRICS.values()]
    raise Problem(
        "goal-metric",
        what=f"{others[0]} takes no goals." if others else "A goal for which number?",
        why="Goals are for what is counted over a period, more being better." if others else "",
        fix=f"Name one of: {', '.join(titles)}.",
        suggestions=() if others else tuple(f"{one} {reading.text}" for one in titles[:3]),
    )


def _find_period(reading: Reading, pieces: Sequence[Piece]) -> Period:
    """The one period; "Q1" is the next one to come where a question means the last."""
    found = []
    for piece in pieces:
        if isinstance(piece.meaning, When):
            words = reading.plain_words(piece.start, LONGEST)
            ahead = find_period(words, reading.setting.today, reading.calendar, Lean.FUTURE)
            same = ahead is not None and ahead.used == piece.length
            found.append(ahead.period if ahead and same else piece.meaning.period)
    if not found:
        ahead_words = ("this quarter", "this year", "next quarter")
        raise Problem(
            "no-period",
            what="In which days is it to be reached?",
            fix="Name a period, such as this quarter, Q1 2027 or 2027.",
            suggestions=tuple(f"{reading.text} {words}" for words in ahead_words),
        )
    if any(period != found[0] for period in found):
        raise Problem("said-twice", what="That names two periods.", fix="Choose one of them.")
    return _check_period(found[0])


def _check_period(period: Period) -> Period:
    if period.start == EARLIEST or period.end == LATEST or period.days > _LONGEST_DAYS:
        raise Problem(
            "goal-too-long",
            what="A goal has a first and a last day, five years apart at most.",
            fix="Name a month, a quarter, a year, or two days.",
        )
    return Period(period.start, period.end)


def _find_holder(reading: Reading, pieces: Sequence[Piece]) -> Holder:
    asker, vocabulary = reading.asker, reading.vocabulary
    held = [one for one in pieces if isinstance(one.meaning, Who | OnlyThese)]
    try:
        holders = {find_holder(one.meaning, asker, vocabulary) for one in held}
        if not holders:
            return choose_holder(asker, vocabulary)
    except Problem as problem:
        spots = [Spot(one.start, one.end, ()) for one in held]
        others = [""] * (len(spots) - 1)
        problem.suggestions = tuple(
            replace_spots(reading, spots, [word, *others]) if spots else f"{reading.text} {word}"
            for word in problem.suggestions
        )
        raise
    if len(holders) > 1:
        raise Problem(
            "said-twice",
            what="That names two whose goal it could be.",
            fix="Set a goal for each of them.",
        )
    return holders.pop()
