"""The map of a buying group in words: what each card and line is called, and names that fit."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from flask import request

from graphcrm.buying.group_map import Card, CardKind, LinkKind, map_of
from graphcrm.buying.map_layout import lay_out
from graphcrm.buying.map_lines import Drawn
from graphcrm.buying.records import Member
from graphcrm.buying.suggestions import Suggestions, suggestions
from graphcrm.errors import NotFoundError
from graphcrm.pipeline.groups import GroupPage
from graphcrm.web.groups.shown import SUPPORT, VOICE, words_for
from graphcrm.web.groups.then import AXES, Then, address
from graphcrm.web.session import actor


WEIGHTS = {
    "0.9": "Decides for them, +0.9",
    "0.6": "Much, +0.6",
    "0.3": "A little, +0.3",
    "-0.3": "A little against, \u22120.3",
    "-0.6": "Much against, \u22120.6",
    "-0.9": "Blocks them, \u22120.9",
}
_MORE = {"key", "user-plus", "users"}
SYMBOLS = {sign.icon for sign in (*SUPPORT.values(), *VOICE.values())} | _MORE
_NARROW, _BROAD = set("fijlrtI.,:;'|! ()-"), set("mwMWOQ@%")
_WIDTHS = (0.32, 0.58, 0.92)
_CAPITAL = 0.08
_FIRST_WIDE = 0x1100  # Hangul, and behind it most of what is as wide as high


def opened() -> list[str]:
    """Return the roles whose stacks the reader has opened."""
    return [one for one in request.values.get("open", "").split(",") if one]


def evidence_of(page: GroupPage) -> Suggestions | None:
    """Return what evidence suggests of who sways whom; None where the reader did not ask for it.

    Of the past nothing is suggested.
    """
    if address() or not request.values.get("suggested"):
        return None
    return suggestions(actor(), page.group.opportunity_id)


def map_words(
    page: GroupPage,
    roles: Collection[str],
    then: Then | None = None,
    evidence: Suggestions | None = None,
) -> Mapping[str, Any]:
    """Return what the templates of a group and its map show it with.

    Args:
        page: The group.
        roles: Keys of the roles whose stacks are open.
        then: Of a group as it was: what is around the instant.
        evidence: What it suggests; None = nobody asked.
    """
    told = evidence.shown if evidence else ()
    shown = map_of(page.group, page.threads, page.coverage, roles, told)
    names = {card.key: card.name for card in shown.cards}
    return {
        **words_for(page),
        "then": then,
        "evidence": evidence,
        "asked": address(),
        "axes": AXES,
        "shown": shown,
        "plan": lay_out(shown),
        "called": called,
        "fitted": fitted,
        "card_words": card_words,
        "line_words": partial(line_words, names),
        "lines_of": partial(lines_of, page),
        "signed": signed,
        "roles_by_key": {role.key: role.name for role in page.layout.process.roles},
    }


def person_words(page: GroupPage, contact_id: str) -> Mapping[str, Any]:
    """Return what the templates of one person of a group show them with.

    Raises:
        NotFoundError: They have no seat, or the reader may not see them.
    """
    found = [one for one in page.shown if one.contact_id == contact_id]
    if not found:
        raise NotFoundError("person in this group", contact_id)
    return {
        **words_for(page),
        "one": found[0],
        "others": sorted(
            (other for other in page.shown if other.contact_id != contact_id),
            key=lambda other: (other.name or "", other.contact_id or ""),
        ),
        "weights": WEIGHTS,
        "lines_of": partial(lines_of, page),
        "signed": signed,
    }


def lines_of(page: GroupPage, member: Member) -> Mapping[str, list[tuple[str, str, Any]]]:
    """Return to whom somebody reports and whom they sway: each a uid, a name and the line."""
    names = {str(one.contact_id): str(one.name) for one in page.shown}
    uid = member.contact_id
    return {
        "reports": [
            (one.superior_id, names[one.superior_id], one)
            for one in page.group.reporting
            if one.contact_id == uid
        ],
        "sways": [
            (one.to_id, names[one.to_id], one)
            for one in page.group.influences
            if one.from_id == uid
        ],
    }


def card_words(card: Card) -> str:
    """Return what a card says, for who does not see it."""
    words = [card.detail] if card.detail else []
    if card.member:
        power = card.member.assessment.power
        words.append(f"support: {SUPPORT[card.member.assessment.support].word.lower()}")
        words += [f"power {power} of 5"] if power else []
        words.append(VOICE[card.member.engagement].word.lower())
    if card.kind is CardKind.OURS:
        words.insert(0, "one of us")
    return f"{card.name}: {', '.join(words)}"


def line_words(names: Mapping[str, str], line: Drawn) -> str:
    """Return what a line says."""
    start, end = names[line.link.start], names[line.link.end]
    match line.link.kind:
        case LinkKind.REPORTING:
            return f"{start} reports to {end}"
        case LinkKind.INFLUENCE:
            return f"{start} influences {end}, {signed(line.link.weight)}"
        case LinkKind.SUGGESTED:
            return f"{start} probably sways {end}, as evidence suggests"
        case LinkKind.THREAD:
            return f"{start} knows {end}, {line.link.weight:.0%}"


def signed(weight: float) -> str:
    """Return a weight with its sign, as in +0.6; minus is a minus, no hyphen."""
    return f"{weight:+.1f}".replace("-", "\u2212")


def fitted(text: str, width: float, size: float) -> str:
    """Return a text as far as it fits, cut with an ellipsis; SVG does not cut text itself.

    Args:
        text: What to show.
        width: How much room there is.
        size: Of the letters, in the same unit.
    """
    room = width / size
    if _fits(text, room):
        return text
    room -= 1
    for at, letter in enumerate(text):
        room -= _width(letter)
        if room < 0:
            return f"{text[:at].rstrip()}…"
    return text


def called(name: str, width: float, size: float) -> str:
    """Return a name as far as it fits: without middle initials, then with an initial first, cut.

    Args:
        name: Of a person or of anything.
        width: How much room there is.
        size: Of the letters, in the same unit.
    """
    words = name.split()
    plain = [one for at, one in enumerate(words) if not at or not _is_initial(one)]
    brief = [f"{plain[0][0]}.", *plain[1:]] if len(plain) > 1 else plain
    ways = (" ".join(one) for one in (words, plain, brief))
    return next(
        (one for one in ways if _fits(one, width / size)), fitted(" ".join(brief), width, size)
    )


def _is_initial(word: str) -> bool:
    return len(word) <= 2 and word.endswith(".")  # noqa: PLR2004 - a letter and its point


def _fits(text: str, room: float) -> bool:
    return sum(map(_width, text)) <= room


def _width(letter: str) -> float:
    """Return about how wide a letter of Inter is, as a part of its size."""
    narrow, usual, broad = _WIDTHS
    if letter in _NARROW:
        return narrow
    return (
        broad if letter in _BROAD or ord(letter) >= _FIRST_WIDE else usual + 0.08 * letter.isupper()
    )
