"""Whether whoever clicks below something that was delivered is one of its readers."""

from bot.bell import Bell
from bot.digests.audience import is_user
from bot.digests.roster import SlackBusy, SlackRefusal
from bot.request import Request
from storage.outbox import DeliveryRow


def is_reader(bell: Bell, request: Request, row: DeliveryRow) -> bool:
    """Whether it came to them: in their direct messages, or in a channel they are in."""
    if is_user(row.recipient):
        return request.user == row.recipient
    if request.channel != row.recipient:
        return False
    try:
        return request.user in bell.digests.roster.find_members(row.recipient)
    except (SlackBusy, SlackRefusal):
        return True  # Slack has shown them the message in that channel, or there were no button
