"""Reads ahead, after each import and each midnight, what the next questions will need.

Nothing depends on it: a question that comes before it is done reads for itself, only slower.
"""

from datetime import datetime
from threading import Event, Lock

from bot.access import make_asker
from bot.asker import Asker
from bot.commands.pipeline import answer_pipeline
from bot.numbers import Numbers
from storage.people import PersonRow

BUTTONS = ("by owner", "by segment", "closing this quarter")
"""What is asked most about everything: the buttons below the answer."""
MOST_LEADERS = 60
"""Whose pipelines are read ahead; well below what `metrics.pipeline_shelf` keeps."""


class Readiness:
    """Keeps the numbers of one company ready; safe to call from several threads."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._ready: tuple[object, object] | None = None
        self._busy = Lock()
        self._stop = Event()

    @property
    def stopped(self) -> bool:
        """Whether the process is ending."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Read no further ahead: the process is ending."""
        self._stop.set()

    def prepare(self, now: datetime) -> bool:
        """Lay the groundwork, index the words, and read the pipelines of who leads.

        Gives whether anything had to be done; nothing has while the data and the day are the same,
        or while another thread is at it.
        """
        if not self._busy.acquire(blocking=False):
            return False
        try:
            mark = (self._numbers.read_version(), self._numbers.setting(now).today)
            if mark[0] is None or mark == self._ready:
                return False
            if self._read(now):
                self._ready = mark
            return True
        finally:
            self._busy.release()

    def _read(self, now: datetime) -> bool:
        """Whether everything is ready; not when the process ends, or the database was busy."""
        laid = self._numbers.lay_groundwork(now)
        self._numbers.read_vocabulary()
        leaders = list_leaders(self._numbers.read_people(now))
        for asker, text in [*((one, "") for one in leaders), *((leaders[0], b) for b in BUTTONS)]:
            if self.stopped:
                return False
            answer_pipeline(self._numbers, text, asker, now)
        return laid and not self.stopped


def list_leaders(people: list[PersonRow]) -> list[Asker]:
    """An administrator, who sees everything, then the managers. A rep's few deals are quick."""
    managers = [person for person in people if person.active and person.role == "manager"]
    return [
        make_asker(None, "administrator", people),
        *(make_asker(person, "manager", people) for person in managers[:MOST_LEADERS]),
    ]
