"""Opportunities as people ask for them and as commands find them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from graphcrm.changes import Values
from graphcrm.errors import CrmError


class AccountOf(TypedDict):
    """An account of an opportunity; `edge` is the uid of FOR."""

    edge: str
    account_id: str
    primary: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """An opportunity as the graph holds it; a command decides on it.

    Attributes:
        values: All properties.
        stay: Properties of its IN_STAGE.
        stage_id: Where it is.
    """

    values: Values
    stay: Values
    stage_id: str
    accounts: list[AccountOf]

    @property
    def uid(self) -> str:
        """Return the opportunity's uid."""
        return str(self.values["uid"])

    @property
    def name(self) -> str:
        """Return what it is called."""
        return str(self.values["name"])


@dataclass(frozen=True, slots=True)
class Accounts:
    """For whom a deal is: uids of the primary account, if somebody knows it, and of others."""

    primary: str | None = None
    further: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewOpportunity:
    """What is known of a deal that begins.

    Attributes:
        fields: Field key to text, as pipeline.fields reads them; name and source among them.
        accounts: For whom it is.
        stage_id: Where it begins; None = in the first stage of its kind's pipeline.
        owner_id: Whose it is; None = whoever makes it.
        override_reason: Why what its stage asks for does not matter here.
        is_nobodys: Without an owner it is nobody's, not whoever's makes it.
        seats: Who has a part in it from the beginning: contact and key of a role.
    """

    fields: Mapping[str, str]
    accounts: Accounts = Accounts()
    stage_id: str | None = None
    owner_id: str | None = None
    override_reason: str | None = None
    is_nobodys: bool = False
    seats: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a deal becomes; None = everybody's."""

    owner_id: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """What changes of deals.

    Attributes:
        fields: Field key to text; an empty text takes a field away.
        seen: What fields said when they were looked at: one that says otherwise by now refuses.
        accounts: For whom they are from now on, but for accounts that the actor may not see;
            None = as before.
        owner: Whose they are from now on; None = as before.
        seen_owner: Whose they were when they were looked at; None = nobody looked.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    accounts: Accounts | None = None
    owner: Owner | None = None
    seen_owner: Owner | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """Why deals were lost: a reason by key or name, and words where the reason asks for some."""

    reason: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Deals that go to a stage, or to another place in the stage they are in.

    Attributes:
        opportunity_ids: Which, in the order in which they come to lie.
        stage_id: Where to.
        above_id: Uid of the card they lie below; None = on top, or as `below_id` says.
        below_id: Uid of the card they lie above.
        seen_stage_id: Where the mover saw them; None = wherever they are.
        fields: What is filled in on the way, by field key.
        loss: Why, where the stage means that they are lost.
        override_reason: Why what the stages ask for does not matter here.
        other_pipeline: The mover means it where the stage is of another pipeline.
        key: Made by who asks, so that asking twice moves once.
        batch_id: What this is one chunk of.
    """

    opportunity_ids: tuple[str, ...]
    stage_id: str
    above_id: str | None = None
    below_id: str | None = None
    seen_stage_id: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    loss: Loss = Loss()
    override_reason: str | None = None
    other_pipeline: bool = False
    key: str | None = None
    batch_id: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A deal that stayed as it was, and why."""

    opportunity_id: str
    name: str
    error: CrmError


@dataclass(frozen=True, slots=True)
class Told:
    """Something that a deal lacks where it went; it did not stop it."""

    opportunity_id: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a command came to.

    Attributes:
        opportunity_ids: Which deals it changed.
        activity_id: Undoing it takes all of that back; None where nothing changed.
        refused: Those that stayed as they were.
        names: What the changed deals were called.
        warnings: What stages ask for, but do not insist on.
    """

    opportunity_ids: tuple[str, ...]
    activity_id: str | None
    refused: tuple[Refusal, ...] = ()
    names: tuple[str, ...] = ()
    warnings: tuple[Told, ...] = ()
