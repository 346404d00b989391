"""The form of a digest: what it tells, to whom, where and when. Reading it is digest_fields.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.messages import actions
from bot.messages import digest_fields as names
from bot.messages.blocks import context
from bot.messages.digest_fields import DigestFields
from bot.messages.inputs import (
    MOST_BOXES,
    Choice,
    Field,
    ask_any,
    ask_channels,
    ask_from_menu,
    ask_one,
    ask_people,
    ask_text,
)
from bot.messages.message import Block
from bot.messages.text import clean_lines
from bot.messages.views import View, make_modal
from metrics.digests.kinds import KINDS

NEW = "New digest"
CHANGE = "Change the digest"

_KINDS = tuple(Choice(kind.name, kind.title, kind.what) for kind in KINDS.values())

_WHOSE_HINT = "Nobody gets more than they may see; a channel, what everybody in it may see."
_WHEN_HINT = (
    "Such as every Monday 09:00, weekdays 8:30, Mondays and Thursdays 9:00, 1st of the month, "
    "last Friday 16:00"
)


@dataclass(frozen=True)
class FormChoices:
    """What the form offers to the person who fills it in.

    Attributes:
        whose: Whose numbers can be chosen.
        sections: Those of the chosen kind.
        when: The next dates, or why there are none, under the schedule.
        faults: What is wrong, by the field's name; shown under it.
    """

    whose: Sequence[Choice]
    sections: Sequence[Choice]
    when: Sequence[str] = ()
    faults: Mapping[str, str] = field(default_factory=dict)


def show_digest_form(
    fields: DigestFields,
    choices: FormChoices,
    metadata: str,
    *,
    version: str = "",
    new: bool = True,
) -> View:
    """The form.

    Args:
        fields: What it is filled with.
        choices: What it offers.
        metadata: What it carries on; see `bot.messages.blocks.carry`.
        version: Another word than before where what was filled in must not stay.
        new: Whether the digest is to be made, or changed.
    """
    blocks: list[Block] = [
        *_ask_what(fields, choices, version),
        *_ask_where(fields, choices, version),
        *_ask_when(fields, choices, version),
        *_ask_the_rest(fields, choices, version),
    ]
    return make_modal(
        NEW if new else CHANGE,
        blocks,
        submit="Preview",
        callback=actions.DIGEST_FORM,
        metadata=metadata,
    )


def _ask_what(fields: DigestFields, choices: FormChoices, version: str) -> list[Block]:
    def make(name: str, label: str, **more: object) -> Field:
        return _make_field(name, label, fields.kind, version, **more)

    blocks = [
        ask_one(make(names.KIND, "What it tells", tells=True), _KINDS, fields.kind),
        ask_from_menu(
            make(names.WHOSE, "Whose numbers", hint=_WHOSE_HINT, tells=True),
            choices.whose,
            fields.whose,
        ),
    ]
    if fields.whose in ("team", "person"):
        label = "Who leads the team" if fields.whose == "team" else "Who"
        hint = "A name or an e-mail address"
        blocks.append(ask_text(make(names.WHO, label, hint=hint), fields.who, names.WORDS_LENGTH))
    if fields.kind == "own":
        hint = "One a line, as behind /sales: win rate by region last week vs previous"
        questions = make(names.QUESTIONS, "Your questions", hint=hint, optional=True)
        blocks.append(ask_text(questions, fields.questions, names.QUESTIONS_LENGTH, lines=True))
    return [*blocks, *_point_out(choices, names.WHOSE, names.WHO, names.QUESTIONS)]


def _ask_where(fields: DigestFields, choices: FormChoices, version: str) -> list[Block]:
    def make(name: str, label: str) -> Field:
        return _make_field(name, label, fields.kind, version, optional=True)

    return [
        ask_channels(make(names.CHANNELS, "To channels"), fields.channels, names.MOST_CHANNELS),
        ask_people(
            make(names.USERS, "To people, in direct messages"), fields.users, names.MOST_PEOPLE
        ),
        *_point_out(choices, names.CHANNELS, names.USERS),
    ]


def _ask_when(fields: DigestFields, choices: FormChoices, version: str) -> list[Block]:
    def make(name: str, label: str, hint: str = "") -> Field:
        return _make_field(name, label, fields.kind, version, hint=hint, tells=True)

    when = make(names.SCHEDULE, "When", _WHEN_HINT)
    blocks = [ask_text(when, fields.schedule, names.WORDS_LENGTH, example="every Monday 09:00")]
    blocks.extend(_point_out(choices, names.SCHEDULE))
    zone = make(names.ZONE, "Time zone")
    blocks.append(ask_text(zone, fields.zone, names.NAME_LENGTH, example="Europe/Berlin"))
    blocks.extend(_point_out(choices, names.ZONE))
    blocks.extend(context(line) for line in choices.when if line)
    return blocks


def _ask_the_rest(fields: DigestFields, choices: FormChoices, version: str) -> list[Block]:
    def make(name: str, label: str, **more: object) -> Field:
        return _make_field(name, label, fields.kind, version, **more)

    blocks: list[Block] = []
    parts = (
        (names.SECTIONS, "Sections", choices.sections[:MOST_BOXES]),
        (names.MORE_SECTIONS, "More sections", choices.sections[MOST_BOXES:]),
    )
    for name, label, offered in parts:
        if offered:
            blocks.append(ask_any(make(name, label, optional=True), offered, fields.sections))
    quiet = Choice(names.SKIP, "Send nothing when nothing happened")
    blocks += [
        *_point_out(choices, names.SECTIONS),
        ask_any(make(names.QUIET, "Quiet times", optional=True), [quiet], [fields.quiet]),
        ask_text(make(names.NAME, "Its name"), fields.name, names.NAME_LENGTH),
        *_point_out(choices, names.NAME),
    ]
    return blocks


def _make_field(name: str, label: str, kind: str, version: str, **more: object) -> Field:
    # Another kind has other sections, of which all are chosen anew.
    apart = name in (names.SECTIONS, names.MORE_SECTIONS)
    own = "_".join(part for part in (kind if apart else "", version) if part)
    return Field(name, label, version=own, **more)  # type: ignore[arg-type]  # names of Field alone


def _point_out(choices: FormChoices, *asked: str) -> list[Block]:
    words = [choices.faults[name] for name in asked if name in choices.faults]
    return [context(f"⚠ {clean_lines(word)}") for word in words]
