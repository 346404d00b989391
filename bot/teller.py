"""Shows a Problem or an apology to the one who asked, where they asked, and to nobody else."""

from bot.answering.answerer import Answerer
from bot.answering.slack_answers import Fate
from bot.messages.message import Message
from bot.messages.problem import say_apology, say_problem
from bot.request import Request
from storage.problem import Problem


class SlackTeller:
    """Tells by the request's own response address; else in the direct messages."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def show_problem(self, request: Request, problem: Problem) -> None:
        """Fact, reason, next step, and the nearest matches as buttons."""
        command = request.command or str(request.value.get("c", ""))
        extra = {} if request.is_direct or not request.channel else {"ch": request.channel}
        self._tell(request, say_problem(problem, command, extra))

    def show_apology(self, request: Request, reference: str) -> None:
        """Our fault, and the reference that is in the log."""
        self._tell(request, say_apology(reference))

    def _tell(self, request: Request, message: Message) -> None:
        if request.response_url:
            fate = self._answerer.respond(request.response_url, message)
            if fate in (Fate.DONE, Fate.UNKNOWN):  # perhaps told already: not again
                return
        if request.user:
            self._answerer.post(request.user, message)
