"""Whose deals a question may see. Every question carries one; nothing is computed without."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """What somebody may see.

    Attributes:
        people: Ids of the people whose deals and leads count; None means everything, deals
            without an owner included.
        label: The scope in words, as receipts print it: "everything", "own deals",
            "Dana's team (7 people)".
    """

    people: frozenset[int] | None
    label: str

    @classmethod
    def everything(cls) -> "Scope":
        """The administrator's scope."""
        return cls(None, "everything")

    def narrow(self, people: frozenset[int], label: str) -> "Scope":
        """This scope cut down to `people`; never wider than it was."""
        allowed = people if self.people is None else self.people & people
        return Scope(allowed, label)
