"""Who asks, as far as words and numbers need to know: a person, a role and what they may see."""

from dataclasses import dataclass

from metrics.scope import Scope


@dataclass(frozen=True)
class Asker:
    """Somebody who asks for numbers.

    Attributes:
        person_id: Their row among the people; None for an administrator who sells nothing.
        name: How they are called.
        role: "rep", "manager" or "administrator".
        scope: The most they may ever see; a question only narrows it.
        team: Ids of everybody below them, themselves included; empty without a person. Of a rep who
            may see more than own deals: the team they are in.
    """

    person_id: int | None
    name: str
    role: str
    scope: Scope
    team: frozenset[int]
