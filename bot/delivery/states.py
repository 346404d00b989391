"""What stops a delivery on its way; what becomes of it then is the deliverer's to decide."""

from bot.answering.slack_answers import SlackAnswer


class Later(Exception):  # noqa: N818 - a state, not an error
    """Certainly not to be gone on with now; after so many seconds, or when None soon."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


class Refused(Exception):  # noqa: N818 - said to the owner, next to why
    """Slack will never take it."""

    def __init__(self, answer: SlackAnswer) -> None:
        super().__init__(answer.error)
        self.answer = answer


class Unsure(Exception):  # noqa: N818 - a state, not an error
    """Perhaps it stands in Slack, and we may not look."""


class NeverTold(Exception):  # noqa: N818 - a state, not an error
    """What it answers was never there; so it is not sent either."""
