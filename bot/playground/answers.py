"""Answers to what a person did: through a response_url, or in the acknowledgement itself."""

from datetime import timedelta

from bot.playground.state import Json, Message, Received, ResponseUrl
from bot.playground.web_api.arguments import Arguments
from bot.playground.web_api.call import Answer
from bot.playground.web_api.chat import read_thread
from bot.playground.web_api.content import Content, read_content
from bot.playground.web_api.refusal import Refusal
from bot.playground.workspace import BOT_USER, Workspace

USES = 5
LIFE = timedelta(minutes=30)


def answer_response_url(workspace: Workspace, key: str, body: Json) -> Answer:
    """Take what was posted to a response_url; refusals answer 404, as Slack does."""
    with workspace.lock:
        try:
            url = _use(workspace, key)
            if not isinstance(body, dict):
                raise Refusal("invalid_payload")
            show_answer(workspace, url, body)
            answer = Answer({"ok": True})
        except Refusal as refusal:
            answer = Answer(refusal.answer(), 404)
        values = body if isinstance(body, dict) else {"body": body}
        workspace.record(Received("response_url", values, None, workspace.now(), answer.body))
    return answer


def _use(workspace: Workspace, key: str) -> ResponseUrl:
    url = workspace.response_urls.get(key)
    if url is None:
        raise Refusal("invalid_url")
    if workspace.now() - url.made_at > LIFE:
        raise Refusal("expired_url")
    if url.uses >= USES:
        raise Refusal("used_url")
    url.uses += 1
    return url


def show_answer(workspace: Workspace, url: ResponseUrl, body: dict[str, Json]) -> None:
    """Show an answer: to the asker alone unless it says `in_channel`.

    Raises:
        Refusal: The answer has no text, or blocks that cannot be shown.
    """
    arguments = Arguments(body)
    source = url.source
    alive = source is not None and source in workspace.said[url.channel]
    if arguments.flag("delete_original"):
        if alive and source is not None:
            workspace.remove_message(source)
        return
    if url.command and set(body) <= {"response_type"}:
        _echo(workspace, url, arguments)
        return
    content = read_content(workspace, arguments, "unsaved")
    if arguments.flag("replace_original") and alive and source is not None:
        _replace(workspace, source, content)
        return
    shown = _post(workspace, url, arguments, content)
    if url.source is None:
        url.source = shown


def _echo(workspace: Workspace, url: ResponseUrl, arguments: Arguments) -> None:
    # An acknowledgement that is nothing but `in_channel` shows what was typed.
    if arguments.text("response_type") == "in_channel":
        workspace.add_message(
            Message(
                channel=url.channel,
                ts=workspace.new_stamp(),
                user=url.user,
                text=url.command or "",
                command=url.command,
            )
        )


def _replace(workspace: Workspace, source: Message, content: Content) -> None:
    workspace.name_blocks(content.blocks)
    source.text = content.text
    source.blocks = content.blocks
    source.attachments = content.attachments
    workspace.changed("messages", source.channel)


def _post(
    workspace: Workspace, url: ResponseUrl, arguments: Arguments, content: Content
) -> Message:
    in_channel = arguments.text("response_type") == "in_channel"
    return workspace.add_message(
        Message(
            channel=url.channel,
            ts=workspace.new_stamp(),
            user=BOT_USER,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments,
            ephemeral_to=None if in_channel else url.user,
            thread_ts=read_thread(workspace, arguments, url.channel),
            by_bot=True,
            command=url.command if in_channel else None,
        )
    )
