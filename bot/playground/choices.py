"""What a person can choose in a menu: its options, or people and conversations it lists."""

from bot.playground.filled_in import Placed
from bot.playground.state import Json, PlaygroundChannel
from bot.playground.workspace import Workspace


def lists(workspace: Workspace, placed: Placed, channel: PlaygroundChannel, person: str) -> bool:
    """Whether a menu of conversations lists this one for a person."""
    if channel.archived or not workspace.is_seen_by(channel, person):
        return False
    if placed.kind.endswith("channels_select"):
        return channel.kind == "channel" and not channel.private
    wanted = placed.element.get("filter") or {}
    kind = "im" if channel.kind == "dm" else "private" if channel.private else "public"
    if kind not in (wanted.get("include") or (kind,)):
        return False
    if channel.shared and wanted.get("exclude_external_shared_channels"):
        return False
    # Every direct conversation of the playground is one with the bot.
    return not (kind == "im" and wanted.get("exclude_bot_users"))


def find_current(workspace: Workspace, placed: Placed, *, current: str | None, person: str) -> Json:
    """What a menu that starts with the current conversation starts with; None when nothing."""
    channel = workspace.channels.get(current or "")
    if not placed.element.get("default_to_current_conversation") or channel is None:
        return None
    if placed.element.get("initial_conversation") or placed.element.get("initial_conversations"):
        return None
    if not lists(workspace, placed, channel, person):
        return None
    return [channel.id] if placed.kind.startswith("multi_") else channel.id


def pick(workspace: Workspace, person: str, placed: Placed, choice: Json) -> Json:
    """A choice as the element sends it: options by value or words, the rest by id or name.

    Raises:
        LookupError: It is not offered, or these are too many.
    """
    if isinstance(choice, list):
        most = placed.element.get("max_selected_items")
        if most is not None and len(choice) > most:
            raise LookupError(f"no more than {most} can be chosen")
        return [_pick_one(workspace, person, placed, one) for one in choice]
    return _pick_one(workspace, person, placed, choice)


def _pick_one(workspace: Workspace, person: str, placed: Placed, choice: Json) -> Json:
    field = placed.chosen_in
    if choice is None:
        return None
    if field.startswith("selected_option"):
        return _find_option(placed, choice)
    if field.startswith(("selected_conversation", "selected_channel")):
        channel = workspace.channel_of(choice)
        if not lists(workspace, placed, channel, person):
            raise LookupError(f"{choice!r} is not in the list")
        return channel.id
    if field.startswith("selected_user"):
        return workspace.user_id(choice)
    return choice


def _find_option(placed: Placed, wanted: Json) -> Json:
    options = list(placed.element.get("options") or [])
    for group in placed.element.get("option_groups") or []:
        options.extend(group["options"])
    for entry in options:
        if wanted in (entry, entry["value"], entry["text"]["text"]):
            return entry
    raise LookupError(f"no option {wanted!r}")
