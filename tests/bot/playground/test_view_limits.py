"""The limits of whole views: their words, what they carry, how large they are."""

import pytest

from bot.playground.blocks import Inspection, Surface, inspect_view, is_too_large
from tests.bot.playground.block_samples import (
    Json,
    asking,
    plain,
    section,
)


def view_findings(view: Json, surface: Surface = "modal") -> list[str]:
    seen = Inspection(surface, lambda _reference: None)
    inspect_view(view, "/view", seen)
    return [str(finding) for finding in seen.findings]


def modal(**more: Json) -> Json:
    return {"type": "modal", "title": plain("Share"), "blocks": [section(1)], **more}


@pytest.mark.parametrize(
    ("name", "most"),
    [("title", 24), ("submit", 24), ("close", 24)],
)
def test_the_words_of_a_modal_have_24_characters(name: str, most: int) -> None:
    assert view_findings(modal(**{name: plain("x" * most)})) == []
    assert view_findings(modal(**{name: plain("x" * (most + 1))})) == [
        f"must be less than 25 characters [json-pointer:/view/{name}/text]"
    ]


@pytest.mark.parametrize(("name", "most"), [("private_metadata", 3000), ("callback_id", 255)])
def test_what_a_view_carries_unseen_is_limited(name: str, most: int) -> None:
    assert view_findings(modal(**{name: "x" * most})) == []
    assert len(view_findings(modal(**{name: "x" * (most + 1)}))) == 1


def test_a_modal_with_inputs_names_its_submit() -> None:
    assert view_findings(modal(blocks=[asking()])) == [
        "`submit` is required when an input block is present [json-pointer:/view/submit]"
    ]


def test_a_home_is_not_a_modal() -> None:
    home = {"type": "home", "blocks": [section(1)]}
    assert view_findings(home, "home") == []
    assert view_findings(home, "modal") != []


def test_a_view_is_at_most_250_kilobytes() -> None:
    assert not is_too_large(modal())
    assert is_too_large(modal(blocks=[section(3000)] * 90))
