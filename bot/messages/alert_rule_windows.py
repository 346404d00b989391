"""The windows and messages around a rule: what it would do before it is saved, and managing it."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, UserSelectElement

from bot.messages import actions, limits
from bot.messages.alert_list import RuleCard, show_card
from bot.messages.alert_sentence import say_sentence, show_sentence
from bot.messages.alert_standing import SNOOZES
from bot.messages.blocks import (
    Button,
    Line,
    Menu,
    bold,
    carry,
    context,
    make_confirm,
    paragraph,
    plain,
    show_buttons,
)
from bot.messages.limits import cut, join_lines
from bot.messages.message import Block, Message, Picture, Piece
from bot.messages.plan_list import show_what_was_done, show_where_it_is_kept
from bot.messages.text import clean_lines, escape, name
from bot.messages.views import View, make_modal

CONFIRM = "Look before you save"
MANAGE = "Alert"
SAVED = "Saved"
NOW = "What it would say now"
YEAR = "What it would have said in the last year"
DROPPED = "Nothing was saved."
ASKED = "Shall I watch this?"
FIND = "You find it with /sales alert, and on my Home tab."
_LINES = 12


@dataclass(frozen=True)
class RuleDraft:
    """A rule about to be saved.

    Attributes:
        sentence: All of it, as it could be typed.
        now: What it would say now, a line each.
        year: What it would have done in the last year, a line each; empty where that is not known.
        note: What has just been done.
    """

    name: str
    sentence: str
    now: Sequence[str]
    year: Sequence[str] = ()
    note: str = ""


def show_rule_draft(draft: RuleDraft, metadata: str) -> View:
    """What will be watched, what it would say and would have said, for a last look."""
    buttons = [Button("Change something", actions.ALERT_RETURN)]
    if draft.year:
        buttons.insert(0, Button("See the year as a chart", actions.ALERT_REPLAY))
    blocks = [
        *_show_draft(draft),
        *show_buttons(buttons),
        *([context(draft.note)] if clean_lines(draft.note) else []),
    ]
    return make_modal(
        CONFIRM, blocks, submit="Save", callback=actions.ALERT_SAVE, metadata=metadata
    )


def say_rule_draft(draft: RuleDraft, carried: str, chart: Picture | None = None) -> Message:
    """The same of a rule that was written in a sentence, which its buttons carry."""
    value = carry({"t": carried})
    buttons = [
        Button("Save", actions.ALERT_KEEP, value, primary=True),
        Button("Edit", actions.ALERT_ADAPT, value),
        Button("Cancel", actions.ALERT_DROP),
    ]
    pieces: list[Piece] = [paragraph([bold(ASKED)]), *_show_draft(draft)]
    pieces += [chart] if chart is not None else []
    return Message(join_lines([ASKED, *_say_draft(draft)]), (*pieces, *show_buttons(buttons)))


def say_year(draft: RuleDraft, chart: Picture) -> Message:
    """The last year of a rule about to be saved, as a chart."""
    head = f"{name(draft.name, 80)}: {YEAR[:1].lower()}{YEAR[1:]}"
    pieces = (paragraph([bold(head)], *_list(draft.year)), chart)
    return Message(join_lines([escape(head), *map(escape, draft.year[:_LINES])]), pieces)


def _show_draft(draft: RuleDraft) -> list[Block]:
    blocks = [
        paragraph([bold(name(draft.name, 80))], show_sentence(draft.sentence)),
        paragraph([bold(f"{NOW}:")], *_list(draft.now)),
    ]
    if draft.year:
        blocks.append(paragraph([bold(f"{YEAR}:")], *_list(draft.year)))
    return blocks


def _say_draft(draft: RuleDraft) -> list[str]:
    lines = [escape(name(draft.name, 80)), say_sentence(draft.sentence), f"{NOW}:"]
    lines += map(escape, draft.now[:_LINES])
    if draft.year:
        lines += [f"{YEAR}:", *map(escape, draft.year[:_LINES])]
    return lines


def _list(lines: Sequence[str]) -> list[Line]:
    return [[cut(clean_lines(line), 400)] for line in lines[:_LINES]]


def say_other_sentences(message: Message, sentences: Sequence[str]) -> Message:
    """A Problem with a sentence: the nearest ones as buttons, and the form."""
    buttons = [
        Button(name(f"/sales alert {text}", 75), actions.say_alert(number), carry({"t": text}))
        for number, text in enumerate(sentences, start=1)
    ]
    buttons.append(Button("Fill in a form", actions.NEW_ALERT))
    lines = [message.text, *(f"• /sales alert {say_sentence(text)}" for text in sentences)]
    return Message(join_lines(lines), (*message.blocks, *show_buttons(buttons)))


def say_dropped() -> Message:
    """It was not saved."""
    return Message(DROPPED, (paragraph([bold(DROPPED)]),))


def show_rule_saved(title: str, sentence: str, rule_id: int) -> View:
    """It is kept, and where to change it."""
    return make_modal(SAVED, _show_saved(title, sentence, rule_id))


def say_rule_saved(title: str, sentence: str, rule_id: int) -> Message:
    """The same as a message."""
    lines = [escape(f"{name(title, 80)} is saved."), say_sentence(sentence)]
    return Message(join_lines(lines), tuple(_show_saved(title, sentence, rule_id)))


def _show_saved(title: str, sentence: str, rule_id: int) -> list[Block]:
    value = carry({"id": str(rule_id)})
    return [
        paragraph([bold(f"{name(title, 80)} is saved.")], show_sentence(sentence)),
        *show_buttons([Button("Manage", actions.MANAGE_ALERT, value)]),
        context(FIND),
    ]


def show_rule(card: RuleCard, said: str = "", *, warning: bool = False) -> View:
    """One rule, with all that can be done to it.

    Args:
        card: The rule.
        said: What has just been done, or why not.
        warning: Whether that is bad news.
    """
    facts, *_button = show_card(card)
    value = carry({"id": str(card.id)})
    blocks: list[Block] = [
        *show_what_was_done(said, warning=warning),
        facts,
        paragraph([bold("In one sentence:")], show_sentence(card.sentence)),
        *show_where_it_is_kept(managed_by_file=card.managed_by_file),
        *show_buttons(_list_buttons(card, value)),
    ]
    if not card.managed_by_file:
        blocks.append(_ask_heir(card))
    return make_modal(MANAGE, blocks, metadata=value)


def show_rule_gone(title: str) -> View:
    """It is deleted."""
    line = f"{name(title, 80)} is deleted. What it has told stays where it is."
    return make_modal(MANAGE, [paragraph([bold(line)])])


def _list_buttons(card: RuleCard, value: str) -> list[Button | Menu]:
    test = Button("Send a test to me", actions.ALERT_TEST, value)
    silence = _offer_silence(card, value)
    if card.managed_by_file:
        return [test, silence]
    rest = (
        Button("Resume", actions.ALERT_RESUME, value)
        if card.state == "paused"
        else Button("Pause", actions.ALERT_PAUSE, value)
    )
    title = name(card.name, 40)
    delete = Button(
        "Delete",
        actions.ALERT_DELETE,
        value,
        danger=True,
        confirm=(f"Delete {title}?", "Nobody is told of it again. What it has told stays."),
    )
    return [Button("Edit", actions.ALERT_EDIT, value), test, silence, rest, delete]


def _offer_silence(card: RuleCard, value: str) -> Button | Menu:
    """To tell nothing for some time, or to tell it again."""
    if card.is_snoozed:
        return Button("End the snooze", actions.ALERT_WAKE, value)
    choices = tuple(
        (label, carry({"id": str(card.id), "for": choice.value}))
        for choice, label in SNOOZES.items()
    )
    return Menu("Snooze", actions.ALERT_SILENCE, choices)


def _ask_heir(card: RuleCard) -> Block:
    """Another owner: who is told when something is wrong, and may change it."""
    picker = UserSelectElement(
        action_id=actions.ALERT_HAND_OVER,
        placeholder=plain("Hand over to …", limits.OPTION),
        confirm=make_confirm(
            f"Hand over {name(card.name, 40)}?",
            "They will own it, and be told when something is wrong with it.",
            "Hand over",
        ),
    )
    block: Block = ActionsBlock(elements=[picker]).to_dict()
    return block
