"""Uploading a file in Slack's three steps; private unless a channel is named."""

from http.client import HTTPException
from urllib.request import Request, urlopen

from slack_sdk import WebClient

from bot.answering.slack_answers import Fate, SlackAnswer, read_answer, read_error


class UploadFailed(Exception):  # noqa: N818 - said in the log, next to why
    """A file did not arrive.

    Attributes:
        step: "address", "bytes" or "complete".
        answer: What Slack said, or did not say.
    """

    def __init__(self, step: str, answer: SlackAnswer) -> None:
        super().__init__(f"{step}: {answer.error}")
        self.step = step
        self.answer = answer


def upload(
    client: WebClient,
    name: str,
    content: bytes,
    *,
    title: str = "",
    channel: str = "",
    thread_ts: str = "",
    comment: str = "",
) -> str:
    """Upload a file; gives its id.

    Args:
        client: Whose token uploads; only the same token may show a private file.
        name: The file's name.
        content: At least one byte.
        title: Shown above it; the name when left out.
        channel: A channel's id to share it in, not a user's; left out, it stays private.
        thread_ts: The message there that it answers.
        comment: The words the sharing comes with.

    Raises:
        UploadFailed: at whichever step; without a channel nobody has seen anything.
    """
    try:
        address = client.files_getUploadURLExternal(filename=name, length=len(content))
    except Exception as error:
        raise UploadFailed("address", read_error(error)) from error
    _send_bytes(str(address["upload_url"]), content, client.timeout)
    file_id = str(address["file_id"])
    try:
        client.files_completeUploadExternal(
            files=[{"id": file_id, "title": title or name}],
            channel_id=channel or None,
            thread_ts=thread_ts or None,
            initial_comment=comment or None,
        )
    except Exception as error:
        raise UploadFailed("complete", read_error(error)) from error
    return file_id


def _send_bytes(address: str, content: bytes, timeout: int) -> None:
    if not address.startswith(("https://", "http://")):
        raise UploadFailed("bytes", SlackAnswer(Fate.FINAL, "no_web_address"))
    headers = {"Content-Type": "application/octet-stream"}
    request = Request(address, data=content, headers=headers, method="POST")  # noqa: S310 - checked
    try:
        with urlopen(request, timeout=timeout) as answered:  # noqa: S310 - checked above
            status = answered.status
    except (OSError, HTTPException) as error:
        status = getattr(error, "code", None)
        if status is None:
            raise UploadFailed("bytes", read_error(error)) from error
    if status != 200:
        raise UploadFailed("bytes", read_answer(status, {}))
