"""What the numbers mean and how they are computed and drawn. Knows nothing of Slack."""
