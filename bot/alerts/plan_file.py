"""What an alerts file may say: an `[[alert]]` for each rule, in the words of the form."""

from dataclasses import dataclass, fields

from bot.alerts.plan import NOUN
from bot.alerts.rule_words import RuleWords
from bot.plans.file import Lines, Shape


@dataclass(frozen=True)
class RuleEntry:
    """One rule as the file says it; see `bot.alerts.rule_words.RuleWords` for each text.

    Attributes:
        recipients: Channel ids, and addresses of people.
        mentions: Addresses of people.
        owner: An address.
        lines: Where the rule and each of its keys stand; "" is the rule's own.
    """

    name: str
    kind: str
    recipients: tuple[str, ...]
    owner: str
    what: str = ""
    line: str = ""
    against: str = ""
    over: str = ""
    least: str = ""
    certainty: str = ""
    hold: str = ""
    recover: str = ""
    recover_for: str = ""
    pause: str = ""
    quiet: str = ""
    working_days: bool = False
    zone: str = ""
    whose: str = ""
    mentions: tuple[str, ...] = ()
    paused: bool = False
    lines: Lines = ()


SAME = tuple(
    one.name
    for one in fields(RuleWords)
    if one.name not in ("working_days", "recipients", "mentions")
)
"""The texts that a file and a rule in words have alike."""

ALERTS = Shape(
    noun=NOUN,
    entry=RuleEntry,
    keys=(
        "name", "what", "kind", "line", "against", "over", "least", "certainty", "hold", "recover",
        "recover_for", "recipients", "mentions", "pause", "quiet", "working_days", "zone", "whose",
        "owner", "paused",
    ),
    needed=("name", "kind", "recipients", "owner"),
    lists=("recipients", "mentions"),
    flags=("working_days", "paused"),
    numbers=("line", "least", "certainty", "recover"),
    silent=(
        "what", "line", "against", "over", "least", "certainty", "hold", "recover", "recover_for",
        "pause", "quiet", "zone", "whose", "mentions",
    ),
    head="""\
# The alerts of salesbell, as `salesbell alerts apply` keeps them.
# Channels by their ids, which outlive names; people by their e-mail addresses.
""",
)  # fmt: skip
"""The file of `salesbell alerts apply`."""
