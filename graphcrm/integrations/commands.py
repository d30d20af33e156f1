"""Importing: a source is taken in chunk by chunk, a transaction each; then people are settled."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from typing import ParamSpec, TypeVar

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities import leases
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Evidence, Intake, Verb
from graphcrm.changes import Added, Node, Set
from graphcrm.chunks import chunks
from graphcrm.errors import CrmError
from graphcrm.integrations import reads, settling
from graphcrm.integrations.deals import DealBook, Ground
from graphcrm.integrations.identities import told_apart
from graphcrm.integrations.opportunities import plan_opportunity
from graphcrm.integrations.organisations import AccountBook, is_hidden, plan_account
from graphcrm.integrations.people import plan_person, why_not_theirs, with_identity
from graphcrm.integrations.plan import Plan, plan_handles
from graphcrm.integrations.products import lookalikes
from graphcrm.integrations.records import ImportOptions, ImportResult, Progress, Tally
from graphcrm.integrations.source import (
    AccountFacts,
    Failed,
    Ignored,
    Item,
    OpportunityFacts,
    PersonFacts,
    Source,
    SourceKind,
)
from graphcrm.integrations.stages import check_stages, surveyed
from graphcrm.pipeline import reads as pipeline
from graphcrm.pipeline.opportunities.deciding import check_places


CHUNK = 500
ATTEMPTS = 5
P = ParamSpec("P")
R = TypeVar("R")
Told = Callable[[Progress], None]


@dataclass(slots=True)
class Run:
    """One run of an import while it goes on.

    Attributes:
        import_id: Uid of its Import; made up, and never written, on a dry run.
        seen_ids: On a dry run, what earlier chunks would have added.
        book: Every account, as of the place of the stream `as_of`; None where it may be stale.
        ground: What else rows of deals meet, as of the same place.
        rows: What each row of a deal has said; see DealBook.
        lookalikes: Products that look like another one; see products.lookalikes.
    """

    actor: Actor
    options: ImportOptions
    kind: SourceKind
    import_id: str
    tally: Tally
    seen_ids: set[str]
    book: AccountBook | None = None
    ground: Ground | None = None
    as_of: int | None = None
    rows: dict[int, int] = field(default_factory=dict)
    lookalikes: Mapping[str, str] = field(default_factory=dict)
    contacts: int = 0
    accounts: int = 0

    def plan(self) -> Plan:
        """Return an empty plan whose new records belong to the import's owner."""
        values = {
            "source": self.kind.value,
            "owner_id": self.options.owner_id,
            "team_id": self.options.team_id,
        }
        present = {key: value for key, value in values.items() if value is not None}
        return Plan(present)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one chunk came to.

    Attributes:
        as_of: Place of the stream up to which the run knows every account.
        fresh_ids: On a dry run, evidence that would have been added.
        rows: What its rows of deals said.
    """

    tally: Tally
    contacts: int
    accounts: int
    as_of: int
    fresh_ids: Sequence[str] = ()
    rows: Mapping[int, int] = field(default_factory=dict)


def run_import(
    actor: Actor, source: Source, options: ImportOptions, on_progress: Told = lambda _: None
) -> ImportResult:
    """Import `source`: read it, take in what it says, settle who is a contact.

    A run that was cut off is taken up again by the next run of the same source; what the graph
    holds already is met again and changes nothing.

    Raises:
        InvalidError: The source is not what it should be, or its deals stand in stages that
            nothing says how to read; nothing was written.
        HeldError: Another process imports this source for this owner now.
    """
    access.require(actor, Permission.IMPORT)
    items = source.items()
    first = list(islice(items, 1))
    alike = _looked_over(actor, source)
    import_id = ids.new() if options.dry_run else _start(actor, source, options)
    run = Run(actor, options, source.kind, import_id, Tally(), set(), lookalikes=alike)
    if options.dry_run:
        _read(run, source, chain(first, items), on_progress)
        return _result(run)
    with leases.held(f"import {import_id}"):
        _read(run, source, chain(first, items), on_progress)
        on_progress(Progress(import_id, run.tally.read, source.size or 0, source.size, "people"))
        settled = settling.settle_import(actor, import_id, options)
        run.contacts += settled.contacts
        run.accounts += settled.accounts
        result = _result(run)
        _finish(actor, import_id, result)
    return result


def _read(run: Run, source: Source, items: Iterator[Item], on_progress: Told) -> None:
    renewed_at = clock.now()
    for chunk in chunks(items, CHUNK):
        if not run.options.dry_run and clock.now() - renewed_at > leases.DURATION / 6:
            leases.take(f"import {run.import_id}")
            renewed_at = clock.now()
        _note(run, _insist(take_in, run, chunk))
        on_progress(
            Progress(
                None if run.options.dry_run else run.import_id,
                run.tally.read,
                chunk[-1].position,
                source.size,
                "reading",
            )
        )


@graph.atomic
def take_in(run: Run, chunk: Sequence[Item]) -> Taken:
    """Take in one chunk in one transaction; return what that comes to.

    One importer at a time decides and writes, so that two that meet the same people and the
    same mail find what the other has made. An attempt that fails leaves the run as it was,
    except that it reads the accounts again.
    """
    access.require(run.actor, Permission.IMPORT)
    locked = _turn(run)
    if run.book is None or run.as_of != locked:
        run.book, run.ground = AccountBook(reads.all_accounts(run.actor)), None
    run.as_of = None
    chunk = told_apart(chunk)
    tally, plan = Tally(read=len(chunk)), run.plan()
    fresh, known = _plan_evidence(run, chunk, plan, tally)
    _plan_records(run, chunk, plan, tally)
    rows = _plan_opportunities(run, chunk, plan, tally)
    places = {item.row: at for at, item in enumerate(chunk)}
    tally.failed.sort(key=lambda one: places[one.row])
    if run.options.dry_run:
        fresh_ids = [one.uid for one in fresh]
        return Taken(tally, plan.contacts, plan.accounts, locked, fresh_ids, rows)
    if plan.is_empty() and not fresh and not known:
        return Taken(tally, 0, 0, locked, rows=rows)
    intake = Intake(
        run.import_id, tuple(fresh), tuple(known), run.options.owner_id, run.options.team_id
    )
    done = commit(
        run.actor,
        Verb.IMPORT_READ,
        plan.changes(),
        about=[run.import_id],
        intake=intake,
        batch_id=run.import_id,
    )
    check_places(plan.placed)
    return Taken(tally, plan.contacts, plan.accounts, done.seq + len(fresh), rows=rows)


def _note(run: Run, taken: Taken) -> None:
    """Note what a chunk came to, once that is certain."""
    _add(run.tally, taken.tally)
    run.contacts += taken.contacts
    run.accounts += taken.accounts
    run.as_of = taken.as_of
    run.seen_ids.update(taken.fresh_ids)
    run.rows.update(taken.rows)


def _insist(command: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a command again where somebody changed by hand what it was deciding on."""
    for _ in range(ATTEMPTS - 1):
        with suppress(graph.ChangedMeanwhileError):
            return command(*args, **kwargs)
    return command(*args, **kwargs)


