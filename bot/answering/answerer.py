"""Sends Messages to Slack: once each, pictures uploaded first, down the ladder when refused."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.answering.client import make_retry_handlers
from bot.answering.ladder import Rung
from bot.answering.native_memory import NativeMemory
from bot.answering.posting import QUIET, Climb, post_message
from bot.answering.slack_answers import (
    Fate,
    SlackAnswer,
    explain,
    read_error,
    read_response_url,
)
from bot.answering.upload import UploadFailed, complete, send_bytes, upload
from bot.errors import describe_failure
from bot.messages.message import Block, Message, Picture, Piece

log = structlog.get_logger()

Pause = Callable[[float], None]
_GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}


@dataclass(frozen=True)
class Sent:
    """What became of a message.

    Attributes:
        channel: Where it stands; of a message to a user, their direct messages.
        ts: Its stamp; empty when it is unknown whether it was posted.
        rung: How it was shown in the end.
        reference: Of the log's entry, when the outcome is unknown.
    """

    channel: str
    ts: str
    rung: Rung
    reference: str = ""


class Answerer:
    """Sends for one workspace.

    Args:
        client: Made by `make_writing_client`.
        team: The workspace's id.
        memory: Which workspaces refuse native blocks; share one between all Answerers.
        pause: How to wait while Slack still looks at a picture.
    """

    def __init__(
        self,
        client: WebClient,
        team: str = "",
        memory: NativeMemory | None = None,
        pause: Pause = time.sleep,
    ) -> None:
        self._client = client
        self._team = team
        self._memory = memory or NativeMemory()
        self._pause = pause

    def post(self, channel: str, message: Message, thread_ts: str = "") -> Sent:
        """Post a message, once.

        Args:
            channel: A channel's id, or a user's for our direct messages with them.
            message: What is said.
            thread_ts: The message it answers.

        Raises:
            Problem: when it certainly was not posted; with the step that helps.
        """

        def send(text: str, blocks: list[Block] | None) -> Any:
            return post_message(self._client, channel, text, blocks, thread_ts=thread_ts)

        try:
            return self._climb(message, send, channel)
        except _Refused as refused:
            raise explain(refused.answer, channel) from refused

    def update(
        self,
        channel: str,
        ts: str,
        message: Message,
        *,
        files: Sequence[str] | None = None,
        anew: bool = True,
    ) -> Sent:
        """Put another message in the place of one of ours.

        Args:
            channel: Where that one stands.
            ts: Its stamp.
            message: What is said instead.
            files: The ids of its pictures, where they are uploaded already.
            anew: Whether it is posted when that one is lost.

        Raises:
            Problem: when Slack refuses it.
        """

        def send(text: str, blocks: list[Block] | None) -> Any:
            # Without block ids of ours, Slack gives every block a new one, as an update needs.
            return self._client.chat_update(
                channel=channel, ts=ts, text=text, blocks=blocks, parse="none"
            )

        def send_twice(text: str, blocks: list[Block] | None) -> Any:
            try:
                return send(text, blocks)
            except Exception as error:
                if read_error(error).fate is not Fate.UNKNOWN:
                    raise
                log.info("update repeated", why=read_error(error).error)
                return send(text, blocks)  # the same update twice shows nothing twice

        try:
            return self._climb(message, send_twice, channel, files)
        except _Refused as refused:
            if refused.answer.error not in _GONE or not anew:
                raise explain(refused.answer, channel) from refused
            return self.post(channel, message)

    def respond(
        self, response_url: str, message: Message, *, replace_original: bool = False
    ) -> Fate:
        """Answer so that only the asker sees it, there where they are; pictures are left out.

        Args:
            response_url: As Slack gave it: five answers within thirty minutes.
            message: What is said.
            replace_original: Whether it takes the place of the answer before.

        Returns:
            What became of it; nothing is raised, as this is how failures are told too.
        """
        words = Message(message.text, tuple(p for p in message.blocks if _is_not_picture(p)))
        climb = Climb(words, self._memory, self._team, pauses=())
        while True:
            body = {
                "response_type": "ephemeral",
                "replace_original": replace_original,
                "text": words.text,
                "blocks": climb.lay_out(),
                **QUIET,
            }
            answer = self._send_to(response_url, body)
            if climb.step_down(answer) is not None:
                continue
            if answer.fate is Fate.DONE:
                climb.arrive()
            else:
                log.warning("not told", error=answer.error, fate=answer.fate.value)
            return answer.fate

    def delete_original(self, response_url: str) -> Fate:
        """Take away the message that only the asker saw."""
        return self._send_to(response_url, {"delete_original": True}).fate

    def send_file(self, channel: str, name: str, content: bytes, comment: str) -> Sent:
        """Send a file with a comment.

        Args:
            channel: A channel's id, or a user's for our direct messages with them.
            name: The file's name.
            content: Its bytes.
            comment: One sentence, escaped.

        Raises:
            Problem: when it certainly was not sent.
        """
        try:
            file_id = send_bytes(self._client, name, content)
        except UploadFailed as failed:
            raise explain(failed.answer, channel) from failed
        sent = None
        if channel[:1] in ("U", "W"):  # files go to conversations; posting tells which one it is
            sent = self.post(channel, Message(comment))
            if not sent.ts:  # perhaps posted; but where is not known
                return sent
            channel, comment = sent.channel, ""
        try:
            complete(self._client, file_id, name, channel, comment=comment)
        except UploadFailed as failed:
            if failed.answer.fate is Fate.UNKNOWN:
                return Sent(channel, "", Rung(), describe_failure(failed))
            if sent:
                self._take_back(sent)
            raise explain(failed.answer, channel) from failed
        return Sent(channel, sent.ts if sent else "", Rung())

    def _take_back(self, sent: Sent) -> None:
        """Delete words that announce what did not come."""
        try:
            self._client.chat_delete(channel=sent.channel, ts=sent.ts)
        except Exception as error:  # noqa: BLE001 - why the file did not come is told all the same
            log.warning("not taken back", error=read_error(error).error)

    def link_to(self, sent: Sent) -> str:
        """The address of a message; empty when Slack does not tell."""
        if not sent.ts:
            return ""
        try:
            link = self._client.chat_getPermalink(channel=sent.channel, message_ts=sent.ts)
        except Exception as error:  # noqa: BLE001 - a missing link must not undo a sent answer
            log.info("no link", why=read_error(error).error)
            return ""
        return str(link.get("permalink") or "")

    def _climb(
        self,
        message: Message,
        send: Callable[[str, list[Block] | None], Any],
        channel: str,
        files: Sequence[str] | None = None,
    ) -> Sent:
        uploaded = self._upload_pictures(message.pictures) if files is None else tuple(files)
        climb = Climb(message, self._memory, self._team, files=uploaded)
        while True:
            try:
                response = send(message.text, climb.lay_out())
            except Exception as error:  # noqa: BLE001 - every failure of the wire is sorted here
                answer = read_error(error)
                step = climb.step_down(answer)
                if step is None:
                    return self._give_up(error, answer, channel, climb.rung)
                if step.pause:
                    self._pause(step.pause)
            else:
                climb.arrive()
                return Sent(str(response["channel"]), str(response["ts"]), climb.rung)

    def _give_up(self, error: Exception, answer: SlackAnswer, channel: str, rung: Rung) -> Sent:
        """Perhaps it was posted: then it is never sent again, and the log has it."""
        if answer.fate is Fate.UNKNOWN:
            return Sent(channel, "", rung, describe_failure(error))
        raise _Refused(answer) from error

    def _upload_pictures(self, pictures: Sequence[Picture]) -> tuple[str, ...]:
        """The ids of the pictures that arrived, up to the first that did not."""
        files: list[str] = []
        for picture in pictures:
            try:
                png = picture.draw()
            except Exception as error:  # noqa: BLE001 - the numbers are told without their chart
                log.error("picture not drawn", reference=describe_failure(error))
                break
            file_id = self._upload_picture(picture, png)
            if file_id is None:
                break
            files.append(file_id)
        return tuple(files)

    def _upload_picture(self, picture: Picture, png: bytes) -> str | None:
        """Its file's id; tried twice, as nobody sees a private file that comes twice."""
        for last in (False, True):
            try:
                return upload(self._client, picture.name, png, title=picture.title)
            except UploadFailed as failed:
                log.warning(
                    "picture not uploaded",
                    step=failed.step,
                    error=failed.answer.error,
                    details=failed.answer.details,
                )
                if last or failed.answer.fate in (Fate.FINAL, Fate.CONTENT):
                    break
        return None

    def _send_to(self, response_url: str, body: dict[str, Any]) -> SlackAnswer:
        client = WebhookClient(
            response_url,
            timeout=self._client.timeout,
            ssl=self._client.ssl,
            retry_handlers=make_retry_handlers(),
        )
        try:
            response = client.send_dict({k: v for k, v in body.items() if v is not None})
        except Exception as error:  # noqa: BLE001 - every failure of the wire is sorted here
            return read_error(error)
        return read_response_url(response.status_code, response.body)


class _Refused(Exception):  # noqa: N818 - becomes a Problem before it leaves
    """Certainly not posted."""

    def __init__(self, answer: SlackAnswer) -> None:
        super().__init__(answer.error)
        self.answer = answer


def _is_not_picture(piece: Piece) -> bool:
    return not isinstance(piece, Picture)
