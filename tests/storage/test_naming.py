"""Names are one when only case, blanks and punctuation tell them apart, in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.naming import fold_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GTX Pro", "GTXPro"),
        ("Acme, Inc.", "ACME INC"),
        ("Straße", "STRASSE"),
        ("Cafe\u0301", "CAFÉ"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full width"),
        ("☕\ufe0f Kaffee", "☕ Kaffee"),
        ("O’Neill", "O'Neill"),
        ("O´Neill", "O'Neill"),
        ("İstanbul", "ISTANBUL"),
        ("شَركة", "شركة"),
    ],
)
def test_case_blanks_and_punctuation_do_not_count(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("กิน", "กัน"), ("की", "का"), ("Élan", "Elan"), ("++", "--"), ("🚀", "🔥"), ("北", "南")],
)
def test_other_letters_vowels_and_signs_alone_do_count(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@given(st.text(min_size=1).filter(str.strip))
def test_a_name_never_folds_to_nothing(name: str) -> None:
    assert fold_name(name)
