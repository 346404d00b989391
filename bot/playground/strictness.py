"""How strict the playground is. Everything is as strict as Slack unless a test says otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Strictness:
    """Switches for what would only slow a test down or stands in its way.

    Args:
        rate_limits: Answer 429 with Retry-After when a method is called too often.
        scopes: Answer missing_scope when the manifest does not ask for what a method needs.
        blocks: Refuse blocks and views that break Slack's limits.
        file_refusals: How often a fresh file is refused as "not ready" before it can be shown.
        file_wait: How many seconds a fresh file is refused, however often it is tried.
        native_blocks: False refuses data_table and data_visualization, as a workspace does that
            Slack's phased roll-out has not reached.
        ack_seconds: How long the bot has to acknowledge what it was sent.
        trigger_seconds: How long a trigger_id can be used.
        messages_a_minute: How many messages the whole workspace takes; Slack says "several
            hundred".
        kept_requests: How many requests of the bot are remembered; all when None.
    """

    rate_limits: bool = True
    scopes: bool = True
    blocks: bool = True
    file_refusals: int = 1
    file_wait: float = 0.0
    native_blocks: bool = True
    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    messages_a_minute: int = 300
    kept_requests: int | None = None
