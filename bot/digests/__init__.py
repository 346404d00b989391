"""When a digest is due, for whom it is computed, and how it gets into the outbox."""
