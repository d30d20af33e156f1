"""Signing in and out."""

from graphcrm.web.signin.views import bp


__all__ = ["bp"]
