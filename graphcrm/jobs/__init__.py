"""Celery tasks and schedules."""
