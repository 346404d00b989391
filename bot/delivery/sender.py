"""One claimed delivery on its way to Slack: every step is written down before the next is taken.

A message that was about to be posted when something broke off may stand in Slack or not. So
before it is posted once more, we look.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from slack_sdk import WebClient

from bot.answering.ladder import PAUSES, Rung, step_down
from bot.answering.native_memory import NativeMemory
from bot.answering.slack_answers import Fate, SlackAnswer, read_error
from bot.answering.upload import UploadFailed, upload
from bot.clock import Clock
from bot.delivery.history import Unseen, find_message, write_metadata
from bot.delivery.outgoing import OutgoingFile
from bot.delivery.pace import Pace
from bot.delivery.pictures import Pictures
from bot.delivery.steps import MAIN, Part, Steps
from bot.errors import describe_failure
from bot.messages.message import Message

log = structlog.get_logger()

SETTLE = timedelta(seconds=60)
"""After so long a message whose outcome is unknown stands in Slack, or never will."""
_MOST_WAIT = 3.0
"""Seconds that a worker waits for its turn; a longer wait is left to the outbox."""
_UPLOADS = 3
"""How often pictures are tried before the words go without them."""
_UPLOAD_AGAIN = 5.0


class Later(Exception):  # noqa: N818 - a state, not an error
    """Certainly not to be gone on with now."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


class Refused(Exception):  # noqa: N818 - said to the owner, next to why
    """Slack will never take it."""

    def __init__(self, answer: SlackAnswer) -> None:
        super().__init__(answer.error)
        self.answer = answer


class Unsure(Exception):  # noqa: N818 - a state, not an error
    """Perhaps it stands in Slack, and we may not look."""


