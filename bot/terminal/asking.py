"""`salesbell ask "…"`: the same words and the same answers as in Slack, in a terminal."""

import html
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import typer
from rich.console import Console

from bot.access import find_by_email, make_asker
from bot.asker import Asker
from bot.clock import Clock
from bot.commands.pipeline import answer_pipeline
from bot.commands.registry import ANSWERS, HELP
from bot.database import WORKSPACE, open_database
from bot.messages.help import say_help
from bot.numbers import Numbers
from bot.settings import read_company, read_settings
from metrics.calendar import EARLIEST, LATEST
from metrics.catalog import METRICS
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
    if text.strip().lower() in HELP:
        show(say_help(command, [metric.title for metric in METRICS.values()]).text)
        return
    settings = read_settings()
    company = read_company(settings.config)
    engine = open_database(settings)
    numbers = Numbers(engine, company, WORKSPACE)
    if chart:
        check_chart_file(chart)
    instant = read_instant(now, numbers)
    asker = find_asker(who, numbers.read_people())
    reply = ANSWERS[command](numbers, text, asker, instant)
    if chart:
        picture = reply.draw()
        if picture is None:
            raise Problem(
                "no-chart",
                what="There is nothing to draw for that.",
                why="A single number, or none at all, has no chart.",
                fix="Leave --chart out, or ask by something: by owner, by month.",
            )
        chart.write_bytes(picture.draw())
    if as_json:
        setting = numbers.setting(instant)
        question = reply.question
        if ANSWERS[command] is answer_pipeline:
            names = ("open_deals", "open_pipeline", "weighted_pipeline")
            question = replace(question.ask(*names), by=question.by or "stage")
        answers = numbers.answer(question, setting)
        typer.echo(json.dumps(to_json(answers, question, setting), indent=2))
    else:
        show(reply.say(instant, {}).text)
    engine.dispose()


def show(text: str) -> None:
    """Print a message's text, which is written for Slack."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(html.unescape(text))


def check_chart_file(path: Path) -> None:
    """Make sure that a picture can be written there, before any work. Raises Problem."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise Problem(
            "chart-file",
            what=f"The chart can't be written to {path}.",
            why="It is a folder." if path.is_dir() else "Its folder does not exist.",
            fix="Name a file in a folder that exists, such as --chart chart.png",
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


def find_asker(who: str, people: list[PersonRow]) -> Asker:
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
    return make_asker(found[0], found[0].role, people)
