"""Names of people: cleaned, taken apart, compared with addresses, and guessed from them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


MAX_LENGTH = 200


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list that is written as text."""
    return frozenset(text.split())


HONORIFICS = word_set(
    """
    mr mrs ms miss mx dr prof professor sir dame hon rev herr frau mme
    """
)
SUFFIXES = word_set("jr sr ii iii iv phd md esq cpa mba cfa pe dds jd")
_NO_NAMES = HONORIFICS | SUFFIXES
PARTICLES = word_set(
    """
    von van der den de del della di da dos du la le el al bin ibn ter
    """
)
_PLAIN = re.compile(r"[A-Z][a-z]+(?: [A-Z]\.?)?(?: [A-Z][a-z]+){1,3}")
_UNSEEN = re.compile(r"[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_BRACKETED = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>)")
_BEHIND_AT = re.compile(r"@[^@]*$")
_VIA = re.compile(r"\s+(?:via|über|durch|par l'intermédiaire de)\s+.+$", re.IGNORECASE)
_BEHIND_DASH = re.compile(r"\s+[-|/\u2013\u2014]\s+.*$")
_WORDS = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_APOSTROPHES = str.maketrans("", "", "'\u2019`\u00b4")


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a person's name.

    Attributes:
        given: First names, e.g. "Steven"; empty where unknown.
        middle: What stands between, e.g. "J."; may be empty.
        family: Last name with its particles, e.g. "van der Berg"; empty where there is one word.
        suffix: "Jr.", "III" and the like; may be empty.
    """

    given: str
    middle: str = ""
    family: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        return " ".join(p for p in (self.given, self.middle, self.family, self.suffix) if p)


def cleaned(text: str) -> str | None:
    """Return a display name fit to be shown, or None where it names nobody.

    Quotes, brackets, invisible characters and the tails that systems add ("via Zoom", "@ENRON")
    go; "Last, First" is turned round; a name in capitals or small letters gets its own; an
    address used as a name is none.
    """
    if _PLAIN.fullmatch(text) and len(text) <= MAX_LENGTH:
        return text
    return _cleaned(text[: 2 * MAX_LENGTH])


@lru_cache(maxsize=16384)
def _cleaned(text: str) -> str | None:
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text.replace("\t", " ")))
    text = _unquoted(" ".join(text.split()))
    text = _VIA.sub("", _BRACKETED.sub("", text))
    if re.search(r"@[\w-]+\.", text):
        return None
    text = _unquoted(_BEHIND_DASH.sub("", _BEHIND_AT.sub("", text)))
    if not any(letter.isalpha() for letter in text):
        return None
    return str(parsed(text))[:MAX_LENGTH].strip() or None


def is_via(text: str) -> bool:
    """Answer whether a display name says that a service wrote for somebody ("Kim via Zoom")."""
    return " " in text and _VIA.search(text) is not None


@lru_cache(maxsize=16384)
def parsed(text: str) -> PersonName:
    """Take a name apart: "Lay, Kenneth L.", "Billy Lemmons Jr." and "kim van der berg" alike."""
    before, comma, after = text.partition(",")
    words = before.split()
    behind = after.replace(",", " ").split()
    if comma and behind and not all(folded(word) in SUFFIXES for word in behind):
        suffix = [word for word in words[1:] if folded(word) in SUFFIXES]
        family = [word for word in words if word not in suffix]
        suffix += [word for word in behind if folded(word) in SUFFIXES]
        given = [word for word in behind if folded(word) not in SUFFIXES]
        words = given + family
    else:
        words += behind
        suffix = [word for word in words[1:] if folded(word) in SUFFIXES]
        words = [word for word in words if word not in suffix]
        family = words[_family_at(words) :]
        given = words[: _family_at(words)]
    cased = _cased(words)
    given_count = len(given)
    first = 2 if given_count > 1 and folded(given[0]) in HONORIFICS else 1
    return PersonName(
        given=" ".join(cased[: min(first, given_count)]),
        middle=" ".join(cased[first:given_count]),
        family=" ".join(cased[given_count : given_count + len(family)]),
        suffix=" ".join(suffix),
    )


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """Return `text` for comparison: without accents, case, apostrophes and full stops."""
    if text.isascii():
        return text.lower().translate(_APOSTROPHES).replace(".", "")
    marked = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in marked if not unicodedata.combining(letter))
    return plain.translate(_APOSTROPHES).replace(".", "").replace("\u00f8", "o").replace("ł", "l")


def tokens(name: str) -> tuple[str, ...]:
    """Return the words of a name folded, in order, without honorifics and suffixes."""
    words = map(folded, _WORDS.findall(name))
    return tuple([word for word in words if word not in _NO_NAMES])


def initials(name: str) -> str:
    """Return the first letters of a name's words, folded: "Steven J. Kean" gives "sjk"."""
    return "".join(word[0] for word in tokens(name))


