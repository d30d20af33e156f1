"""What one chunk of an import is going to change, gathered to be written in few statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graphcrm import clock, ids
from graphcrm.activities.records import Address, HandleUse
from graphcrm.changes import Added, Change, Edge, Node, Set, Values
from graphcrm.directory import names
from graphcrm.pipeline.opportunities.rules import in_phases


FULL_NAME = range(2, 4)  # words
_USES = [
    (HandleUse.PERSON, False),
    (HandleUse.SHARED, False),
    (HandleUse.SHARED, True),
    (HandleUse.PERSON, True),
    (HandleUse.LIST, False),
    (HandleUse.LIST, True),
]  # whether a display name stands beside it; what outweighs all before it comes last


@dataclass(frozen=True, slots=True)
class HandleState:
    """A handle as the graph holds it."""

    uid: str
    use: str
    name: str | None
    contact_id: str | None


@dataclass(slots=True)
class Plan:
    """The changes of one chunk, and what it will have made by then.

    Attributes:
        values: Ownership and origin that every new record gets.
        moves: Changes of deals that are there, and of their edges.
        placed: Uids of deals that come to lie in a stage.
        owners: Handle uid to the contact it belongs to once the plan is written.
        steps: How often an edge or values were planned: who compares sees whether some were.
    """

    values: Values
    now: datetime = field(default_factory=clock.now)
    nodes: list[Change] = field(default_factory=list)
    edges: list[Change] = field(default_factory=list)
    moves: list[Change] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    sets: dict[str, Set] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    contacts: int = 0
    accounts: int = 0
    steps: int = 0

    def changes(self) -> list[Change]:
        """Return everything in an order that the graph accepts."""
        return [*self.nodes, *self.edges, *in_phases(self.moves), *self.sets.values()]

    def is_empty(self) -> bool:
        """Tell whether nothing changes."""
        return not (self.nodes or self.edges or self.moves or self.sets)

    def add_contact(self, name: str, *, title: str | None = None) -> Node:
        """Plan a new person."""
        contact = Node("Contact", ids.new())
        values = {"name": name, "title": title, "kind": "person", "created_at": self.now}
        self.nodes.append(Added(contact, _present(values) | self.values))
        self.contacts += 1
        return contact

    def add_account(self, name: str, values: Values) -> Node:
        """Plan a new organisation."""
        account = Node("Account", ids.new())
        made = _present(values) | {"name": name, "created_at": self.now}
        self.nodes.append(Added(account, made | self.values))
        self.accounts += 1
        return account

    def add_edge(self, kind: str, start: Node, end: Node, values: Values) -> str:
        """Plan an edge; return its uid."""
        edge = Edge(kind, ids.new(), start, end)
        self.edges.append(Added(edge, _present(values)))
        self.steps += 1
        return edge.uid

    def give_handle(self, contact: Node, handle_id: str, origin: str) -> None:
        """Plan that a handle belongs to a contact."""
        self.add_edge("HAS", contact, Node("Handle", handle_id), {"source": origin})
        self.owners[handle_id] = contact.uid

    def set(self, what: Node | Edge, before: Values, after: Values) -> None:
        """Plan new values where they differ from the old; the same thing's plans are joined."""
        differing = [key for key in after if before.get(key) != after[key]]
        if not differing:
            return
        old = {key: before.get(key) for key in differing}
        new = {key: after[key] for key in differing}
        if (earlier := self.sets.get(what.uid)) is not None:
            old, new = old | earlier.before, earlier.after | new
        self.sets[what.uid] = Set(what, old, new)
        self.steps += 1


def plan_handles(plan: Plan, addresses: Iterable[Address], known: dict[str, HandleState]) -> None:
    """Plan the handles that are missing, and better names and uses of those that are there.

    What a handle ends up with does not depend on the order of its evidence: the best name and
    the use that says most win.
    """
    best: dict[str, Address] = {}
    for address in addresses:
        before = best.get(address.uid)
        best[address.uid] = address if before is None else _joined(before, address)
    for uid, address in best.items():
        state, node = known.get(uid), Node("Handle", uid)
        if state is None:
            values = {"kind": address.kind.value, "value": address.value, "name": address.name}
            plan.nodes.append(Added(node, _present(values) | {"use": address.use.value}))
        else:
            name = better_name(address.value, state.name, address.name)
            use = stronger_use((HandleUse(state.use), state.name), (address.use, address.name))
            known_as = {"name": state.name, "use": state.use}
            plan.set(node, known_as, {"name": name, "use": use.value})
            if state.contact_id:
                plan.owners.setdefault(uid, state.contact_id)


def better_name(value: str, *shown: str | None) -> str | None:
    """Return the best of the display names of an address, whichever was seen first.

    One that the address can be made of comes before others, a first and last name before a word
    or a phrase, the fuller before the shorter.
    """
    local = value.partition("@")[0]
    known = [name for name in shown if name]
    return max(known, key=lambda name: _likeness(name, local)) if known else None


def stronger_use(*seen: tuple[HandleUse, str | None]) -> HandleUse:
    """Return who is behind an address that was seen with these uses and display names.

    A list is one whatever else is said; a name that speaks for a person outweighs the look of a
    shared mailbox; an address that merely looks like a person's says least.
    """
    use, _ = max(seen, key=lambda one: _USES.index((one[0], one[1] is not None)))
    return use


def _joined(one: Address, other: Address) -> Address:
    if one.name == other.name and one.use == other.use:
        return one
    name = better_name(one.value, one.name, other.name)
    use = stronger_use((one.use, one.name), (other.use, other.name))
    return Address(one.kind, one.value, name, use)


def _likeness(name: str, local: str) -> tuple[bool, bool, int, str]:
    is_full = len(names.tokens(name)) in FULL_NAME
    return names.agrees(name, local), is_full, len(name), name


def _present(values: dict[str, Any]) -> Values:
    return {key: value for key, value in values.items() if value is not None}
