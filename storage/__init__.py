"""The database: tables, reads, writes and bringing data in. Knows nothing of metrics."""
