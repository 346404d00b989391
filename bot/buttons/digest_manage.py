"""One digest in a window: looked at, tested, sent, paused, handed over, deleted.

Only its owner and the administrators get that far, and each click is checked anew.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.bell import Bell
from bot.buttons.digest_form import make_desk
from bot.buttons.digest_lines import find_managed, make_card
from bot.buttons.digest_owner import tell_owner
from bot.buttons.digest_reading import Desk
from bot.buttons.digest_sending import Viewer, make_preview, send_now, send_preview
from bot.buttons.managing import find_heir, refuse_file
from bot.buttons.window import Window, filling, open_window, read_view_id
from bot.digests.plan import NOUN
from bot.digests.press import read_plan_schedule
from bot.messages.deeds import DELETED, HANDED_OVER, PAUSED, RESUMED
from bot.messages.digest_windows import MANAGE, show_digest, show_gone
from bot.messages.origins import PREVIEW, TEST
from bot.request import Request
from metrics.schedule_slots import next_slot
from storage.digests import (
    DigestRow,
    Due,
    delete_digest,
    find_digest,
    hand_over,
    pause_digest,
    resume_digest,
)
from storage.problem import Problem

Deed = Callable[[Bell, Request, Desk, DigestRow], str]
"""Does something to a digest; gives what is said then."""


def manage_digest(bell: Bell, request: Request) -> None:
    """Open the window of one digest, or show it in the window that is open."""
    view_id = read_view_id(request)
    opened = filling(bell, view_id, MANAGE) if view_id else open_window(bell, request, MANAGE)
    with opened as window:
        desk = make_desk(bell, request)
        _show(bell, request, desk, window, find_managed(bell, request, desk.asker))


def show_preview(bell: Bell, request: Request) -> None:
    """What it would say now, in the direct messages of the one who asks."""
    _do(bell, request, _send_preview)


def send_test(bell: Bell, request: Request) -> None:
    """The same, as a test of the way there too."""
    _do(bell, request, _send_test)


def send_digest_now(bell: Bell, request: Request) -> None:
    """To everybody who gets it, once more."""
    _do(bell, request, _send_now)


def pause(bell: Bell, request: Request) -> None:
    """Let it rest."""
    _do(bell, request, _pause)


def resume(bell: Bell, request: Request) -> None:
    """Go on from the next date."""
    _do(bell, request, _resume)


def hand_digest_over(bell: Bell, request: Request) -> None:
    """Make somebody else its owner."""
    _do(bell, request, _hand_over)


def remove_digest(bell: Bell, request: Request) -> None:
    """Delete it."""
    with filling(bell, read_view_id(request), MANAGE) as window:
        desk = make_desk(bell, request)
        digest = find_managed(bell, request, desk.asker)
        refuse_file(digest, NOUN)
        delete_digest(bell.numbers.engine, bell.numbers.workspace_id, digest.id, desk.now)
        tell_owner(bell, request, digest, DELETED)
        window.fill(show_gone(digest.name))


def _do(bell: Bell, request: Request, deed: Deed) -> None:
    """Do it and say so above the digest, or say there why not."""
    with filling(bell, read_view_id(request), MANAGE) as window:
        desk = make_desk(bell, request)
        digest = find_managed(bell, request, desk.asker)
        try:
            said, failed = deed(bell, request, desk, digest), False
        except Problem as problem:
            parts = (problem.what, problem.why, problem.fix)
            said, failed = " ".join(part for part in parts if part), True
        with bell.numbers.engine.connect() as connection:
            digest = find_digest(connection, bell.numbers.workspace_id, digest.id)
        _show(bell, request, desk, window, digest, said, failed=failed)


def _show(
    bell: Bell,
    request: Request,
    desk: Desk,
    window: Window,
    digest: DigestRow,
    said: str = "",
    *,
    failed: bool = False,
) -> None:
    card = make_card(bell, digest, request.user, desk.asker, desk.now)
    window.fill(show_digest(card, said, warning=failed))


def _send_preview(bell: Bell, request: Request, desk: Desk, digest: DigestRow) -> str:
    _send_to_me(bell, request, desk, digest, PREVIEW)
    return "The preview is on its way to our direct messages."


def _send_test(bell: Bell, request: Request, desk: Desk, digest: DigestRow) -> str:
    _send_to_me(bell, request, desk, digest, TEST)
    return "The test is on its way to our direct messages."


def _send_to_me(bell: Bell, request: Request, desk: Desk, digest: DigestRow, banner: str) -> None:
    viewer = Viewer(request.user, desk.asker)
    send_preview(bell, make_preview(bell, digest, viewer, desk.now, banner), desk.now)


def _send_now(bell: Bell, request: Request, desk: Desk, digest: DigestRow) -> str:  # noqa: ARG001 - a Deed
    reasons = send_now(bell, digest, desk.now)
    if len(reasons) == len(digest.recipients):
        raise Problem("digest-not-sent", what="Nobody gets it.", fix=reasons[0])
    told = "It is on its way."
    return f"{told} Not everybody gets it: {reasons[0]}" if reasons else told


def _pause(bell: Bell, request: Request, desk: Desk, digest: DigestRow) -> str:
    refuse_file(digest, NOUN)
    pause_digest(bell.numbers.engine, bell.numbers.workspace_id, digest.id, desk.now)
    tell_owner(bell, request, digest, PAUSED)
    return "It is paused."


def _resume(bell: Bell, request: Request, desk: Desk, digest: DigestRow) -> str:
    refuse_file(digest, NOUN)
    slot = next_slot(read_plan_schedule(digest), desk.now)
    due = Due(slot.wall, slot.due_at)
    resume_digest(bell.numbers.engine, bell.numbers.workspace_id, digest.id, due, desk.now)
    tell_owner(bell, request, digest, RESUMED)
    return "It goes on. What fell into the pause is not sent."


def _hand_over(bell: Bell, request: Request, desk: Desk, digest: DigestRow) -> str:  # noqa: ARG001 - a Deed
    refuse_file(digest, NOUN)
    heir = find_heir(bell, request, NOUN)
    hand_over(bell.numbers.engine, bell.numbers.workspace_id, digest.id, request.chosen)
    tell_owner(bell, request, replace(digest, owner=request.chosen), HANDED_OVER)
    return f"{heir.name} owns it now."
