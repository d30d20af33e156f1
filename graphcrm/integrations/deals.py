"""What rows of deals say, by the process they come into, and what should be known of them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graphcrm.access.records import Actor
from graphcrm.changes import Values
from graphcrm.directory import names
from graphcrm.directory.rules import FieldError
from graphcrm.integrations.organisations import AccountBook, stated_account
from graphcrm.integrations.source import OpportunityFacts, StageWords
from graphcrm.integrations.stages import USUAL, Found, find_stage, kind_of
from graphcrm.integrations.tables.mapping import squashed
from graphcrm.pipeline.fields import read_fields
from graphcrm.pipeline.opportunities import ranks, rules
from graphcrm.pipeline.opportunities.records import AccountOf, Loss, Standing
from graphcrm.pipeline.records import Layout, LossReason, Place, Process, StageType
from graphcrm.pipeline.teams import OtherTeamError


@dataclass(frozen=True, slots=True)
class KnownDeal:
    """A deal as the graph holds it, and whether the importer may see it; see Standing."""

    import_key: str
    values: Values
    stay: Values
    stage_id: str
    accounts: list[AccountOf]
    visible: bool

    @property
    def standing(self) -> Standing:
        """Return it as the rules of deals take it."""
        return Standing(self.values, self.stay, self.stage_id, self.accounts)


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who can own records."""

    name: str
    email: str
    owner_id: str
    team_id: str | None


@dataclass(slots=True)
class Ground:
    """What rows of deals meet besides accounts and deals, as of one place of the stream.

    Attributes:
        layout: The process.
        owners: By folded name and by address; who is not alone of their name is left out.
        last_ranks: Stage uid to the rank of its last card, those of this run included.
        bars: Key of a pipeline to why the importer may not bring deals into it.
        stages: What words for stages mean, once it was found.
    """

    layout: Layout
    owners: Mapping[str, Owner]
    last_ranks: dict[str, str | None]
    bars: Mapping[str, OtherTeamError]
    stages: dict[StageWords, Found | None] = field(default_factory=dict)

    def find_stage(self, words: StageWords) -> Found | None:
        """Return the stage that words mean; see stages.find_stage."""
        if words not in self.stages:
            self.stages[words] = find_stage(self.layout, words)
        return self.stages[words]

    def check_pipeline(self, place: Place) -> None:
        """Check that the importer may bring deals into a stage's pipeline.

        Raises:
            OtherTeamError: It is of other teams.
        """
        if bar := self.bars.get(place.pipeline.key):
            raise bar

    def find_owner(self, said: Iterable[str]) -> Owner | None:
        """Return the first of whom one of these is the address or the name."""
        keys = (key for one in said for key in (one.lower(), names.folded(one)))
        return next((self.owners[key] for key in keys if key in self.owners), None)

    def next_rank(self, place: Place) -> str:
        """Return a rank behind the last card of a stage, which is the last one then."""
        rank = ranks.between(self.last_ranks.get(place.stage_id), None)
        self.last_ranks[place.stage_id] = rank
        return rank


@dataclass(slots=True)
class DealBook:
    """What a run knows while it takes in a chunk of deals.

    Attributes:
        actor: Who imports.
        accounts: Every account.
        known: The deals of this chunk that are there, by their rows' keys.
        earlier: Hash of the key of each row of earlier chunks to the hash of what it said.
        rows: The same of this chunk.
        lookalikes: Products that look like another one, with what is noted of them.
    """

    actor: Actor
    accounts: AccountBook
    ground: Ground
    known: Mapping[str, KnownDeal]
    earlier: Mapping[int, int]
    lookalikes: Mapping[str, str]
    rows: dict[int, int] = field(default_factory=dict)

    @property
    def process(self) -> Process:
        """Return the process that deals come into."""
        return self.ground.layout.process

    def said(self, key: int) -> int | None:
        """Return what the row of a key has said before in this run; None where there was none."""
        return self.rows.get(key, self.earlier.get(key))


@dataclass(frozen=True, slots=True)
class Told:
    """What a row comes to before it is compared with what is there.

    Attributes:
        values: Of fields, owner and, where the row says them, of the end of the deal.
        row: Hash of all that the row says.
    """

    found: Found
    values: Values
    row: str


def owners_by_name(rows: Iterable[Owner]) -> dict[str, Owner]:
    """Return owners by address, and by folded name where they are alone of it."""
    found: dict[str, Owner | None] = {}
    for one in rows:
        name = names.folded(one.name)
        found[name] = None if name in found else one
        found[one.email.lower()] = one
    return {name: one for name, one in found.items() if one}


