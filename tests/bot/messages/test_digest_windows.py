"""A digest's form, windows and list: within Slack's limits whatever is in them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import digest_fields as names
from bot.messages.digest_fields import DigestFields, read_fields
from bot.messages.digest_form import FormChoices, show_digest_form
from bot.messages.digest_list import NONE, say_digests
from bot.messages.digest_windows import (
    Draft,
    say_saved,
    show_digest,
    show_draft,
    show_gone,
    show_saved,
)
from bot.messages.digest_words import DigestCard
from bot.messages.form_fields import pack, unpack
from bot.messages.inputs import Choice
from bot.messages.limits import METADATA, OPTION, measure
from bot.messages.places import list_places, say_places, show_places
from bot.messages.plan_list import MOST
from metrics.digests.kinds import KINDS
from tests.bot.messages.samples import HOSTILE
from tests.bot.messages.slack_exam import pass_exam, pass_view_exam, walk

WILD = st.one_of(st.text(max_size=400), st.sampled_from([HOSTILE, "<!channel> " * 90, "🎉" * 200]))
IDS = st.sampled_from(["C00000001", "G00000002", "U00000003", "W00000004"])
CARDS = st.builds(
    DigestCard,
    id=st.integers(1, 99),
    name=WILD,
    kind=st.sampled_from([*KINDS, "old"]),
    whose=WILD,
    recipients=st.lists(IDS, min_size=1, max_size=50).map(tuple),
    when=WILD,
    next=WILD,
    state=st.sampled_from(["active", "paused", "broken"]),
    reason=WILD,
    last=st.tuples(st.sampled_from(["", "unsure", "failed", "delivered"]), WILD, WILD),
    mine=st.booleans(),
    managed_by_file=st.booleans(),
)
SECTIONS = [
    Choice(f"section_{number}", f"Section {number}", "words, " * 30) for number in range(14)
]
CHOICES = FormChoices([Choice("visible", "All"), Choice("team", "The team of …")], SECTIONS)
FULL = DigestFields(
    name="Our week",
    kind="own",
    whose="team",
    who="dana@example.com",
    channels=("C00000001",),
    users=("U00000002", "U00000003"),
    schedule="every Monday 09:00",
    zone="Europe/Berlin",
    sections=("section_1", "section_12"),
    questions="win rate by region\nbookings",
    quiet=names.SKIP,
)


def fill_in(view: dict[str, Any]) -> dict[str, Any]:
    """The view as Slack sends it when nobody has touched it."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        element = block.get("element")
        if element:
            state = {
                name.replace("initial_", "selected_").replace("selected_value", "value"): value
                for name, value in element.items()
                if name.startswith("initial_")
            }
            values[block["block_id"]] = {element["action_id"]: state}
    return {**view, "state": {"values": values}}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("whose", ["visible", "team"])
def test_a_form_is_read_back_as_it_was_filled_in(kind: str, whose: str) -> None:
    filled = DigestFields(
        **{
            **FULL.__dict__,
            "kind": kind,
            "whose": whose,
            "who": FULL.who if whose == "team" else "",
            "questions": FULL.questions if kind == "own" else "",
        }
    )
    view = show_digest_form(filled, CHOICES, "{}", version="3")
    pass_view_exam(view)
    assert read_fields(fill_in(view)) == filled


def test_another_version_forgets_what_was_filled_in_before() -> None:
    first, second = (
        {
            block.get("block_id")
            for block in show_digest_form(FULL, CHOICES, "{}", version=v)["blocks"]
        }
        for v in ("1", "2")
    )
    assert first & second <= {None}


def test_only_other_sections_are_chosen_anew_when_the_kind_changes() -> None:
    kept = {"team": set[str](), "leader": set[str]()}
    for kind in kept:
        view = show_digest_form(DigestFields(**{**FULL.__dict__, "kind": kind}), CHOICES, "{}")
        kept[kind] = {block["block_id"] for block in view["blocks"] if "block_id" in block}
    assert kept["team"] - kept["leader"] == {
        "digest_sections_team",
        "digest_sections_more_team",
    }


