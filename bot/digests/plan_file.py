"""What a digests file may say: a `[[digest]]` for each, with every property that the form has."""

from dataclasses import dataclass

from bot.digests.plan import NOUN
from bot.plans.file import Lines, Shape


@dataclass(frozen=True)
class PlanEntry:
    """One digest as the file says it: words, not yet looked up.

    Attributes:
        whose: "visible", "own", "team of dana@example.com" or "person lee@example.com".
        sections: None where the file leaves them to the kind.
        recipients: Channel ids, and addresses of people.
        owner: An address.
        lines: Where the digest and each of its keys stand; "" is the digest's own.
    """

    name: str
    kind: str
    recipients: tuple[str, ...]
    schedule: str
    zone: str
    owner: str
    whose: str = "visible"
    sections: tuple[str, ...] | None = None
    questions: tuple[str, ...] = ()
    skip_when_quiet: bool = False
    paused: bool = False
    lines: Lines = ()


DIGESTS = Shape(
    noun=NOUN,
    entry=PlanEntry,
    keys=(
        "name", "kind", "whose", "sections", "questions", "recipients", "schedule", "zone",
        "skip_when_quiet", "owner", "paused",
    ),
    needed=("name", "kind", "recipients", "schedule", "zone", "owner"),
    lists=("sections", "questions", "recipients"),
    flags=("skip_when_quiet", "paused"),
    by_line=("questions",),
    head="""\
# The digests of salesbell, as `salesbell digests apply` keeps them.
# Channels by their ids, which outlive names; people by their e-mail addresses.
""",
)  # fmt: skip
"""The file of `salesbell digests apply`."""
