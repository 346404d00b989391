"""What happens around alerts in a story, in a line each: weeks come in, the clock moves on."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot.playground.state import Message
from storage.importing import ImportSettings, import_file
from storage.sample import REP
from tests.stories.conftest import PATIENCE, Story

BERLIN = ZoneInfo("Europe/Berlin")
SEGMENT = "Planted"
_HEADINGS = ("deal_id", "deal_name", "owner", "segment", "stage", "amount", "created_date",
             "close_date")  # fmt: skip


@dataclass
class Weeks:
    """Imports deals of one segment whose conversion the test decides."""

    story: Story
    engine: Engine
    folder: Path
    deals: int = 0

    def bring(self, day: date, won: int, lost: int) -> None:
        """The deals that were decided on a day come in the morning after, and are judged."""
        morning = datetime.combine(day + timedelta(days=1), time(9, 30), BERLIN)
        self.story.slack.clock.move_to(morning.astimezone(UTC))
        path = self.folder / f"deals-{day.isoformat()}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADINGS)
            for stage, count in (("Closed Won", won), ("Closed Lost", lost)):
                for _ in range(count):
                    self.deals += 1
                    created = (day - timedelta(days=20)).isoformat()
                    writer.writerow(
                        (f"P{self.deals}", f"Planted deal {self.deals}", REP.name, SEGMENT, stage,
                         "1000", created, day.isoformat())
                    )  # fmt: skip
        settings = ImportSettings(BERLIN)
        now = self.story.slack.clock.now()
        report = import_file(self.engine, 1, "deals", path, settings, now)
        assert report.new == won + lost
        self.story.demo.running.ticks.tick_soon()


def read_channel(story: Story, place: str, who: str) -> list[Message]:
    """The bot's messages there that are no replies."""
    said = [m for m in story.slack.messages(place, as_user=who) if m.by_bot]
    return [m for m in said if not m.ephemeral_to and not m.thread_ts]


def read_thread(story: Story, place: str, who: str, first: Message) -> list[Message]:
    """The replies to a message."""
    said = story.slack.messages(place, as_user=who)
    return [m for m in said if m.thread_ts == first.ts and m.ts != first.ts]


def wait_for(story: Story, find: Callable[[], object]) -> object:
    return story.slack.wait_for(find, PATIENCE)
