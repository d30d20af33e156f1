"""Whether a user agrees to be asked for introductions: theirs alone to say, and to take back."""

from dataclasses import dataclass

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Node, Set


@dataclass(frozen=True, slots=True)
class Consent:
    """A row of members/consent and members/consent_to_change."""

    shares_ties: bool | None


CONSENT = graph.load("members/consent", Consent)
CONSENT_TO_CHANGE = graph.load("members/consent_to_change", Consent)


def agrees(actor: Actor) -> bool:
    """Return whether the actor agrees to be asked for introductions."""
    access.require(actor, Permission.READ)
    found = graph.find(CONSENT, user_id=actor.user_id)
    return bool(found and found.shares_ties)


@graph.atomic
def agree(actor: Actor, *, agrees: bool) -> bool:
    """Agree to be asked for introductions, or withdraw that; return whether that is new.

    From the next answer of every process on, no path of others begins at the actor or leads over
    them. Their own paths stay.
    """
    access.require(actor, Permission.READ)
    rows = graph.write_derived(CONSENT_TO_CHANGE, user_id=actor.user_id)
    if not rows or rows[0].shares_ties == agrees:
        return False
    before = {"shares_ties": rows[0].shares_ties}
    change = Set(Node("User", actor.user_id), before, {"shares_ties": agrees})
    commit(actor, Verb.CONSENT_CHANGED, [change], about=[actor.user_id])
    return True
