"""The user in whose name happens what nobody does by hand; nobody signs in as it."""

from dataclasses import dataclass

from graphcrm import clock, graph
from graphcrm.access.records import AUTOMATION_ID, Actor, Role
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Node


NAME = "Automation"
EMAIL = "automation@graphcrm.invalid"  # RFC 2606: no mail ever goes there
ACTOR = Actor(AUTOMATION_ID, NAME, EMAIL, Role.ADMIN, via="rule")


@dataclass(frozen=True, slots=True)
class Uid:
    """A uid that was looked up."""

    uid: str


USER = graph.load("members/user", Uid)


@graph.atomic
def automation() -> Actor:
    """Return the actor that rules act as; its user is made where it is not there yet."""
    if graph.find(USER, user_id=AUTOMATION_ID) is None:
        values = {
            "name": NAME,
            "email": EMAIL,
            "role": Role.READ_ONLY.value,  # whoever took it for a person's could do no harm
            "disabled": True,
            "automatic": True,
            "created_at": clock.now(),
        }
        commit(ACTOR, Verb.USER_ADDED, [Added(Node("User", AUTOMATION_ID), values)])
    return ACTOR
