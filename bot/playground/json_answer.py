"""JSON answers in plain ASCII, so that half a character in somebody's text breaks no answer."""

import json

from starlette.responses import JSONResponse

from bot.playground.state import Json


class JsonAnswer(JSONResponse):
    """Like Starlette's own, with everything beyond ASCII escaped, as Slack sends it."""

    def render(self, content: Json) -> bytes:
        """The body."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")