def _turn(run: Run) -> int:
    if run.options.dry_run:
        return 0
    return graph.write_derived(reads.LOCK_INTAKE, mine=run.tally.read)[0].seq


def _plan_evidence(
    run: Run, chunk: Sequence[Item], plan: Plan, tally: Tally
) -> tuple[list[Evidence], list[str]]:
    """Plan handles of all participants and stated people; tell new evidence from known."""
    evidence = {
        i.content.uid: i.content for i in reversed(chunk) if isinstance(i.content, Evidence)
    }
    known = reads.known_evidence(list(evidence))
    known |= dict.fromkeys(run.seen_ids & evidence.keys(), True)
    people = _stated_people(run, chunk)
    addresses = [
        *(part.address for one in evidence.values() for part in one.participants),
        *(address for person in people for address in person.addresses),
    ]
    plan_handles(plan, addresses, reads.known_handles({a.uid for a in addresses}))
    met: set[str] = set()
    for item in chunk:
        if isinstance(item.content, Evidence):
            is_new = not known.get(item.content.uid) and item.content.uid not in met
            tally.new += is_new
            tally.unchanged += not is_new
            met.add(item.content.uid)
    fresh = [one for uid, one in evidence.items() if uid not in known]
    fresh.sort(key=lambda one: (one.occurred_at, one.uid))
    return fresh, sorted(known)


def _plan_records(run: Run, chunk: Sequence[Item], plan: Plan, tally: Tally) -> None:
    """Plan stated people and organisations; count every row that is not evidence."""
    book = run.book or AccountBook(())
    people = _stated_people(run, chunk)
    stated = {address.uid for facts in people for address in facts.addresses}
    owners = {plan.owners[uid] for uid in stated & plan.owners.keys()}
    contacts = reads.known_contacts(run.actor, owners)
    for item in chunk:
        match item.content:
            case PersonFacts() as facts:
                known = with_identity(facts, run.kind)
                if why := why_not_theirs(plan, contacts, known):
                    tally.fail(item.row, why)
                    continue
                _count(tally, plan_person(plan, book, known, contacts, run.kind.value))
            case AccountFacts() if is_hidden(book, item.content):
                tally.fail(item.row, "the account is one that you may not see")
            case AccountFacts():
                _count(tally, plan_account(plan, book, item.content))
            case Ignored(reason):
                tally.ignored[reason] += 1
            case Failed(reason):
                tally.fail(item.row, reason)


