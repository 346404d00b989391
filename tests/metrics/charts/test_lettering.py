"""Letters: what fits, what is cut, what the font does not have."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.charts.lettering import cut, measure, replace_unknown, wrap, wrap_evenly
from metrics.charts.words import clean_name

SIZE = 12.0


def test_bold_is_wider_and_twice_the_size_is_twice_as_wide() -> None:
    assert measure("Negotiation", SIZE, bold=True) > measure("Negotiation", SIZE)
    assert measure("Negotiation", 2 * SIZE) == pytest.approx(
        2 * measure("Negotiation", SIZE), rel=0.03
    )


def test_what_fits_is_not_cut() -> None:
    assert cut("Demo", SIZE, 100) == "Demo"


@given(st.text(min_size=1, max_size=80), st.floats(20, 200))
@settings(deadline=None)
def test_what_is_cut_fits_and_shows_that_it_was_cut(name: str, room: float) -> None:
    words = clean_name(name)
    short = cut(words, SIZE, room)
    assert measure(short, SIZE) <= room
    assert short == words or short.endswith("…")


def test_lines_break_at_blanks_and_the_last_is_cut() -> None:
    lines = wrap("Negotiation and contract with the buyer", SIZE, 110, 2)
    assert lines[0] == "Negotiation and"
    assert lines[1].endswith("…")
    assert all(measure(line, SIZE) <= 110 for line in lines)


def test_a_number_is_never_parted_from_its_sign() -> None:
    for room in range(40, 120, 5):
        lines = wrap("West closes best: 63.9\xa0% of all", SIZE, room, 9)
        assert not any(line.startswith("%") for line in lines)


def test_no_word_stands_alone_on_the_last_line() -> None:
    words = "Negotiation holds half of the value: $2.1M of $4.2M"
    room = measure(words, SIZE) - 10
    assert len(wrap(words, SIZE, room, 3)[-1].split()) == 1
    even = wrap_evenly(words, SIZE, room, 3)
    assert len(even) == 2
    assert len(even[-1].split()) > 2
    assert " ".join(even) == words


def test_a_dot_between_parts_does_not_end_a_line() -> None:
    lines = wrap("137 open deals\xa0· $2.2M weighted\xa0· everything", SIZE, 110, 4)
    assert len(lines) > 1
    assert not any("·" in (line[0], line[-1]) for line in lines)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Søren Ångström", "Søren Ångström"),
        ("株式会社 ABC", "□ ABC"),
        ("🔥 Rocket 🚀", "Rocket"),
        ("🔥", "□"),
        ("₹ € ¥ £ −", "₹ € ¥ £ −"),
        ("שלום", "שלום"),
    ],
)
def test_unknown_letters_become_one_square_and_unknown_symbols_go(name: str, shown: str) -> None:
    assert replace_unknown(name, bold=False) == shown


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("a\nb\tc\x00d\u202eevil", "a b c devil"),
        ("  Acme   Inc. ", "Acme Inc."),
        ("", "(no name)"),
        ("\u200b\u2066", "(no name)"),
        ("e\u0301e\u0301", "éé"),
        ("x" + "\u0323" * 9, "x\u0323\u0323"),
        ("y" * 81, "y" * 79 + "…"),
    ],
)
def test_a_name_from_outside_is_one_clean_line(name: str, clean: str) -> None:
    assert clean_name(name) == clean
