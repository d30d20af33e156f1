"""Saved views: lists as somebody filtered and arranged them, kept under a name."""
