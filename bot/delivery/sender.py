"""One claimed delivery on its way to Slack: every step is written down before the next is taken.

What was about to be shown when something broke off may stand in Slack or not. So before it is
shown once more, we look.
"""

from datetime import timedelta
from functools import partial

import structlog

from bot.answering.posting import Climb, post_message
from bot.answering.slack_answers import Fate, SlackAnswer, read_error
from bot.answering.upload import UploadFailed, complete, send_bytes
from bot.delivery.climbing import start_climb, step_down
from bot.delivery.history import (
    IsIt,
    NotLooked,
    Place,
    Unseen,
    find_message,
    has_file,
    is_marked,
    write_metadata,
)
from bot.delivery.ledger import Ledger
from bot.delivery.road import MOST_WAIT, Road
from bot.delivery.states import Later, Refused, Unsure
from bot.delivery.steps import MAIN
from bot.errors import describe_failure
from bot.messages.message import Message
from bot.messages.outgoing import OutgoingFile
from bot.messages.repeat import say_repeat

log = structlog.get_logger()

SETTLE = timedelta(seconds=60)
"""After so long what is unknown stands in Slack, or never will; longer at every further time."""
FIRST_LOOK = 5.0
"""Seconds until we look for the first time."""
_TRIES = 3
"""How often a file, or a message in the thread, is tried before the rest goes without it."""
_UPLOAD_AGAIN = 5.0
_NO_THREAD = {
    "thread_not_found", "cannot_reply_to_message", "message_not_found",
    "restricted_action_thread_locked", "restricted_action_non_threadable_channel",
}  # fmt: skip
"""Refusals of an answer that may be said by itself all the same."""


