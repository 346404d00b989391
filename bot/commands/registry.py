"""Every command, and how it is answered. A new one is a file beside this, and a line here."""

from collections.abc import Callable
from datetime import datetime

from bot.answering.place import Place
from bot.answering.private_answer import answer_privately
from bot.asker import Asker
from bot.bell import Bell, Work
from bot.commands.digest import DIGEST_WORDS, answer_digest
from bot.commands.goal import answer_goal
from bot.commands.mentions import resolve_mentions
from bot.commands.pipeline import answer_pipeline
from bot.commands.reply import Reply
from bot.commands.sales import answer_sales
from bot.messages.help import say_help
from bot.messages.message import Message
from bot.numbers import Numbers
from bot.request import Request
from metrics.catalog import METRICS
from storage.problem import Problem

Answering = Callable[[Numbers, str, Asker, datetime], Reply]

ANSWERS: dict[str, Answering] = {"/pipeline": answer_pipeline, "/sales": answer_sales}

KEEPING: tuple[Callable[[Bell, Request], Message | None], ...] = (answer_goal,)
"""What /sales keeps besides telling numbers. Each gives its answer, which only the one who asked
sees where they asked; or None for a text about something else."""

ALERT_WORDS = ("alert", "alerts")
"""The word behind /sales that leads to the alerts."""

HELP = ("help", "?", "-h", "--help")


def make_reply(bell: Bell, request: Request, command: str, text: str) -> Reply:
    """The reply to a command's words, in the scope of the one who asks now.

    Raises:
        Problem: for somebody unknown, an unknown command, or words that don't fit.
    """
    answer = ANSWERS.get(command)
    if answer is None:
        raise tell_unknown_button()
    asker = bell.identify(request)  # first: nobody is looked up for a stranger
    known = bell.numbers.read_vocabulary().addresses
    words = resolve_mentions(text, bell.directory, known)
    return answer(bell.numbers, words, asker, bell.clock.now())


def tell_unknown_button() -> Problem:
    """A button or form that this version does not have."""
    return Problem(
        "unknown-button",
        what="That button does nothing any more.",
        why="It is from another version of salesbell.",
        fix="Ask again with /pipeline or /sales.",
    )


def say_usage(command: str, text: str) -> Message | None:
    """How to use a command, if that is what its text asks for; /sales alone names no number."""
    asked = text.strip().lower()
    if asked in HELP or (command == "/sales" and not asked):
        return say_help(command, [metric.title for metric in METRICS.values()])
    return None


def answer_command(bell: Bell, request: Request) -> None:
    """Answer a typed command, privately."""
    text = request.text.strip()
    usage = say_usage(request.command, text)
    if usage:
        bell.answerer.respond(request.response_url, usage)
        return
    first, _, rest = text.partition(" ")
    if request.command == "/sales" and first.lower() in DIGEST_WORDS:
        answer_digest(bell, request, rest)
        return
    if request.command == "/sales" and first.lower() in ALERT_WORDS:
        from bot.commands.alert import answer_alert  # `salesbell ask` must not wait for it

        answer_alert(bell, request, rest)
        return
    for keep in KEEPING if request.command == "/sales" else ():
        if message := keep(bell, request):
            bell.answerer.respond(request.response_url, message)
            return
    reply = make_reply(bell, request, request.command, text)
    extra = {} if request.is_direct else {"ch": request.channel}
    answer_privately(bell.answerer, reply.say(bell.clock.now(), extra), Place.of(request))


COMMANDS: dict[str, Work] = dict.fromkeys(ANSWERS, answer_command)
