"""Foreign text stays text wherever a block can carry it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.bot.playground_page.fake_server import FakePlayground, message
from tests.bot.playground_page.sample_blocks import sample, section

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

EVIL = '"><script>window.hit = 1</script><img src=x onerror="window.hit = 1">'
KEPT = {"type", "action_id", "block_id", "value", "initial_date", "style", "align", "id", "name"}
KEPT |= {"user_id", "channel_id", "level", "callback_id", "hash", "range", "unicode", "url"}
KEPT |= {"initial_user", "min_value", "max_value"}


def poisoned(value: Any, key: str = "") -> Any:
    """The same blocks with every text that people read replaced by an attack."""
    if isinstance(value, dict):
        return {name: poisoned(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner, key) for inner in value]
    return EVIL if isinstance(value, str) and key not in KEPT else value


@pytest.mark.parametrize("name", ["message", "charts"])
def test_an_attack_in_every_text_of_every_block_runs_nothing(
    page: Page, fake: FakePlayground, name: str
) -> None:
    fake.messages["C01"] = [message("1795424400.000100", EVIL, blocks=poisoned(sample(name)))]
    fake.push()

    expect(page.get_by_text("<script>").first).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert page.locator("#messages script").count() == 0
    assert page.locator('#messages img[src="x"]').count() == 0


def test_an_attack_in_a_modal_and_on_the_home_tab_runs_nothing(
    page: Page, fake: FakePlayground
) -> None:
    fake.state["home"] = poisoned(sample("home"))
    fake.state["modals"] = [poisoned(sample("modal"))]
    fake.push("modal")

    expect(page.locator("dialog.modal h2")).to_contain_text("<script>")
    page.evaluate("document.querySelector('dialog.modal').remove()")
    page.goto(page.url.replace("C01", "D01") + "&tab=home")
    expect(page.locator("#home h3")).to_contain_text("<script>")
    assert page.evaluate("window.hit") is None


def test_names_of_people_channels_and_files_are_text(page: Page, fake: FakePlayground) -> None:
    fake.state["team"]["name"] = EVIL
    fake.state["users"][1]["name"] = EVIL
    fake.state["users"][1]["color"] = "red; background: url(https://example.com)"
    fake.state["channels"][1]["name"] = EVIL
    card = {"id": "F1", "name": EVIL, "title": EVIL, "mimetype": "text/csv", "size": 3}
    fake.messages["C01"] = [message("1795424400.000100", EVIL, user="U0MAN", files=[card])]
    fake.push()

    expect(page.locator(".file-card strong")).to_have_text(EVIL)
    expect(page.locator(".author")).to_have_text(EVIL)
    page.locator(".switch").click()
    expect(page.locator(".picker-option").nth(1)).to_contain_text("<script>")
    assert page.evaluate("window.hit") is None


def test_an_escaped_mention_pings_nobody(page: Page, fake: FakePlayground) -> None:
    words = "Deal &lt;!channel&gt; of &lt;@U0REP&gt;"
    fake.messages["C01"] = [message("1795424400.000100", words, blocks=[section(words)])]
    fake.push()

    expect(page.locator(".message .prose")).to_have_text("Deal <!channel> of <@U0REP>")
    assert page.locator(".message .mention").count() == 0
