"""A Message: what is said, as a value, with its pictures standing at their place."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.models.blocks import ImageBlock

from bot.messages import limits
from bot.messages.limits import cut
from bot.messages.text import clean_lines

Block = dict[str, Any]
"""One block in the shape that Slack takes."""


@dataclass(frozen=True)
class Picture:
    """A picture among the blocks; its bytes are uploaded when the message is sent.

    Attributes:
        name: The file's name.
        png: The bytes, or what draws them when they are needed.
        alt_text: The numbers in it, in words, for people who cannot see it.
        title: The finding, as it is written in the picture; the file's title.
        key: Pictures with equal keys have equal bytes; None says nothing about it.
    """

    name: str
    png: bytes | Callable[[], bytes]
    alt_text: str
    title: str = ""
    key: Hashable = None

    def draw(self) -> bytes:
        """The bytes."""
        return self.png if isinstance(self.png, bytes) else self.png()

    def show(self, file_id: str) -> Block:
        """The block that shows it, once it is uploaded. Its title is drawn in the picture."""
        words = clean_lines(self.alt_text) or clean_lines(self.title) or self.name
        block: Block = ImageBlock(
            alt_text=cut(words, limits.ALT_TEXT), slack_file={"id": file_id}
        ).to_dict()
        return block


@dataclass(frozen=True)
class Native:
    """A block that not every workspace takes yet, with what says the same without it."""

    block: Block
    instead: tuple[Block, ...]


Piece = Block | Native | Picture


@dataclass(frozen=True)
class Message:
    """One message.

    Attributes:
        text: Complete by itself, in Slack's markup and escaped: screen readers and notifications
            read it, and it is all there is when every block is refused. At most 4,000 bytes.
        blocks: What is seen, in order.
    """

    text: str
    blocks: tuple[Piece, ...] = ()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Its pictures, in order."""
        return tuple(piece for piece in self.blocks if isinstance(piece, Picture))

    def lay_out(
        self,
        files: Sequence[str] = (),
        *,
        native: bool = True,
        instead_of_picture: Sequence[Block] = (),
    ) -> list[Block]:
        """The blocks as Slack takes them.

        Args:
            files: The ids of the uploaded pictures, in order; pictures beyond them are left out.
            native: False writes the blocks that this workspace refuses in another way.
            instead_of_picture: What stands in the place of the first picture left out.
        """
        ids = iter(files)
        word = list(instead_of_picture)
        laid: list[Block] = []
        for piece in self.blocks:
            if isinstance(piece, Picture):
                file_id = next(ids, None)
                if file_id is not None:
                    laid.append(piece.show(file_id))
                else:
                    laid.extend(word)
                    word = []
            elif isinstance(piece, Native):
                laid.extend([piece.block] if native else piece.instead)
            else:
                laid.append(piece)
        return laid[: limits.BLOCKS]

    def reduce(self, note: Sequence[Block] = ()) -> "Message":
        """The message without pictures and buttons, with a note at its end."""
        kept = tuple(
            piece
            for piece in self.blocks
            if not isinstance(piece, Picture)
            and not (isinstance(piece, dict) and piece["type"] == "actions")
        )
        return replace(self, blocks=(*kept, *note))
