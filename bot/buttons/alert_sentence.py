"""A rule in a sentence: shown with what it would do, and saved, changed or forgotten by a button.

The buttons carry the sentence, which is read anew for whoever presses them.
"""

from dataclasses import replace

from bot.alerts.sight import read_sentence_in_sight
from bot.answering.place import Place
from bot.answering.private_answer import answer_privately
from bot.bell import Bell
from bot.buttons.alert_lines import make_seat, read_rules, write_all
from bot.buttons.alert_offers import CarriedRule
from bot.buttons.alert_reading import Seat
from bot.buttons.alert_save import draw_up, keep_rule
from bot.buttons.carried import read_text
from bot.messages.alert_fields import RuleFields
from bot.messages.alert_rule_windows import (
    say_dropped,
    say_other_sentences,
    say_rule_draft,
    say_rule_saved,
)
from bot.messages.message import Message
from bot.messages.problem import say_problem
from bot.request import Request
from storage.alerts import RulePlan, RuleRow
from storage.problem import Problem


def propose_rule(bell: Bell, request: Request, text: str) -> None:
    """Show what a sentence would watch, or what comes nearest to it; to whoever wrote it alone."""
    try:
        message = _propose(bell, request, text)
    except Problem as problem:
        texts, problem.suggestions = problem.suggestions, ()
        told = say_other_sentences(say_problem(problem), texts)
        clicked = bool(request.message_ts)
        bell.answerer.respond(request.response_url, told, replace_original=clicked)
        return
    answer_privately(bell.answerer, message, Place.of(request))


def read_other_sentence(bell: Bell, request: Request) -> None:
    """Read the sentence that a Problem offered instead."""
    propose_rule(bell, request, read_text(request, "t"))


def keep_sentence(bell: Bell, request: Request) -> None:
    """Keep the rule whose sentence a button carries; a second click finds it there."""
    seat = make_seat(bell, request)
    plan = _read(bell, seat, read_text(request, "t"))
    carried = CarriedRule(RuleFields())
    saved = _find_same(bell, plan) or keep_rule(bell, request, seat, plan, carried)
    message = say_rule_saved(saved.name, write_all(saved, seat.author), saved.id)
    answer_privately(bell.answerer, message, Place.of(request))


def drop_sentence(bell: Bell, request: Request) -> None:
    """Forget it."""
    answer_privately(bell.answerer, say_dropped(), Place.of(request))


def _propose(bell: Bell, request: Request, text: str) -> Message:
    seat = make_seat(bell, request)
    plan = bell.alerts.settle(_read(bell, seat, text), seat.now)
    draft, rehearsal = draw_up(bell, seat, plan)
    return say_rule_draft(draft, draft.sentence, rehearsal.picture)


def _read(bell: Bell, seat: Seat, text: str) -> RulePlan:
    """A sound plan. Raises Problem."""
    plan = read_sentence_in_sight(text, seat.author, seat.numbers).plan
    for fault in bell.alerts.find_faults(plan, seat.author.asker, seat.now):
        raise fault.problem
    return plan


def _find_same(bell: Bell, plan: RulePlan) -> RuleRow | None:
    """The rule that a first click has saved already."""
    return next((one for one in read_rules(bell) if replace(one.plan, z=plan.z) == plan), None)
