"""From a rule in words to its plan: what each property means, and everything that is wrong. Pure.

The same for sentence, form and file. Whether the plan can be told as it is, is asked elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import time
from decimal import Decimal
from typing import Any, TypeVar

from bot.alerts.amounts import CHANGES, LEVELS, has_points, read_line
from bot.alerts.certainty import NORMAL, find_bound, read_certainty
from bot.alerts.naming import choose_name
from bot.alerts.rule_words import AGAINST, RuleWords, takes
from bot.alerts.spans import read_days, read_hours, read_least, read_quiet
from bot.alerts.watched import Watched, read_watched
from bot.alerts.whose import VISIBLE, read_whose
from bot.asker import Asker
from bot.commands.vocabulary import Vocabulary
from bot.commands.words_text import quote_shortly
from bot.messages.text import clean
from metrics.alerts.rule import HOLD_DAYS, LEAST, WINDOW_DAYS, Against, Kind, Sort, sort_of
from metrics.metric import Metric
from metrics.question import Question, Setting
from metrics.schedule_zones import read_zone
from metrics.units import Unit
from storage.alerts import RulePlan
from storage.problem import Problem

PAUSE_HOURS = 24
STRANGER = "alert-not-of-kind"
"""The reference of what is told of a property that says nothing about a kind of rule."""
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}
_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Author:
    """Whoever writes a rule, and what its words depend on.

    Attributes:
        asker: What they may see.
        user: Their Slack id; they own the rule.
        zone: Theirs, for the quiet hours; IANA.
        channel: Where they write it; empty outside of channels.
        taken: The names of other rules, folded.
        managed_by: "slack" or "file".
    """

    asker: Asker
    vocabulary: Vocabulary
    setting: Setting
    user: str
    zone: str
    channel: str = ""
    taken: frozenset[str] = frozenset()
    managed_by: str = "slack"


@dataclass(frozen=True)
class Understood:
    """What a rule in words means.

    Attributes:
        plan: None where something is wrong.
        kind: None where it is not known.
        watched: What it watches; None where that is not known, and for the age of the data.
        question: What is asked, for whoever checks which names are in it.
        faults: What is wrong, by the fields of `RuleWords`.
    """

    plan: RulePlan | None
    kind: Kind | None
    watched: Watched | None
    question: Question
    faults: dict[str, Problem] = field(default_factory=dict)


def understand(words: RuleWords, author: Author) -> Understood:
    """The plan of a rule in words; what can't be read is noted, never raised."""
    return _Understanding(words, author).finish()


