"""The point of a digest in one sentence: the first of these findings that holds, by weight."""

from collections.abc import Callable

from metrics.digests.briefing import Briefing
from metrics.digests.words import name_span

Finding = Callable[[Briefing], str | None]


def find_headline(briefing: Briefing) -> str:
    """What the reader must know first."""
    for find in FINDINGS:
        words = find(briefing)
        if words:
            return words
    return f"A quiet {name_span(briefing.order.period)}."


def tell_no_data(briefing: Briefing) -> str | None:
    """There is nothing to tell from."""
    if briefing.first_day is not None:
        return None
    return "There are no deals to tell about yet."


FINDINGS: tuple[Finding, ...] = (tell_no_data,)
"""In the order of their weight."""
