"""Every section there is, by name, in the order in which a digest tells them."""

from metrics.digests.section import Section
from metrics.digests.sections.at_risk import AT_RISK
from metrics.digests.sections.data import DATA
from metrics.digests.sections.decided import DECIDED
from metrics.digests.sections.figures import FIGURES
from metrics.digests.sections.flow import FLOW
from metrics.digests.sections.goals import GOALS
from metrics.digests.sections.outcomes import OUTCOMES
from metrics.digests.sections.questions import QUESTIONS
from metrics.digests.sections.reps import REPS, TEAMS
from metrics.digests.sections.to_do import ACTIONS

SECTIONS: dict[str, Section] = {
    section.name: section
    for section in (
        QUESTIONS,
        FIGURES,
        GOALS,
        FLOW,
        DECIDED,
        AT_RISK,
        TEAMS,
        REPS,
        OUTCOMES,
        ACTIONS,
        DATA,
    )
}
"""By name, in the order of the digest, of menus and of docs."""


def sections_of(kind: str) -> tuple[str, ...]:
    """The names of the sections that a kind of digest has unless somebody chooses otherwise."""
    return tuple(name for name, section in SECTIONS.items() if kind in section.kinds)


__all__ = ["SECTIONS", "Section", "sections_of"]
