"""A page of the playground at the width of a phone and of a desk, and a bot that posts there.

With SALESBELL_SCREENSHOTS set to a folder, what is seen is written there.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page
from slack_sdk import WebClient

from bot.answering.upload import upload
from bot.clock import MovableClock
from bot.demo import list_users, read_manifest
from bot.messages.message import Message
from bot.messages.outgoing import Outgoing
from bot.playground import Playground, PlaygroundServer
from bot.playground.strictness import Strictness
from storage.sample import MANAGER

WIDTHS = {"phone": 390, "desk": 1280}


class Workspace:
    """A playground, and a bot that posts there as the delivery does.

    Attributes:
        reader: Whose direct messages are looked at.
    """

    def __init__(self, server: PlaygroundServer) -> None:
        self.server = server
        self.client = WebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[])
        self.reader = next(user.id for user in list_users() if user.email == MANAGER.email)

    def send(self, outgoing: Outgoing) -> str:
        """Post something, its thread and its file; gives the page's address."""
        channel, ts = self.post(outgoing.main, self.reader)
        for message in outgoing.thread:
            self.post(message, channel, ts)
        for file in outgoing.files:
            upload(
                self.client,
                file.name,
                file.content,
                channel=channel,
                thread_ts=ts,
                comment=file.comment,
            )
        return f"{self.server.url}/?as={self.reader}&channel={channel}"

    def post(self, message: Message, channel: str, thread_ts: str | None = None) -> tuple[str, str]:
        """Post one message; gives the channel and its stamp."""
        files = [
            upload(self.client, one.name, one.draw(), title=one.title) for one in message.pictures
        ]
        posted: Any = self.client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=message.lay_out(files),
            thread_ts=thread_ts,
            unfurl_links=False,
        )
        return posted["channel"], posted["ts"]


@contextmanager
def open_workspace(now: datetime) -> Iterator[Workspace]:
    """The people of the demo, without a bot of its own."""
    playground = Playground(
        read_manifest(),
        list_users(),
        [],
        MovableClock(now),
        strictness=Strictness(rate_limits=False, file_refusals=0),
    )
    with PlaygroundServer(playground) as server:
        yield Workspace(server)


@contextmanager
def open_page(chromium: Browser, width: str) -> Iterator[Page]:
    """A window of that width; a complaint in its console fails the test."""
    phone = width == "phone"
    context = chromium.new_context(
        viewport={"width": WIDTHS[width], "height": 844},
        is_mobile=phone,
        has_touch=phone,
        device_scale_factor=2 if phone else 1,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert troubles == []


def find_overhang(page: Page, message: Locator) -> list[str]:
    """What runs off the side of the window."""
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        return ["the page itself"]
    found: list[str] = message.evaluate(
        """message => [...message.querySelectorAll("*")]
          .filter(node => node.getBoundingClientRect().width)
          .filter(node => !node.closest(".table-scroll table, .for-ears"))
          .filter(node => node.getBoundingClientRect().right > innerWidth + 1)
          .map(node => node.outerHTML.slice(0, 80))"""
    )
    return found


def keep(page: Page, message: Locator, name: str, width: str) -> None:
    """Write down what is seen, where somebody wants to look at it."""
    folder = os.environ.get("SALESBELL_SCREENSHOTS")
    if not folder:
        return
    height = message.evaluate("message => message.getBoundingClientRect().height")
    page.set_viewport_size({"width": WIDTHS[width], "height": int(height) + 240})
    page.wait_for_timeout(300)
    message.screenshot(path=Path(folder) / f"{name}-{width}.png")
