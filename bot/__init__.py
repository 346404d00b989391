"""Hearing, who may ask, wording and sending: everything that knows Slack."""