def from_local_part(local: str) -> str | None:
    """Return the name a local part spells out, or None where it does not.

    "steven.j.kean" gives "Steven J. Kean", "j..kean" gives "J. Kean"; "skean" says too little.
    """
    if "." not in local and "_" not in local:
        return None
    words = re.split(r"[._]+", local.partition("+")[0].strip("._").rstrip("0123456789"))
    if not _MIN_WORDS <= len(words) <= _MAX_WORDS or not all(
        re.fullmatch(r"[^\W\d_]+(?:['-][^\W\d_]+)*", word) for word in words
    ):
        return None
    if max(map(len, words)) < _MIN_WORDS:
        return None
    if words[-1].lower() in SUFFIXES:
        return str(parsed(" ".join(words)))
    return " ".join(f"{word.upper()}." if len(word) == 1 else _capital(word) for word in words)


@lru_cache(maxsize=16384)
def agrees(name: str, local: str) -> bool:
    """Answer whether a local part can be made of this name ("Steven J. Kean": skean, j..kean)."""
    words = tokens(name)
    parts = [part for part in re.split(r"[^a-z]+", folded(local.replace(".", " "))) if part]
    if not words or not parts:
        return False
    first, last = words[0], words[-1]
    if len(parts) > 1:
        return _made_of(parts, words)
    joined = parts[0]
    whole = {first + last, last + first, first[0] + last, last + first[0], first + last[0]}
    whole |= {first, last, "".join(words), initials(name)[:-1] + last}
    if joined in whole and len(joined) > _MIN_WORDS:
        return True
    cut = len(joined) >= _CUT_LENGTH
    return cut and any(made.startswith(joined) for made in (first[0] + last, last + first[0]))


_MIN_WORDS = 2
_MAX_WORDS = 4
_CUT_LENGTH = 6
_MIXED = 3


def _made_of(parts: list[str], words: tuple[str, ...]) -> bool:
    """Answer whether parts are words or initials of the name, at least one of them a word."""
    spelled = [part for part in parts if len(part) > 1 and part in words]
    initial = {word[0] for word in words}
    return bool(spelled) and all(
        part in words or (len(part) == 1 and part in initial) for part in parts
    )


def _family_at(words: list[str]) -> int:
    """Return where the family name begins: at the last word, or at the particles before it."""
    start = max(len(words) - 1, 1)
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return start


def _unquoted(text: str) -> str:
    """Strip quotation marks around the whole, as often as they were put there."""
    while len(text) > 1 and text[0] in "'\"\u201c\u2018`" and text[-1] in "'\"\u201d\u2019`":
        text = text[1:-1].strip()
    return text.strip(" \"',;:-_")


def _cased(words: list[str]) -> list[str]:
    """Give capitals to a name that has only capitals or none; leave every other as written."""
    joined = "".join(words)
    if joined.islower() or (joined.isupper() and len(joined) > _MIXED):
        return [
            word if word.lower() in PARTICLES and joined.islower() else _capital(word)
            for word in words
        ]
    return words


def _capital(word: str) -> str:
    """Capitalise a word of a name, its parts behind hyphens and apostrophes, and Mc."""
    word = re.sub(r"[^\W\d_]+", lambda part: part.group().capitalize(), word.lower())
    return re.sub(r"^Mc([a-z])", lambda rest: "Mc" + rest.group(1).upper(), word)