@dataclass(frozen=True)
class Road:
    """What all deliveries to one workspace share."""

    client: WebClient
    clock: Clock
    pictures: Pictures
    pace: Pace
    memory: NativeMemory
    pause: Callable[[float], None]
    monotonic: Callable[[], float]
    team: str = ""


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

    def send_main(self, message: Message) -> Part:
        """Post the message itself. Raises Later, Refused or Unsure."""
        return self._post(MAIN, message, self._recipient, "")

    def send_reply(self, number: int, message: Message) -> None:
        """Post a message into the thread; what can't be posted is left out. Raises Later."""
        name, main = f"thread-{number}", self.steps.part(MAIN)
        try:
            self._post(name, message, main.channel, main.ts)
        except (Refused, Unsure) as error:
            self._give_up(name, str(error))

    def send_file(self, number: int, file: OutgoingFile) -> None:
        """Send a file into the thread; what can't be sent is left out. Raises Later."""
        name, main = f"file-{number}", self.steps.part(MAIN)
        part = self.steps.part(name)
        if part.is_done:
            return
        if part.began is not None:
            self._give_up(name, "perhaps it is there")
            return
        self._record(name, began=self._road.clock.now(), posts=part.posts + 1)
        try:
            file_id = upload(
                self._road.client,
                file.name,
                file.content,
                channel=main.channel,
                thread_ts=main.ts,
                comment=file.comment,
            )
        except UploadFailed as failed:
            self._leave_file(name, failed)
        else:
            self._record(name, began=None, channel=main.channel, ts=file_id)

    def _leave_file(self, name: str, failed: UploadFailed) -> None:
        if failed.step == "complete" and failed.answer.fate is Fate.UNKNOWN:
            self._give_up(name, "perhaps it is there")
            return
        posts = self.steps.part(name).posts
        self._record(name, began=None)
        if failed.answer.fate is Fate.FINAL or posts >= _UPLOADS:
            self._give_up(name, failed.answer.error)
            return
        raise Later(failed.answer.error, failed.answer.retry_after or _UPLOAD_AGAIN)

    def _post(self, name: str, message: Message, channel: str, thread_ts: str) -> Part:
        part = self.steps.part(name)
        if part.is_done:
            return part
        if part.began is not None and self._look(name, channel, thread_ts, part.began):
            return self.steps.part(name)
        if message.pictures and part.with_pictures and not part.pictures:
            self._bring_pictures(name, message)
        while not self.steps.part(name).is_done:
            self._post_once(name, message, channel, thread_ts)
        return self.steps.part(name)

    def _look(self, name: str, channel: str, thread_ts: str, began: datetime) -> bool:
        """Whether the message stands in Slack already; it is written down then."""
        road = self._road
        found = find_message(road.client, channel, thread_ts, self._key, name, began)
        if isinstance(found, tuple):
            log.info("found in Slack", key=self._key, part=name)
            self._record(name, began=None, channel=found[0], ts=found[1])
            return True
        if found is Unseen.UNREACHABLE:
            raise Later("looking whether it is there")
        if found is Unseen.UNREADABLE and not self._repeats:
            raise Unsure("perhaps it is there")
        settled = began + SETTLE
        if road.clock.now() < settled:
            raise Later("waiting whether it comes", (settled - road.clock.now()).total_seconds())
        self._record(name, began=None)
        return False

    def _bring_pictures(self, name: str, message: Message) -> None:
        files: list[str] = []
        for picture in message.pictures:
            try:
                files.append(self._road.pictures.upload(picture))
            except UploadFailed as failed:
                self._leave_pictures(name, failed)
                return
            except Exception as error:  # noqa: BLE001 - the numbers are told without their chart
                log.error("picture not drawn", reference=describe_failure(error))
                self._record(name, with_pictures=False)
                return
        self._record(name, pictures=tuple(files))

    def _leave_pictures(self, name: str, failed: UploadFailed) -> None:
        uploads = self.steps.part(name).uploads + 1
        log.warning("picture not uploaded", step=failed.step, error=failed.answer.error)
        limited = failed.answer.fate is Fate.AGAIN and failed.answer.retry_after is not None
        if uploads >= _UPLOADS and not limited:
            self._record(name, with_pictures=False)
            return
        if not limited:
            self._record(name, uploads=uploads)
        raise Later(failed.answer.error, failed.answer.retry_after or _UPLOAD_AGAIN)

    def _post_once(self, name: str, message: Message, channel: str, thread_ts: str) -> None:
        road, part = self._road, self.steps.part(name)
        wait = road.pace.reserve(channel, road.monotonic(), _MOST_WAIT)
        if wait > _MOST_WAIT:
            raise Later("waiting for its turn", wait)
        if wait > 0:
            road.pause(wait)
        native = part.native and road.memory.takes_native(road.team)
        rung = Rung(
            files=part.pictures if part.with_pictures else (),
            native=native,
            blocks=part.blocks,
            pauses=PAUSES[part.pauses :],
        )
        self._record(name, began=road.clock.now(), posts=part.posts + 1)
        blocks = rung.lay_out(message) or None
        try:
            response = road.client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=blocks,
                thread_ts=thread_ts or None,
                metadata=write_metadata(self._key, name),
                parse="none",
                mrkdwn=blocks is not None,
                unfurl_links=False,
                unfurl_media=False,
            )
        except Exception as error:  # noqa: BLE001 - every failure of the wire is sorted here
            self._go_on(name, message, rung, read_error(error))
        else:
            where = {"channel": str(response["channel"]), "ts": str(response["ts"])}
            self._record(name, began=None, **where)
            if not part.native and part.blocks:
                road.memory.note_refusal(road.team)

    def _go_on(self, name: str, message: Message, rung: Rung, answer: SlackAnswer) -> None:
        """What to do after a post that Slack did not say yes to."""
        road = self._road
        if answer.fate is Fate.UNKNOWN:
            raise Later(answer.error, SETTLE.total_seconds())
        step = step_down(rung, message, answer)
        if step is not None:
            log.info("rung left", why=step.why, error=answer.error, details=answer.details)
            if rung.files and not step.rung.files:
                road.pictures.forget(rung.files)
            self._record(
                name,
                began=None,
                with_pictures=bool(step.rung.files) or not rung.files,
                native=self.steps.part(name).native and (step.rung.native or not rung.native),
                blocks=step.rung.blocks,
                pauses=len(PAUSES) - len(step.rung.pauses),
            )
            if step.pause:
                raise Later(step.why, step.pause)
            return
        self._record(name, began=None)
        if answer.fate is not Fate.AGAIN:
            raise Refused(answer)
        if answer.retry_after is not None:
            road.pace.rest(self._recipient, road.monotonic(), answer.retry_after)
        raise Later(answer.error, answer.retry_after)

    def _give_up(self, name: str, why: str) -> None:
        log.warning("left out", key=self._key, part=name, why=why)
        self._record(name, began=None, given_up=why or "refused")

    def _record(self, name: str, **changes: object) -> None:
        self.steps = self.steps.change(name, **changes)
        self._write_down(self.steps)
