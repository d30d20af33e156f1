"""Leads as web sites send them and as people take them, and the forms that bring them."""

from dataclasses import dataclass
from datetime import datetime

from graphcrm.money import Money
from graphcrm.pipeline.records import Place


@dataclass(frozen=True, slots=True)
class NewForm:
    """A form that somebody sets up.

    Attributes:
        source: Key of the source that its deals have.
        pipeline: Key of the pipeline in whose first open stage they begin; None = as by hand.
        role: Key of the part that whoever sends it gets in the deal; None = the neutral one.
        owner_id: Whose its leads become; None = they wait until somebody takes them.
        origins: Web sites that may read its answers, as typed: "https://www.oduya.example".
    """

    name: str
    source: str
    pipeline: str | None = None
    role: str | None = None
    owner_id: str | None = None
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that takes leads; its attributes are those of NewForm.

    Attributes:
        key: Whoever knows it may send.
        created_by: Uid of the user in whose name it makes deals.
    """

    form_id: str
    key: str
    name: str
    source: str
    pipeline: str | None
    role: str | None
    origins: list[str]
    owner_id: str | None
    created_by: str


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form in the list of all.

    Attributes:
        owner: Name of the user whose its leads become; None = nobody's.
        last_at: When the last of its leads came; None = none did.
    """

    form_id: str
    key: str
    name: str
    source: str
    origins: list[str]
    owner: str | None
    retired: bool
    lead_count: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent, each text trimmed; "" = they did not say.

    Attributes:
        email: In its one spelling.
        amount: As typed: "12.5k EUR".
    """

    name: str
    email: str
    phone: str = ""
    company: str = ""
    title: str = ""
    message: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of something sent.

    Attributes:
        activity_id: The entry of the stream that tells of the lead.
        opportunity_id: The deal that was made; None = the same had come a moment ago.
    """

    activity_id: str
    opportunity_id: str | None


@dataclass(frozen=True, slots=True)
class Lead:
    """A deal that is nobody's yet.

    Attributes:
        form: Name of the form that brought it; None = it came in another way.
        message: What was sent; None = nothing, or the reader may not see it.
        contact_id: Who sent it; None = unknown, or the reader may not see them.
    """

    opportunity_id: str
    name: str
    source: str
    place: Place
    created_at: datetime
    money: Money | None
    form: str | None
    message: str | None
    contact_id: str | None
    contact: str | None
    account_id: str | None
    account: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """Leads that are nobody's.

    Attributes:
        count: Of all of them, shown or not.
        leads: The oldest first.
    """

    count: int
    leads: tuple[Lead, ...]
