"""mrkdwn and Markdown become exactly the marks Slack shows; everything else stays text."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.bot.playground_page.fake_server import FakePlayground

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DRAW = """async ([module, name, text]) => {
  const drawing = await import(`/static/js/${module}.js`);
  const scene = {
    me: "U0REP", zone: "Europe/Berlin", now: () => new Date("2026-11-23T08:00:00Z"),
    user: (id) => ({ U0REP: { name: "Ann Berg" }, U0MAN: { name: "Marco Diaz" } })[id] ?? null,
    channel: (id) => (id === "C01" ? { name: "sales" } : null), openChannel() {},
  };
  const box = document.createElement("div");
  box.append(name === "drawMarkdown" ? drawing[name]({ text }) : drawing[name](text, scene));
  for (const node of box.querySelectorAll("[target], [title]"))
    for (const plain of ["target", "rel", "title"]) node.removeAttribute(plain);
  return box.innerHTML;
}"""


@pytest.fixture(scope="module")
def page(chromium: Browser, served: tuple[FakePlayground, str]) -> Iterator[Page]:
    """One page for all texts of this file: drawing leaves nothing behind."""
    page = chromium.new_page()
    page.goto(f"{served[1]}/?as=U0REP&channel=C01")
    yield page
    page.close()


def mrkdwn(page: Page, text: str) -> str:
    return str(page.evaluate(DRAW, ["mrkdwn", "drawMrkdwn", text]))


def markdown(page: Page, text: str) -> str:
    drawn = str(page.evaluate(DRAW, ["blocks/markdown", "drawMarkdown", text]))
    return drawn.removeprefix('<div class="markdown prose">').removesuffix("</div>")


MRKDWN = [
    ("*bold* _italic_ ~strike~", "<strong>bold</strong> <em>italic</em> <s>strike</s>"),
    ("*_both_*", "<strong><em>both</em></strong>"),
    ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
    ("*not\nbold*", "*not<br>bold*"),
    ("`code *stays* <b>`", "<code>code *stays* &lt;b&gt;</code>"),
    ("before\n```a\n *b*```\nafter", "before<pre>a\n *b*</pre>after"),
    ("> one\n> two\nthree", "<blockquote>one<br>two</blockquote>three"),
    ("&gt; quoted too", "<blockquote>quoted too</blockquote>"),
    (">>> all\nof it", "<blockquote>all<br>of it</blockquote>"),
    ("<https://example.com/a?b=1&amp;c=2|the *plan*>",
     '<a href="https://example.com/a?b=1&amp;c=2">the <strong>plan</strong></a>'),
    ("<mailto:ann@example.com|Ann>", '<a href="mailto:ann@example.com">Ann</a>'),
    ("see https://example.com/x.", 'see <a href="https://example.com/x">https://example.com/x</a>.'),
    ("a &amp; b &lt;c&gt; &amp;lt;", "a &amp; b &lt;c&gt; &amp;lt;"),
    ("&copy; &#60;", "&amp;copy; &amp;#60;"),
    ("<@U0MAN>", '<span class="mention" data-user="U0MAN">@Marco Diaz</span>'),
    ("<@U0REP>", '<span class="mention mention-me" data-user="U0REP">@Ann Berg</span>'),
    ("<#C01>", '<button class="mention mention-channel" type="button">#sales</button>'),
    ("<#C99>", '<span class="mention">🔒 private channel</span>'),
    ("<!channel>", '<span class="mention mention-me broadcast">@channel</span>'),
    ("<!subteam^S01|@west>", '<span class="mention">@west</span>'),
    ("<!date^1795424400^{date_short} at {time}|Monday>", "<time>23 Nov 2026 at 10:00</time>"),
    ("<!date^1795424400^{date_pretty}|x>", "<time>Today</time>"),
    ("<!date^1795424400^{nonsense}|Monday>", "<time>Monday</time>"),
    (":no_such_emoji: 10:30:45", ":no_such_emoji: 10:30:45"),
]  # fmt: skip

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<javascript:alert(1)|click>",
    "<JavaScript:alert(1)>",
    "<data:text/html,hello|click>",
    "<vbscript:x|click>",
    "<!unknown>",
    "<@not-an-id>",
    "<#nonsense>",
    "<ftp://example.com/x|file>",
    "< javascript:alert(1)>",
    "&lt;!channel&gt; &lt;@U0MAN&gt; &lt;https://example.com|x&gt;",
]


@pytest.mark.parametrize(("text", "drawn"), MRKDWN)
def test_mrkdwn_is_drawn_as_slack_draws_it(page: Page, text: str, drawn: str) -> None:
    assert mrkdwn(page, text) == drawn


@pytest.mark.parametrize("text", HOSTILE)
def test_what_only_looks_like_a_mark_stays_text(page: Page, text: str) -> None:
    drawn = mrkdwn(page, text)

    assert "<a " not in drawn or "javascript" not in drawn.lower()
    assert not any(tag in drawn for tag in ("<script", "<img", "<span", "<button"))
    assert "href" not in drawn or text.startswith("&lt;")


def test_an_escaped_link_shows_its_brackets_and_its_address_is_a_link_at_most(page: Page) -> None:
    drawn = mrkdwn(page, "&lt;!channel&gt; &lt;javascript:alert(1)|x&gt;")

    assert drawn == "&lt;!channel&gt; &lt;javascript:alert(1)|x&gt;"


def test_known_emoji_are_pictures_with_a_name(page: Page) -> None:
    drawn = mrkdwn(page, ":warning: :tada:")

    assert 'aria-label="warning"' in drawn
    assert "<svg" in drawn
    assert "🎉" in drawn


MARKDOWN = [
    ("# Big", '<h3 class="header header-1">Big</h3>'),
    ("### Small", '<h5 class="header header-3">Small</h5>'),
    ("**b** *i* ~~s~~ `c`", "<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>"),
    ("a_b_c 2*3*4", "<p>a_b_c 2<em>3</em>4</p>"),
    ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
    ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
    ("> q", "<blockquote><p>q</p></blockquote>"),
    ("```\n<b>\n```", "<pre>&lt;b&gt;</pre>"),
    ("![alt](https://example.com/p.png)", '<p><a href="https://example.com/p.png">alt</a></p>'),
    ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    ("<script>x</script> <!channel>", "<p>&lt;script&gt;x&lt;/script&gt; &lt;!channel&gt;</p>"),
    ("---", "<hr>"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "drawn"), MARKDOWN)
def test_markdown_is_drawn_as_marks_of_its_own(page: Page, text: str, drawn: str) -> None:
    assert markdown(page, text) == drawn


def test_a_markdown_table_keeps_its_alignment(page: Page) -> None:
    drawn = markdown(page, "| a | b |\n|:--|--:|\n| 1 | 2 |")

    assert '<th class="align-left">a</th><th class="align-right">b</th>' in drawn
    assert '<td class="align-left">1</td><td class="align-right">2</td>' in drawn
