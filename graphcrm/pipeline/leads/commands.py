"""Setting up forms, taking in what they bring, and giving leads that are nobody's to somebody."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from graphcrm import clock, graph, ids
from graphcrm.access import reads as users, rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.activities.commands import commit, find_done
from graphcrm.activities.records import Evidence, Intake, Kind, Part, Participant, Verb
from graphcrm.buying.commands import seat
from graphcrm.buying.rules import OneOfUsError
from graphcrm.changes import Added, Edge, Node
from graphcrm.directory import addresses, references
from graphcrm.directory.commands import (
    LOCK,
    OWNER,
    assign_account,
    assign_contact,
    create_account,
    create_contact,
)
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.directory.involved import people_involved
from graphcrm.directory.rules import present, set_changes
from graphcrm.errors import NotFoundError, UnavailableError
from graphcrm.pipeline import reads
from graphcrm.pipeline.leads import rules
from graphcrm.pipeline.leads.reads import forms, get_form
from graphcrm.pipeline.leads.records import NewForm, OpenForm, Received, Sent
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.deciding import standing
from graphcrm.pipeline.opportunities.records import Accounts, Done, NewOpportunity
from graphcrm.pipeline.records import Layout, StageType


KEY_BYTES = 24
QUEUE_IS_OPEN = timedelta(days=1)  # how long ago one may have opened it and still look at it


@dataclass(frozen=True, slots=True)
class FormToChange:
    """The row of pipeline/leads/form_to_change."""

    name: str
    retired: bool


@dataclass(frozen=True, slots=True)
class Taker:
    """Who has a deal."""

    owner_id: str
    owner: str


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose the records of a lead become; None = nobody's, so that everybody sees them."""

    owner_id: str | None
    team_id: str | None


FORM_TO_CHANGE = graph.load("pipeline/leads/form_to_change", FormToChange)
TAKER = graph.load("pipeline/leads/taker", Taker)


class NobodyToActError(UnavailableError):
    """A form was sent while no administrator is left in whose name it could make a deal."""

    code = "nobody-to-act"

    def __init__(self) -> None:
        super().__init__("This form does not take anything just now.")


@graph.atomic
def create_form(actor: Actor, new: NewForm, *, key: str | None = None) -> str:
    """Set up a form for a web site; return its key, without which nobody can send.

    Args:
        actor: Who sets it up.
        new: What it is.
        key: Made by who asks, so that asking twice sets up one; not the form's own.

    Raises:
        NotPermittedError: The actor may not configure.
        FieldError: Something about it is not what it should be.
        NotFoundError: There is no such owner.
    """
    access.require(actor, Permission.ADMINISTER)
    node = Node("LeadForm", ids.of("form", "lead", actor.user_id, key) if key else ids.new())
    if find_done(actor, key):
        return next(one.key for one in forms(actor) if one.form_id == node.uid)
    form = rules.checked_form(reads.process(actor), new)
    if form.owner_id:
        graph.get(OWNER, "user", form.owner_id, user_id=form.owner_id)
    secret = secrets.token_urlsafe(KEY_BYTES)
    values = {
        "key": secret,
        "name": form.name,
        "source": form.source,
        "pipeline_key": form.pipeline,
        "role_key": form.role,
        "origins": list(form.origins) or None,
        "owner_id": form.owner_id,
        "created_by": actor.user_id,
        "created_at": clock.now(),
    }
    added = Added(node, present(values))
    commit(actor, Verb.LEAD_FORM_ADDED, [added], about=[node.uid], key=key)
    return secret


@graph.atomic
def retire_form(actor: Actor, form_id: str) -> str:
    """Let a form take nothing more; what it brought stays. Return its name.

    Raises:
        NotPermittedError: The actor may not configure.
        NotFoundError: There is no such form.
    """
    access.require(actor, Permission.ADMINISTER)
    rows = graph.write_derived(FORM_TO_CHANGE, form_id=form_id)
    if not rows:
        raise NotFoundError("form", form_id)
    if not rows[0].retired:
        changes = set_changes(Node("LeadForm", form_id), {"retired": None}, {"retired": True})
        commit(actor, Verb.LEAD_FORM_CHANGED, changes, about=[form_id])
    name: str = rows[0].name
    return name


