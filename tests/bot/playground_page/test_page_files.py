"""The page's files: nothing inline, nothing from outside, no markup from text."""

import re
from pathlib import Path

import pytest

from tests.bot.playground_page.fake_server import STATIC

FILES = sorted(
    path for path in STATIC.rglob("*") if path.suffix in {".html", ".js", ".css", ".svg"}
)
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
NAMESPACE = "http://www.w3.org/2000/svg"
MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment"
    r"|DOMParser|\beval\(|new Function|setAttribute\(.(on|style)"
)
MOST_LINES = 400
LONGEST_LINE = 120


def name(path: Path) -> str:
    return str(path.relative_to(STATIC))


def test_the_page_has_no_inline_script_or_style() -> None:
    page = (STATIC / "index.html").read_text(encoding="utf-8")

    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    assert re.findall(r"<script[^>]*>([^<]*)</script>", page) == [""]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_is_loaded_from_outside(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace(NAMESPACE, "")

    assert re.findall(r"""(?:https?:)?//[\w-]+\.[\w.-]+""", text) == []
    assert "@import" not in text


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_no_text_is_ever_turned_into_markup(path: Path) -> None:
    assert MARKUP.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_file_can_be_read_in_one_sitting(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= MOST_LINES
    assert [line for line in lines if len(line) > LONGEST_LINE] == []
