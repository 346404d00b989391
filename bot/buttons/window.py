"""Windows that open before their content is known: they are filled, or they say why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.bell import Bell
from bot.messages.views import View, show_problem, show_waiting
from bot.request import Request
from storage.problem import Problem

FAILED = Problem(
    "window-failed",
    what="I couldn't work that out. It's my fault, not yours.",
    fix="Close this and try again; I have sent you a reference.",
)


@dataclass(frozen=True)
class Window:
    """An open modal."""

    bell: Bell
    view_id: str

    def fill(self, view: View) -> None:
        """Show this in it."""
        self.bell.views.fill(self.view_id, view)


@contextmanager
def open_window(bell: Bell, request: Request, title: str) -> Iterator[Window]:
    """A new window, open at once, since the right to open it lasts three seconds.

    A Problem met inside is shown in the window.
    """
    view_id = bell.views.open(request.trigger_id, show_waiting(title))
    with filling(bell, view_id, title) as window:
        yield window


@contextmanager
def filling(bell: Bell, view_id: str, title: str) -> Iterator[Window]:
    """An open window; a Problem met inside is shown in it, whatever else fails is our fault."""
    window = Window(bell, view_id)
    try:
        yield window
    except Problem as problem:
        window.fill(show_problem(title, problem))
    except Exception:
        window.fill(show_problem(title, FAILED))
        raise


def read_view_id(request: Request) -> str:
    """The window that was clicked in, or whose form was sent; empty outside of windows."""
    view_id = request.view.get("id") if request.view.get("type") == "modal" else ""
    return view_id if isinstance(view_id, str) else ""
