"""What is filled into the form of a rule, as plain values; what it means is read elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.messages.inputs import read_list_field, read_text_field

WORDS_LENGTH = 300
TEXT_LENGTH = 80
MOST_CHANNELS = 20
MOST_PEOPLE = 30

WHAT = "alert_what"
KIND = "alert_kind"
LINE = "alert_line"
AGAINST = "alert_against"
OVER = "alert_over"
CHANNELS = "alert_channels"
USERS = "alert_users"
LEAST = "alert_least"
CERTAINTY = "alert_certainty"
HOLD = "alert_hold"
RECOVER = "alert_recover"
RECOVER_FOR = "alert_recover_for"
PAUSE = "alert_pause"
QUIET = "alert_quiet"
WORKING_DAYS = "alert_working_days"
ZONE = "alert_zone"
MENTIONS = "alert_mentions"
WHOSE = "alert_whose"
WHO = "alert_who"
NAME = "alert_name"
"""The action ids of the form's fields."""

TELLING = (WHAT, KIND, AGAINST, WHOSE)
"""Those that the rest of the form goes by: Slack tells at once when one is changed."""

YES = "yes"
"""The one value of the field `WORKING_DAYS`."""


@dataclass(frozen=True)
class RuleFields:
    """A rule as its form has it: most of it is what `bot.alerts.rule_words.RuleWords` says.

    Attributes:
        working_days: "yes", or empty.
        whose: "visible", "own", "my_team", "me", "team" or "person".
        who: The name that was typed, for "team" and "person".
        channels, users, mentions: Slack's ids.
    """

    what: str = ""
    kind: str = ""
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
    working_days: str = ""
    zone: str = ""
    whose: str = ""
    who: str = ""
    name: str = ""
    channels: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


TEXTS = {
    "what": WHAT,
    "kind": KIND,
    "line": LINE,
    "against": AGAINST,
    "over": OVER,
    "least": LEAST,
    "certainty": CERTAINTY,
    "hold": HOLD,
    "recover": RECOVER,
    "recover_for": RECOVER_FOR,
    "pause": PAUSE,
    "quiet": QUIET,
    "zone": ZONE,
    "whose": WHOSE,
    "who": WHO,
    "name": NAME,
}
"""The fields that are one text each, by the names of `RuleFields`."""


def read_fields(view: Mapping[str, Any]) -> RuleFields:
    """What the form is filled with."""
    texts = {name: read_text_field(view, field) for name, field in TEXTS.items()}
    return RuleFields(
        **texts,
        working_days="".join(read_list_field(view, WORKING_DAYS)[:1]),
        channels=read_list_field(view, CHANNELS),
        users=read_list_field(view, USERS),
        mentions=read_list_field(view, MENTIONS),
    )
