"""One of every block and element salesbell uses (samples/*.json), and ways to write more."""

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]
SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> Any:
    """The blocks of samples/`name`.json (message, charts), or its view (modal, home)."""
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": mrkdwn(text)}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def button(text: str, action_id: str, value: str = "v", **more: Any) -> Json:
    return {
        "type": "button",
        "text": plain(text),
        "action_id": action_id,
        "value": value,
        **more,
    }


def actions(*elements: Json, block_id: str = "acts") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def text_input(block_id: str, label: str, **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": block_id, **more}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element}
