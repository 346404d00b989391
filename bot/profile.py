"""Who somebody in Slack is, as a value; where it comes from is `bot.directory`'s business."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """What Slack says of a user.

    Attributes:
        email: In small letters; None when Slack tells none or it has not been confirmed.
        is_administrator: Owner or admin of the Slack workspace.
        is_outsider: From another company (Slack Connect), a guest, a bot, or gone.
        zone: Their time zone as they have it in Slack, an IANA name; None when it is no such.
        is_bot: An app, not a person.
        is_gone: Deactivated: they can't read anything any more.
    """

    user: str
    name: str
    email: str | None
    is_administrator: bool
    is_outsider: bool
    zone: str | None = None
    is_bot: bool = False
    is_gone: bool = False
