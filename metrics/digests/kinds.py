"""The kinds of digest, and who each is for; a section says itself in which kinds it stands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DigestKind:
    """One kind.

    Attributes:
        name: How plans and files call it; never changes.
        title, what: For menus.
    """

    name: str
    title: str
    what: str


LEADER = "leader"
TEAM = "team"
PERSONAL = "personal"
OWN = "own"

KINDS: dict[str, DigestKind] = {
    kind.name: kind
    for kind in (
        DigestKind(LEADER, "Leader", "Everything the recipient may see: the company, by team."),
        DigestKind(TEAM, "Team", "A manager's team, with a line for each rep."),
        DigestKind(PERSONAL, "Personal", "A rep's own deals and goals."),
        DigestKind(OWN, "Own", "Questions of your choice, asked anew each time."),
    )
}
"""By name, in the order of menus."""
