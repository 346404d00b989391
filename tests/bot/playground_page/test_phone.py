"""At phone width nothing runs off the side, and everything can be hit with a thumb."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.bot.playground_page.fake_server import FakePlayground, message
from tests.bot.playground_page.sample_blocks import sample
from tests.thoroughness import choose

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TS = "1795417200.000100"
SMALLEST_TARGET = 40
TARGETS = "button, .button, .file-card, label.choice, select, .composer-box, .field-input"


@pytest.fixture(scope="module", params=choose([360, 430], [360, 390, 430]))
def hand(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    """A phone of that width."""
    size = ViewportSize(width=request.param, height=800)
    context = chromium.new_context(
        viewport=size, is_mobile=True, has_touch=True, reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def phone(hand: BrowserContext, address: str, fake: FakePlayground) -> Iterator[Page]:
    """The page on a phone, with every block, a modal and a Home tab at hand."""
    fake.messages["C01"] = [
        message(TS, "all", blocks=sample("message"), reply_count=1),
        message("1795417260.000100", "charts", blocks=sample("charts")),
    ]
    fake.threads[TS] = [message(TS, "all", blocks=sample("message"))]
    fake.state["home"] = sample("home")
    page = hand.new_page()
    page.goto(f"{address}/?as=U0REP&channel=C01")
    page.get_by_role("article").first.wait_for()
    yield page
    page.close()


def runs_off(page: Page) -> list[str]:
    """What is wider than the window and not inside something that scrolls by itself."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((node) => {
          const box = node.getBoundingClientRect();
          if (box.width === 0) return false;
          if (node.closest(".table-scroll table, .for-ears, .skip, #sidebar")) return false;
          return box.right > innerWidth + 1 || box.left < -1;
        }).map((node) => `${node.tagName} ${node.getAttribute("class")}`)"""
    )
    return found


def too_small(page: Page, inside: str) -> list[str]:
    found: list[str] = page.evaluate(
        """([inside, targets, least]) => [...document.querySelectorAll(inside)]
          .flatMap((part) => [...part.querySelectorAll(targets)])
          .filter((node) => node.checkVisibility() && !node.closest(".mention"))
          .filter((node) => !node.matches(".picture-open, .mention"))
          .filter((node) => node.getBoundingClientRect().height < least - 0.5)
          .map((node) => `${node.tagName} ${node.className} ${node.textContent}`)""",
        [inside, TARGETS, SMALLEST_TARGET],
    )
    return found


def test_the_channel_has_no_sideways_scroll_and_thumb_sized_targets(phone: Page) -> None:
    assert runs_off(phone) == []
    assert phone.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert too_small(phone, "#app") == []


def test_a_wide_table_scrolls_inside_its_message(phone: Page) -> None:
    table = phone.locator(".block-table .table-scroll")
    inside, outside = table.evaluate("(node) => [node.scrollWidth, node.clientWidth]")
    assert inside > outside

    moved = table.evaluate("(node) => { node.scrollLeft = 100; return node.scrollLeft; }")

    assert moved == 100


def test_pictures_and_charts_fit_the_message(phone: Page) -> None:
    for part in phone.locator("img.picture, .chart svg").all():
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= phone.evaluate("innerWidth")


def test_the_composer_sticks_to_the_bottom(phone: Page) -> None:
    box = phone.locator("#composer").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == pytest.approx(800, abs=1)
    phone.locator("#messages").evaluate("(node) => { node.scrollTop = 0; }")
    assert phone.locator("#composer").bounding_box() == box


def test_the_sidebar_is_a_drawer_that_closes_after_a_choice(phone: Page) -> None:
    sidebar = phone.locator("#sidebar")
    expect(sidebar).not_to_be_in_viewport()
    phone.get_by_role("button", name="Open the sidebar").tap()
    expect(sidebar).to_be_in_viewport()
    assert too_small(phone, "#sidebar") == []

    sidebar.get_by_role("button", name="deals").tap()

    expect(phone.get_by_role("heading", name="deals")).to_be_visible()
    expect(sidebar).not_to_be_in_viewport()


def test_the_home_tab_the_thread_and_a_modal_fit_too(phone: Page, fake: FakePlayground) -> None:
    phone.get_by_role("button", name="1 reply").tap()
    expect(phone.get_by_role("complementary", name="Thread")).to_be_visible()
    assert runs_off(phone) == []
    phone.get_by_role("button", name="Close the thread").tap()
    phone.get_by_role("button", name="Open the sidebar").tap()
    phone.locator("#sidebar").get_by_role("button", name="salesbell", exact=True).tap()
    phone.get_by_role("tab", name="Home").tap()
    expect(phone.get_by_text("Good morning, Ann")).to_be_visible()
    assert runs_off(phone) == []
    assert too_small(phone, "#centre") == []
    fake.state["modals"] = [sample("modal")]
    fake.push("modal")
    expect(phone.get_by_role("dialog", name="New alert")).to_be_visible()
    assert runs_off(phone) == []
    assert too_small(phone, "dialog.modal") == []


def test_the_clock_opens_from_the_bar(phone: Page, fake: FakePlayground) -> None:
    controls = phone.get_by_role("group", name="Move the clock")
    expect(controls).to_be_hidden()
    phone.locator(".clock-open").tap()
    assert too_small(phone, "#bar") == []
    controls.get_by_role("button", name="+1 day").tap()

    expect(controls).to_be_hidden()
    assert fake.awaited("clock") == [{"to": "+1d"}]