class _Understanding:
    """One rule that is being understood, property by property."""

    def __init__(self, words: RuleWords, author: Author) -> None:
        self.words = words
        self.author = author
        self.faults: dict[str, Problem] = {}

    def finish(self) -> Understood:
        """The plan, or what is wrong."""
        kind = self._try("kind", lambda: _read_kind(self.words.kind))
        watched = self._watch(kind)
        plan = None
        if kind is not None and (watched is not None or kind is Kind.STALE):
            metric = watched.metric if watched else None
            against = self._try("against", lambda: _read_against(self.words.against, kind))
            self._refuse_strangers(kind, metric, against)
            values = {
                "words": watched.words if watched else "",
                "metric": metric.name if metric else "",
                "kind": kind.value,
                "against": against.value if against else None,
                **self._read_lines(kind, metric),
                **self._read_judging(kind, metric),
                **self._read_telling(),
                **self._read_whose(watched),
            }
            plan = self._make(values, watched)
        question = watched.question if watched else Question((), self.author.asker.scope)
        return Understood(plan, kind, watched, question, self.faults)

    def _make(self, values: dict[str, Any], watched: Watched | None) -> RulePlan | None:
        if self.faults:
            return None
        words, author = self.words, self.author
        plan = RulePlan(
            name=clean(words.name),
            recipients=tuple(dict.fromkeys(words.recipients)),
            mentions=tuple(dict.fromkeys(words.mentions)),
            owner=author.user,
            managed_by=author.managed_by,
            **values,
        )
        if plan.name:
            return plan
        return replace(plan, name=choose_name(plan, watched, author.vocabulary, author.taken))

    def _watch(self, kind: Kind | None) -> Watched | None:
        if kind is Kind.STALE or (kind is None and not self.words.what.strip()):
            return None
        author = self.author

        def read() -> Watched:
            return read_watched(self.words.what, author.asker, author.vocabulary, author.setting)

        return self._try("what", read)

    def _refuse_strangers(self, kind: Kind, metric: Metric | None, against: Against | None) -> None:
        """What was said although it says nothing about such a rule."""
        for knob in ("what", "line", "against", "over", "least", "certainty", "recover"):
            said = getattr(self.words, knob)
            if said and not takes(knob, kind, metric, against):
                self.faults[knob] = _tell_stranger(knob, said)

    def _read_lines(self, kind: Kind, metric: Metric | None) -> dict[str, Any]:
        words, currency = self.words, self.author.setting.currency

        def read(text: str) -> Decimal | None:
            return read_line(text, kind, metric, currency) if text else None

        if not words.line and kind in (*LEVELS, *CHANGES) and "line" not in self.faults:
            self.faults["line"] = _ask_line(kind, metric)
        is_money = metric is not None and metric.unit is Unit.MONEY and kind in LEVELS
        return {
            "line": self._try("line", lambda: read(words.line)),
            "recover_line": self._try("recover", lambda: read(words.recover)),
            "currency": currency if is_money else None,
        }

    def _read_judging(self, kind: Kind, metric: Metric | None) -> dict[str, Any]:
        words = self.words
        sort = sort_of(metric) if metric else Sort.SUM
        usual = LEAST[sort] if takes("least", kind, metric) else 0
        certainty = self._read("certainty", read_certainty, NORMAL)
        return {
            "window_days": self._read("over", read_days, WINDOW_DAYS),
            "least": self._read("least", read_least, usual),
            "certainty": certainty,
            "z": find_bound(certainty or NORMAL, kind),
            "hold_days": self._read("hold", read_days, HOLD_DAYS[sort]),
            "recover_days": self._read("recover_for", read_days, 1),
            "pause_hours": self._read("pause", read_hours, PAUSE_HOURS),
            "working_days": self._read("working_days", _read_flag, usual=False),
            "zone": self._try("zone", lambda: read_zone(words.zone or self.author.zone).key),
        }

    def _read_telling(self) -> dict[str, Any]:
        none: tuple[time | None, time | None] = (None, None)
        quiet = (
            self._try("quiet", lambda: read_quiet(self.words.quiet)) if self.words.quiet else none
        )
        start, end = quiet or none
        return {"quiet_from": start, "quiet_to": end}

    def _read_whose(self, watched: Watched | None) -> dict[str, Any]:
        """Whose numbers, said by itself or by what is watched; never both differently."""
        author, said = self.author, self.words.whose

        def read() -> tuple[str, int | None]:
            named = (watched.whose, watched.person_id) if watched and watched.whose else None
            if not said:
                return named or (VISIBLE, None)
            found = read_whose(said, author.asker, author.vocabulary)
            if named is not None and named != found:
                raise Problem(
                    "alert-whose",
                    what=f"{quote_shortly(said)} and the words say different people.",
                    fix="Say once whose numbers are meant.",
                )
            return found

        whose, person_id = self._try("whose", read) or (VISIBLE, None)
        return {"whose": whose, "person_id": person_id}

    def _read(self, knob: str, read: Callable[[str], _Read], usual: _Read) -> _Read | None:
        said = getattr(self.words, knob)
        return self._try(knob, lambda: read(said)) if said else usual

    def _try(self, knob: str, read: Callable[[], _Read]) -> _Read | None:
        """What a property says; None when it is wrong, which is noted."""
        if knob in self.faults:
            return None
        try:
            return read()
        except Problem as problem:
            self.faults[knob] = problem
            return None


def _read_kind(text: str) -> Kind:
    name = "_".join(text.lower().split())
    if name in list(Kind):
        return Kind(name)
    raise Problem(
        "alert-kind",
        what=f"{quote_shortly(text)} is nothing I can watch for." if text else "Watch it for what?",
        fix="Say when I shall tell: below or above a line, fallen or risen by so much, unusual, no "
        "data, or stale data.",
    )


def _read_against(text: str, kind: Kind) -> Against | None:
    if kind not in CHANGES:
        return None
    if not text:
        return Against.PREVIOUS
    found = AGAINST.get(" ".join(text.lower().split()))
    if found is None:
        raise Problem(
            "alert-against",
            what=f"{quote_shortly(text)} is nothing I can hold it against.",
            fix="Write previous (the days just before), year (the same days last year) or goal.",
        )
    return found


def _read_flag(text: str) -> bool:
    found = _FLAGS.get(text.strip().lower())
    if found is None:
        raise Problem(
            "alert-flag", what=f"{quote_shortly(text)} is neither yes nor no.", fix="Write one."
        )
    return found


def _ask_line(kind: Kind, metric: Metric | None) -> Problem:
    near: tuple[str, ...] = ()
    if kind in CHANGES and metric is not None:
        near = ("5 points", "10 points") if has_points(metric) else ("10 %", "20 %")
    asked = "By how much?" if kind in CHANGES else f"{kind.value.capitalize()} what?"
    return Problem(
        "alert-line",
        what=asked,
        fix="Write a number, such as 18 %, 40k, 30 days or 5 points.",
        suggestions=near,
    )


_WHY = {
    "what": "The age of the data is that of all of it.",
    "line": "It has no line: that is found in what is usual, or in there being nothing.",
    "against": "Only a fall or a rise is held against something.",
    "over": "No days are added up: it stands on one evening, or a goal has days of its own.",
    "least": "It is not about a rate or a mean of deals.",
    "certainty": "Only shares have a bound, and what is unusual has one.",
    "recover": "It is over as soon as it is not like that any more.",
}


def _tell_stranger(knob: str, said: str) -> Problem:
    return Problem(
        STRANGER,
        what=f"{quote_shortly(said)} says nothing about an alert of this kind.",
        why=_WHY[knob],
        fix="Leave it out.",
        suggestions=("",),
    )
