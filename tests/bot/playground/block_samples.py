"""Blocks of every kind, as small or as large as a test needs them, and the look at them."""

from typing import Any

from bot.playground.blocks import Inspection, Surface, inspect_blocks

Json = Any
Limit = tuple[str, Surface, Json, Json, str]
"""A name, where it is shown, what just fits, what breaks it, and where that is pointed out."""


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


RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
}
