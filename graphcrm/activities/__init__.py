"""The append-only stream: what happened, and the one door for writes."""
