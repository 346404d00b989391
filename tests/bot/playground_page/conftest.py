"""A Chromium with the page open against a fake playground."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bot.playground_page.fake_server import FakePlayground, serving

ARGUMENTS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 10_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        words = "the browser tests need Chromium: apt-get install chromium"
        if os.environ.get("SALESBELL_FORBID_SKIPS"):
            pytest.fail(words)
        pytest.skip(words)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def fake() -> FakePlayground:
    return FakePlayground()


@pytest.fixture
def address(fake: FakePlayground) -> Iterator[str]:
    with serving(fake) as url:
        yield url


@pytest.fixture
def troubles() -> list[str]:
    """What the page complained about: script errors and refusals of the content policy."""
    return []


@pytest.fixture
def page(chromium: Browser, address: str, troubles: list[str]) -> Iterator[Page]:
    """The page as Ann, in #sales, at desk size; a complaint in its console fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    page.goto(f"{address}/?as=U0REP&channel=C01")
    page.get_by_role("heading", name="sales", exact=True).wait_for()
    yield page
    context.close()
    assert troubles == []
