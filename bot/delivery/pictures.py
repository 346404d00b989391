"""Pictures on their way: equal ones are drawn once and uploaded once."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock

from slack_sdk import WebClient

from bot.answering.upload import upload
from bot.messages.message import Picture

_KEPT = 500
_KEPT_SECONDS = 3600.0
"""A file is shown in further messages for so long; later it is uploaded anew."""


class Pictures:
    """Uploads pictures; safe to share between threads.

    Two digests of the same numbers have the same chart. Whoever comes second waits for the
    first one's upload instead of drawing it again.

    Attributes:
        drawn: How many have been drawn.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._files: OrderedDict[Hashable, tuple[Future[str], float]] = OrderedDict()
        self._lock = Lock()
        self.drawn = 0

    def upload(self, picture: Picture, take_turn: Callable[[], None]) -> str:
        """The id of the picture's file.

        Args:
            picture: Is drawn unless an equal one has been uploaded.
            take_turn: Waits until Slack takes another file.

        Raises:
            UploadFailed: as `bot.answering.upload` does.
            Exception: whatever drawing it and `take_turn` raise.
        """
        key = picture.key if picture.key is not None else object()
        now = time.monotonic()
        with self._lock:
            found, since = self._files.get(key, (None, 0.0))
            if found is None or now - since > _KEPT_SECONDS:
                mine: Future[str] = Future()
                self._files[key] = (mine, now)
                while len(self._files) > _KEPT:
                    self._files.popitem(last=False)
            else:
                mine = found
        if mine is found:
            return mine.result()
        try:
            take_turn()
            png = picture.draw()
            with self._lock:
                self.drawn += 1
            mine.set_result(upload(self._client, picture.name, png, title=picture.title))
        except BaseException as error:
            self._forget(key)
            mine.set_exception(error)
            raise
        return mine.result()

    def forget(self, file_ids: tuple[str, ...]) -> None:
        """Show these files no more: Slack refuses them."""
        with self._lock:
            refused = [
                key
                for key, (file, _) in self._files.items()
                if file.done() and not file.exception() and file.result() in file_ids
            ]
        for key in refused:
            self._forget(key)

    def _forget(self, key: Hashable) -> None:
        with self._lock:
            self._files.pop(key, None)
