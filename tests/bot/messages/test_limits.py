"""Cutting: never over the limit, never in silence, never through an escaped sign."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages.blocks import Button, bullets, paragraph, show_buttons
from bot.messages.limits import cut, cut_bytes, fit, join_lines, keep, measure, say_more
from bot.messages.message import Message
from bot.messages.table import Table, show_table
from bot.messages.text import clean, clean_lines, escape, name
from tests.bot.messages.slack_exam import ACTS, UNSEEN, pass_exam


@settings(deadline=None, max_examples=50)
@given(st.text(), st.integers(1, 50))
def test_a_cut_text_fits_and_only_a_cut_one_has_an_ellipsis(text: str, most: int) -> None:
    short = cut(text, most)
    assert measure(short) <= most
    assert short == text or short.endswith("…")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 30))
def test_kept_and_left_away_add_up(items: list[int], most: int) -> None:
    kept = keep(items, most, lambda count: -count)
    assert len(kept) <= most
    left = -kept[-1] if kept and kept[-1] < 0 else 0
    assert len([one for one in kept if one >= 0]) + left == len(items)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(min_size=1), max_size=30))
def test_fitted_lines_stay_within_and_count_the_others(lines: list[str]) -> None:
    fitted = fit(lines, 100, len, lambda count: f"+{count}")
    assert sum(map(len, fitted)) <= 100
    assert fitted == lines or fitted[:-1] == lines[: len(fitted) - 1]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=3_000), max_size=40), st.text(max_size=3_000))
def test_the_text_beside_the_blocks_keeps_its_first_and_its_last_line(
    lines: list[str], last: str
) -> None:
    joined = join_lines(map(escape, map(clean, lines)), last=escape(clean(last)))
    assert len(joined.encode()) <= 4_000
    assert not ACTS.search(joined)


def test_lines_that_do_not_fit_are_counted() -> None:
    joined = join_lines([f"line {number}" for number in range(2_000)], last="the end")
    *_, more, last = joined.split("\n")
    shown = joined.count("line ")
    assert more == f"and {2_000 - shown:,} more lines"
    assert last == "the end"


def test_an_escaped_sign_is_never_torn() -> None:
    for most in range(8, 30):
        kept = cut_bytes(escape("<<<<<<<<<<<<"), most)
        assert kept.replace("&lt;", "").strip("…") == ""


@settings(deadline=None, max_examples=50)
@given(st.text())
def test_clean_text_is_one_line_without_anything_unseen(text: str) -> None:
    line = clean(text)
    assert "\n" not in line
    assert not UNSEEN.search(line)
    assert clean(line) == line
    assert not UNSEEN.search(clean_lines(text))


def test_a_name_keeps_what_belongs_to_it() -> None:
    assert name("  Müller &  Söhne GmbH ") == "Müller & Söhne GmbH"
    assert name("שלום 株式会社 👩‍💻") == "שלום 株式会社 👩‍💻"
    assert name("") == name(None) == "–"
    assert name("a\u202etxt.exe") == "atxt.exe"


@settings(deadline=None, max_examples=50)
@given(st.text(), st.text(), st.lists(st.text(), max_size=40))
def test_no_text_whatever_breaks_a_block(first: str, second: str, many: list[str]) -> None:
    rows = [(text, "1") for text in many]
    pass_exam(
        Message(
            "text",
            (
                paragraph([first], [second, first]),
                bullets([[text] for text in many] or ["-"]),
                show_table(Table((first, second), rows, ("Total", "2"))),
                *show_buttons([Button(first, "run_1", "{}")]),
            ),
        )
    )


def test_more_is_said_with_the_number() -> None:
    assert say_more(1_234) == "and 1,234 more"
