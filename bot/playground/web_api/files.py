"""Uploading files in Slack's three steps: ask for an address, send the bytes, complete."""

import re
from hashlib import sha256

from bot.playground.state import Json, Message, PlaygroundFile
from bot.playground.web_api.arguments import Arguments
from bot.playground.web_api.chat import postable_channel, read_thread
from bot.playground.web_api.refusal import Refusal
from bot.playground.web_api.shapes import file_shape
from bot.playground.workspace import BOT_USER, Workspace

CHANNELS = 100
CONVERSATION_ID = re.compile(r"[CGDZ][A-Z0-9]{2,}")


def get_upload_url(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """files.getUploadURLExternal."""
    length = arguments.whole("length", 0)
    name = arguments.needed("filename")
    if length <= 0:
        raise Refusal("invalid_arguments")
    file = PlaygroundFile(
        id=workspace.new_id("F"),
        name=name,
        length=length,
        owner=BOT_USER,
        alt_txt=arguments.text("alt_txt") or None,
    )
    workspace.files[file.id] = file
    return {"file_id": file.id, "upload_url": f"{workspace.url}/upload/v1/{file.id}"}


def take_upload(workspace: Workspace, file_id: str, content: bytes) -> str:
    """The bytes of an upload; gives Slack's short answer.

    Raises:
        Refusal: The address is unknown or used up, or the length is not the one announced.
    """
    file = workspace.files.get(file_id)
    if file is None or file.completed_at is not None:
        raise Refusal("file_not_found")
    if len(content) != file.length:
        raise Refusal("file_length_mismatch")
    # The same picture sent a thousand times takes the room of one.
    file.content = workspace.contents.setdefault(sha256(content).digest(), content)
    return f"OK - {len(content)}"


def _named_files(workspace: Workspace, arguments: Arguments) -> list[tuple[PlaygroundFile, str]]:
    given = arguments.parsed("files", "invalid_arguments")
    if not isinstance(given, list) or not given:
        raise Refusal("invalid_arguments")
    named = []
    for entry in given:
        file = workspace.files.get(entry.get("id", "")) if isinstance(entry, dict) else None
        if file is None or file.content is None:
            raise Refusal("file_not_found")
        named.append((file, str(entry.get("title") or file.name)))
    return named


def _check_ids(channels: list[str]) -> None:
    """Files are shared with conversations, which are named by their ids alone."""
    if not all(CONVERSATION_ID.fullmatch(name) for name in channels):
        complaint = "must match a regex pattern: ^[CGDZ][A-Z0-9]{2,}$ [json-pointer:/channel_id]"
        raise Refusal("invalid_arguments", response_metadata={"messages": [f"[ERROR] {complaint}"]})


def complete_upload(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """files.completeUploadExternal: finishes the files and shares them when channels are named."""
    named = _named_files(workspace, arguments)
    wanted = arguments.listed("channels") + arguments.listed("channel_id")
    _check_ids(wanted)
    if len(wanted) > CHANNELS:
        raise Refusal("invalid_arguments")
    channels = [postable_channel(workspace, name) for name in wanted]
    threads = [read_thread(workspace, arguments, channel.id) for channel in channels]
    refusals = workspace.faults.take_file_refusals()
    for file, title in named:
        file.title = title
        if file.completed_at is None:
            file.completed_at = workspace.machine_time.monotonic()
            default = workspace.strictness.file_refusals
            file.refusals_left = default if refusals is None else refusals
    shareable = [file for file, _ in named if file.alt_txt is None]
    for channel, thread_ts in zip(channels, threads, strict=True):
        # A file with alt_txt is uploaded, and its sharing is dropped without a word: as in Slack.
        if not shareable:
            continue
        for file in shareable:
            file.shared_in.add(channel.id)
        workspace.add_message(
            Message(
                channel=channel.id,
                ts=workspace.new_stamp(),
                user=BOT_USER,
                text=arguments.text("initial_comment"),
                files=[file.id for file in shareable],
                thread_ts=thread_ts,
                by_bot=True,
            )
        )
    return {"files": [{"id": file.id, "title": file.title} for file, _ in named]}


def info(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """files.info."""
    file = workspace.files.get(arguments.needed("file"))
    if file is None or file.completed_at is None:
        raise Refusal("file_not_found")
    return {"file": file_shape(workspace, file)}
