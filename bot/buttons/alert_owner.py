"""A word to the owner of a rule about what somebody else has done with it."""

from bot.bell import Bell
from bot.buttons.owner import tell_owner_of
from bot.messages import actions
from bot.request import Request
from storage.alerts import RuleRow


def tell_owner(bell: Bell, request: Request, rule: RuleRow, deed: str) -> None:
    """Tell the owner, unless they did it themselves; `deed` is one of `bot.messages.deeds`."""
    what = f"the alert {rule.name}"
    tell_owner_of(bell, request, rule.owner, deed, what, actions.MANAGE_ALERT, rule.id)
