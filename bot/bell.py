"""What every handler works with, joined once in build.py."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.answering.answerer import Answerer
from bot.answering.views import Views
from bot.asker import Asker
from bot.clock import Clock
from bot.digests.desk import DigestDesk
from bot.directory import Directory
from bot.intake import Intake
from bot.newest import Newest
from bot.numbers import Numbers
from bot.recognition import recognise
from bot.request import Request

if TYPE_CHECKING:  # who asks for a number on the command line must not wait for it
    from bot.alerts.desk import AlertDesk


@dataclass(frozen=True)
class Bell:
    """The bot's own parts.

    Attributes:
        digests: Everything about digests.
        alerts: Everything about alert rules.
        deliver_soon: To be called by whoever puts something into the outbox.
        newest: Which of several quick changes to a window is the newest.
    """

    numbers: Numbers
    directory: Directory
    answerer: Answerer
    views: Views
    clock: Clock
    intake: Intake
    digests: DigestDesk
    alerts: "AlertDesk"
    deliver_soon: Callable[[], object]
    newest: Newest = field(default_factory=Newest)

    def identify(self, request: Request) -> Asker:
        """Who asks, with what they may see. Raises Problem for somebody unknown."""
        profile = self.directory.look_up(request.user)
        return recognise(self.numbers, profile, self.clock.now())


Work = Callable[[Bell, Request], None]
"""What a command, a click, a form or an event does, once it has been acknowledged."""
