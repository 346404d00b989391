"""Why a number moved, in words: the finding, its segments, or that nobody can be named; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.alerts.figures import Figures
from metrics.alerts.report import Driver
from metrics.calendar import name_day, name_days
from metrics.digests.words import join
from metrics.dimension import find_dimension
from metrics.drivers import Effect, Split, Term
from metrics.period import Period

_ALL, _MOST = 0.97, 0.5
"""From these parts of a change on, "all" and "most" of it is said."""
_NEARLY = 0.8
"""From this part of the rows on, in every dimension, it is nearly everywhere."""
_NAMED = 2
"""So many segments stand in a sentence; the others are listed."""

_LESS = {
    "win_rate": ("wins less often", "win less often"),
    "win_rate_by_value": ("wins less of its value", "win less of their value"),
    "lead_conversion": ("converts less often", "convert less often"),
}
_MORE = {
    "win_rate": ("wins more often", "win more often"),
    "win_rate_by_value": ("wins more of its value", "win more of their value"),
    "lead_conversion": ("converts more often", "convert more often"),
}
_ROWS = {
    "win_rate": "what is decided",
    "win_rate_by_value": "the value that is decided",
    "lead_conversion": "the leads",
}
_PEOPLE = ("owner", "manager")


@dataclass(frozen=True)
class Finding:
    """What one dimension's split says.

    Attributes:
        figures: Of the metric that was split, perhaps the mean in the place of a median.
        dimension: Its name.
    """

    figures: Figures
    dimension: str
    split: Split

    @property
    def verb(self) -> str:
        """What the number did: "fell" or "rose"."""
        return "fell" if self.split.change < 0 else "rose"

    def say(self, drivers: Sequence[Term]) -> str:
        """The leading segments: "Most of it is Enterprise, which wins less often: 2.9 of …"."""
        lead = drivers[0]
        if lead.effect is Effect.MIX and self.split.is_reversed:
            return self._say_reversal(lead)
        if lead.effect is Effect.MIX:
            moved = sum(term.value for term in drivers if term.effect is Effect.MIX)
            return self._measure(f"the mix: {self._say_mix(lead)};", moved)
        named = [term for term in drivers if term.effect is lead.effect][:_NAMED]
        names = join([term.segment.label for term in named])
        how = self._say_how(several=len(named) > 1)
        return self._measure(f"{names}{how}:", sum(term.value for term in named))

    def list(self, drivers: Sequence[Term]) -> tuple[Driver, ...]:
        """Each segment with its numbers and what it contributed."""
        return tuple(
            Driver(
                term.segment.label,
                f"{self._say_sides(term)}: {self.figures.say_part(term.value)}",
            )
            for term in drivers
        )

    def say_hint(self, term: Term) -> str:
        """One that may be the cause, or chance: "Enterprise fell most (won …)"."""
        return f"{term.segment.label} {self.verb} most ({self._say_sides(term)})"

    def _measure(self, what: str, moved: float) -> str:
        """How much of the change something is, in a word and, behind its last sign, in numbers."""
        share = moved / self.split.change
        whole = self.figures.say_size(self.split.change)
        if share >= _ALL:
            return f"All of it is {what[:-1]}"
        start = "Most of it is" if share >= _MOST else "A part of it is"
        part = self.figures.say_size(moved).removesuffix(" points")
        return f"{start} {what} {part} of the {whole}"

    def _say_how(self, *, several: bool) -> str:
        table = _LESS if self.split.change < 0 else _MORE
        words = table.get(self.figures.metric.name)
        if words is None:
            return ""
        who = "who" if self.dimension in _PEOPLE else "which"
        return f", {who} {words[several]}"

    def _say_mix(self, lead: Term) -> str:
        """Which way the weight moved, and what that segment is like."""
        one, split = lead.segment, self.split
        grew = one.now.bottom / split.now.bottom > one.before.bottom / split.before.bottom
        rows = _ROWS.get(self.figures.metric.name, "the deals")
        # What moves the whole down grew and is below it, or shrank and is above it.
        is_below = grew == (lead.value < 0)
        level = "below" if is_below else "above"
        return f"{'more' if grew else 'less'} of {rows} is {one.label}, {level} the average"

    def _say_reversal(self, lead: Term) -> str:
        """Simpson's paradox, said so that nobody looks for the fault in a segment."""
        noun = find_dimension(self.dimension).title
        went = "down" if self.split.change > 0 else "up"
        return (
            f"Taken one by one, every {noun} went {went}; "
            f"the whole {self.verb} because {self._say_mix(lead)}"
        )

    def _say_sides(self, term: Term) -> str:
        one, split, figures = term.segment, self.split, self.figures
        if term.effect is Effect.MIX:
            now, before = (
                figures.say_weight(one.now, split.now),
                figures.say_weight(one.before, split.before),
            )
            rate = (one.now if one.now.bottom else one.before).rate or 0.0
            return f"{now}, before that {before}, at {figures.say_level(rate)}"
        return f"{figures.say_side(one.now)}, before that {figures.say_side(one.before)}"


def say_before(now: Period, before: Period, *, is_stock: bool) -> tuple[str, str]:
    """What it is held against, and when that was.

    "the 84 days before" and "in the 84 days before", or by their dates; stocks by an evening.
    """
    if is_stock:
        evening = f"the evening of {name_day(before.last)}"
        return evening, f"on {evening}"
    if before.end == now.start:
        days = f"the {before.days} days before"
        return days, f"in {days}"
    return name_days(before), f"from {name_days(before)}"


def say_nobody(findings: Sequence[Finding]) -> str:
    """That no segment can be named, and whether it moved everywhere."""
    titles = [find_dimension(one.dimension).title for one in findings]
    named = f"No single {join(titles, 'or')} explains it"
    alike = min(one.split.alike for one in findings)
    if alike < _NEARLY:
        return named
    return f"{named}: it {findings[0].verb} {'' if alike == 1 else 'nearly '}everywhere"
