"""What digests and alert rules have in common as plans that people make: checked, kept in files."""
