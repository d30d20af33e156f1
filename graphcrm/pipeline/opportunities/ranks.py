"""Ranks: words in the order of cards, with room for another one between any two.

A rank is a fraction in base 62, written with as many digits as it needs and no zero at its end,
so that words compare as the fractions do. Two people who put a card into one gap may give both
the same rank: uids decide then.
"""

from graphcrm.errors import InvalidError


DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"  # in the order of ASCII
BASE = len(DIGITS)
WIDTH = 5
STEP = BASE**2  # what lies on the end of a column is this far from the next: no word grows there


class RankError(InvalidError):
    """Two ranks have nothing between them: they are equal, or in the other order."""

    code = "rank"

    def __init__(self, low: str, high: str) -> None:
        super().__init__(f"Nothing lies between {low!r} and {high!r}.")


def between(low: str | None, high: str | None) -> str:
    """Return a rank after `low` and before `high`; None is the end of the column.

    Raises:
        RankError: `low` does not come before `high`.
    """
    if low is not None and high is not None and low >= high:
        raise RankError(low, high)
    beside = BASE**WIDTH // 2
    if low is not None:
        beside = _number(low) + STEP
    elif high is not None:
        beside = _number(high) - STEP
    if (low is None or high is None) and 0 < beside < BASE**WIDTH:
        return _word(beside)
    return _middle(low or "", high)


def _middle(low: str, high: str | None) -> str:
    """Return the fraction half-way between two, in the fewest digits that tell it from both."""
    word = ""
    while True:
        at = len(word)
        first = DIGITS.index(low[at]) if at < len(low) else 0
        last = BASE if high is None else DIGITS.index(high[at])
        if last - first > 1:
            return word + DIGITS[(first + last) // 2]
        word += DIGITS[first]
        if last > first:
            high = None  # whatever follows, the word comes before it


def _number(rank: str) -> int:
    """Return the first digits of a rank as a number."""
    number = 0
    for digit in rank[:WIDTH].ljust(WIDTH, DIGITS[0]):
        number = number * BASE + DIGITS.index(digit)
    return number


def _word(number: int) -> str:
    digits = ""
    for _ in range(WIDTH):
        number, digit = divmod(number, BASE)
        digits = DIGITS[digit] + digits
    return digits.rstrip(DIGITS[0])