class Sender:
    """Sends the parts of one delivery.

    Args:
        road: What all deliveries share.
        ledger: What has been done before, and where every step is written down.
        recipient: A channel's id, or a user's.
        thread: The older message that all of it answers; None where it answers none.
        repeats: Whether a message that perhaps was shown may be shown again.
    """

    def __init__(
        self,
        road: Road,
        ledger: Ledger,
        recipient: str,
        *,
        thread: Place | None = None,
        repeats: bool = False,
    ) -> None:
        self._road = road
        self._ledger = ledger
        self._recipient = recipient
        self._thread = thread
        self._repeats = repeats

    def send_main(self, message: Message) -> None:
        """Post the message itself. Raises Later, Refused or Unsure."""
        self._post(MAIN, message)

    def send_reply(self, number: int, message: Message) -> None:
        """Post a message into the thread; what can't be posted is left out. Raises Later."""
        name = f"thread-{number}"
        try:
            self._post(name, message)
        except (Refused, Unsure) as error:
            self._ledger.give_up(name, str(error))

    def find_upload(self, number: int) -> float:
        """Seconds until a file of the thread may be uploaded."""
        return self._road.find_upload(self._name_upload(f"file-{number}"))

    def find_wait(self) -> float:
        """Seconds for which there is nothing to do: a file's moment is kept, and far away."""
        wait = self._road.find_kept_upload(self._name_upload("file-1"))
        return wait if self._ledger.main.is_done and wait > MOST_WAIT else 0.0

    def send_file(self, number: int, file: OutgoingFile) -> None:
        """Send a file into the thread; what can't be sent is left out. Raises Later."""
        name = f"file-{number}"
        part = self._ledger.part(name)
        if part.is_done:
            return
        try:
            if part.began is not None and self._find(name, has_file(part.file)):
                return
            self._share(name, file)
        except UploadFailed as failed:
            self._leave_file(name, failed)
        except Unsure as unsure:
            self._ledger.give_up(name, str(unsure))

    def _share(self, name: str, file: OutgoingFile) -> None:
        road, file_id = self._road, self._ledger.part(name).file
        channel, thread_ts = self._locate(name)
        if not file_id:
            road.take_turn_to_upload(self._name_upload(name))
            file_id = send_bytes(road.client, file.name, file.content)
        self._begin(name, file=file_id)
        complete(road.client, file_id, file.name, channel, thread_ts, file.comment)
        self._ledger.note(name, began=None, channel=channel, ts=file_id)

    def _leave_file(self, name: str, failed: UploadFailed) -> None:
        answer = failed.answer
        if failed.step == "complete" and answer.fate is Fate.UNKNOWN:
            raise Later(answer.error, FIRST_LOOK)
        keeps = failed.step == "complete" and answer.fate is Fate.AGAIN
        self._ledger.note(name, began=None, **({} if keeps else {"file": ""}))
        final = answer.fate is Fate.FINAL and answer.error != "file_not_found"
        if final or self._count_upload(name, answer):
            self._ledger.give_up(name, answer.error)

    def _count_upload(self, name: str, answer: SlackAnswer) -> bool:
        """Whether a file has been tried often enough. Raises Later when it has not."""
        uploads = self._ledger.part(name).uploads + 1
        limited = answer.fate is Fate.AGAIN and answer.retry_after is not None
        if not limited:
            self._ledger.note(name, uploads=uploads)
            if uploads >= _TRIES:
                return True
        raise Later(answer.error, answer.retry_after or _UPLOAD_AGAIN)

    def _post(self, name: str, message: Message) -> None:
        part = self._ledger.part(name)
        if part.is_done:
            return
        if part.began is not None and self._find(name, is_marked(self._ledger.key, name)):
            return
        if self._ledger.part(name).repeated:
            message = say_repeat(message)
        if part.with_pictures:
            self._bring_pictures(name, message)
        files = self._ledger.part(name).pictures
        climb = start_climb(self._road, self._ledger, name, message, files)
        while not self._ledger.part(name).is_done:
            self._post_once(name, message, climb)

    def _find(self, name: str, is_it: IsIt) -> bool:
        """Whether it stands in Slack already; it is written down then.

        Raises:
            Later: while it may still come, or we can't look now.
            Unsure: when we may not look.
        """
        road, began = self._road, self._ledger.part(name).began
        channel, thread_ts = self._locate(name)
        if began is None:
            return False
        try:
            found = find_message(road.client, channel, thread_ts, is_it, began, road.bot_user)
        except NotLooked as not_looked:
            answer = not_looked.answer
            raise Later("looking whether it is there", answer.retry_after) from not_looked
        if not isinstance(found, Unseen):
            log.info("found in Slack", key=self._ledger.key, part=name)
            self._ledger.note(name, began=None, channel=found.channel, ts=found.ts)
            return True
        if found is Unseen.UNREADABLE and not self._repeats:
            raise Unsure("perhaps it is there")
        posts = self._ledger.part(name).posts
        if name != MAIN and posts >= _TRIES:
            raise Unsure("Slack does not take it")
        left = (began + SETTLE * posts - road.clock.now()).total_seconds()
        if left > 0:
            raise Later("waiting whether it comes", left)
        repeated = self._ledger.part(name).repeated or found is Unseen.UNREADABLE
        self._ledger.note(name, began=None, file="", repeated=repeated)
        return False

    def _locate(self, name: str) -> tuple[str, str]:
        """The channel a part belongs into, and the message that it answers there; or none."""
        main = self._ledger.main
        if self._thread is not None and not main.alone:
            return self._thread.channel, self._thread.ts
        return (self._recipient, "") if name == MAIN else (main.channel, main.ts)

    def _bring_pictures(self, name: str, message: Message) -> None:
        brought = self._ledger.part(name).pictures
        for picture in message.pictures[len(brought) :]:
            # Equal pictures wait in line once, whoever's they are.
            turn = self._name_upload(name) if picture.key is None else picture.key
            take_turn = partial(self._road.take_turn_to_upload, turn)
            try:
                file_id = self._road.pictures.upload(picture, take_turn)
            except UploadFailed as failed:
                log.warning("picture not uploaded", step=failed.step, error=failed.answer.error)
                if self._count_upload(name, failed.answer):
                    self._ledger.note(name, with_pictures=False)
                return
            except Later:
                raise
            except Exception as error:  # noqa: BLE001 - the numbers are told without their chart
                log.error("picture not drawn", reference=describe_failure(error))
                self._ledger.note(name, with_pictures=False)
                return
            brought = (*brought, file_id)
            self._ledger.note(name, pictures=brought)

    def _begin(self, name: str, **changes: object) -> None:
        """Write down that a part is about to be shown; from here on it may stand in Slack."""
        began = self._road.clock.now()
        self._ledger.note(name, began=began, posts=self._ledger.part(name).posts + 1, **changes)
        if not self._road.is_still(began):
            self._ledger.note(name, began=None)
            raise Later("held up", 0)

    def _post_once(self, name: str, message: Message, climb: Climb) -> None:
        road = self._road
        channel, thread_ts = self._locate(name)
        road.take_turn(self._recipient)
        self._begin(name)
        try:
            response = post_message(
                road.client,
                channel,
                message.text,
                climb.lay_out(),
                thread_ts=thread_ts,
                metadata=write_metadata(self._ledger.key, name),
            )
        except Exception as error:  # noqa: BLE001 - every failure of the wire is sorted here
            self._go_on(name, climb, read_error(error))
        else:
            where = {"channel": str(response["channel"]), "ts": str(response["ts"])}
            self._ledger.note(name, began=None, **where)
            climb.arrive()

    def _go_on(self, name: str, climb: Climb, answer: SlackAnswer) -> None:
        """What to do after a post that Slack did not say yes to."""
        if answer.fate is Fate.UNKNOWN:
            raise Later(answer.error, FIRST_LOOK)
        if step_down(self._road, self._ledger, name, climb, answer):
            return
        answers = self._thread is not None and not self._ledger.main.alone
        if name == MAIN and answers and answer.error in _NO_THREAD:
            self._ledger.note(name, began=None, alone=True)
            return
        self._ledger.note(name, began=None)
        if answer.fate is not Fate.AGAIN:
            raise Refused(answer)
        if answer.retry_after is not None:
            road = self._road
            road.pace.rest(self._recipient, road.monotonic(), answer.retry_after)
        raise Later(answer.error, answer.retry_after)

    def _name_upload(self, name: str) -> str:
        return f"{self._ledger.key}/{name}"
