"""Criteria of stages: what they must say, what they ask of a deal, and whether it is so."""
