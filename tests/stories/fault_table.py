"""The stage for faults: a small Slack with many channels, a database, and what is counted there."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

import yaml
from sqlalchemy import Engine, insert

from bot.clock import MovableClock
from bot.messages.blocks import paragraph
from bot.messages.message import Message, Picture
from bot.messages.outgoing import Outgoing, OutgoingFile
from bot.playground import Playground, PlaygroundChannel, PlaygroundUser
from bot.playground.strictness import Strictness
from storage.deliveries import list_deliveries
from storage.outbox import DeliveryRow
from storage.sample import MANAGER
from storage.tables import Workspace
from tests.bot.answering.conftest import MANIFEST
from tests.bot.answering.samples import PNG

DUE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
OWNER = "U0OWNER"
CHANNELS = 250


def make_playground(*, readable: bool, file_refusals: int = 1) -> Playground:
    """A workspace whose limits do not matter; `readable` says whether the bot may look."""
    playground = Playground(
        manifest=yaml.safe_load(MANIFEST.read_text()),
        people=[PlaygroundUser(OWNER, MANAGER.name, MANAGER.email)],
        channels=[
            PlaygroundChannel(name_channel(number), f"sales-{number}", members=[OWNER])
            for number in range(CHANNELS)
        ],
        clock=MovableClock(DUE),
        strictness=Strictness(rate_limits=False, file_refusals=file_refusals),
    )
    if not readable:
        playground.installation.take_scopes(HISTORY)
    return playground


def name_channel(number: int) -> str:
    """The id of one of the channels."""
    return f"C0N{number:03}"


def prepare(engine: Engine) -> None:
    """An installation without any data."""
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))


def render_sample(row: DeliveryRow, now: datetime) -> Outgoing:
    """A picture, a thread and a file, as a digest has."""
    picture = Picture("chart.png", PNG, "The numbers", key=row.key)
    main = Message(row.key, (paragraph([row.key]), picture))
    file = OutgoingFile(f"{row.recipient}.csv", b"a,b\n", "All rows")
    return Outgoing(main, (Message(f"details of {row.key}"),), (file,))


@dataclass(frozen=True)
class Sight:
    """What became of one delivery, as people see it.

    Attributes:
        messages: How often the message itself stands in the channel.
        replies: What stands in its thread.
        files: How often its file does.
        asked: How often the owner was asked what became of it.
        told: How often the owner was told that it failed.
    """

    row: DeliveryRow
    messages: int
    replies: tuple[str, ...]
    files: int
    asked: int
    told: int


def look(playground: Playground, engine: Engine, channel: str) -> Sight:
    """Look at a channel that gets one thing, and at what its owner was told of that."""
    with engine.connect() as connection:
        rows = list_deliveries(connection, 1, 1000)
    [row] = [row for row in rows if row.recipient == channel]
    said = playground.messages(channel)
    told = [one.text for one in playground.messages(row.owner) if f"{row.title} " in one.text]
    asked = sum("can't tell whether" in text for text in told)
    return Sight(
        row,
        messages=sum(not one.thread_ts for one in said),
        replies=tuple(one.text for one in said if one.thread_ts and not one.files),
        files=sum(bool(one.files) for one in said),
        asked=asked,
        told=len(told) - asked,
    )


def check_once(sight: Sight, *, readable: bool) -> None:
    """One message; where nobody may look, one at most, and the owner is asked."""
    assert len(sight.replies) == len(set(sight.replies))
    assert sight.files <= 1
    if readable or sight.row.state != "unsure":
        assert (sight.row.state, sight.messages) == ("delivered", 1)
        assert sight.asked == sight.told == 0
    else:
        assert sight.messages <= 1
        assert (sight.asked, sight.told) == (1, 0)


@dataclass
class Table:
    """Counts, row by row, as they are printed after the tests."""

    title: str
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, row: str, sight: Sight) -> None:
        """Count one cell."""
        of = self.counts.setdefault(row, Counter())
        of["cells"] += 1
        of[f"{sight.messages} visible"] += 1
        of["owner asked"] += sight.asked
        of["owner told"] += sight.told

    def write(self) -> str:
        """The whole table as text."""
        names = ("cells", "0 visible", "1 visible", "2 visible", "owner asked", "owner told")
        wide = max(map(len, [*self.counts, "all"]))
        lines = [self.title, " ".join([" " * wide, *(f"{name:>11}" for name in names)])]
        rows = [*self.counts.items(), ("all", sum(self.counts.values(), Counter()))]
        for row, of in rows:
            lines.append(" ".join([f"{row:{wide}}", *(f"{of[name]:11}" for name in names)]))
        return "\n".join(lines)
