"""What an alert's message needs besides its report: where it stands, whom it calls, its key."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.messages.origins import Late
from metrics.alerts.recovery import Recovery


@dataclass(frozen=True)
class Standing:
    """What has become of an alert since it was told.

    Attributes:
        acknowledged_by: The Slack user who looks after it; empty while nobody does.
        snoozed_until: Nothing more is told of it until then; None when something is.
        snoozed_by: The Slack user who asked for that.
        over: How it ended; None while it is firing.
        closed: Why nobody watches it any more, though it never ended: "its rule has been paused".
    """

    acknowledged_by: str = ""
    snoozed_until: datetime | None = None
    snoozed_by: str = ""
    over: Recovery | None = None
    closed: str = ""

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do about it."""
        return self.over is None and not self.closed


@dataclass(frozen=True)
class AlertFacts:
    """Equal facts and reports give equal messages.

    Attributes:
        key: Of the delivery that says it is firing; its buttons carry it.
        sent_at: The instant it is sent at; the same instant when it is shown anew.
        zone: IANA; in which its times are told.
        rule_id: For the button that changes the rule; 0 has none.
        standing: What has become of it.
        mentions: The Slack users who are called; never from a text.
        late: Why it comes late; None when it does not.
        set_up_by: The Slack user who set it up: for the first one in a channel.
        banner: Above a test, which has no buttons; empty for a real one.
    """

    key: str
    sent_at: datetime
    zone: str
    rule_id: int = 0
    standing: Standing = field(default_factory=Standing)
    mentions: tuple[str, ...] = ()
    late: Late | None = None
    set_up_by: str = ""
    banner: str = ""
