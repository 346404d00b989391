"""Parts of a digest laid out on messages: as few as hold them, each well below Slack's limits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.messages.limits import measure
from bot.messages.message import Native, Piece

BLOCKS = 20
"""Of a message's 50. A digest's head, actions, charts and foot, and a word in place of what was
refused, come on top."""

LETTERS = 9_000
"""Of what stands outside the table. Slack refuses messages that are too long and does not say how
long that is."""


@dataclass(frozen=True)
class Part:
    """What stays together on one message.

    Attributes:
        pieces: What is seen; at most one table among them.
        lines: The same in words, for the text beside the blocks; not escaped.
    """

    pieces: tuple[Piece, ...]
    lines: tuple[str, ...]


@dataclass
class Page:
    """A message while it is filled."""

    parts: list[Part] = field(default_factory=list)
    blocks: int = 0
    letters: int = 0
    tables: int = 0

    def takes(self, part: Part) -> bool:
        """Whether the part still finds room."""
        return not self.parts or (
            self.blocks + count_blocks(part.pieces) <= BLOCKS
            and self.letters + _count_letters(part.lines) <= LETTERS
            and self.tables + _count_tables(part.pieces) <= 1
        )

    def add(self, part: Part) -> None:
        """Put the part at the end."""
        self.parts.append(part)
        self.blocks += count_blocks(part.pieces)
        self.letters += _count_letters(part.lines)
        self.tables += _count_tables(part.pieces)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything that is seen, in order."""
        return tuple(piece for part in self.parts for piece in part.pieces)

    @property
    def lines(self) -> list[str]:
        """Everything in words, in order."""
        return [line for part in self.parts for line in part.lines]


def lay_pages(parts: Iterable[Part]) -> list[Page]:
    """The parts in their order, on as few pages as hold them."""
    pages: list[Page] = []
    for part in parts:
        if not pages or not pages[-1].takes(part):
            pages.append(Page())
        pages[-1].add(part)
    return pages


def count_blocks(pieces: Sequence[Piece]) -> int:
    """How many blocks they are, written in the way that takes most."""
    return sum(max(1, len(piece.instead)) if isinstance(piece, Native) else 1 for piece in pieces)


def _count_tables(pieces: Sequence[Piece]) -> int:
    return sum(isinstance(piece, Native) for piece in pieces)


def _count_letters(lines: Sequence[str]) -> int:
    return sum(map(measure, lines))
