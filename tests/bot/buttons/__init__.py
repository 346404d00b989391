"""Buttons, forms and windows, without Slack."""
