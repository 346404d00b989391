"""A database and a small Slack between which processes live, and are killed."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from bot.playground import Playground, PlaygroundServer
from bot.playground.workspace import BOT_USER
from tests.stories.mortal import Life


class MortalStage:
    """What all lives of one test share."""

    def __init__(self, url: str, engine: Engine, server: PlaygroundServer) -> None:
        self.engine = engine
        self.slack: Playground = server.playground
        self._life = Life(
            database=url,
            api_url=server.api_url,
            token=server.bot_token,
            team=self.slack.team.id,
            bot_user=BOT_USER,
            now="",
        )

    def live(self, now: datetime, die_at: int = 0, processes: int = 1) -> Life:
        """A life that begins at an instant."""
        self.slack.clock.move_to(now)
        return replace(self._life, now=now.isoformat(), die_at=die_at, processes=processes)