@given(st.builds(DigestFields, name=WILD, who=WILD, schedule=WILD, zone=WILD, questions=WILD))
def test_a_form_takes_whatever_was_typed(fields: DigestFields) -> None:
    choices = FormChoices(
        CHOICES.whose, SECTIONS, [fields.schedule], {names.ZONE: fields.zone, names.NAME: HOSTILE}
    )
    short = DigestFields(
        name=fields.name[:80],
        kind="own",
        whose="person",
        who=fields.who[:200],
        schedule=fields.schedule[:200],
        zone=fields.zone[:80],
        questions=fields.questions[:900],
    )
    pass_view_exam(show_digest_form(short, choices, "{}"))
    assert unpack(DigestFields, json.loads(json.dumps(pack(short)))) == short


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_what_a_window_carries_may_be_anything(thing: Any) -> None:
    assert isinstance(
        unpack(DigestFields, {"name": thing, "users": thing, "sections": thing}), DigestFields
    )
    assert read_fields({"state": {"values": {"x": thing}}}) == DigestFields(kind="", whose="")
    assert read_fields({"state": thing}) == DigestFields(kind="", whose="")


@given(st.lists(CARDS, max_size=MOST + 3))
def test_a_list_of_digests_fits_whatever_they_are_called(cards: list[DigestCard]) -> None:
    message = say_digests(cards)
    for mark in ("<#C00000001>", "<#G00000002>", "<@U00000003>", "<@W00000004>"):
        message = type(message)(message.text.replace(mark, ""), message.blocks)
    pass_exam(message)


def test_an_empty_list_invites() -> None:
    message = say_digests([])
    assert message.text == NONE
    assert "New digest" in str(message.blocks)


@given(CARDS, WILD)
def test_a_digests_window_fits_and_offers_what_can_be_done(card: DigestCard, said: str) -> None:
    view = show_digest(card, said, warning=True)
    pass_view_exam(view)
    pass_view_exam(show_gone(card.name))
    buttons = {one["text"]["text"] for one in walk(view["blocks"]) if one.get("type") == "button"}
    assert ("Delete" in buttons) is not card.managed_by_file
    assert {"Preview", "Send a test to me", "Send now"} <= buttons


def test_what_takes_away_or_tells_everybody_is_asked_again() -> None:
    card = DigestCard(
        1, "Our week", "team", "all", ("C00000001",), "every Monday 09:00", "Mon", "active"
    )
    asked = {
        one["text"]["text"]
        for one in walk(show_digest(card)["blocks"])
        if one.get("type") == "button" and "confirm" in one
    }
    assert asked == {"Send now", "Delete"}


@given(st.builds(Draft, WILD, WILD, st.lists(WILD, max_size=3), st.lists(st.tuples(IDS, WILD)),
                 st.text(max_size=4_000), WILD, WILD))  # fmt: skip
def test_the_last_look_fits_whatever_the_digest_says(draft: Draft) -> None:
    pass_view_exam(show_draft(draft, "x" * METADATA))
    pass_view_exam(show_saved(draft.name, draft.dates, 7))
    pass_exam(say_saved(draft.name, draft.dates, 7))


def test_an_option_says_whole_clauses_of_what_it_means() -> None:
    view = show_digest_form(FULL, CHOICES, "{}")
    notes = [one["description"]["text"] for one in walk(view["blocks"]) if "description" in one]
    assert all(measure(note) <= OPTION and not note.endswith("…") for note in notes)


def test_a_channels_id_becomes_its_name() -> None:
    words = "I'm not in channel C00000001 <!here>; channel Cars is another."
    assert (
        say_places(words)
        == "I'm not in channel <#C00000001> &lt;!here&gt;; channel Cars is another."
    )
    assert list_places(words) == ["C00000001"]
    assert [getattr(part, "channel", part) for part in show_places(words)][1] == "C00000001"
