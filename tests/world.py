"""A graph that tests draw instead of assembling: people, jobs, ties and mail in a line each."""

import math
import re
from datetime import datetime, timedelta

from standing import standing_process

from graphcrm import clock, graph, ids
from graphcrm.access import reads as access_reads
from graphcrm.access.records import Actor, Role
from graphcrm.activities.commands import commit
from graphcrm.activities.records import (
    Address,
    Evidence,
    HandleKind,
    Intake,
    Kind,
    Part,
    Participant,
    Verb,
)
from graphcrm.changes import Added, Edge, Node
from graphcrm.directory import commands
from graphcrm.directory.drafts import AccountDraft, ContactDraft
from graphcrm.graph import connection
from graphcrm.members.commands import add_user, found
from graphcrm.members.records import House, NewUser
from graphcrm.pipeline import reads
from graphcrm.pipeline.commands import apply_process
from graphcrm.relationships.declarations import declare_tie


HOME = House("Home Ltd", "home.example", NewUser("Admin", "admin@home.example", Role.ADMIN))

_LINK = re.compile(r"\s+(@|[-=]\w+(?: [\w.-]+?)?[-=]>)\s+")
_ARROW = re.compile(r"[-=](\w+)(?: ([\w.-]+?))?[-=]>")
_PARTS = {
    Kind.EMAIL: (Part.FROM, Part.TO),
    Kind.MESSAGE: (Part.FROM, Part.TO),
    Kind.MEETING: (Part.ORGANIZER, Part.ATTENDEE),
    Kind.CALL: (Part.CALLER, Part.CALLEE),
}
_EMPTY = """
MATCH (node) WHERE NOT node:SchemaStep AND NOT node:Stream
CALL (node) { DETACH DELETE node } IN TRANSACTIONS OF 5000 ROWS
"""
_RESET = "MATCH (stream:Stream) SET stream.seq = 0 REMOVE stream.configured_at"
_KNOWS = """
MATCH (one:Contact {uid: $one}) MATCH (other:Contact {uid: $other})
MERGE (one)-[tie:KNOWS]->(other)
SET tie.sums_in = $sums, tie.sums_out = $sums, tie.as_of_on = date($at), tie.days = 20,
    tie.evidence_count = 20, tie.first_at = $at - duration({days: 200}), tie.last_at = $at
"""


def empty() -> None:
    """Leave nothing in the connected graph but its schema and an empty stream."""
    with connection.session(write=True) as session:
        session.run(_EMPTY).consume()
        session.run(_RESET).consume()


def begin_process(admin: Actor) -> None:
    """Have the process of this run, whatever process and deals another test has left."""
    if reads.process(admin) != standing_process():
        with connection.session(write=True) as session:
            session.run("MATCH (deal:Opportunity) DETACH DELETE deal").consume()
        apply_process(admin, standing_process())


