"""`salesbell ask "…"`: the same words and the same answers as in Slack, in a terminal."""

import html
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from bot.access import RepsSee, find_by_email, make_asker
from bot.asker import Asker
from bot.clock import Clock
from bot.commands.pipeline import answer_pipeline
from bot.commands.registry import ANSWERS, say_usage
from bot.commands.reply import Reply
from bot.database import WORKSPACE, closing_database
from bot.messages.message import Message
from bot.numbers import Numbers
from bot.settings import read_company, read_settings
from bot.terminal.screen import show
from metrics.calendar import EARLIEST, LATEST
from metrics.json_answer import to_json
from storage.naming import fold_name
from storage.people import PersonRow
from storage.problem import Problem


def ask(words: str, who: str, now: str, *, as_json: bool, chart: Path | None) -> None:
    """Answer one question; the arguments are those of `salesbell ask`.

    Raises:
        Problem: for words, a person or an instant that can't be understood.
    """
    command, text = split_command(words)
    usage = say_usage(command, text)
    if usage:
        _show_message(usage)
        return
    settings = read_settings()
    company = read_company(settings.config)
    if chart:
        check_chart_file(chart)
    with closing_database(settings) as engine:
        numbers = Numbers(engine, company, WORKSPACE)
        instant = read_instant(now, numbers)
        asker = find_asker(who, numbers.read_people(instant), company.reps_see)
        reply = ANSWERS[command](numbers, text, asker, instant)
        if chart:
            write_chart(chart, reply)
        if as_json:
            typer.echo(json.dumps(_answer_for_programs(numbers, command, reply, instant), indent=2))
        else:
            _show_message(reply.say(instant, {}))


def _answer_for_programs(
    numbers: Numbers, command: str, reply: Reply, instant: datetime
) -> dict[str, Any]:
    setting, question = numbers.setting(instant), reply.question
    if ANSWERS[command] is answer_pipeline:
        names = ("open_deals", "open_pipeline", "weighted_pipeline")
        question = replace(question.ask(*names), by=question.by or "stage")
    return to_json(numbers.answer(question, setting), question, setting)


def _show_message(message: Message) -> None:
    """Print a message's text, which is written for Slack."""
    show(html.unescape(message.text))


def write_chart(path: Path, reply: Reply) -> None:
    """Write a reply's chart.

    Raises:
        Problem: when it has none, or the file can't be written.
    """
    picture = reply.draw()
    if picture is None:
        raise Problem(
            "no-chart",
            what="There is nothing to draw for that.",
            why="A single number, or none at all, has no chart.",
            fix="Leave --chart out, or ask by something: by owner, by month.",
        )
    try:
        path.write_bytes(picture.draw())
    except OSError as error:
        raise _explain_chart_file(path, f"{error.strerror or error}.") from None


def check_chart_file(path: Path) -> None:
    """Make sure that a picture can be written there, before any work. Raises Problem."""
    if path.is_dir():
        raise _explain_chart_file(path, "It is a folder.")
    if not path.absolute().parent.is_dir():
        raise _explain_chart_file(path, "Its folder does not exist.")


def _explain_chart_file(path: Path, why: str) -> Problem:
    return Problem(
        "chart-file",
        what=f"The chart can't be written to {path}.",
        why=why,
        fix="Name a file in a folder that exists and may be written to: --chart chart.png",
    )


def split_command(words: str) -> tuple[str, str]:
    """The command and the text behind it; words without a command are for /sales."""
    text = words.strip()
    if not text.startswith("/"):
        return "/sales", text
    typed, _, rest = text.partition(" ")
    command = typed.lower()
    if command not in ANSWERS:
        raise Problem(
            "unknown-command",
            what=f"There is no command {typed[:40]}.",
            fix=f"Use {' or '.join(ANSWERS)}.",
        )
    return command, rest


def read_instant(text: str, numbers: Numbers) -> datetime:
    """The instant of --now; one without a zone is in the company's. Now when left out."""
    if not text:
        return Clock().now()
    try:
        instant = datetime.fromisoformat(text)
        instant = instant if instant.tzinfo else instant.replace(tzinfo=numbers.company.zone_info)
        if not EARLIEST.year < instant.year < LATEST.year:
            raise ValueError("outside the calendar")
    except ValueError:
        raise Problem(
            "now",
            what=f"{text[:40]!r} is not an instant.",
            fix="Write it as 2026-11-22T09:00:00+01:00 or 2026-11-22.",
        ) from None
    return instant


def find_asker(who: str, people: list[PersonRow], reps_see: RepsSee = "own") -> Asker:
    """The asker of --as; the administrator when left out.

    Raises:
        Problem: when nobody, or more than one, is called so.
    """
    if not who:
        return make_asker(None, "administrator", people, name="administrator")
    found = [person for person in people if person.slack_user_id == who]
    by_email = find_by_email(who, people)
    found = found or ([by_email] if by_email else [])
    found = found or [person for person in people if fold_name(person.name) == fold_name(who)]
    if len(found) != 1:
        how_many = "Several people are" if found else "Nobody is"
        raise Problem(
            "who",
            what=f"{how_many} called {who[:60]!r}.",
            fix="Use the e-mail address of the people file.",
        )
    return make_asker(found[0], found[0].role, people, reps_see=reps_see)
