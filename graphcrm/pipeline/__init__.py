"""Pipelines, stages, criteria, deals, the board."""
