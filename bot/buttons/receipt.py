"""The button "How is this computed?": the receipt, in a modal."""

from bot.bell import Bell
from bot.buttons.carried import read_carried
from bot.messages.receipt import TITLE
from bot.messages.views import show_problem, show_waiting
from bot.request import Request
from storage.problem import Problem

FAILED = Problem(
    "receipt-failed",
    what="I couldn't work that out. It's my fault, not yours.",
    fix="Close this and try again; where you pressed the button I have left a reference.",
)


def show_receipt(bell: Bell, request: Request) -> None:
    """Open the modal at once, since the right to do so lasts three seconds; then fill it."""
    view_id = bell.views.open(request.trigger_id, show_waiting(TITLE))
    try:
        view = read_carried(bell, request).explain(bell.clock.now())
    except Problem as problem:
        view = show_problem(TITLE, problem)
    except Exception:
        bell.views.fill(view_id, show_problem(TITLE, FAILED))
        raise
    bell.views.fill(view_id, view)