def told_by(deals: DealBook, facts: OpportunityFacts) -> Told:
    """Return what a row says.

    Raises:
        FieldError: A field is not what it may be.
        StageGoneError: The process changed while the import was running.
    """
    process = deals.process
    found = deals.ground.find_stage(facts.stage)
    if found is None:
        raise rules.StageGoneError
    stage, source = found.place.stage, _source(process, facts.source)
    fields = {**facts.fields, **({"source": source} if source else {})}
    if kind := kind_of(process, facts.stage.kind):
        fields["kind"] = kind
    values = read_fields(process, fields, {})
    # A probability that comes with the stage, theirs or ours, was not set by hand.
    usual = {stage.win_percent, USUAL.get(squashed(facts.stage.stage))}
    if stage.type is not StageType.OPEN or values.get("win_percent") in usual:
        values.pop("win_percent", None)
    if stage.type is not StageType.OPEN:
        closed_on = facts.closed_on or values.get("close_on")
        values |= {"closed_on": closed_on} if closed_on else {}
    if owner := deals.ground.find_owner(facts.owners):
        values |= {"owner_id": owner.owner_id, "team_id": owner.team_id}
    loss = facts.loss_reason, facts.loss_note
    said = [values, found.place.stage_id, facts.account, facts.domain, loss]
    text = json.dumps(said, default=str, sort_keys=True)
    return Told(found, values, hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32])


def notes_on(
    deals: DealBook, facts: OpportunityFacts, told: Told, known: KnownDeal | None
) -> Iterator[str]:
    """Yield what should be known of a row that is taken in, in words behind "rows "."""
    if stated_account(facts) is None:
        yield "without an account"
    if "amount" in facts.fields and not facts.has_currency:
        currency = (known.values if known else told.values).get("currency")
        yield f"without a currency, taken as {currency}"
    if facts.owners and deals.ground.find_owner(facts.owners) is None:
        yield f"of {facts.owners[0]}, who is no user: given to the import's owner"
    if note := deals.lookalikes.get(facts.product or ""):
        yield note
    yield from _unknown_words(deals.process, facts, told.found)
    yield from _notes_on_end(deals.process, facts, told)


def _unknown_words(process: Process, facts: OpportunityFacts, found: Found) -> Iterator[str]:
    words, place = facts.stage, found.place
    if found.is_guessed:
        yield f"in {words.stage}, taken as {place.stage.name}"
    if not found.has_pipeline:
        yield f"in the pipeline {words.pipeline}, taken as {place.pipeline.name}"
    if words.kind and kind_of(process, words.kind) is None:
        yield f"of the kind {words.kind}, which is none of ours: left without a kind"
    if facts.source and _source(process, facts.source) is None:
        yield f"from the source {facts.source}, which is none of ours: left without it"


def _notes_on_end(process: Process, facts: OpportunityFacts, told: Told) -> Iterator[str]:
    type_ = told.found.place.stage.type
    if type_ is not StageType.OPEN and "closed_on" not in told.values:
        yield "closed without a day, taken as closed when they came in"
    if type_ is StageType.LOST and (reason := _stand_in(process, facts)):
        why = "for a reason that is none of ours, kept in words" if facts.loss_reason else ""
        yield f"lost {why or 'without a reason'}, taken as {reason.name}"


def loss_of(process: Process, facts: OpportunityFacts) -> Values:
    """Return what a lost deal says of its loss; what is no reason of ours is kept in words.

    Raises:
        MissingError: The reason asks for words, or there is none and nothing stands in for it.
        FieldError: The words are too many.
    """
    reason = _stand_in(process, facts)
    if reason is None:
        values, needs = rules.read_loss(process, Loss(facts.loss_reason, facts.loss_note))
        if needs:
            raise rules.MissingError(needs)
        return values
    note = ": ".join(filter(None, (facts.loss_reason, facts.loss_note)))
    if len(note) > rules.LONGEST_NOTE:
        sentence = f"at most {rules.LONGEST_NOTE} characters, not {len(note)}."
        raise FieldError("loss_note", sentence)
    return {"loss_reason": reason.key, "loss_note": note or None}


def _stand_in(process: Process, facts: OpportunityFacts) -> LossReason | None:
    """Return the reason for what other systems did not say, where a lost row names none of ours."""
    _, needs = rules.read_loss(process, Loss(facts.loss_reason, facts.loss_note))
    if not needs or needs[0].field != rules.LOST[0]:
        return None
    return next((one for one in process.loss_reasons if one.for_imports and not one.retired), None)


def _source(process: Process, word: str | None) -> str | None:
    """Return the key of a source by a word of another system; None where it is none of ours."""
    said = squashed(word) if word else None
    for one in process.sources if said else ():
        if said in {squashed(one.key), squashed(one.name)} and not one.retired:
            return one.key
    return None


def usual_source(process: Process) -> Values:
    """Return where a deal came from whose row does not say.

    Raises:
        FieldError: There is no source.
    """
    offered = [one.key for one in process.sources if not one.retired]
    usual = "import" if "import" in offered else "".join(offered[-1:])
    return read_fields(process, {"source": usual}, {})
