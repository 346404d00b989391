"""The words a section is declared with. One declaration adds a section to menus, form and docs."""

from collections.abc import Callable
from dataclasses import dataclass

from metrics.digests.briefing import Briefing
from metrics.digests.report import SectionReport


@dataclass(frozen=True)
class Section:
    """One part of a digest. Everything about it is said here and nowhere else.

    Attributes:
        name: How plans and files call it; never changes.
        title: Its heading, in the digest and in menus.
        what: One sentence for people who choose sections.
        read: What it says this time; None when it has nothing to say.
        kinds: The kinds of digest it stands in unless somebody chooses otherwise.
    """

    name: str
    title: str
    what: str
    read: Callable[[Briefing], SectionReport | None]
    kinds: frozenset[str]
