"""People who take part in what is logged by hand, by the handle that stands for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphcrm import graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.activities.records import Address, HandleKind
from graphcrm.changes import Added, Change, Edge, Node
from graphcrm.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with the value of their internal handle; None = they have none yet."""

    contact_id: str
    name: str
    handle_id: str | None
    value: str | None


PEOPLE_TO_INVOLVE = graph.load("directory/people_to_involve", Person)


def people_involved(actor: Actor, contact_ids: Sequence[str]) -> tuple[list[Address], list[Change]]:
    """Return each contact's internal address, in order, and the changes that make missing ones.

    Raises:
        NotFoundError: One is not there, or the actor may not see them.
    """
    scope = access.filter_of(actor)
    rows = graph.fetch(PEOPLE_TO_INVOLVE, contact_ids=list(contact_ids), scope=scope)
    people = {row.contact_id: row for row in rows}
    found: list[Address] = []
    changes: list[Change] = []
    for contact_id in contact_ids:
        if contact_id not in people:
            raise NotFoundError("contact", contact_id)
        person = people[contact_id]
        address = Address(HandleKind.INTERNAL, person.value or contact_id)
        found.append(address)
        if person.handle_id is None:
            changes += _handle_changes(contact_id, address)
    nodes_first = sorted(changes, key=lambda change: isinstance(change.what, Edge))
    return found, nodes_first


def _handle_changes(contact_id: str, address: Address) -> list[Change]:
    handle = Node("Handle", address.uid)
    values = {"kind": address.kind.value, "value": address.value, "use": address.use.value}
    has = Edge("HAS", ids.new(), Node("Contact", contact_id), handle)
    return [Added(handle, values), Added(has, {})]
