"""`salesbell digests`: which there are, and what one of them would say now."""

import html
import json
from datetime import datetime
from pathlib import Path

import typer

from bot.clock import Clock
from bot.database import WORKSPACE, closing_database
from bot.digests.audience import Audience
from bot.digests.plan import NOUN
from bot.digests.press import Press, Sheet, make_slot, read_plan_schedule
from bot.digests.rendering import DIGEST, render_parcel
from bot.messages.origins import PREVIEW
from bot.numbers import Numbers
from bot.plans.named import find_called
from bot.settings import Settings, read_company, read_settings
from bot.terminal.asking import find_asker, read_instant
from bot.terminal.pictures import check_folder, write_picture
from bot.terminal.screen import show
from bot.terminal.tick import open_workshop
from metrics.schedule_slots import describe_slot, read_slot
from storage.digests import DigestRow, list_digests
from storage.outbox import Parcel
from storage.people import PersonRow
from storage.problem import Problem


def show_digests(*, as_json: bool) -> None:
    """List all digests with when each comes and how it fares."""
    settings = read_settings()
    company = read_company(settings.config)
    with closing_database(settings) as engine:
        numbers = Numbers(engine, company, WORKSPACE)
        digests = read_digests(numbers)
        people = {row.id: row for row in numbers.read_people(Clock().now())}
    if as_json:
        typer.echo(json.dumps([_to_json(row, people) for row in digests], indent=2))
        return
    if not digests:
        show("There are no digests yet. Make one in Slack with /sales digest, or from a file with "
             "salesbell digests apply FILE")  # fmt: skip
        return
    for row in digests:
        show(*_describe(row, people))


def preview_digest(name: str, who: str, now: str, folder: Path | None) -> None:
    """Print what a digest would say now, and write its charts into a folder.

    Args:
        name: Of the digest.
        who: As whom it is computed, as if it was sent to them; its first recipient when empty.
        now: The instant it is made at, ISO 8601; now when empty.
        folder: Where the charts go; None for no charts.

    Raises:
        Problem: when there is no such digest, it can't be made, or the charts can't be written.
    """
    settings = read_settings()
    company = read_company(settings.config)
    check_folder(folder)
    with closing_database(settings) as engine:
        numbers = Numbers(engine, company, WORKSPACE)
        digest = find_called(read_digests(numbers), name, NOUN)
        instant = read_instant(now, numbers)
        sheet = _make(numbers, settings, digest, who, instant)
    parcel = Parcel("preview", DIGEST, digest.name, "", digest.owner, instant,
                    sheet.write(banner=PREVIEW))  # fmt: skip
    outgoing = render_parcel(parcel, instant)
    for message in (outgoing.main, *outgoing.thread):
        show(html.unescape(message.text), "")
    if folder is not None:
        for picture in outgoing.main.pictures:
            write_picture(folder, picture)


def read_digests(numbers: Numbers) -> list[DigestRow]:
    """All digests there are, by name."""
    with numbers.engine.connect() as connection:
        return list_digests(connection, numbers.workspace_id)


def _make(
    numbers: Numbers, settings: Settings, digest: DigestRow, who: str, now: datetime
) -> Sheet:
    """The digest for somebody, or for its first recipient, for which Slack has to be asked."""
    if who:
        asker = find_asker(who, numbers.read_people(now), numbers.company.reps_see)
        return Press(numbers).make(digest, Audience(asker, 1), make_slot(digest, now), now)
    if settings.slack_bot_token is None:
        raise Problem(
            "preview-for-whom",
            what="I can't tell who would read it.",
            why="Slack knows who its recipients are, and SLACK_BOT_TOKEN is not set.",
            fix="Say as whom to compute it: --as somebody@example.com",
        )
    desk = open_workshop(settings, numbers.company, numbers.engine, Clock()).desk
    return desk.make(digest, digest.recipients[0], now)


def _to_json(digest: DigestRow, people: dict[int, PersonRow]) -> dict[str, object]:
    person = people.get(digest.person_id) if digest.person_id is not None else None
    return {
        "id": digest.id,
        "name": digest.name,
        "kind": digest.kind,
        "whose": digest.whose,
        "person": (person.email or person.name) if person else None,
        "sections": list(digest.sections),
        "questions": list(digest.questions),
        "recipients": list(digest.recipients),
        "schedule": digest.schedule,
        "zone": digest.zone,
        "skip_when_quiet": digest.skip_when_quiet,
        "owner": digest.owner,
        "managed_by": digest.managed_by,
        "state": digest.state,
        "reason": digest.state_reason,
        "next_slot": digest.next_slot,
        "next_due_at": digest.next_due_at.isoformat().replace("+00:00", "Z")
        if digest.next_due_at
        else None,
    }


def _describe(digest: DigestRow, people: dict[int, PersonRow]) -> list[str]:
    """A digest in a few lines, its name first."""
    next_time = _say_next(digest)
    lines = [
        f"{digest.name} ({digest.kind}, {digest.state})",
        f"  {say_whose(digest, people)}, for {', '.join(digest.recipients)}",
        f"  {digest.schedule} {digest.zone}" + (f"; next {next_time}" if next_time else ""),
    ]
    if digest.state == "broken" and digest.state_reason:
        lines.append(f"  broken: {digest.state_reason}")
    return lines


def say_whose(digest: DigestRow, people: dict[int, PersonRow]) -> str:
    """Whose numbers a digest tells, in words."""
    if digest.whose in ("visible", "own"):
        return "all that each may see" if digest.whose == "visible" else "each one's own"
    person = people.get(digest.person_id) if digest.person_id is not None else None
    name = person.name if person else "somebody gone"
    return f"{name}'s team" if digest.whose == "team" else name


def _say_next(digest: DigestRow) -> str:
    if digest.next_slot is None:
        return ""
    try:
        schedule = read_plan_schedule(digest)
    except Problem as problem:
        return problem.what
    return describe_slot(read_slot(digest.next_slot, schedule), schedule.zone)
