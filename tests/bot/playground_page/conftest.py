"""A Chromium with the page open against a fake playground."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.bot.playground_page.fake_server import FakePlayground, serving

PATIENCE_MS = 10_000


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[FakePlayground, str]]:
    """One server for all tests: a page that is loaded again comes from the browser's cache."""
    fake = FakePlayground()
    with serving(fake) as url:
        yield fake, url


@pytest.fixture
def fake(served: tuple[FakePlayground, str]) -> FakePlayground:
    served[0].reset()
    return served[0]


@pytest.fixture
def address(served: tuple[FakePlayground, str]) -> str:
    return served[1]


@pytest.fixture(scope="session")
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    size = ViewportSize(width=1280, height=800)
    context = chromium.new_context(viewport=size, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def troubles() -> list[str]:
    """What the page complained about: script errors and refusals of the content policy."""
    return []


@pytest.fixture
def page(
    desk: BrowserContext, fake: FakePlayground, address: str, troubles: list[str]
) -> Iterator[Page]:
    """The page as Ann, in #sales, at desk size; a complaint in its console fails the test."""
    page = desk.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    page.goto(f"{address}/?as=U0REP&channel=C01")
    page.get_by_role("heading", name="sales", exact=True).wait_for()
    yield page
    page.close()
    assert troubles == []
