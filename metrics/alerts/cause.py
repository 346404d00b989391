"""Why a number moved: the one dimension that surely explains most of it, with its deals.

Each dimension is split exactly (`metrics.drivers`), and one is chosen: splits by several count the
same change several times. Many terms are looked at, so each has to be surer than one alone would:
the chance to name anybody when nothing is special is 5 % for all dimensions together (Bonferroni's
correction, first shared out among the dimensions, then among the terms of each).

Source: O. J. Dunn, "Multiple comparisons among means", Journal of the American Statistical
Association 56 (1961), pages 52-64.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import NormalDist

from sqlalchemy import Connection

from metrics.alerts.behind import Behind, find_trail, follow_trail
from metrics.alerts.cause_words import Finding, say_before, say_nobody
from metrics.alerts.figures import Figures
from metrics.alerts.part_words import Part
from metrics.alerts.readings import filter_group
from metrics.alerts.report import Cause
from metrics.alerts.rule import Against, Kind, Rule
from metrics.alerts.segments import find_recipe, read_segments
from metrics.alerts.windows import A_YEAR, move, stands_on_an_evening
from metrics.catalog import METRICS
from metrics.drivers import Effect, Split, Term, split_ratio, split_sum
from metrics.interval import TWO_SIDED_95
from metrics.metric import Metric
from metrics.money import say_count
from metrics.period import Period
from metrics.question import Question, Setting
from metrics.segment import FEWEST, Segment, Side, merge_small

MISTAKE = 0.05
"""How often somebody is named at most when nobody is special."""
_STILL = 0.5
"""What was named before stays named while it did so much of what another one did."""
_WEIGHTY = 1 / 3
"""What did less of the change is not mentioned as what may be behind it."""
_MOST_DRIVERS = 5
_LONGER = 3
"""A level is held against so many windows: the longer, the surer."""
_ENOUGH = 1_000

_DIMENSIONS = {
    "deals": ("segment", "region", "source", "product", "owner", "team", "industry"),
    "leads": ("source", "segment", "region", "owner", "team", "industry"),
}


@dataclass(frozen=True)
class Why:
    """What was found.

    Attributes:
        look_first: What to look at first: imperative sentences.
    """

    cause: Cause
    look_first: tuple[str, ...] = ()


def choose_before(rule: Rule, now: Period, n: int = 0) -> Period:
    """The days that a change is looked for against.

    Those that a rule's fall is measured from; of a level a longer time. A goal has no segments, so
    what is behind it is looked for against as many days before.

    Args:
        rule: Which metric, and from what its change is measured.
        now: The window.
        n: How many rows it stands on: many are sure enough without a longer time before.
    """
    if rule.against is Against.YEAR:
        return move(now, A_YEAR)
    metric = _find_exact(rule)
    is_ratio = metric is not None and Figures(metric, "").is_ratio and not metric.basis.is_stock
    of_goal = rule.against is Against.GOAL and not stands_on_an_evening(METRICS[rule.metric])
    step = timedelta(days=now.days if of_goal else rule.window_days)
    before = move(now, step)
    if is_ratio and rule.against is None and n < _ENOUGH:
        return Period(before.end - _LONGER * step, before.end)
    return before


def find_cause(
    connection: Connection,
    question: Question,
    rule: Rule,
    now: Period,
    before: Period,
    setting: Setting,
    group: str = "",
    known: str = "",
    *,
    with_deals: bool = True,
) -> Why | None:
    """Why a rule's number moved; None where it can't be taken apart (goals, the data's age).

    Args:
        connection: The database.
        question: Whose deals, and filtered by what; what it is by is left out.
        rule: Which metric, and which way it warns of.
        now: The window; of stocks the evening of its last day.
        before: What it is held against; not looked at where that is a goal, which has no segments.
        setting: The company and its today.
        group: The group that is meant, of what the question is by; empty for everything.
        known: The subject that people were told of; it stays while it is sure.
        with_deals: Whether the deals behind it are looked up, and what to look at first; half of
            the time goes into that.
    """
    metric = _find_exact(rule)
    if metric is None or rule.kind in (Kind.STALE, Kind.NO_DATA):
        return None
    if rule.against is Against.GOAL:
        before = choose_before(rule, now)
    question = narrow(question, group)
    names = _choose_dimensions(question, metric)
    if not names:
        return None
    found = read_segments(connection, question, setting, metric, names, now, before)
    against, when = say_before(now, before, is_stock=metric.basis.is_stock)
    result = _Search(rule, Figures(metric, setting.currency), when, known).explain(found)
    trail = find_trail(METRICS[rule.metric], falls=result.falls)
    behind = Behind()
    if trail is not None and with_deals:
        days = now
        if metric.basis.is_stock and not trail.basis.is_stock:
            days = Period(before.end, now.end)  # what happened between the two evenings
        behind = follow_trail(connection, question, setting, trail, result.part, days)
    compared = f"held against {against}" if result.is_compared else ""
    cause = replace(result.cause, deals=behind.deals, compared=compared)
    return Why(cause, behind.look_first)


def narrow(question: Question, group: str) -> Question:
    """The question about one group of what it is by; about everything for an empty one."""
    by = question.by
    asked = replace(question, by=None)
    if not by or not group:
        return asked
    return replace(asked, filters=(*question.filters, filter_group(by, group)))


def _find_exact(rule: Rule) -> Metric | None:
    """The metric, or the mean beside a median: medians can't be taken apart."""
    metric = METRICS.get(rule.metric)
    if metric is None:
        return None
    candidates = (metric, *(METRICS[name] for name in metric.beside))
    return next((one for one in candidates if one.unit is metric.unit and find_recipe(one)), None)


def _choose_dimensions(question: Question, metric: Metric) -> list[str]:
    """Those that make sense for the metric and that the question does not hold fixed."""
    names = list(_DIMENSIONS[metric.basis.table])
    if metric.basis.is_stock:
        names.append("stage")
    if metric.name in ("deals_lost", "loss_cycle_mean"):
        names.insert(0, "lost_reason")
    fixed = {one.dimension for one in question.filters}
    return [name for name in names if name not in fixed]


@dataclass(frozen=True)
class _Result:
    """The cause without its deals, the segment that they are of, and whether the number fell.

    Without anything to hold it against, nothing is compared.
    """

    cause: Cause
    part: Part | None
    falls: bool
    is_compared: bool = True


@dataclass(frozen=True)
class _Search:
    """Looks for the dimension to tell of.

    Attributes:
        when: "in the 84 days before".
        known: The subject that people were told of.
    """

    rule: Rule
    figures: Figures
    when: str
    known: str

    def explain(self, found: Mapping[str, Sequence[Segment]]) -> _Result:
        """The one dimension that surely did most, or why none can be named."""
        falls = self.rule.looks_down
        whole = self._split(next(iter(found.values()), ()), TWO_SIDED_95)
        if whole is None:
            alone = Cause("", f"There is nothing to hold it against {self.when}")
            return _Result(alone, None, falls, is_compared=False)
        if self.rule.kind is Kind.UNUSUAL:
            falls = whole.change < 0
        if (old := self._say_old(whole, falls=falls)) is not None:
            return _Result(Cause("", old), None, falls)
        merged = {name: merge_small(segments) for name, segments in found.items()}
        findings = self._list_findings(merged, MISTAKE)
        best = max(findings, key=self._rank, default=None)
        drivers = self._order(best) if best is not None else []
        if best is None or not drivers:
            return _Result(Cause("", self._say_unsure(whole, merged, findings)), None, falls)
        sentence = self._introduce(whole, best.say(drivers))
        listed = best.list(drivers[:_MOST_DRIVERS])
        cause = Cause(_name(best, drivers[0]), sentence, listed)
        return _Result(cause, Part(best.dimension, drivers[0].segment), falls)

    def _split(self, segments: Sequence[Segment], z: float) -> Split | None:
        return (split_ratio if self.figures.is_ratio else split_sum)(segments, z)

    def _list_findings(
        self, merged: Mapping[str, Sequence[Segment]], mistake: float | None
    ) -> list[Finding]:
        """A split of each dimension with two segments to tell apart.

        `mistake` is the chance to name anybody by chance; None looks at each term alone.
        """
        ways = 2 if self.figures.is_ratio else 1
        several = {name: parts for name, parts in merged.items() if _count_large(parts) > 1}
        findings = []
        for name, segments in several.items():
            z = TWO_SIDED_95
            if mistake is not None:
                looks = len(several) * len(segments) * ways
                z = NormalDist().inv_cdf(1 - mistake / 2 / looks)
            split = self._split(segments, z)
            if split is not None:
                findings.append(Finding(self.figures, name, split))
        return findings

    def _rank(self, finding: Finding) -> float:
        """How much of the change a dimension surely explains."""
        drivers = finding.split.find_drivers()
        surely = sum(term.surely for term in drivers)
        is_known = any(_name(finding, term) == self.known for term in drivers)
        return surely / _STILL if is_known else surely

    def _order(self, finding: Finding) -> list[Term]:
        """The drivers; one that people know of stays the first while it is about as strong."""
        drivers = list(finding.split.find_drivers())
        for term in drivers[1:]:
            is_known = _name(finding, term) == self.known
            if is_known and abs(term.value) >= _STILL * abs(drivers[0].value):
                drivers.remove(term)
                return [term, *drivers]
        return drivers

    def _say_old(self, whole: Split, *, falls: bool) -> str | None:
        """That it has not changed for the worse at all; None where it has."""
        if whole.change == 0 or falls != (whole.change < 0):
            verb = "fallen" if falls else "risen"
            return f"It has not {verb}: it was {self._level(whole.before)} {self.when}"
        low, high = whole.interval
        line = self.rule.line
        if not low <= 0 <= high or line is None or self.rule.kind not in (Kind.BELOW, Kind.ABOVE):
            return None
        was = float(self.figures.to_major(self._value(whole.before)))
        if (was < line) if falls else (was > line):
            return f"It is not new: it was {self._level(whole.before)} {self.when}"
        return None

    def _say_unsure(
        self,
        whole: Split,
        merged: Mapping[str, Sequence[Segment]],
        findings: Sequence[Finding],
    ) -> str:
        if not findings:
            noun = "lead" if self.figures.metric.basis.table == "leads" else "deal"
            rows = say_count(whole.now.n, noun) if whole.now.n else f"no {noun}"
            return f"There is too little to say why: {rows}, and {whole.before.n:,} {self.when}"
        words = self._introduce(whole, say_nobody(findings))
        best: tuple[float, str] = (0.0, "")
        for finding in self._list_findings(merged, None):
            for term in finding.split.find_drivers():
                weighty = abs(term.value) >= _WEIGHTY * abs(whole.change)
                if weighty and _can_be_hinted(finding, term) and term.surely > best[0]:
                    best = term.surely, finding.say_hint(term)
        return f"{words}. {best[1]}, which may be chance" if best[1] else words

    def _introduce(self, whole: Split, sentence: str) -> str:
        """Of a median its mean is told of, which may have moved otherwise."""
        if self.figures.metric.name == self.rule.metric:
            return sentence
        levels = self._level(whole.now), self._level(whole.before)
        start = f"The mean is {levels[0]}, before that {levels[1]}"
        return f"{start}. {sentence}"

    def _level(self, side: Side) -> str:
        return self.figures.say_level(self._value(side))

    def _value(self, side: Side) -> float:
        return (side.rate or 0.0) if self.figures.is_ratio else side.top


def _can_be_hinted(finding: Finding, term: Term) -> bool:
    """Nobody is pointed at on suspicion, and no handful of rows is."""
    fewest = min(term.segment.before.n, term.segment.now.n)
    return finding.dimension != "owner" and term.effect is not Effect.MIX and fewest >= FEWEST


def _count_large(segments: Sequence[Segment]) -> int:
    return sum(not one.is_rest for one in segments)


def _name(finding: Finding, term: Term) -> str:
    """What leads, short and the same while it is the same: "segment:Enterprise"."""
    return f"{finding.dimension}:{term.segment.label}"
