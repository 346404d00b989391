"""What a delivery shows: a message, what follows in its thread, and files."""

from dataclasses import dataclass

from bot.messages.message import Message


@dataclass(frozen=True)
class OutgoingFile:
    """A file for the thread, with one escaped sentence."""

    name: str
    content: bytes
    comment: str = ""


@dataclass(frozen=True)
class Outgoing:
    """A rendered delivery: the message people see, its thread, and files that go there."""

    main: Message
    thread: tuple[Message, ...] = ()
    files: tuple[OutgoingFile, ...] = ()
