"""The log: structured, one line an entry, and never a secret in it."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRETS = re.compile(
    r"(xox[a-z](?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+|https://(?:hooks|files)\.slack\.com/\S+"
    r"|wss://\S+|(?<=ticket=)[\w-]+"
    r"|(?<=://)[^\s:/@]+:[^\s@]+(?=@))"
)


def mask_secrets(text: str) -> str:
    """`text` without tokens, response addresses and passwords of database addresses."""
    return _SECRETS.sub("[hidden]", text)


def start_journal(*, json: bool, level: int = logging.INFO) -> None:
    """Set up structlog and the standard log alike, to standard error.

    Args:
        json: One JSON object a line, for machines; else colours for people.
        level: Entries below it are dropped.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask_entry,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared)
    )
    for name in ("slack_sdk.web", "slack_sdk.webhook"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # whoever calls says what failed
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


def _mask_entry(
    logger: Any,  # noqa: ARG001 - structlog's signature
    method: str,  # noqa: ARG001 - structlog's signature
    entry: MutableMapping[str, Any],
) -> MutableMapping[str, Any]:
    return {key: _mask(value) for key, value in entry.items()}


def _mask(value: Any) -> Any:
    if isinstance(value, str):
        return mask_secrets(value)
    if isinstance(value, (list, tuple)):
        return [_mask(one) for one in value]
    if isinstance(value, dict):
        return {key: _mask(one) for key, one in value.items()}
    return value
