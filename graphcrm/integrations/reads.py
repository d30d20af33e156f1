"""What an import looks up, and what the import screen shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor
from graphcrm.integrations.deals import Ground, KnownDeal, Owner, owners_by_name
from graphcrm.integrations.organisations import AccountState
from graphcrm.integrations.people import ContactState
from graphcrm.integrations.plan import HandleState
from graphcrm.integrations.source import SourceKind
from graphcrm.pipeline import reads as pipeline
from graphcrm.pipeline.teams import find_bar


@dataclass(frozen=True, slots=True)
class Met:
    """Evidence that the graph holds; one that does not stand was taken back."""

    uid: str
    standing: bool


@dataclass(frozen=True, slots=True)
class Locked:
    """The last place of the stream when this process's turn came."""

    seq: int


@dataclass(frozen=True, slots=True)
class LastRank:
    """The rank of the last card of a stage; None where there is no card."""

    stage_id: str
    rank: str | None


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import, for people.

    It may have met people whom some of its readers may not see, so what it did is told to those
    whose it is and to those who see everything.

    Attributes:
        standing: Whether its evidence counts; False once it was undone.
        finished_at: None while it runs, or where it was cut off.
        result: ImportResult as JSON; None until it is finished, and where it is not visible.
        evidence_count: Mails, meetings and the like that it met; None where it is not visible.
        kept_count: Once it was taken back: its contacts and accounts that remain all the same; for
            the undoing, not for people.
        visible: Whether the reader may see what it did.
    """

    import_id: str
    kind: str
    name: str
    standing: bool
    started_at: datetime
    finished_at: datetime | None
    result: str | None
    owner_id: str | None
    team_id: str | None
    owner: str | None
    evidence_count: int | None
    kept_count: int | None
    visible: bool


LOCK_INTAKE = graph.load("integrations/lock_intake", Locked)
KNOWN_EVIDENCE = graph.load("integrations/known_evidence", Met)
KNOWN_HANDLES = graph.load("integrations/known_handles", HandleState)
KNOWN_CONTACTS = graph.load("integrations/known_contacts", ContactState)
ALL_ACCOUNTS = graph.load("integrations/all_accounts", AccountState)
KNOWN_OPPORTUNITIES = graph.load("integrations/known_opportunities", KnownDeal)
LAST_RANKS = graph.load("integrations/last_ranks", LastRank)
ALL_OWNERS = graph.load("integrations/all_owners", Owner)
UNFINISHED_IMPORT = graph.load("integrations/unfinished_import", graph.Uid)
IMPORTS = graph.load("integrations/imports", ImportRow)
IMPORT = graph.load("integrations/import", ImportRow)


def known_evidence(evidence_ids: Collection[str]) -> dict[str, bool]:
    """Return which of these activities the graph holds, and whether they count."""
    if not evidence_ids:
        return {}
    return {row.uid: row.standing for row in graph.fetch(KNOWN_EVIDENCE, ids=list(evidence_ids))}


def known_handles(handle_ids: Collection[str]) -> dict[str, HandleState]:
    """Return the handles that the graph holds of these, by uid."""
    if not handle_ids:
        return {}
    return {row.uid: row for row in graph.fetch(KNOWN_HANDLES, ids=list(handle_ids))}


def known_contacts(actor: Actor, contact_ids: Collection[str]) -> dict[str, ContactState]:
    """Return these contacts with their jobs, by uid, those too whom the actor may not see."""
    if not contact_ids:
        return {}
    rows = graph.fetch(KNOWN_CONTACTS, ids=list(contact_ids), scope=access.filter_of(actor))
    return {row.contact_id: row for row in rows}


def all_accounts(actor: Actor) -> list[AccountState]:
    """Return every account, those too that the actor may not see: an import meets all of them."""
    return graph.fetch(ALL_ACCOUNTS, scope=access.filter_of(actor))


def known_opportunities(actor: Actor, keys: Collection[str]) -> dict[str, KnownDeal]:
    """Return the deals of these rows, by the rows' keys, those too that the actor may not see."""
    if not keys:
        return {}
    rows = graph.fetch(KNOWN_OPPORTUNITIES, keys=list(keys), scope=access.filter_of(actor))
    return {row.import_key: row for row in rows}


def ground(actor: Actor) -> Ground:
    """Return what rows of deals meet: the process, who can own them, how far down cards lie."""
    layout, owners = pipeline.layout(actor), owners_by_name(graph.fetch(ALL_OWNERS))
    rows = graph.fetch(LAST_RANKS, stage_ids=list(layout.places))
    bars = {
        one.key: bar
        for one in layout.process.pipelines
        if (bar := find_bar(actor, layout.process, one))
    }
    return Ground(layout, owners, {row.stage_id: row.rank for row in rows}, bars)


def unfinished_imports(kind: SourceKind, name: str, owner_id: str | None) -> list[str]:
    """Return the uids of this source's runs that have not ended, the oldest first."""
    rows = graph.fetch(UNFINISHED_IMPORT, kind=kind.value, name=name, owner_id=owner_id)
    return [row.uid for row in rows]


def imports(actor: Actor, *, limit: int = 100) -> list[ImportRow]:
    """Return the imports the actor may see, the newest first."""
    return graph.fetch(IMPORTS, scope=access.filter_of(actor), limit=limit)


def get_import(actor: Actor, import_id: str) -> ImportRow:
    """Return one import.

    Raises:
        NotFoundError: There is none, or the actor may not see it.
    """
    scope = access.filter_of(actor)
    return graph.get(IMPORT, "import", import_id, import_id=import_id, scope=scope)
