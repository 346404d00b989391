"""The arguments of a Web API call, sent as a form or as JSON, read the way Slack reads both."""

import json

from bot.playground.state import Json
from bot.playground.web_api.refusal import Refusal


class Arguments:
    """Named values; a form's are strings that may hold JSON, a JSON body's are already parsed."""

    def __init__(self, values: dict[str, Json]) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}

    def has(self, name: str) -> bool:
        """Whether the argument was given."""
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are taken as they are written."""
        value = self.values.get(name, default)
        if isinstance(value, (dict, list)):
            raise Refusal("invalid_arguments")
        return str(value)

    def needed(self, name: str) -> str:
        """A string that must be there and not be empty."""
        value = self.text(name)
        if value == "":
            raise Refusal(
                "invalid_arguments",
                response_metadata={"messages": [f"[ERROR] missing required field: {name}"]},
            )
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false, however it was written."""
        value = self.values.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def whole(self, name: str, default: int) -> int:
        """A whole number."""
        try:
            return int(self.text(name, str(default)))
        except ValueError:
            raise Refusal("invalid_arguments") from None

    def parsed(self, name: str, error: str) -> Json:
        """A structure; None when it was not given, `error` when it is not JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if value == "":
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal(error) from None

    def listed(self, name: str) -> list[str]:
        """Ids, as a list or joined with commas."""
        value = self.values.get(name)
        if value is None or value == "":
            return []
        entries = value if isinstance(value, list) else str(value).split(",")
        return [str(entry).strip() for entry in entries]
