"""What a delivery shows, under the name that the delivery knows it by."""

from bot.messages.outgoing import Outgoing, OutgoingFile

__all__ = ["Outgoing", "OutgoingFile"]
