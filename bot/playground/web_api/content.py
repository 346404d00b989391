"""What a message says: text, blocks, attachments and metadata, checked before it is posted."""

import json
import re
from dataclasses import dataclass, field

from bot.playground.blocks import Inspection, Surface, inspect_blocks
from bot.playground.state import Json
from bot.playground.web_api.arguments import Arguments
from bot.playground.web_api.refusal import Refusal, refuse_findings
from bot.playground.web_api.shapes import PICTURES, mimetype
from bot.playground.workspace import Workspace

TEXT_CUT = 40_000
TEXT_OF_UPDATE = 4_000
MARKDOWN_TEXT = 12_000
ATTACHMENTS = 100
METADATA_BYTES = 8_000
"""Slack has a limit and does not publish it; this one is ours."""


@dataclass
class Content:
    """The checked content of one message."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)


def inspection(workspace: Workspace, surface: Surface) -> Inspection:
    """An inspection that knows this workspace's files and its roll-out."""
    saved = surface == "message"
    return Inspection(
        surface=surface,
        look_up_file=lambda reference: _look_up_file(workspace, reference, saved=saved),
        native=workspace.strictness.native_blocks,
    )


def _look_up_file(workspace: Workspace, reference: Json, *, saved: bool) -> str | None:
    complaint = "invalid slack file"
    wanted = reference.get("id") or str(reference.get("url")).rpartition("/")[2]
    file = workspace.files.get(wanted)
    # A private file shows in messages alone: whether it does elsewhere is not documented.
    if file is None or file.completed_at is None or not saved or mimetype(file) not in PICTURES:
        return complaint
    if file.refusals_left > 0:
        file.refusals_left -= 1
        return complaint
    waited = workspace.machine_time.monotonic() - file.completed_at
    return complaint if waited < workspace.strictness.file_wait else None


def read_blocks(workspace: Workspace, arguments: Arguments, surface: Surface) -> list[Json] | None:
    """The blocks of a call, as strict as Slack; None when none were given."""
    blocks = arguments.parsed("blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    if workspace.strictness.blocks:
        seen = inspection(workspace, surface)
        inspect_blocks(blocks, "/blocks", seen)
        refuse_findings("invalid_blocks", seen.findings)
    stored: list[Json] = json.loads(json.dumps(blocks))
    return stored


def read_attachments(workspace: Workspace, arguments: Arguments, surface: Surface) -> list[Json]:
    """The legacy attachments of a call; blocks inside them are looked at too."""
    attachments = arguments.parsed("attachments", "invalid_attachments") or []
    if not isinstance(attachments, list):
        raise Refusal("invalid_attachments")
    if len(attachments) > ATTACHMENTS:
        raise Refusal("too_many_attachments")
    seen = inspection(workspace, surface)
    for position, attachment in enumerate(attachments):
        if not isinstance(attachment, dict):
            raise Refusal("invalid_attachments")
        if attachment.get("blocks") is not None:
            inspect_blocks(attachment["blocks"], f"/attachments/{position}/blocks", seen)
    if workspace.strictness.blocks:
        refuse_findings("invalid_attachments", seen.findings)
    stored: list[Json] = json.loads(json.dumps(attachments))
    return stored


def read_content(workspace: Workspace, arguments: Arguments, surface: Surface) -> Content:
    """Everything a message says.

    Raises:
        Refusal: no_text, invalid_blocks and the other names Slack has for it.
    """
    text = arguments.text("text")
    markdown = arguments.text("markdown_text")
    if markdown:
        if text or arguments.has("blocks"):
            raise Refusal("markdown_text_conflict")
        if len(markdown) > MARKDOWN_TEXT:
            raise Refusal("msg_too_long")
    blocks = read_blocks(workspace, arguments, surface)
    attachments = read_attachments(workspace, arguments, surface)
    if not (text.strip() or markdown or blocks or attachments):
        raise Refusal("no_text")
    if markdown:
        blocks = [{"type": "markdown", "text": markdown}]
    return Content((text or markdown)[:TEXT_CUT], blocks or [], attachments)


def read_metadata(arguments: Arguments) -> Json:
    """The metadata of a message, flat as Slack wants it; None when none was given."""
    metadata = arguments.parsed("metadata", "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return metadata
    if not isinstance(metadata, dict) or set(metadata) - {"event_type", "event_payload"}:
        raise Refusal("invalid_metadata_format")
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not re.fullmatch(r"[a-z][a-z0-9_.]*", event_type):
        raise Refusal("invalid_metadata_format")
    if not isinstance(payload, dict) or not all(_is_flat(value) for value in payload.values()):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise Refusal("metadata_too_large")
    return metadata


def _is_flat(value: Json, depth: int = 0) -> bool:
    if isinstance(value, list):
        return depth < 1 and all(_is_flat(entry, depth) for entry in value)
    if isinstance(value, dict):
        return depth < 1 and all(_is_flat(entry, depth + 1) for entry in value.values())
    return True