class World:
    """An installation with one administrator, and whoever is drawn.

    Attributes:
        admin: Sees and does everything; its person is the contact "Admin" at "Home Ltd".
    """

    def __init__(self) -> None:
        """Found the installation in an empty graph."""
        founder = found(HOME)
        self.admin = self._actor(founder.user_id)
        self._contacts = {"Admin": str(self.admin.contact_id)}
        self._emails: dict[str, tuple[str, ...]] = {"Admin": ("admin@home.example",)}
        self._accounts: dict[str, str] = {}

    def user(self, name: str, *, role: Role = Role.REP, team: str | None = None) -> Actor:
        """Add a user; their person is a contact of that name from now on."""
        email = f"{_local(name)}@home.example"
        user = add_user(self.admin, NewUser(name, email, role, team=team))
        actor = self._actor(user.user_id)
        self._contacts[name] = str(actor.contact_id)
        self._emails[name] = (email,)
        return actor

    def draw(self, text: str, *, owner: Actor | None = None) -> None:
        """Draw lines like "Ada -KNOWS .8-> Ben -KNOWS .6-> Cy"; who is new is made.

        "Ada"                        a contact, with the address ada@people.example
        "Ada @ Oduya as CFO"         a job, the account made where it is new
        "Ada -KNOWS .8-> Ben"        a tie of strength S = 0.8 today, without evidence
        "Ada -INFLUENCES -.5-> Ben"  sway; "Ada -REPORTS_TO-> Ben" a formal line
        "Ada =email 12=> Ben"        mails (message, meeting, call), one a day until yesterday
        "Ada =declared good=> Ben"   a tie that `owner`, else the administrator, declares

        Args:
            text: One drawing a line; names have no commas or arrows.
            owner: Whose the new records and the evidence are; None = everybody's.
        """
        for line in filter(None, (line.strip() for line in text.splitlines())):
            first, *rest = _LINK.split(line)
            before = first.strip()
            if not rest:
                self.contact(before, owner=owner)
            for link, after in zip(rest[::2], rest[1::2], strict=True):
                self._link(before, link, after.strip(), owner)
                before = after.strip()

    def contact(self, name: str, *, owner: Actor | None = None, **facts: object) -> str:
        """Return the uid of a contact by name; one that is new is made, with facts of its draft."""
        if name not in self._contacts:
            facts.setdefault("emails", (f"{_local(name)}@people.example",))
            draft = ContactDraft(name, **facts)  # type: ignore[arg-type]  # the caller's to get right
            saved = commands.create_contact(owner or self.admin, draft)
            if owner is None:
                commands.assign_contact(self.admin, saved.uid, None)
            self._contacts[name] = saved.uid
            self._emails[name] = draft.emails
        return self._contacts[name]

    def account(self, name: str, *, owner: Actor | None = None, **facts: object) -> str:
        """Return the uid of the account of this name; made where it is new."""
        if name not in self._accounts:
            draft = AccountDraft(name, **facts)  # type: ignore[arg-type]  # the caller's to get right
            saved = commands.create_account(owner or self.admin, draft)
            if owner is None:
                commands.assign_account(self.admin, saved.uid, None)
            self._accounts[name] = saved.uid
        return self._accounts[name]

    def uid(self, name: str) -> str:
        """Return the uid of a contact or account that was drawn."""
        return self._contacts.get(name) or self._accounts[name]

    def addresses(self, name: str) -> list[Address]:
        """Return the e-mail addresses of a contact that was drawn."""
        return [Address(HandleKind.EMAIL, email, name) for email in self._emails[name]]

    def exchange(  # noqa: PLR0913 - a mail has that many parts
        self,
        one: str,
        other: str,
        *,
        kind: Kind = Kind.EMAIL,
        at: datetime | None = None,
        owner: Actor | None = None,
        subject: str | None = None,
    ) -> str:
        """Return the uid of one mail, message, meeting or call from one to the other."""
        self.contact(one, owner=owner)
        self.contact(other, owner=owner)
        parts = zip((one, other), _PARTS[kind], strict=True)
        uid = ids.new()
        evidence = Evidence(
            uid,
            kind,
            at or clock.now(),
            tuple(Participant(self.addresses(name)[0], part) for name, part in parts),
            subject=subject,
        )
        _bring(owner or self.admin, evidence, owner)
        return uid

    def _link(self, one: str, link: str, other: str, owner: Actor | None) -> None:
        one_id = self.contact(one, owner=owner)
        if link == "@":
            account, _, title = other.partition(" as ")
            self._employ(one_id, account, title or None, owner)
            return
        what, value = _ARROW.fullmatch(link).groups()
        other_id = self.contact(other, owner=owner)
        if link.startswith("="):
            self._contact(one, other, what, value, owner)
        elif what == "KNOWS":
            _tie(one_id, other_id, float(value))
        else:
            weight = {"weight": float(value)} if value else {}
            edge = Edge(what, ids.new(), Node("Contact", one_id), Node("Contact", other_id))
            _add(self.admin, Added(edge, weight))

    def _contact(self, one: str, other: str, what: str, value: str, owner: Actor | None) -> None:
        if what == "declared":
            declare_tie(owner or self.admin, self.uid(one), self.uid(other), value)
            return
        today = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
        for day in range(int(value or 1), 0, -1):
            self.exchange(one, other, kind=Kind(what), at=today - timedelta(days=day), owner=owner)

    def _employ(
        self, contact_id: str, account: str, title: str | None, owner: Actor | None
    ) -> None:
        self.account(account, owner=owner)
        edge = Edge(
            "WORKS_AT",
            ids.new(),
            Node("Contact", contact_id),
            Node("Account", self._accounts[account]),
        )
        values = {"title": title, "source": "drawn"} if title else {"source": "drawn"}
        _add(self.admin, Added(edge, values))

    @staticmethod
    def _actor(user_id: str) -> Actor:
        actor = access_reads.find_actor(user_id)
        assert actor is not None
        return actor


@graph.atomic
def _add(actor: Actor, added: Added) -> None:
    commit(actor, Verb.CONTACT_CHANGED, [added], about=[added.what.start.uid])


@graph.atomic
def _bring(actor: Actor, evidence: Evidence, owner: Actor | None) -> None:
    ownership = (owner.user_id, owner.team_id) if owner else (None, None)
    intake = Intake(actor.user_id, (evidence,), (), *ownership)
    commit(actor, Verb.ACTIVITY_LOGGED, intake=intake)


def _tie(one_id: str, other_id: str, strength: float) -> None:
    """Write a tie whose strength is S today: equal both ways, all of it in the slowest class."""
    low, high = sorted((one_id, other_id))
    sums = [0.0, 0.0, 0.0, 0.0, -3 * math.log(1 - strength)]
    at = clock.now()
    with connection.session(write=True) as session:
        session.run(_KNOWS, one=low, other=high, sums=sums, at=at).consume()


def _local(name: str) -> str:
    return name.lower().replace(" ", ".")
