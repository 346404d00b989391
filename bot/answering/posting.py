"""Posting a message, the one way: its way down the ladder, and the call with all its settings."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.answering.ladder import PAUSES, Rung, Step, step_down
from bot.answering.native_memory import NativeMemory
from bot.answering.slack_answers import SlackAnswer
from bot.messages.message import Block, Message

log = structlog.get_logger()

QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}


class Climb:
    """One message on the ladder: the rung it stands on, and what each refusal makes of it.

    Args:
        message: What is said.
        memory: Which workspaces refuse native blocks.
        team: The workspace's id.
        files: The ids of its uploaded pictures.
        pauses: The waits that are left for pictures that are not ready.
        native: False when this message's native blocks have been refused before.
        blocks: False when all of its blocks have been.
    """

    def __init__(
        self,
        message: Message,
        memory: NativeMemory,
        team: str,
        *,
        files: Sequence[str] = (),
        pauses: tuple[float, ...] = PAUSES,
        native: bool = True,
        blocks: bool = True,
    ) -> None:
        self._message = message
        self._memory = memory
        self._team = team
        self._refused_native = not native
        native = native and memory.takes_native(team)
        self.rung = Rung(files=tuple(files), native=native, blocks=blocks, pauses=pauses)

    @property
    def refused_native(self) -> bool:
        """Whether this message's native blocks were refused."""
        return self._refused_native

    def lay_out(self) -> list[Block] | None:
        """The blocks on this rung; None is the bare text."""
        return self.rung.lay_out(self._message) or None

    def step_down(self, answer: SlackAnswer) -> Step | None:
        """Go to the next rung after a refusal; None when no other content would help."""
        step = step_down(self.rung, self._message, answer)
        if step is not None:
            log.info("rung left", why=step.why, error=answer.error, details=answer.details)
            self._refused_native |= self.rung.native and not step.rung.native
            self.rung = step.rung
        return step

    def arrive(self) -> None:
        """It was taken; without native blocks if with them it was not: that is remembered."""
        if self._refused_native and self.rung.blocks:
            self._memory.note_refusal(self._team)


def post_message(
    client: WebClient,
    channel: str,
    text: str,
    blocks: list[Block] | None,
    *,
    thread_ts: str = "",
    metadata: Mapping[str, Any] | None = None,
) -> SlackResponse:
    """Post, once. The text is ours and escaped: Slack is to guess nothing in it.

    Raises:
        Exception: as the client does; `read_error` sorts them.
    """
    return client.chat_postMessage(
        channel=channel,
        text=text,
        blocks=blocks,
        thread_ts=thread_ts or None,
        metadata=dict(metadata) if metadata else None,
        parse="none",
        mrkdwn=blocks is not None,
        **QUIET,
    )
