"""What the app's manifest promises: commands, scopes, events, Home. Reads a parsed manifest."""

from dataclasses import dataclass

from bot.playground.state import Json


@dataclass(frozen=True)
class Command:
    """One slash command of the manifest."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


class Manifest:
    """A parsed app manifest, read with the defaults Slack fills in."""

    def __init__(self, parsed: dict[str, Json]) -> None:
        self.parsed = parsed
        features = parsed.get("features") or {}
        self.commands = {
            entry["command"]: Command(
                command=entry["command"],
                description=entry.get("description", ""),
                usage_hint=entry.get("usage_hint", ""),
                should_escape=bool(entry.get("should_escape", False)),
            )
            for entry in features.get("slash_commands") or []
        }
        home = features.get("app_home") or {}
        self.home_enabled = bool(home.get("home_tab_enabled", False))
        self.messages_tab_enabled = bool(home.get("messages_tab_enabled", True))
        self.messages_read_only = bool(home.get("messages_tab_read_only_enabled", False))
        information = parsed.get("display_information") or {}
        self.name = str(information.get("name", "App"))
        bot_user = features.get("bot_user") or {}
        self.bot_name = str(bot_user.get("display_name", self.name))
        scopes = (parsed.get("oauth_config") or {}).get("scopes") or {}
        self.scopes = tuple(scopes.get("bot") or ()) + tuple(scopes.get("bot_optional") or ())
        settings = parsed.get("settings") or {}
        events = settings.get("event_subscriptions") or {}
        self.events = frozenset(events.get("bot_events") or ())
