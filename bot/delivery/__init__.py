"""From the outbox to Slack: each thing once, whatever happens on the way."""
