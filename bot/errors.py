"""What is not a Problem is our fault: an apology with a reference that is in the log."""

import secrets

import structlog

from bot.request import Request

log = structlog.get_logger()

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for one another


def describe_failure(error: BaseException, request: Request | None = None) -> str:
    """Log an unexpected error with its traceback; gives the reference people are told."""
    reference = "".join(secrets.choice(_LETTERS) for _ in range(6))
    log.error(
        "failed",
        reference=reference,
        request=request.key.split(":", 1)[0] if request else "",
        user=request.user if request else "",
        exc_info=error,
    )
    return reference
