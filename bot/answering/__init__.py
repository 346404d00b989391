"""Bringing a Message to Slack once, by a ladder whose every rung says why it was left."""
