"""Introductions: asking a colleague to pass one on, what they answer, and what came of it."""
