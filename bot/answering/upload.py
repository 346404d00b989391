"""Uploading a file in Slack's three steps; private unless a channel is named."""

from slack_sdk import WebClient

from bot.answering.connections import share_connections
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
    file_id = send_bytes(client, name, content)
    complete(client, file_id, title or name, channel, thread_ts, comment)
    return file_id


def send_bytes(client: WebClient, name: str, content: bytes) -> str:
    """The first two steps, of which nobody sees anything; gives the file's id.

    Raises:
        UploadFailed: at "address" or "bytes".
    """
    try:
        address = client.files_getUploadURLExternal(filename=name, length=len(content))
    except Exception as error:
        raise UploadFailed("address", read_error(error)) from error
    put_bytes(str(address["upload_url"]), content, client)
    return str(address["file_id"])


def complete(
    client: WebClient,
    file_id: str,
    title: str,
    channel: str = "",
    thread_ts: str = "",
    comment: str = "",
) -> None:
    """The last step, which shares the file where a channel is named.

    Raises:
        UploadFailed: at "complete".
    """
    try:
        client.files_completeUploadExternal(
            files=[{"id": file_id, "title": title}],
            channel_id=channel or None,
            thread_ts=thread_ts or None,
            initial_comment=comment or None,
        )
    except Exception as error:
        raise UploadFailed("complete", read_error(error)) from error


def put_bytes(address: str, content: bytes, client: WebClient) -> None:
    """The second step: the bytes, to the address that the first one gave.

    Raises:
        UploadFailed: at "bytes".
    """
    if not address.startswith(("https://", "http://")):
        raise UploadFailed("bytes", SlackAnswer(Fate.FINAL, "no_web_address"))
    headers = {"Content-Type": "application/octet-stream"}
    try:
        answered = share_connections(client.proxy).post(address, content, headers, client.timeout)
    except OSError as error:
        raise UploadFailed("bytes", read_error(error)) from error
    if answered.status != 200:
        raise UploadFailed("bytes", read_answer(answered.status, {}))
