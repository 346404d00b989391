"""The form of a rule: what it watches, for what, whom it tells; the rest may stay as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.messages import actions
from bot.messages import alert_fields as names
from bot.messages.alert_fields import RuleFields
from bot.messages.blocks import bold, context, divider, paragraph
from bot.messages.inputs import (
    Choice,
    Field,
    ask_any,
    ask_channels,
    ask_from_menu,
    ask_people,
    ask_text,
)
from bot.messages.message import Block
from bot.messages.text import clean_lines
from bot.messages.views import View, make_modal

NEW = "New alert"
CHANGE = "Change the alert"
REST = "All below may stay as it is."

KINDS = (
    Choice("below", "It is below a line"),
    Choice("above", "It is above a line"),
    Choice("fell", "It fell by so much"),
    Choice("rose", "It rose by so much"),
    Choice("unusual", "It is unusual"),
    Choice("no_data", "Nothing happens at all"),
    Choice("stale", "The data is stale"),
)
_AGAINST = (
    Choice("previous", "The time just before"),
    Choice("year", "The same days last year"),
    Choice("goal", "Its goal, by now"),
)
_LABELS = {"below": "Below", "above": "Above", "fell": "By more than", "rose": "By more than",
           "stale": "Older than"}  # fmt: skip
_SIDES = {"below": "above", "above": "below"}
_EXAMPLES = {"fell": "5 points, or 20 %", "rose": "5 points, or 20 %", "stale": "2 days"}
_WHAT_HINT = "As behind /sales, without a period: win rate enterprise by owner"
_WHOSE_HINT = "Nobody gets more than they may see; a channel, what everybody in it may see."


@dataclass(frozen=True)
class RuleChoices:
    """What the form offers to the person who fills it in.

    Attributes:
        knobs: The properties that a rule of this kind has, by the names of `RuleFields`.
        usual: What holds for those that are left empty, in words.
        whose: Whose numbers can be chosen.
        read: What was understood so far, under what is watched.
        faults: What is wrong, by the field's action id; shown under it.
    """

    knobs: frozenset[str]
    usual: Mapping[str, str]
    whose: Sequence[Choice]
    read: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)


def show_rule_form(
    fields: RuleFields,
    choices: RuleChoices,
    metadata: str,
    *,
    version: str = "",
    new: bool = True,
) -> View:
    """The form.

    Args:
        fields: What it is filled with.
        choices: What it offers.
        metadata: What it carries on.
        version: Another word than before where what was filled in must not stay.
        new: Whether the rule is to be made, or changed.
    """
    form = _Form(fields, choices, version)
    blocks = [
        *form.ask_what(),
        *form.ask_where(),
        divider(),
        paragraph([bold(REST)]),
        *form.ask_how_sure(),
        *form.ask_when_told(),
        *form.ask_about(),
    ]
    return make_modal(
        NEW if new else CHANGE,
        blocks,
        submit="Preview",
        callback=actions.ALERT_FORM,
        metadata=metadata,
    )


class _Form:
    """One form that is being laid out."""

    def __init__(self, fields: RuleFields, choices: RuleChoices, version: str) -> None:
        self.fields = fields
        self.choices = choices
        self.version = version

    def ask_what(self) -> list[Block]:
        """What is watched, for what, over how long."""
        fields, kind = self.fields, self.fields.kind
        blocks = [ask_from_menu(self._field(names.KIND, "Tell when", tells=True), KINDS, kind)]
        if self._has("what"):
            what = self._field(names.WHAT, "What", _WHAT_HINT, tells=True)
            blocks.append(ask_text(what, fields.what, names.WORDS_LENGTH, example="win rate"))
        if self.choices.read:
            blocks.append(context(clean_lines(self.choices.read)))
        blocks += self._point_out(names.KIND, names.WHAT)
        if self._has("line"):
            optional = kind == "stale"
            label = _LABELS.get(kind, "Line")
            line = self._field(names.LINE, label, self._usual("line"), optional=optional)
            example = _EXAMPLES.get(kind, "18 %, 40k, 60 days")
            blocks.append(ask_text(line, fields.line, names.TEXT_LENGTH, example=example))
        if self._has("against"):
            against = self._field(names.AGAINST, "Held against", tells=True)
            blocks.append(ask_from_menu(against, _AGAINST, fields.against or "previous"))
        blocks += self._point_out(names.LINE, names.AGAINST)
        return [*blocks, *self._ask("over", names.OVER, "Over the last")]

    def ask_where(self) -> list[Block]:
        """Who is told."""
        fields = self.fields
        channels = self._field(names.CHANNELS, "To channels", optional=True)
        users = self._field(names.USERS, "To people, in direct messages", optional=True)
        return [
            ask_channels(channels, fields.channels, names.MOST_CHANNELS),
            ask_people(users, fields.users, names.MOST_PEOPLE),
            *self._point_out(names.CHANNELS, names.USERS),
        ]

    def ask_how_sure(self) -> list[Block]:
        """On how much it stands, how sure it is, how long it lasts, when it is over."""
        side = _SIDES.get(self.fields.kind, "within")
        return [
            *self._ask("certainty", names.CERTAINTY, "How sure"),
            *self._ask("least", names.LEAST, "On at least"),
            *self._ask("hold", names.HOLD, "Once it lasts for"),
            *self._ask("recover", names.RECOVER, f"Over when it is back {side}"),
            *self._ask("recover_for", names.RECOVER_FOR, "And stays so for"),
        ]

    def ask_when_told(self) -> list[Block]:
        """How often, and when nobody is told."""
        chosen = [self.fields.working_days]
        working = self._field(names.WORKING_DAYS, "Days", optional=True)
        return [
            *self._ask("pause", names.PAUSE, "At most every"),
            *self._ask("quiet", names.QUIET, "Not between"),
            ask_any(working, [Choice(names.YES, "Only on working days")], chosen),
            *self._ask("zone", names.ZONE, "Time zone of these hours"),
        ]

    def ask_about(self) -> list[Block]:
        """Whose numbers, who is called, how it is called."""
        fields = self.fields
        mentions = self._field(names.MENTIONS, "Mention", optional=True)
        whose = self._field(names.WHOSE, "Whose numbers", _WHOSE_HINT, tells=True)
        blocks = [
            ask_people(mentions, fields.mentions, names.MOST_PEOPLE),
            *self._point_out(names.MENTIONS),
            ask_from_menu(whose, self.choices.whose, fields.whose or "visible"),
        ]
        if fields.whose in ("team", "person"):
            label = "Who leads the team" if fields.whose == "team" else "Who"
            who = self._field(names.WHO, label, "A name or an e-mail address")
            blocks.append(ask_text(who, fields.who, names.TEXT_LENGTH))
        blocks += self._point_out(names.WHOSE, names.WHO)
        return [*blocks, *self._ask("name", names.NAME, "Its name")]

    def _ask(self, knob: str, name: str, label: str) -> list[Block]:
        """A text that may stay empty, with what holds then below it."""
        if not self._has(knob):
            return []
        asked = self._field(name, label, self._usual(knob), optional=True)
        text = ask_text(asked, getattr(self.fields, knob), names.TEXT_LENGTH)
        return [text, *self._point_out(name)]

    def _has(self, knob: str) -> bool:
        return knob in self.choices.knobs

    def _usual(self, knob: str) -> str:
        return self.choices.usual.get(knob, "")

    def _field(
        self, name: str, label: str, hint: str = "", *, optional: bool = False, tells: bool = False
    ) -> Field:
        return Field(name, label, hint, optional=optional, tells=tells, version=self.version)

    def _point_out(self, *asked: str) -> list[Block]:
        faults = self.choices.faults
        return [context(f"⚠ {clean_lines(faults[name])}") for name in asked if name in faults]
