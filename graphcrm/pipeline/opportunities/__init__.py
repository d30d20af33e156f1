"""Opportunities on their way to won or lost: opened, moved, listed."""
