"""What is filled into the form of a digest, as plain values; what it means is read elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.messages.inputs import read_list_field, read_text_field

NAME_LENGTH = 80
WORDS_LENGTH = 200
QUESTIONS_LENGTH = 900
MOST_CHANNELS = 20
MOST_PEOPLE = 30

NAME = "digest_name"
KIND = "digest_kind"
WHOSE = "digest_whose"
WHO = "digest_who"
CHANNELS = "digest_channels"
USERS = "digest_users"
SCHEDULE = "digest_schedule"
ZONE = "digest_zone"
SECTIONS = "digest_sections"
MORE_SECTIONS = "digest_sections_more"
QUESTIONS = "digest_questions"
QUIET = "digest_quiet"
"""The action ids of the form's fields."""

SKIP = "skip"
"""The one value of the field `QUIET`."""


@dataclass(frozen=True)
class DigestFields:
    """A digest as its form has it.

    Attributes:
        kind: "leader", "team", "personal" or "own".
        whose: "visible", "own", "my_team", "me", "team" or "person".
        who: The name that was typed, for "team" and "person".
        channels, users: Slack's ids.
        schedule, zone: As they were typed.
        questions: Words of /sales, one question a line.
        skip_when_quiet: "skip", or empty.
    """

    name: str = ""
    kind: str = "team"
    whose: str = "visible"
    who: str = ""
    channels: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    schedule: str = ""
    zone: str = ""
    sections: tuple[str, ...] = ()
    questions: str = ""
    quiet: str = ""


def read_fields(view: Mapping[str, Any]) -> DigestFields:
    """What the form is filled with."""
    return DigestFields(
        name=read_text_field(view, NAME),
        kind=read_text_field(view, KIND),
        whose=read_text_field(view, WHOSE),
        who=read_text_field(view, WHO),
        schedule=read_text_field(view, SCHEDULE),
        zone=read_text_field(view, ZONE),
        questions=read_text_field(view, QUESTIONS),
        channels=read_list_field(view, CHANNELS),
        users=read_list_field(view, USERS),
        sections=(*read_list_field(view, SECTIONS), *read_list_field(view, MORE_SECTIONS)),
        quiet="".join(read_list_field(view, QUIET)[:1]),
    )
