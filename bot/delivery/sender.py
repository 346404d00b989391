"""One claimed delivery on its way to Slack: every step is written down before the next is taken.

What was about to be shown when something broke off may stand in Slack or not. So before it is
shown once more, we look.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog

from bot.answering.ladder import PAUSES
from bot.answering.posting import Climb, post_message
from bot.answering.slack_answers import Fate, SlackAnswer, read_error
from bot.answering.upload import UploadFailed, complete, send_bytes
from bot.delivery.history import (
    IsIt,
    NotLooked,
    Unseen,
    find_message,
    has_file,
    is_marked,
    write_metadata,
)
from bot.delivery.road import MOST_WAIT, Road
from bot.delivery.states import Later, Refused, Unsure
from bot.delivery.steps import MAIN, Steps
from bot.errors import describe_failure
from bot.messages.message import Message
from bot.messages.outgoing import OutgoingFile

log = structlog.get_logger()

SETTLE = timedelta(seconds=60)
"""After so long what is unknown stands in Slack, or never will; longer at every further time."""
FIRST_LOOK = 5.0
"""Seconds until we look for the first time."""
_TRIES = 3
"""How often a file, or a message in the thread, is tried before the rest goes without it."""
_UPLOAD_AGAIN = 5.0


class Sender:
    """Sends the parts of one delivery.

    Args:
        road: What all deliveries share.
        key: Of the delivery; written into the metadata of its messages.
        recipient: A channel's id, or a user's.
        steps: What has been done before.
        record: Writes the steps down; raises when that is not possible.
        repeats: Whether a message that perhaps was shown may be shown again.
    """

    def __init__(
        self,
        road: Road,
        key: str,
        recipient: str,
        steps: Steps,
        record: Callable[[Steps], None],
        *,
        repeats: bool = False,
    ) -> None:
        self.steps = steps
        self._road = road
        self._key = key
        self._recipient = recipient
        self._write_down = record
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
            self._give_up(name, str(error))

    def find_upload(self, number: int) -> float:
        """Seconds until a file of the thread may be uploaded."""
        return self._road.find_upload(self._name_upload(f"file-{number}"))

    def find_wait(self) -> float:
        """Seconds for which there is nothing to do: a file's moment is kept, and far away."""
        wait = self._road.find_kept_upload(self._name_upload("file-1"))
        return wait if self.steps.main.is_done and wait > MOST_WAIT else 0.0

    def send_file(self, number: int, file: OutgoingFile) -> None:
        """Send a file into the thread; what can't be sent is left out. Raises Later."""
        name = f"file-{number}"
        part = self.steps.part(name)
        if part.is_done:
            return
        try:
            if part.began is not None and self._find(name, has_file(part.file)):
                return
            self._share(name, file)
        except UploadFailed as failed:
            self._leave_file(name, failed)
        except Unsure as unsure:
            self._give_up(name, str(unsure))

    def _share(self, name: str, file: OutgoingFile) -> None:
        road, main = self._road, self.steps.main
        file_id = self.steps.part(name).file
        if not file_id:
            road.take_turn_to_upload(self._name_upload(name))
            file_id = send_bytes(road.client, file.name, file.content)
        self._begin(name, file=file_id)
        complete(road.client, file_id, file.name, main.channel, main.ts, file.comment)
        self._record(name, began=None, channel=main.channel, ts=file_id)

    def _leave_file(self, name: str, failed: UploadFailed) -> None:
        answer = failed.answer
        if failed.step == "complete" and answer.fate is Fate.UNKNOWN:
            raise Later(answer.error, FIRST_LOOK)
        keeps = failed.step == "complete" and answer.fate is Fate.AGAIN
        self._record(name, began=None, **({} if keeps else {"file": ""}))
        final = answer.fate is Fate.FINAL and answer.error != "file_not_found"
        if final or self._count_upload(name, answer):
            self._give_up(name, answer.error)

    def _count_upload(self, name: str, answer: SlackAnswer) -> bool:
        """Whether a file has been tried often enough. Raises Later when it has not."""
        uploads = self.steps.part(name).uploads + 1
        limited = answer.fate is Fate.AGAIN and answer.retry_after is not None
        if not limited:
            self._record(name, uploads=uploads)
            if uploads >= _TRIES:
                return True
        raise Later(answer.error, answer.retry_after or _UPLOAD_AGAIN)

    def _post(self, name: str, message: Message) -> None:
        part = self.steps.part(name)
        if part.is_done:
            return
        if part.began is not None and self._find(name, is_marked(self._key, name)):
            return
        if part.with_pictures:
            self._bring_pictures(name, message)
        part = self.steps.part(name)
        climb = Climb(
            message,
            self._road.memory,
            self._road.team,
            files=part.pictures if part.with_pictures else (),
            pauses=PAUSES[part.pauses :],
            native=part.native,
            blocks=part.blocks,
        )
        while not self.steps.part(name).is_done:
            self._post_once(name, message, climb)

    def _find(self, name: str, is_it: IsIt) -> bool:
        """Whether it stands in Slack already; it is written down then.

        Raises:
            Later: while it may still come, or we can't look now.
            Unsure: when we may not look.
        """
        road, began = self._road, self.steps.part(name).began
        channel, thread_ts = self._recipient, ""
        if name != MAIN:
            channel, thread_ts = self.steps.main.channel, self.steps.main.ts
        if began is None:
            return False
        try:
            found = find_message(road.client, channel, thread_ts, is_it, began, road.bot_user)
        except NotLooked as not_looked:
            answer = not_looked.answer
            raise Later("looking whether it is there", answer.retry_after) from not_looked
        if not isinstance(found, Unseen):
            log.info("found in Slack", key=self._key, part=name)
            self._record(name, began=None, channel=found.channel, ts=found.ts)
            return True
        if found is Unseen.UNREADABLE and not self._repeats:
            raise Unsure("perhaps it is there")
        posts = self.steps.part(name).posts
        if name != MAIN and posts >= _TRIES:
            raise Unsure("Slack does not take it")
        left = (began + SETTLE * posts - road.clock.now()).total_seconds()
        if left > 0:
            raise Later("waiting whether it comes", left)
        self._record(name, began=None, file="")
        return False

    def _bring_pictures(self, name: str, message: Message) -> None:
        brought = self.steps.part(name).pictures
        for picture in message.pictures[len(brought) :]:
            # Equal pictures wait in line once, whoever's they are.
            turn = self._name_upload(name) if picture.key is None else picture.key
            take_turn = partial(self._road.take_turn_to_upload, turn)
            try:
                file_id = self._road.pictures.upload(picture, take_turn)
            except UploadFailed as failed:
                log.warning("picture not uploaded", step=failed.step, error=failed.answer.error)
                if self._count_upload(name, failed.answer):
                    self._record(name, with_pictures=False)
                return
            except Later:
                raise
            except Exception as error:  # noqa: BLE001 - the numbers are told without their chart
                log.error("picture not drawn", reference=describe_failure(error))
                self._record(name, with_pictures=False)
                return
            brought = (*brought, file_id)
            self._record(name, pictures=brought)

    def _begin(self, name: str, **changes: object) -> None:
        """Write down that a part is about to be shown; from here on it may stand in Slack."""
        began = self._road.clock.now()
        self._record(name, began=began, posts=self.steps.part(name).posts + 1, **changes)
        if not self._road.is_still(began):
            self._record(name, began=None)
            raise Later("held up", 0)

    def _post_once(self, name: str, message: Message, climb: Climb) -> None:
        road, thread_ts = self._road, ""
        channel = self._recipient
        if name != MAIN:
            channel, thread_ts = self.steps.main.channel, self.steps.main.ts
        road.take_turn(self._recipient)
        self._begin(name)
        try:
            response = post_message(
                road.client,
                channel,
                message.text,
                climb.lay_out(),
                thread_ts=thread_ts,
                metadata=write_metadata(self._key, name),
            )
        except Exception as error:  # noqa: BLE001 - every failure of the wire is sorted here
            self._go_on(name, climb, read_error(error))
        else:
            where = {"channel": str(response["channel"]), "ts": str(response["ts"])}
            self._record(name, began=None, **where)
            climb.arrive()

    def _go_on(self, name: str, climb: Climb, answer: SlackAnswer) -> None:
        """What to do after a post that Slack did not say yes to."""
        if answer.fate is Fate.UNKNOWN:
            raise Later(answer.error, FIRST_LOOK)
        had_files = climb.rung.files
        step = climb.step_down(answer)
        if step is not None:
            if had_files and not step.rung.files:
                self._road.pictures.forget(had_files)
                self._record(name, with_pictures=False)
            self._record(
                name,
                began=None,
                native=not climb.refused_native,
                blocks=step.rung.blocks,
                pauses=len(PAUSES) - len(step.rung.pauses),
            )
            if step.pause > MOST_WAIT:
                raise Later(step.why, step.pause)
            if step.pause:
                self._road.pause(step.pause)
            return
        self._record(name, began=None)
        if answer.fate is not Fate.AGAIN:
            raise Refused(answer)
        if answer.retry_after is not None:
            road = self._road
            road.pace.rest(self._recipient, road.monotonic(), answer.retry_after)
        raise Later(answer.error, answer.retry_after)

    def _name_upload(self, name: str) -> str:
        return f"{self._key}/{name}"

    def _give_up(self, name: str, why: str) -> None:
        log.warning("left out", key=self._key, part=name, why=why)
        self._record(name, began=None, given_up=why or "refused")

    def _record(self, name: str, **changes: object) -> None:
        self.steps = self.steps.change(name, **changes)
        self._write_down(self.steps)
