"""Slack's rules for blocks and views, as strict as Slack; pure, and knows no server."""

from bot.playground.blocks.layout import inspect_blocks
from bot.playground.blocks.shape import Finding, Inspection, Json, Surface
from bot.playground.blocks.view import inspect_view, is_too_large

__all__ = [
    "Finding",
    "Inspection",
    "Json",
    "Surface",
    "inspect_blocks",
    "inspect_view",
    "is_too_large",
]
