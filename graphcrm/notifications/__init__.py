"""Notifications: what users are told of, one for each cause."""
