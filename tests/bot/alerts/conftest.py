"""The sample company and a small Slack, as for digests."""

from tests.bot.digests.conftest import desk

__all__ = ["desk"]
