"""A refusal: the `ok: false` answer of a Web API method, raised where it is found out."""

from collections.abc import Sequence

from bot.playground.blocks import Finding
from bot.playground.state import Json


class Refusal(Exception):  # noqa: N818 - it is Slack's answer, not an error of ours
    """What a method answers instead of doing what it was asked.

    Args:
        error: Slack's name of the error, such as `channel_not_found`.
        retry_after: Seconds to wait; set for rate limits alone, which answer 429.
        more: Further fields of the answer.
    """

    def __init__(self, error: str, *, retry_after: int | None = None, **more: Json) -> None:
        super().__init__(error)
        self.error = error
        self.retry_after = retry_after
        self.more = more

    def answer(self) -> dict[str, Json]:
        """The body Slack would send."""
        return {"ok": False, "error": self.error, **self.more}


def refuse_findings(error: str, findings: Sequence[Finding]) -> None:
    """Refuse a payload with everything that was found wrong with it, if anything was.

    Raises:
        Refusal: With `errors` and `response_metadata.messages`, as Slack answers.
    """
    if not findings:
        return
    lines = [str(finding) for finding in findings]
    raise Refusal(
        error,
        errors=lines,
        response_metadata={"messages": [f"[ERROR] {line}" for line in lines]},
    )
