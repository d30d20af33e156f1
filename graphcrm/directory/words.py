"""Text as the full-text indexes see it: words, their queries, and how names compare.

The indexes use Lucene's standard tokenizer (UAX #29) with lower case and ASCII folding; query
terms with a wildcard are not analysed, so they are folded here.
"""

import re
import unicodedata
from collections.abc import Sequence

from graphcrm.directory import names


MAX_WORDS = 8
MAX_LENGTH = 50
# The fields that the indexes contact_words and account_words have besides the name.
OF_CONTACTS = ("title",)
OF_ACCOUNTS = ("domains", "location")

_WORD = re.compile(r"[^\W_]+(?:['.][^\W_]+)*")
# Lucene's tokenizer gives each of these characters a word of its own.
_SINGLE = re.compile(r"[\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
    }
    | dict.fromkeys("\u2019\u2018\u02bc\u00b4`", "'")
)
_FUZZY_FROM = 3
_FUZZY_TWICE_FROM = 8
_MOST_INITIALS = 3
_FEWEST_INITIALS = 2


def folded(text: str) -> str:
    """Return `text` as the indexes hold it: lower case, Latin letters without accents."""
    parts = []
    for letter in unicodedata.normalize("NFC", text):
        marked = unicodedata.normalize("NFKD", letter)
        plain = "".join(part for part in marked if not unicodedata.combining(part))
        parts.append(plain if plain.isascii() else letter)
    return "".join(parts).lower().translate(_LETTERS)


def split(text: str) -> list[str]:
    """Return the words of `text` as the indexes hold them, at most 8."""
    found = _WORD.findall(_SINGLE.sub(r" \g<0> ", folded(text)))
    return [word[:MAX_LENGTH] for word in found[:MAX_WORDS]]


def prefix_query(text: str, others: Sequence[str], *, initials: bool = False) -> str | None:
    """Return the index's query for what begins with each word of `text`, whole words first.

    Args:
        text: As typed; nothing in it is taken for syntax.
        others: What besides the name may have a word; not looked at for a single letter, which
            begins a word of everything.
        initials: Whether a single short word also stands for first letters of a name.

    Returns:
        None where there is no word.
    """
    found = split(text)
    if not found:
        return None
    every = " ".join(_beginning(word, others if len(text.strip()) > 1 else ()) for word in found)
    if initials and is_initials(found):
        letters = " ".join(f"+name:{letter}*" for letter in found[0])
        return f"({every}) ({letters})"
    return every


def fuzzy_query(text: str) -> str | None:
    """Return the index's query for what resembles each word of `text`; None without words."""
    found = split(text)
    return " ".join(f"+{_fuzzy(word)}" for word in found) if found else None


def similar_query(text: str) -> str | None:
    """Return the index's query for names that resemble any word of `text`, the most alike first."""
    found = split(text)
    return " ".join(f"name:{word}^2 name:{_fuzzy(word)}" for word in found) if found else None


def whole_query(text: str) -> str | None:
    """Return the index's query for names that have each word of `text`; None without words."""
    found = split(text)
    return " ".join(f"+name:{word}" for word in found) if found else None


def domains_query(domains: list[str]) -> str:
    """Return the query of account_words for accounts that have any of some mail domains."""
    return " ".join(f'domains:"{domain}"' for domain in domains)


def is_initials(found: list[str]) -> bool:
    """Tell whether words may be the first letters of a name."""
    return (
        len(found) == 1
        and found[0].isalpha()
        and _FEWEST_INITIALS <= len(found[0]) <= _MOST_INITIALS
    )


def compared(name: str) -> tuple[str, ...]:
    """Return the words of a name for comparison, in alphabetical order: "Lay, Ken" as "Ken Lay".

    Case, accents, apostrophes, honorifics and suffixes do not count, unless nothing else is left.
    """
    found = re.findall(r"[^\W_]+", names.folded(folded(name).replace("'", "")))
    kept = [word for word in found if word not in names.HONORIFICS | names.SUFFIXES]
    return tuple(sorted(kept or found))


def _beginning(word: str, others: Sequence[str]) -> str:
    elsewhere = "".join(f" {field}:{word}*" for field in others)
    return f"+(name:{word}^8 name:{word}*^4{elsewhere})"


def _fuzzy(word: str) -> str:
    if len(word) < _FUZZY_FROM:
        return f"{word}*"
    return f"{word}~{2 if len(word) >= _FUZZY_TWICE_FROM else 1}"