def _plan_opportunities(
    run: Run, chunk: Sequence[Item], plan: Plan, tally: Tally
) -> dict[int, int]:
    """Plan stated deals and count their rows; return what these said, as DealBook keeps it."""
    stated = [(one.row, one.content) for one in chunk if isinstance(one.content, OpportunityFacts)]
    if not stated:
        return {}
    run.ground = run.ground or reads.ground(run.actor)
    deals = DealBook(
        actor=run.actor,
        accounts=run.book or AccountBook(()),
        ground=run.ground,
        known=reads.known_opportunities(run.actor, [facts.key for _, facts in stated]),
        earlier=run.rows,
        lookalikes=run.lookalikes,
    )
    for row, facts in stated:
        try:
            is_new, notes = plan_opportunity(plan, deals, facts)
        except CrmError as error:
            tally.fail(row, str(error))
            continue
        _count(tally, is_new)
        for note in notes:
            tally.note(note)
    return deals.rows


def _looked_over(actor: Actor, source: Source) -> dict[str, str]:
    """Look over all rows of deals before anything is written; return products that look alike.

    Raises:
        UnknownStagesError: Some stand in stages that nothing says how to read.
        MappingError: The mapping names a stage that is not there.
    """
    if source.kind is not SourceKind.CSV_OPPORTUNITIES:
        return {}
    survey = surveyed(source.items())
    check_stages(pipeline.layout(actor), survey.stages)
    return lookalikes(survey.products)


def _stated_people(run: Run, chunk: Sequence[Item]) -> list[PersonFacts]:
    contents = (item.content for item in chunk)
    return [with_identity(one, run.kind) for one in contents if isinstance(one, PersonFacts)]


def _count(tally: Tally, is_new: bool | None) -> None:  # noqa: FBT001 - three answers of a plan
    tally.new += is_new is True
    tally.changed += is_new is None
    tally.unchanged += is_new is False


@graph.atomic
def _start(actor: Actor, source: Source, options: ImportOptions) -> str:
    """Return the uid of the run to go on with, its lease taken: one cut off, or a new one."""
    access.require(actor, Permission.IMPORT)
    for uid in reads.unfinished_imports(source.kind, source.name, options.owner_id):
        if leases.take(f"import {uid}"):
            return uid
    node = Node("Import", ids.new())
    values = {
        "kind": source.kind.value,
        "name": source.name,
        "standing": True,
        "contacts": options.contacts.value,
        "started_at": clock.now(),
        "owner_id": options.owner_id,
        "team_id": options.team_id,
    }
    present = {key: value for key, value in values.items() if value is not None}
    commit(actor, Verb.IMPORT_STARTED, [Added(node, present)], about=[node.uid], batch_id=node.uid)
    leases.take(f"import {node.uid}")
    return node.uid


@graph.atomic
def _finish(actor: Actor, import_id: str, result: ImportResult) -> None:
    access.require(actor, Permission.IMPORT)
    after = {"finished_at": clock.now(), "result": json.dumps(asdict(result), ensure_ascii=False)}
    before = dict.fromkeys(after)
    change = Set(Node("Import", import_id), before, after)
    commit(actor, Verb.IMPORT_FINISHED, [change], about=[import_id])


def _add(total: Tally, chunk: Tally) -> None:
    total.read += chunk.read
    total.new += chunk.new
    total.changed += chunk.changed
    total.unchanged += chunk.unchanged
    total.ignored.update(chunk.ignored)
    for failure in chunk.failed:
        total.fail(failure.row, failure.reason)
    for reason, count in chunk.noted.items():
        total.note(reason, count)


def _result(run: Run) -> ImportResult:
    tally = run.tally
    return ImportResult(
        None if run.options.dry_run else run.import_id,
        tally.read,
        tally.new,
        tally.changed,
        tally.unchanged,
        dict(sorted(tally.ignored.items())),
        tally.failed,
        tally.failed_count,
        None if run.options.dry_run else run.contacts,
        None if run.options.dry_run else run.accounts,
        dict(sorted(tally.noted.items())),
    )
