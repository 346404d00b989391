"""A Problem: something a person can mend, said as fact, reason and next step.

Imports nothing, so every room may raise it. Anything that is not a Problem is our own fault and
is told to people as an apology with a reference.
"""


class Problem(Exception):  # noqa: N818 - it is not an error of ours but a fact told to a person
    """What a person did or has that salesbell can't go on with, and how to mend it.

    Args:
        reference: A stable short name such as ``unknown-word``; tests and logs use it.
        what: The fact, one sentence.
        why: The reason, one sentence; empty when the fact says it all.
        fix: The next step, with the command to paste where there is one.
        suggestions: Nearest matches, best first; Slack shows them as buttons.
    """

    def __init__(
        self,
        reference: str,
        *,
        what: str,
        fix: str,
        why: str = "",
        suggestions: tuple[str, ...] = (),
    ) -> None:
        super().__init__(what)
        self.reference = reference
        self.what = what
        self.why = why
        self.fix = fix
        self.suggestions = suggestions

    def __str__(self) -> str:
        """The three parts as one paragraph, for a terminal or a log."""
        return " ".join(part for part in (self.what, self.why, self.fix) if part)
