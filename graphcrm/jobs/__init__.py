"""Celery tasks and schedules: thin, each calls one command."""

from graphcrm.jobs.celery import app


__all__ = ["app"]
