"""What can be typed: one file a command, and the words that become a Question."""
