"""Slack's limits, row by row: what just fits passes, one more is refused, and where is said."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.blocks import (
    Inspection,
    Surface,
    inspect_blocks,
    inspect_view,
    is_too_large,
)

Json = Any
WHOLE: list[Json] = []
"""One of everything, filled below; what is broken at random must be refused, never crash."""


def findings(blocks: Json, surface: Surface = "message", *, native: bool = True) -> list[str]:
    seen = Inspection(surface, lambda _reference: None, native)
    inspect_blocks(blocks, "/blocks", seen)
    return [str(finding) for finding in seen.findings]


def plain(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str) -> Json:
    return {"type": "mrkdwn", "text": words}


def header(length: int) -> Json:
    return {"type": "header", "text": plain("x" * length)}


def section(length: int) -> Json:
    return {"type": "section", "text": mrkdwn("x" * length)}


def fields(count: int, length: int = 1) -> Json:
    return {"type": "section", "fields": [mrkdwn("x" * length)] * count}


def context(count: int) -> Json:
    return {"type": "context", "elements": [mrkdwn("x")] * count}


def button(**more: Json) -> Json:
    return {"type": "button", "text": plain("Go"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def many_buttons(count: int) -> Json:
    return actions(*(button(action_id=f"a{n}") for n in range(count)))


def image(**more: Json) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"} | more


def option(n: int, text: int = 1, value: int = 0) -> Json:
    return {"text": plain("x" * text), "value": "v" * value or str(n)}


def menu(count: int) -> Json:
    return actions({"type": "static_select", "options": [option(n) for n in range(count)]})


def groups(count: int) -> Json:
    group = {"label": plain("Group"), "options": [option(1)]}
    made = [{**group, "options": [option(n)]} for n in range(count)]
    return actions({"type": "static_select", "option_groups": made})


def listing(kind: str, count: int) -> Json:
    return actions({"type": kind, "options": [option(n) for n in range(count)]})


def confirm(**lengths: int) -> Json:
    sizes = {"title": 1, "text": 1, "confirm": 1, "deny": 1} | lengths
    return actions(button(confirm={name: plain("x" * size) for name, size in sizes.items()}))


def asking(**more: Json) -> Json:
    element = {"type": "plain_text_input", **more}
    return {"type": "input", "label": plain("Name"), "element": element}


def raw(words: str) -> Json:
    return {"type": "raw_text", "text": words}


def rows(count: int, columns: int = 1, words: str = "x") -> list[list[Json]]:
    return [[raw(words)] * columns for _ in range(count)]


def table(cells: Json, **more: Json) -> Json:
    return {"type": "table", "rows": cells, **more}


def data_table(cells: Json, **more: Json) -> Json:
    return {"type": "data_table", "caption": "Won", "rows": cells, **more}


def line(points: int = 2, series: int = 1, name: int = 1, label: int = 3, **more: Json) -> Json:
    labels = [f"{n:0{label}}" for n in range(points)]
    made = [
        {
            "name": f"{n:0{name}}",
            "data": [{"label": one, "value": n} for one in labels],
        }
        for n in range(series)
    ]
    axis = {"categories": labels, **more}
    return chart({"type": "line", "series": made, "axis_config": axis})


def pie(count: int = 2, value: float = 1, label: int = 3) -> Json:
    made = [{"label": f"{n:0{label}}", "value": value} for n in range(count)]
    return chart({"type": "pie", "segments": made})


def chart(inside: Json, title: int = 5) -> Json:
    return {"type": "data_visualization", "title": "x" * title, "chart": inside}


def card(**more: Json) -> Json:
    return {"type": "card", "title": mrkdwn("A"), **more}


def container(count: int = 1, **more: Json) -> Json:
    made = [{"type": "divider"}] * count
    return {"type": "container", "title": plain("Deals"), "child_blocks": made, **more}


def icons(count: int) -> Json:
    made = {"type": "icon_button", "icon": "trash", "text": plain("Away")}
    return {
        "type": "context_actions",
        "elements": [{**made, "action_id": f"a{n}"} for n in range(count)],
    }


LIMITS: list[tuple[str, Surface, Json, Json, str]] = [
    # name, surface, just fits, one more, where it is pointed out
    ("blocks of a message", "message", [section(1)] * 50, [section(1)] * 51, "/blocks"),
    ("blocks of a modal", "modal", [section(1)] * 100, [section(1)] * 101, "/blocks"),
    ("blocks of a Home", "home", [section(1)] * 100, [section(1)] * 101, "/blocks"),
    ("text of a header", "message", [header(150)], [header(151)], "/blocks/0/text/text"),
    (
        "level of a header",
        "message",
        [{**header(1), "level": 4}],
        [{**header(1), "level": 5}],
        "/blocks/0/level",
    ),
    ("text of a section", "message", [section(3000)], [section(3001)], "/blocks/0/text/text"),
    ("no empty text", "message", [section(1)], [section(0)], "/blocks/0/text/text"),
    ("fields of a section", "message", [fields(10)], [fields(11)], "/blocks/0/fields"),
    (
        "text of a field",
        "message",
        [fields(1, 2000)],
        [fields(1, 2001)],
        "/blocks/0/fields/0/text",
    ),
    ("elements of a context", "message", [context(10)], [context(11)], "/blocks/0/elements"),
    (
        "elements of actions",
        "message",
        [many_buttons(25)],
        [many_buttons(26)],
        "/blocks/0/elements",
    ),
    (
        "alt_text of an image",
        "message",
        [image(alt_text="x" * 2000)],
        [image(alt_text="x" * 2001)],
        "/blocks/0/alt_text",
    ),
    (
        "title of an image",
        "message",
        [image(title=plain("x" * 2000))],
        [image(title=plain("x" * 2001))],
        "/blocks/0/title/text",
    ),
    (
        "address of an image",
        "message",
        [image(image_url="h" * 3000)],
        [image(image_url="h" * 3001)],
        "/blocks/0/image_url",
    ),
    (
        "markdown of a payload",
        "message",
        [{"type": "markdown", "text": "x" * 6000}] * 2,
        [{"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6001}],
        "/blocks/1/text",
    ),
    (
        "block_id",
        "message",
        [{"type": "divider", "block_id": "x" * 255}],
        [{"type": "divider", "block_id": "x" * 256}],
        "/blocks/0/block_id",
    ),
    (
        "action_id",
        "message",
        [actions(button(action_id="x" * 255))],
        [actions(button(action_id="x" * 256))],
        "/blocks/0/elements/0/action_id",
    ),
    (
        "text of a button",
        "message",
        [actions(button(text=plain("x" * 75)))],
        [actions(button(text=plain("x" * 76)))],
        "/blocks/0/elements/0/text/text",
    ),
    (
        "value of a button",
        "message",
        [actions(button(value="x" * 2000))],
        [actions(button(value="x" * 2001))],
        "/blocks/0/elements/0/value",
    ),
    (
        "address of a button",
        "message",
        [actions(button(url="h" * 3000))],
        [actions(button(url="h" * 3001))],
        "/blocks/0/elements/0/url",
    ),
    (
        "label of a button for screen readers",
        "message",
        [actions(button(accessibility_label="x" * 75))],
        [actions(button(accessibility_label="x" * 76))],
        "/blocks/0/elements/0/accessibility_label",
    ),
    ("options of a menu", "message", [menu(100)], [menu(101)], "/blocks/0/elements/0/options"),
    (
        "groups of a menu",
        "message",
        [groups(100)],
        [groups(101)],
        "/blocks/0/elements/0/option_groups",
    ),
    (
        "text of an option",
        "message",
        [actions({"type": "static_select", "options": [option(1, text=75)]})],
        [actions({"type": "static_select", "options": [option(1, text=76)]})],
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        "value of an option",
        "message",
        [actions({"type": "static_select", "options": [option(1, value=150)]})],
        [actions({"type": "static_select", "options": [option(1, value=151)]})],
        "/blocks/0/elements/0/options/0/value",
    ),
    (
        "placeholder of a menu",
        "message",
        [actions({"type": "users_select", "placeholder": plain("x" * 150)})],
        [actions({"type": "users_select", "placeholder": plain("x" * 151)})],
        "/blocks/0/elements/0/placeholder/text",
    ),
    (
        "options of an overflow menu",
        "message",
        [listing("overflow", 5)],
        [listing("overflow", 6)],
        "/blocks/0/elements/0/options",
    ),
    (
        "options of checkboxes",
        "message",
        [listing("checkboxes", 10)],
        [listing("checkboxes", 11)],
        "/blocks/0/elements/0/options",
    ),
    (
        "options of radio buttons",
        "message",
        [listing("radio_buttons", 10)],
        [listing("radio_buttons", 11)],
        "/blocks/0/elements/0/options",
    ),
    (
        "title of a confirmation",
        "message",
        [confirm(title=100)],
        [confirm(title=101)],
        "/blocks/0/elements/0/confirm/title/text",
    ),
    (
        "text of a confirmation",
        "message",
        [confirm(text=300)],
        [confirm(text=301)],
        "/blocks/0/elements/0/confirm/text/text",
    ),
    (
        "buttons of a confirmation",
        "message",
        [confirm(deny=30)],
        [confirm(deny=31)],
        "/blocks/0/elements/0/confirm/deny/text",
    ),
    (
        "length of an input",
        "modal",
        [asking(max_length=3000)],
        [asking(max_length=3001)],
        "/blocks/0/element/max_length",
    ),
    (
        "first words of an input",
        "modal",
        [asking(initial_value="x" * 3000)],
        [asking(initial_value="x" * 3001)],
        "/blocks/0/element/initial_value",
    ),
    (
        "files of a file_input",
        "modal",
        [asking(type="file_input", max_files=10)],
        [asking(type="file_input", max_files=11)],
        "/blocks/0/element/max_files",
    ),
    ("rows of a table", "message", [table(rows(100))], [table(rows(101))], "/blocks/0/rows"),
    (
        "cells of a table's row",
        "message",
        [table(rows(1, 20))],
        [table(rows(1, 21))],
        "/blocks/0/rows/0",
    ),
    (
        "characters of a table",
        "message",
        [table(rows(10, 10, "x" * 100))],
        [table([*rows(9, 10, "x" * 100), *rows(1, 10, "x" * 101)])],
        "/blocks/0/rows",
    ),
    (
        "settings of a table's columns",
        "message",
        [table(rows(1), column_settings=[None] * 20)],
        [table(rows(1), column_settings=[None] * 21)],
        "/blocks/0/column_settings",
    ),
    ("one table", "message", [table(rows(1))], [table(rows(1)), table(rows(1))], "/blocks/1"),
    (
        "rows of a data_table",
        "message",
        [data_table(rows(201))],
        [data_table(rows(202))],
        "/blocks/0/rows",
    ),
    (
        "a header and a row",
        "message",
        [data_table(rows(2))],
        [data_table(rows(1))],
        "/blocks/0/rows",
    ),
    (
        "columns of a data_table",
        "message",
        [data_table(rows(2, 20))],
        [data_table(rows(2, 21))],
        "/blocks/0/rows/0",
    ),
    (
        "rows equally long",
        "message",
        [data_table(rows(2, 2))],
        [data_table([*rows(1, 2), *rows(1, 1)])],
        "/blocks/0/rows/1",
    ),
    (
        "page of a data_table",
        "message",
        [data_table(rows(2), page_size=100)],
        [data_table(rows(2), page_size=101)],
        "/blocks/0/page_size",
    ),
    (
        "naming column of a data_table",
        "message",
        [data_table(rows(2, 2), row_header_column_index=1)],
        [data_table(rows(2, 2), row_header_column_index=2)],
        "/blocks/0/row_header_column_index",
    ),
    (
        "no empty cells",
        "message",
        [data_table(rows(2))],
        [data_table([*rows(1), [raw("")]])],
        "/blocks/0/rows/1/0/text",
    ),
    (
        "characters of all data_tables",
        "message",
        [data_table(rows(100, 1, "x" * 100)), data_table(rows(100, 1, "x" * 100))],
        [data_table(rows(100, 1, "x" * 100)), data_table(rows(101, 1, "x" * 100))],
        "/blocks/1/rows",
    ),
    ("charts of a message", "message", [line()] * 2, [line()] * 3, "/blocks/2"),
    (
        "title of a chart",
        "message",
        [chart(pie()["chart"], title=50)],
        [chart(pie()["chart"], title=51)],
        "/blocks/0/title",
    ),
    ("segments of a pie", "message", [pie(12)], [pie(13)], "/blocks/0/chart/segments"),
    (
        "label of a segment",
        "message",
        [pie(1, label=20)],
        [pie(1, label=21)],
        "/blocks/0/chart/segments/0/label",
    ),
    (
        "segments above zero",
        "message",
        [pie(1, value=0.1)],
        [pie(1, value=0)],
        "/blocks/0/chart/segments/0/value",
    ),
    (
        "series of a chart",
        "message",
        [line(series=12)],
        [line(series=13)],
        "/blocks/0/chart/series",
    ),
    (
        "name of a series",
        "message",
        [line(name=20)],
        [line(name=21)],
        "/blocks/0/chart/series/0/name",
    ),
    (
        "points of a series",
        "message",
        [line(points=20)],
        [line(points=21)],
        "/blocks/0/chart/series/0/data",
    ),
    (
        "label of a category",
        "message",
        [line(label=20)],
        [line(label=21)],
        "/blocks/0/chart/axis_config/categories/0",
    ),
    (
        "label of an axis",
        "message",
        [line(x_label="x" * 50)],
        [line(x_label="x" * 51)],
        "/blocks/0/chart/axis_config/x_label",
    ),
    (
        "title of a card",
        "message",
        [card(title=mrkdwn("x" * 150))],
        [card(title=mrkdwn("x" * 151))],
        "/blocks/0/title/text",
    ),
    (
        "body of a card",
        "message",
        [card(body=mrkdwn("x" * 200))],
        [card(body=mrkdwn("x" * 201))],
        "/blocks/0/body/text",
    ),
    (
        "subtext of a card",
        "message",
        [card(subtext=mrkdwn("x" * 200))],
        [card(subtext=mrkdwn("x" * 201))],
        "/blocks/0/subtext/text",
    ),
    (
        "buttons of a card",
        "message",
        [card(actions=[button()] * 3)],
        [card(actions=[button()] * 4)],
        "/blocks/0/actions",
    ),
    (
        "cards of a carousel",
        "message",
        [{"type": "carousel", "elements": [card()] * 10}],
        [{"type": "carousel", "elements": [card()] * 11}],
        "/blocks/0/elements",
    ),
    (
        "blocks of a container",
        "message",
        [container(10)],
        [container(11)],
        "/blocks/0/child_blocks",
    ),
    (
        "text of an alert",
        "modal",
        [{"type": "alert", "text": plain("x" * 200)}],
        [{"type": "alert", "text": plain("x" * 201)}],
        "/blocks/0/text/text",
    ),
    (
        "elements of context_actions",
        "message",
        [icons(5)],
        [icons(6)],
        "/blocks/0/elements",
    ),
]


@pytest.mark.parametrize(
    ("surface", "fits", "breaks", "where"),
    [pytest.param(*row[1:], id=row[0]) for row in LIMITS],
)
def test_what_just_fits_passes_and_one_more_is_refused(
    surface: Surface, fits: Json, breaks: Json, where: str
) -> None:
    assert findings(fits, surface) == []
    assert any(f"[json-pointer:{where}]" in line for line in findings(breaks, surface))


RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
}

REFUSED: list[tuple[str, Surface, Json, str]] = [
    # name, surface, blocks, the whole first line
    (
        "an image without alt_text",
        "message",
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    (
        "a field nobody knows",
        "message",
        [{**section(1), "colour": "red"}],
        "invalid additional property: colour [json-pointer:/blocks/0]",
    ),
    (
        "a type on an option",
        "message",
        [actions({"type": "static_select", "options": [{**option(1), "type": "option"}]})],
        "invalid additional property: type [json-pointer:/blocks/0/elements/0/options/0]",
    ),
    (
        "a block nobody knows",
        "message",
        [{"type": "graph"}],
        "unsupported type: graph [json-pointer:/blocks/0/type]",
    ),
    (
        "an input among actions",
        "message",
        [actions({"type": "plain_text_input"})],
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        "a header in mrkdwn",
        "message",
        [{"type": "header", "text": mrkdwn("x")}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    (
        "a bare string for a text",
        "message",
        [card(body="words")],
        "must provide an object [json-pointer:/blocks/0/body]",
    ),
    (
        "a section without text and fields",
        "message",
        [{"type": "section"}],
        "must provide one of: text, fields [json-pointer:/blocks/0]",
    ),
    (
        "a file by id and by address",
        "message",
        [
            {
                "type": "image",
                "alt_text": "a",
                "slack_file": {"id": "F012345678", "url": "https://example.com"},
            }
        ],
        "must provide exactly one of: id, url [json-pointer:/blocks/0/slack_file]",
    ),
    (
        "the same block_id twice",
        "message",
        [{"type": "divider", "block_id": "a"}] * 2,
        "`block_id` a already exists [json-pointer:/blocks/1/block_id]",
    ),
    (
        "the same action_id twice in a block",
        "message",
        [actions(button(action_id="a"), button(action_id="a"))],
        "`action_id` a already exists [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    (
        "rich text in a data_table's header",
        "message",
        [data_table([[RICH], [raw("x")]])],
        "rich_text is not allowed in the header [json-pointer:/blocks/0/rows/0/0/type]",
    ),
    (
        "a chart with a gap",
        "message",
        [
            chart(
                {
                    "type": "bar",
                    "series": [{"name": "Won", "data": [{"label": "W46", "value": 1}]}],
                    "axis_config": {"categories": ["W46", "W47"]},
                }
            )
        ],
        "must have exactly one point for each of axis_config.categories"
        " [json-pointer:/blocks/0/chart/series/0/data]",
    ),
    (
        "a number as a string",
        "message",
        [data_table([[raw("Won")], [{"type": "raw_number", "value": "12", "text": "12"}]])],
        "must provide a number [json-pointer:/blocks/0/rows/1/0/value]",
    ),
    (
        "a chart on the Home",
        "home",
        [line()],
        "unsupported type: data_visualization [json-pointer:/blocks/0/type]",
    ),
    (
        "a table in a modal",
        "modal",
        [table(rows(1))],
        "unsupported type: table [json-pointer:/blocks/0/type]",
    ),
    (
        "a data_table in a container",
        "message",
        [{**container(), "child_blocks": [data_table(rows(2))]}],
        "unsupported type: data_table [json-pointer:/blocks/0/child_blocks/0/type]",
    ),
    (
        "an alert in a message",
        "message",
        [{"type": "alert", "text": plain("x")}],
        "unsupported type: alert [json-pointer:/blocks/0/type]",
    ),
    (
        "markdown in a modal",
        "modal",
        [{"type": "markdown", "text": "x"}],
        "unsupported type: markdown [json-pointer:/blocks/0/type]",
    ),
    (
        "blocks that are no list",
        "message",
        {"type": "section"},
        "must be an array [json-pointer:/blocks]",
    ),
]


@pytest.mark.parametrize(
    ("surface", "blocks", "line"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED]
)
def test_what_slack_refuses_is_refused_with_its_place(
    surface: Surface, blocks: Json, line: str
) -> None:
    assert findings(blocks, surface)[0] == line


def test_negative_values_and_numbers_are_taken() -> None:
    cells = [[raw("Won")], [{"type": "raw_number", "value": -1.5, "text": "−1.5"}]]
    assert findings([data_table(cells), line(points=1)]) == []


def test_a_workspace_before_the_roll_out_takes_no_data_blocks() -> None:
    assert findings([line()], native=False) == [
        "unsupported type: data_visualization [json-pointer:/blocks/0/type]"
    ]
    assert findings([table(rows(1))], native=False) == []


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


def test_a_block_id_is_unique_inside_containers_too() -> None:
    inside = {**container(), "child_blocks": [{"type": "divider", "block_id": "a"}]}
    assert findings([inside, {"type": "divider", "block_id": "a"}]) == [
        "`block_id` a already exists [json-pointer:/blocks/1/block_id]"
    ]


WHOLE.extend(fits for _, _, fits, _, _ in LIMITS)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "rows", "value"]), inner)
    ),
    max_leaves=8,
)


def places(value: Json) -> list[tuple[Json, Json]]:
    """Every (container, key) inside a payload."""
    if isinstance(value, list):
        found: list[tuple[Json, Json]] = [(value, position) for position in range(len(value))][:3]
        children = value[:3]
    elif isinstance(value, dict):
        found, children = [(value, key) for key in value], list(value.values())
    else:
        return []
    return found + [place for child in children for place in places(child)]


@given(data=st.data(), surface=st.sampled_from(["message", "modal", "home", "unsaved"]))
def test_whatever_arrives_is_looked_at_without_a_crash(
    data: st.DataObject, surface: Surface
) -> None:
    payload = copy.deepcopy(data.draw(st.sampled_from(WHOLE)))
    inside, key = data.draw(st.sampled_from(places(payload)))
    inside[key] = data.draw(ANYTHING)
    for line in findings(payload, surface):
        assert "[json-pointer:/blocks" in line
