"""Leads: deals that web sites bring, and the queue of those that are nobody's yet."""
