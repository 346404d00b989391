"""Tables, charts and pictures are drawn whole and can be worked with."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bot.playground_page.fake_server import FakePlayground, message
from tests.bot.playground_page.sample_blocks import sample

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TS = "1795417200.000100"


@pytest.fixture
def shown(page: Page, fake: FakePlayground) -> Locator:
    """A message with one of every block."""
    fake.messages["C01"] = [message(TS, "all", blocks=sample("message"))]
    fake.push()
    article = page.get_by_role("article")
    article.wait_for()
    return article


def first_column(table: Locator) -> list[str]:
    return table.locator("tbody th").all_inner_texts()


def test_every_block_is_drawn_but_the_unknown_one_which_says_so(shown: Locator) -> None:
    expect(shown.locator(".not-drawn")).to_have_text(["not drawn: hologram"])
    expect(shown.locator(".block")).to_have_count(len(sample("message")))


def test_an_unknown_element_is_said_to_be_missing(page: Page, fake: FakePlayground) -> None:
    block = {"type": "actions", "block_id": "a", "elements": [{"type": "lever", "action_id": "x"}]}
    fake.messages["C01"] = [message(TS, "x", blocks=[block])]
    fake.push()

    expect(page.locator(".not-drawn")).to_have_text("not drawn: lever")


def test_a_data_table_shows_a_page_and_turns(shown: Locator) -> None:
    table = shown.locator(".data-table")
    expect(table.get_by_role("table", name="Open pipeline by stage")).to_be_visible()
    assert first_column(table) == ["Discovery", "Qualified", "Proposal"]

    table.get_by_role("button", name="Next page").click()

    assert first_column(table) == ["Negotiation", "Commit"]
    expect(table.get_by_text("4–5 of 5")).to_be_visible()


def test_numbers_sort_as_numbers_largest_first_then_smallest_then_as_sent(shown: Locator) -> None:
    table = shown.locator(".data-table")
    by_deals = table.get_by_role("button", name="Deals")
    column = table.get_by_role("columnheader", name="Deals")

    by_deals.click()
    expect(column).to_have_attribute("aria-sort", "descending")
    assert first_column(table) == ["Discovery", "Qualified", "Proposal"]
    by_deals.click()
    expect(column).to_have_attribute("aria-sort", "ascending")
    assert first_column(table) == ["Commit", "Negotiation", "Proposal"]
    by_deals.click()
    expect(column).to_have_attribute("aria-sort", "none")
    assert first_column(table) == ["Discovery", "Qualified", "Proposal"]


def test_words_sort_by_the_alphabet(shown: Locator) -> None:
    table = shown.locator(".data-table")
    table.get_by_role("button", name="Stage").click()

    assert first_column(table) == ["Commit", "Discovery", "Negotiation"]


def test_a_table_keeps_its_columns_aligned_and_its_links_working(shown: Locator) -> None:
    table = shown.locator(".block-table")
    expect(table.locator("tbody td").nth(1)).to_have_css("text-align", "right")
    expect(table.locator("tbody td").nth(2)).to_have_css("text-align", "center")
    expect(table.locator("tbody td").nth(0)).to_have_css("white-space", "normal")
    link = table.get_by_role("link", name="Fabrikam renewal")
    expect(link).to_have_attribute("href", "https://crm.example.com/d/7")


def test_a_picture_of_a_file_is_loaded_with_its_words_and_enlarged_by_a_click(
    page: Page, shown: Locator
) -> None:
    words = "Bars: Discovery 412,000 down to Commit 96,400"
    picture = shown.locator("img.picture")
    expect(picture).to_have_attribute("alt", words)
    assert picture.evaluate("(node) => node.naturalWidth") == 480
    shown.get_by_role("button", name=f"Enlarge: {words}").click()

    large = page.get_by_role("dialog", name="Most value sits in Discovery")
    expect(large.get_by_role("img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)


def test_a_picture_that_cannot_be_loaded_leaves_its_words(
    page: Page, fake: FakePlayground, troubles: list[str]
) -> None:
    fake.files["F0GONE0001"] = (b"not a picture", "image/png")
    gone = {"type": "image", "slack_file": {"id": "F0GONE0001"}, "alt_text": "won: 12"}
    fake.messages["C01"] = [message(TS, "x", blocks=[gone])]
    fake.push()

    expect(page.get_by_role("img", name="won: 12")).to_contain_text("Picture not shown")


def test_charts_draw_one_mark_a_figure_and_tell_the_figures_to_screen_readers(
    page: Page, fake: FakePlayground
) -> None:
    fake.messages["C01"] = [message(TS, "x", blocks=sample("charts"))]
    fake.push()

    charts = page.get_by_role("figure")
    expect(charts).to_have_count(5)
    expect(charts.nth(0).locator("rect.mark")).to_have_count(5)
    expect(charts.nth(1).locator("rect.mark")).to_have_count(12)
    expect(charts.nth(2).locator("circle.mark")).to_have_count(6)
    expect(charts.nth(3).locator("path.area")).to_have_count(1)
    expect(charts.nth(4).locator("path.slice")).to_have_count(4)
    expect(charts.nth(1).get_by_role("row", name="Won, W44 12")).to_have_count(1)


def test_bars_are_as_tall_as_their_values(page: Page, fake: FakePlayground) -> None:
    fake.messages["C01"] = [message(TS, "x", blocks=sample("charts")[:1])]
    fake.push()
    bars = page.locator("rect.mark")
    expect(bars).to_have_count(5)

    heights = [float(bar.get_attribute("height") or 0) for bar in bars.all()]

    assert heights[1] / heights[0] == pytest.approx(388_500 / 412_000, rel=1e-3)
    assert heights[4] / heights[0] == pytest.approx(96_400 / 412_000, rel=1e-3)


def test_a_negative_bar_hangs_from_the_line_of_zero(page: Page, fake: FakePlayground) -> None:
    [chart] = sample("charts")[3:4]
    chart["chart"]["type"] = "bar"
    fake.messages["C01"] = [message(TS, "x", blocks=[chart])]
    fake.push()
    bars = page.locator("rect.mark")
    expect(bars).to_have_count(6)
    zero = float(page.locator("line.zero").get_attribute("y1") or 0)

    assert float(bars.nth(5).get_attribute("y") or 0) == pytest.approx(zero)
    assert float(bars.nth(0).get_attribute("y") or 0) < zero