@graph.atomic
def receive_lead(form_key: str, told: Mapping[str, object]) -> Received:
    """Make what somebody sent by a form a deal with its contact and source, all of it or nothing.

    It acts for the administrator who made the form, or, once they are none, for the first one.
    A contact or account that is there already is met and never changed by what a stranger sends;
    all of that stands in a note about them. The same message of the same address within ten
    minutes (twenty at most) makes one deal. What the stage asks for does not stop it.

    Args:
        form_key: Whoever knows it may send.
        told: Field to text, as `rules.read_sent` takes it.

    Raises:
        NotFoundError: There is no such form, or it is retired.
        FieldError: A field is missing or not what it should be.
        NobodyToActError: No administrator is left.
    """
    form, sent, now = get_form(form_key), rules.read_sent(told), clock.now()
    actor = _acting(form)
    access.require(actor, Permission.CREATE, Ownership(actor.user_id, actor.team_id))
    graph.write_derived(LOCK)
    keys = rules.keys_of(form_key, sent, now)
    for key in keys:
        if done := find_done(actor, key):
            return Received(done, None)
    layout, owned = reads.layout(actor), _owned(form)
    account_id = _account_of(actor, sent, owned)
    contact_id = _contact_of(actor, sent, account_id, owned)
    new = _deal_of(layout, form, sent, account_id, owned)
    opportunity_id = open_opportunity(actor, new).opportunity_ids[0]
    if role := rules.offered_role(layout.process, form.role):
        with suppress(OneOfUsError):  # who tries the form out
            seat(actor, opportunity_id, contact_id, role)
    people, changes = people_involved(actor, [contact_id])
    note = Evidence(
        ids.new(),
        Kind.NOTE,
        now,
        tuple(Participant(one, Part.PERSON) for one in people),
        subject=f"Sent by {form.name}",
        body=rules.note_of(sent),
        about=(opportunity_id,),
    )
    deal = Node("Opportunity", opportunity_id)
    brought = Edge("BROUGHT", ids.new(), Node("LeadForm", form.form_id), deal)
    made = commit(
        actor,
        Verb.LEAD_CREATED,
        [*changes, Added(brought, {"came_at": now, "note_id": note.uid})],
        about=[opportunity_id, contact_id],
        intake=Intake(actor.user_id, (note,), (), owned.owner_id, owned.team_id),
        key=keys[0],
    )
    return Received(made.activity_id, opportunity_id)


@graph.atomic
def take_lead(actor: Actor, opportunity_id: str) -> Done:
    """Make a deal that is nobody's the actor's and their team's.

    Raises:
        NotPermittedError: The actor may not edit deals.
        NotFoundError: There is no such deal.
        LeadTakenError: Somebody else has it already.
    """
    mine = Owned(actor.user_id, actor.team_id)
    access.require(actor, Permission.EDIT, Ownership(mine.owner_id, mine.team_id))
    return _give(actor, opportunity_id, mine)


@graph.atomic
def assign_lead(actor: Actor, opportunity_id: str, owner_id: str) -> Done:
    """Make a deal that is nobody's another user's and their team's.

    Raises:
        NotPermittedError: The actor may not give leads to that user.
        NotFoundError: There is no such deal or user.
        LeadTakenError: Somebody else has it already.
    """
    owner = graph.get(OWNER, "user", owner_id, user_id=owner_id)
    access.require(actor, Permission.ASSIGN, Ownership(owner.owner_id, owner.team_id))
    return _give(actor, opportunity_id, Owned(owner.owner_id, owner.team_id))


