"""Roles guessed from titles."""

import pytest

from graphcrm.buying.records import Role
from graphcrm.buying.titles import guess_role


ROLES = [
    Role("boss", "Boss", titles=("ceo", "president")),
    Role("tech", "Technical evaluator", titles=("head of it", "engineer")),
    Role("money", "Economic buyer", titles=("finance", "vice president finance")),
    Role("old", "Old", titles=("curator",), retired=True),
    Role("plain", "Plain"),
]


@pytest.mark.parametrize(
    ("title", "key", "words"),
    [
        ("CEO", "boss", "ceo"),
        ("Head of IT and Security", "tech", "head of it"),
        ("Vice President, Finance", "money", "vice president finance"),
        ("Président", "boss", "president"),
        ("Engineering lead", None, None),
        ("Head of Italian sales", None, None),
        ("Curator", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_title_suggests_the_role_with_most_of_its_words(title, key, words):
    """Whole words next to each other, and no role that is retired."""
    guess = guess_role(title, ROLES)
    assert (guess.role.key, guess.words) == (key, words) if key else guess is None
