"""Ranks: words in the order of cards, with room for another one between any two.

A rank is a fraction in base 62, written with as many digits as it needs and no zero at its end,
so that words compare as the fractions do. Two people who put a card into one gap may give both
the same rank: uids decide then.
"""

from bisect import bisect_left

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
    zero = DIGITS[0]
    if high is not None and (low or "").rstrip(zero) >= high.rstrip(zero):
        raise RankError(low or "", high)
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
    alike = _alike(low, high) if high is not None else 0
    low = low.ljust(alike + 1, DIGITS[0])
    first = DIGITS.index(low[alike])
    last = BASE if high is None else DIGITS.index(high[alike])
    if last - first > 1:
        return low[:alike] + DIGITS[(first + last) // 2]
    # Whatever follows this digit of `low` comes before `high`: the next digit that can grow does.
    at = alike + 1
    at += len(low[at:]) - len(low[at:].lstrip(DIGITS[-1]))
    first = DIGITS.index(low[at]) if at < len(low) else 0
    return low[:at] + DIGITS[(first + BASE) // 2]


def _alike(low: str, high: str) -> int:
    """Return with how many digits both begin: found by halves, words of a crowded gap are long."""
    padded = low.ljust(len(high), DIGITS[0])
    sizes = range(1, len(high) + 1)
    return bisect_left(sizes, 1, key=lambda size: int(padded[:size] != high[:size]))


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