def _give(actor: Actor, opportunity_id: str, owned: Owned) -> Done:
    """Give a deal to somebody while it is still nobody's; asked again, it changes nothing."""
    try:
        deal = standing(actor, [opportunity_id])[0]
    except NotFoundError:
        _check_untaken(opportunity_id, clock.now() - QUEUE_IS_OPEN)  # they saw it lie there
        raise
    if deal.values.get("owner_id") == owned.owner_id:
        return Done((deal.uid,), None, names=(deal.name,))
    _check_untaken(opportunity_id)
    before = {"owner_id": None, "team_id": deal.values.get("team_id")}
    after = {"owner_id": owned.owner_id, "team_id": owned.team_id}
    changes = set_changes(Node("Opportunity", deal.uid), before, after)
    made = commit(actor, Verb.OPPORTUNITY_CHANGED, changes, about=[deal.uid])
    return Done((deal.uid,), made.activity_id, names=(deal.name,))


def _check_untaken(opportunity_id: str, since: datetime | None = None) -> None:
    taker = graph.find(TAKER, opportunity_id=opportunity_id, since=since)
    if taker:
        raise rules.LeadTakenError(taker.owner)


def _acting(form: OpenForm) -> Actor:
    via = f"form:{form.name}"
    maker = users.find_actor(form.created_by, via=via)
    if maker and access.is_allowed(maker, Permission.ADMINISTER):
        return maker
    first = users.find_first_admin(via=via)
    if first is None:
        raise NobodyToActError
    return first


def _owned(form: OpenForm) -> Owned:
    """Return whose leads of a form become; of an owner who is gone or disabled, nobody's."""
    owner = graph.find(OWNER, user_id=form.owner_id) if form.owner_id else None
    return Owned(owner.owner_id, owner.team_id) if owner else Owned(None, None)


def _account_of(actor: Actor, sent: Sent, owned: Owned) -> str | None:
    """Return where the sender works: by mail domain, else by the name they gave, made if new.

    A new account gets no mail domain: it is only a stranger who says that it is theirs.
    """
    domain = sent.email.rpartition("@")[2]
    if domain not in addresses.FREE_MAIL:
        found = references.find_account_of_domain(actor, domain)
        if found:
            return found.account_id
    if not any(letter.isalnum() for letter in sent.company):
        return None
    try:
        named = references.find_account_named(actor, sent.company)
    except references.AmbiguousReferenceError:
        return None
    if named:
        return named.account_id
    made = create_account(actor, AccountDraft(sent.company))
    assign_account(actor, made.uid, owned.owner_id)
    return made.uid


def _contact_of(actor: Actor, sent: Sent, account_id: str | None, owned: Owned) -> str:
    """Return who has the sender's address; somebody new is made, without what others have."""
    known = references.contacts_by_key(actor, [sent.email])
    if known:
        return known[0].contact_id
    phone = addresses.phone(sent.phone)
    is_free = phone is not None and not references.contacts_by_key(actor, [phone])
    title = sent.title or None
    job = JobDraft(account_id=account_id, title=title, primary=True)
    draft = ContactDraft(
        sent.name,
        title=title,
        emails=(sent.email,),
        phones=(phone,) if phone and is_free else (),
        jobs=(job,) if account_id else (),
    )
    made = create_contact(actor, draft)
    assign_contact(actor, made.uid, owned.owner_id)
    return made.uid


def _deal_of(
    layout: Layout, form: OpenForm, sent: Sent, account_id: str | None, owned: Owned
) -> NewOpportunity:
    firsts = (
        uid
        for uid, place in layout.places.items()
        if place.pipeline.key == form.pipeline and place.stage.type is StageType.OPEN
    )
    told = {"name": rules.deal_name(sent), "amount": sent.amount}
    told["source"] = rules.offered_source(layout.process, form.source)
    return NewOpportunity(
        {field: text for field, text in told.items() if text},
        Accounts(account_id),
        stage_id=next(firsts, None),
        owner_id=owned.owner_id,
        override_reason=f"It came by the form {form.name}.",
        is_nobodys=owned.owner_id is None,
    )
