"""A buying group as the page shows it: words, icons and order, nothing by colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphcrm.buying.records import Engagement, Member, Orientation, Warned
from graphcrm.buying.rules import POWER
from graphcrm.pipeline.groups import GroupPage


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands for a value: an icon and a word, always both."""

    icon: str
    word: str


SUPPORT = {
    2: Sign("star", "Fights for it"),
    1: Sign("plus", "Supports it"),
    0: Sign("minus", "Neutral"),
    -1: Sign("alert", "Sceptical"),
    -2: Sign("x", "Opposes it"),
    None: Sign("question", "Not known"),
}
VOICE = {
    Engagement.ENGAGED: Sign("voice", "Engaged"),
    Engagement.ONE_WAY: Sign("arrow-right", "One way"),
    Engagement.SILENT: Sign("silent", "Silent"),
    Engagement.NEVER: Sign("minus", "Never in touch"),
    Engagement.CANNOT_TELL: Sign("lock", "Not visible to you"),
}
POWERS = {1: "1, little", 2: "2", 3: "3", 4: "4", 5: "5, decides"}
ORIENTATIONS = {one: one.value for one in Orientation}
WARNINGS = {
    Warned.SINGLE_THREAD: "Single thread",
    Warned.CHAMPION_QUIET: "Champion gone quiet",
    Warned.CHAMPION_LEFT: "Champion left",
    Warned.DECIDER_NOT_MET: "Never met",
    Warned.BLOCKER_UNANSWERED: "Unanswered",
}
FIELDS = {
    "support": "Support",
    "power": "Power",
    "orientation": "Looks at",
    "note": "Note",
}
SOURCES = {
    "form": "by hand",
    "cli": "in the terminal",
    "import": "by an import",
    "job": "by a job",
    "demo": "with the sample world",
    "evidence": "proposed from evidence",
    "copy": "copied from another deal",
}


def words_for(page: GroupPage) -> Mapping[str, Any]:
    """Return what the templates of a group show it with."""
    return {
        "page": page,
        "group": page.group,
        "supports": SUPPORT,
        "voices": VOICE,
        "powers": {one: POWERS[one] for one in POWER},
        "orientations": ORIENTATIONS,
        "kinds": WARNINGS,
        "fields": FIELDS,
        "sources": SOURCES,
        "offered": [one for one in page.layout.process.roles if not one.retired],
        "stages": page.layout.of_pipeline(page.place.pipeline_id),
        "last_at": last_at,
    }


def last_at(member: Member) -> datetime | None:
    """Return when somebody and we were last in touch; None = never."""
    touch = member.touch
    return max((at for at in (touch.in_at, touch.out_at, touch.last_at) if at), default=None)
