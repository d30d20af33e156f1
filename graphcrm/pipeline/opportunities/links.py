"""Files that lie elsewhere, linked from a deal: attached, renamed, taken away."""

from dataclasses import dataclass

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit, find_done
from graphcrm.activities.records import Verb
from graphcrm.changes import Change, Node, Values
from graphcrm.directory import links
from graphcrm.directory.links import LinkDraft
from graphcrm.directory.rules import FieldError
from graphcrm.errors import NotFoundError


MOST = 200


@dataclass(frozen=True, slots=True)
class LinkRow:
    """The row of pipeline/link_to_change."""

    owner_id: str | None
    team_id: str | None
    link_count: int
    link: Values | None


LINK_TO_CHANGE = graph.load("pipeline/link_to_change", LinkRow)


@graph.atomic
def add_link(
    actor: Actor, opportunity_id: str, draft: LinkDraft, *, key: str | None = None
) -> str | None:
    """Attach a link to a deal; return the activity, None where it was sent before.

    Args:
        actor: Who attaches it.
        opportunity_id: To which deal.
        draft: What it is called and where it leads.
        key: Made by the form, so that sending it twice attaches it once.

    Raises:
        FieldError: It is not what it should be, or the deal has 200 of them.
        NotFoundError: There is no such deal, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
    """
    draft = links.checked_link(draft)
    row = _found(actor, opportunity_id)
    if find_done(actor, key):
        return None
    if row.link_count >= MOST:
        raise FieldError("url", f"a deal has at most {MOST} links.")
    changes = links.adding(Node("Opportunity", opportunity_id), "HAS_LINK", draft, key)
    return _committed(actor, opportunity_id, changes, key)


@graph.atomic
def rename_link(actor: Actor, opportunity_id: str, link_id: str, title: str) -> str | None:
    """Call a deal's link something else; return the activity, None where it is called so.

    Raises:
        FieldError: The title is empty or too long.
        NotFoundError: There is no such deal or link, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
    """
    changes = links.renaming(_link(actor, opportunity_id, link_id), title)
    return _committed(actor, opportunity_id, changes) if changes else None


@graph.atomic
def remove_link(actor: Actor, opportunity_id: str, link_id: str) -> str:
    """Take a link from a deal; return the activity, whose undoing brings it back.

    Raises:
        NotFoundError: There is no such deal or link, or the actor may not see it.
        NotPermittedError: The actor may not edit the deal.
    """
    changes = links.removing(_link(actor, opportunity_id, link_id))
    return _committed(actor, opportunity_id, changes)


def _link(actor: Actor, opportunity_id: str, link_id: str) -> Values:
    row = _found(actor, opportunity_id, link_id)
    if row.link is None:
        raise NotFoundError("link", link_id)
    return row.link


def _found(actor: Actor, opportunity_id: str, link_id: str = "") -> LinkRow:
    """Return a deal and a link of it, the deal locked until the command is over."""
    scope = access.filter_of(actor)
    rows = graph.write_derived(
        LINK_TO_CHANGE, opportunity_id=opportunity_id, link_id=link_id, scope=scope
    )
    if not rows:
        raise NotFoundError("deal", opportunity_id)
    access.require(actor, Permission.EDIT, Ownership(rows[0].owner_id, rows[0].team_id))
    return rows[0]


def _committed(
    actor: Actor, opportunity_id: str, changes: list[Change], key: str | None = None
) -> str:
    made = commit(actor, Verb.OPPORTUNITY_CHANGED, changes, about=[opportunity_id], key=key)
    return made.activity_id
