"""Somebody's direct messages with the bot, in a real Chromium, at a desk and on a phone."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize

from tests.stories.conftest import Story

PATIENCE_MS = 30_000
SIZES = {
    "desk": ViewportSize(width=1280, height=900),
    "phone": ViewportSize(width=390, height=844),
}


@contextmanager
def open_messages(chromium: Browser, story: Story, who: str, size: str) -> Iterator[Page]:
    """The page; an error of its scripts, or a complaint in its console, fails the test."""
    troubles: list[str] = []
    context = chromium.new_context(viewport=SIZES[size], reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    user = story.slack.user_id(who)
    page.goto(f"{story.demo.url}/?as={user}&channel=D{user[1:]}")
    yield page
    context.close()
    assert troubles == []
