"""What somebody has done with something of somebody else's: a digest, an alert."""

from bot.messages.blocks import Button, Member, carry, paragraph, show_buttons
from bot.messages.message import Block, Message
from bot.messages.text import escape, name

CHANGED = "has changed"
PAUSED = "has paused"
RESUMED = "has resumed"
HANDED_OVER = "has handed over to you"
DELETED = "has deleted"


def say_deed(user: str, deed: str, what: str, action: str, plan_id: int) -> Message:
    """Told to the owner.

    Args:
        user: Who did it; Slack's id.
        deed: "has paused".
        what: "the digest Monday numbers".
        action: Of the button that manages it.
        plan_id: Its number; 0 for one that is gone.
    """
    words = f" {deed} {name(what, 100)}."
    blocks: list[Block] = [paragraph([Member(user), words])]
    if plan_id:
        value = carry({"id": str(plan_id)})
        blocks += show_buttons([Button("Manage", action, value)])
    return Message(f"<@{escape(user)}>{escape(words)}", tuple(blocks))
