"""One's introductions, and what an introduction would begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graphcrm import graph
from graphcrm.access import reads as members, rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.errors import NotFoundError
from graphcrm.influence.telling import Person, people_by_id
from graphcrm.introductions.drafting import Facts, draft
from graphcrm.introductions.records import OPEN, Desk, Introduction, State, Waiting
from graphcrm.introductions.rules import NotAskedError, check_sees_all
from graphcrm.members.reads import find_home


MOST = 100


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody is asked to confirm before a colleague is asked.

    Attributes:
        way: From the colleague to the target.
        text: Proposed to be passed on.
    """

    way: tuple[Person, ...]
    text: str

    @property
    def connector(self) -> Person:
        """The colleague who would be asked."""
        return self.way[0]

    @property
    def target(self) -> Person:
        """Whom the actor wants to meet."""
        return self.way[-1]


DESK = graph.load("introductions/desk", Introduction)
STUCK = graph.load("introductions/stuck", Waiting)
WAITING = graph.load("introductions/waiting", Waiting)


def desk(actor: Actor) -> Desk:
    """Return the actor's introductions, at most the last 100 of each side."""
    access.require(actor, Permission.READ)
    scope = access.filter_of(actor)
    rows = graph.fetch(DESK, introduction_id=None, scope=scope, limit=MOST)
    waits = {State.ASKED, State.ACCEPTED, State.DONE}
    of_me = [one for one in rows if one.connector_id == actor.user_id and one.state in OPEN]
    by_me = [one for one in rows if one.asker_id == actor.user_id and one.state in waits]
    shown = {one.introduction_id for one in (*of_me, *by_me)}
    ended = (one for one in rows if one.introduction_id not in shown)
    return Desk(tuple(of_me), tuple(by_me), tuple(ended))


def get_introduction(actor: Actor, introduction_id: str) -> Introduction:
    """Return an introduction that the actor asks for or is asked for.

    Raises:
        NotFoundError: There is none.
    """
    access.require(actor, Permission.READ)
    scope = access.filter_of(actor)
    rows = graph.fetch(DESK, introduction_id=introduction_id, scope=scope, limit=1)
    if not rows:
        raise NotFoundError("introduction", introduction_id)
    return rows[0]


def waiting(actor: Actor, before: datetime, limit: int) -> list[Waiting]:
    """Return introductions that wait since before then and of which nobody was reminded yet."""
    access.require(actor, Permission.ADMINISTER)
    return graph.fetch(WAITING, before=before, limit=limit)


def stuck(actor: Actor, limit: int) -> list[Waiting]:
    """Return introductions that nobody can pass on any more."""
    access.require(actor, Permission.ADMINISTER)
    return graph.fetch(STUCK, limit=limit)


def propose(actor: Actor, way_ids: Sequence[str]) -> Proposal:
    """Return whom an introduction leads over, and a draft of what is passed on.

    Everything in it is as the colleague may see it.

    Raises:
        NotPermittedError: The actor may not ask for any.
        NotFoundError: Somebody on the way is gone, or the actor may not see them.
        NotAskedError: The first is no colleague, or may not see everybody on the way.
    """
    access.require(actor, Permission.CREATE)
    if len(way_ids) < 2:  # noqa: PLR2004 - a colleague and a target
        raise NotFoundError("path", " ".join(way_ids))
    people = people_by_id(actor, [*way_ids, *([actor.contact_id] if actor.contact_id else [])])
    for uid in way_ids:
        if uid not in people:
            raise NotFoundError("contact", uid)
    colleague = members.find_actor_of_contact(way_ids[0])
    if colleague is None:
        raise NotAskedError("way: only a colleague who signs in here can be asked.")
    theirs = people_by_id(colleague, way_ids)
    check_sees_all(colleague.name, theirs.keys(), way_ids)
    way = tuple(theirs[uid] for uid in way_ids)
    me = people.get(str(actor.contact_id))
    home, target = find_home(), way[-1]
    facts = Facts(
        actor.name,
        me.title if me else None,
        home.name if home else "our company",
        way[0].name,
        way[1].name,
        target.name,
        target.title,
        target.account,
    )
    return Proposal(way, draft(facts))
