"""What Slack refuses in blocks whatever its size, with the words and the place."""

import pytest

from bot.playground.blocks import Surface
from tests.bot.playground.block_samples import (
    RICH,
    Json,
    actions,
    button,
    card,
    chart,
    container,
    data_table,
    findings,
    line,
    mrkdwn,
    option,
    plain,
    raw,
    rows,
    section,
    table,
)

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


def test_a_block_id_is_unique_inside_containers_too() -> None:
    inside = {**container(), "child_blocks": [{"type": "divider", "block_id": "a"}]}
    assert findings([inside, {"type": "divider", "block_id": "a"}]) == [
        "`block_id` a already exists [json-pointer:/blocks/1/block_id]"
    ]
