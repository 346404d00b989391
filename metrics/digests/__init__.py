"""Digests: the page a team runs its week with, put together from declared sections."""
