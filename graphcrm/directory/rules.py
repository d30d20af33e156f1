"""What a contact or an account given by hand must be, and which changes make it so."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graphcrm import ids
from graphcrm.activities.records import Address, HandleKind
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.directory import addresses
from graphcrm.directory.drafts import AccountDraft, ContactDraft, EdgeState, JobDraft, Whole
from graphcrm.errors import ConflictError, ForbiddenError, InvalidError


MAX_TEXT = 200
MAX_LINES = 50
MAX_NUMBER = 10**15
JOB_FIELDS = ("title", "from_on", "until_on", "board", "primary")
TYPED_KINDS = (HandleKind.EMAIL, HandleKind.PHONE, HandleKind.PROFILE)

# Controls, and the marks that turn or hide what follows them; joiners belong to some scripts.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_URL_AROUND_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.|@)?|[/?#].*$")
_CURRENCY = re.compile(r"[A-Z]{3}")


class FieldError(InvalidError):
    """A field of a form is not what it should be.

    Attributes:
        field: Its name in the draft, e.g. "emails".
    """

    code = "invalid-field"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field


class FieldsError(FieldError):
    """Several fields of a form are not what they should be.

    Attributes:
        field: Name of the first.
        errors: One each.
    """

    def __init__(self, errors: Sequence[FieldError]) -> None:
        InvalidError.__init__(self, " ".join(map(str, errors)))
        self.field = errors[0].field
        self.errors = tuple(errors)


class AddressTakenError(ConflictError):
    """An address belongs to somebody else.

    Attributes:
        contact_id: Whose it is; None where the actor may not see them.
    """

    code = "address-taken"

    def __init__(self, value: str, contact_id: str | None, name: str | None) -> None:
        super().__init__(f"{value} is taken by {name or 'somebody you may not see'}.")
        self.value = value
        self.contact_id = contact_id


class DomainTakenError(ConflictError):
    """A mail domain belongs to another account.

    Attributes:
        account_id: Whose it is; None where the actor may not see it.
    """

    code = "domain-taken"

    def __init__(self, domain: str, account_id: str | None, name: str | None) -> None:
        super().__init__(f"{domain} is taken by {name or 'an account you may not see'}.")
        self.domain = domain
        self.account_id = account_id


class StaleError(ConflictError):
    """Somebody saved the same record since the form was opened."""

    code = "stale"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Somebody changed {name} since you opened it; look at it as it is now and try again."
        )


class AccountCycleError(InvalidError):
    """An account would be part of itself."""

    code = "account-cycle"

    def __init__(self, name: str) -> None:
        super().__init__(f"parent: {name} cannot be part of itself, nor of what is part of it.")


class IsUserError(ForbiddenError):
    """A contact is the person of somebody who signs in, and stays everybody's."""

    code = "is-user"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} signs in here, so their contact stays, and stays everybody's.")


class HomeAccountError(ForbiddenError):
    """The home account cannot be removed or given to somebody."""

    code = "home-account"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is the home account; it stays, and stays everybody's.")


def checked_contact(draft: ContactDraft) -> ContactDraft:
    """Return `draft` with one spelling for everything in it.

    Raises:
        FieldError: Something in it is not what it should be.
    """
    if sum(job.primary for job in draft.jobs) > 1:
        raise FieldError("jobs", "only one can be the primary one.")
    return replace(
        draft,
        name=_name(draft.name),
        title=_text("title", draft.title),
        emails=_each("emails", draft.emails, addresses.email, "an e-mail address"),
        phones=_each("phones", draft.phones, addresses.phone, "a phone number"),
        profiles=_each("profiles", draft.profiles, addresses.profile, "the URL of a profile"),
        jobs=tuple(_checked_job(job) for job in _few("jobs", draft.jobs)),
    )


def checked_account(draft: AccountDraft) -> AccountDraft:
    """Return `draft` with one spelling for everything in it.

    Raises:
        FieldError: Something in it is not what it should be.
    """
    currency = _text("currency", draft.currency)
    currency = currency.upper() if currency else None
    if currency and not _CURRENCY.fullmatch(currency):
        raise FieldError("currency", f"{currency!r} is no ISO code of three letters.")
    if (draft.revenue_minor is None) != (currency is None):
        raise FieldError("revenue", "an amount and its currency go together.")
    return replace(
        draft,
        name=_name(draft.name),
        domains=_each("domains", draft.domains, _domain, "an organisation's mail domain"),
        industry=_text("industry", draft.industry),
        employee_count=_number("employee_count", draft.employee_count),
        revenue_minor=_number("revenue", draft.revenue_minor),
        currency=currency,
        location=_text("location", draft.location),
    )


def addresses_of(draft: ContactDraft) -> list[Address]:
    """Return the addresses in a checked draft."""
    found = [
        addresses.mail_address(value) or Address(HandleKind.EMAIL, value) for value in draft.emails
    ]
    found += [Address(HandleKind.PHONE, value) for value in draft.phones]
    return found + [Address(HandleKind.PROFILE, value) for value in draft.profiles]


def contact_draft(
    values: Values, handles: Iterable[tuple[str, str]], jobs: Iterable[JobDraft]
) -> ContactDraft:
    """Return the draft that leaves a contact as it is.

    Args:
        values: Properties of the contact.
        handles: Kind and value of each address; kinds that nobody types are passed over.
        jobs: Those the reader may see.
    """
    by_kind: dict[str, list[str]] = {kind: [] for kind in TYPED_KINDS}
    for kind, value in handles:
        if kind in by_kind:
            by_kind[kind].append(value)
    emails, phones, profiles = (tuple(sorted(by_kind[kind])) for kind in TYPED_KINDS)
    return ContactDraft(
        name=values["name"],
        title=values.get("title"),
        emails=emails,
        phones=phones,
        profiles=profiles,
        jobs=tuple(jobs),
        kind=values["kind"],
        do_not_contact=bool(values.get("do_not_contact")),
    )


def draft_of_contact(whole: Whole) -> ContactDraft:
    """Return the draft that leaves a contact as it is, of what the actor may see."""
    return contact_draft(
        whole.values,
        [(edge["kind"] or "", edge["value"] or "") for edge in _visible(whole, "HAS")],
        [
            JobDraft(
                account=edge["name"] or "",
                account_id=edge["other"],
                job_id=edge["values"]["uid"],
                **_stated(edge["values"]),
            )
            for edge in _visible(whole, "WORKS_AT")
        ],
    )


def draft_of_account(values: Values, parent_id: str | None) -> AccountDraft:
    """Return the draft that leaves an account as it is."""
    keys = ("industry", "employee_count", "revenue_minor", "currency", "location")
    facts = {key: values.get(key) for key in keys}
    domains = tuple(values.get("domains") or ())
    return AccountDraft(name=values["name"], domains=domains, parent_id=parent_id, **facts)


def version_of(draft: ContactDraft | AccountDraft) -> str:
    """Return what tells one state of a record's editable facts from any other."""
    if isinstance(draft, AccountDraft):
        return ids.of("account draft", repr(replace(draft, domains=tuple(sorted(draft.domains)))))
    jobs = sorted((replace(job, account="") for job in draft.jobs), key=lambda job: str(job.job_id))
    lists = {key: tuple(sorted(getattr(draft, key))) for key in ("emails", "phones", "profiles")}
    plain = replace(draft, jobs=tuple(jobs), kind=str(draft.kind), **lists)  # type: ignore[arg-type]  # for its words alone
    return ids.of("contact draft", repr(plain))


def contact_values(draft: ContactDraft) -> Values:
    """Return a contact's properties as a checked draft has them; None means absent."""
    return {
        "name": draft.name,
        "title": draft.title,
        "kind": str(draft.kind),
        "do_not_contact": draft.do_not_contact or None,
    }


def account_values(draft: AccountDraft) -> Values:
    """Return an account's properties as a checked draft has them; None means absent."""
    return {
        "name": draft.name,
        "domains": list(draft.domains) or None,
        "industry": draft.industry,
        "employee_count": draft.employee_count,
        "revenue_minor": draft.revenue_minor,
        "currency": draft.currency,
        "location": draft.location,
    }


def job_changes(
    contact: Node, before: Sequence[EdgeState], jobs: Sequence[tuple[JobDraft, Node]], source: str
) -> list[Change]:
    """Return the changes that turn the jobs `before` into `jobs`, each with its account.

    Raises:
        FieldError: A job is edited that the contact does not have.
    """
    known = {edge["values"]["uid"]: edge for edge in before}
    changes: list[Change] = []
    kept = set()
    for job, account in jobs:
        edge = known.get(job.job_id or "")
        if job.job_id and edge is None:
            raise FieldError("jobs", "the one that was edited is not there any more.")
        stated = {key: value or None for key, value in ((k, getattr(job, k)) for k in JOB_FIELDS)}
        if edge is not None and edge["other"] == account.uid:
            kept.add(job.job_id)
            changes += set_changes(edge_of(contact, edge), edge["values"], stated)
        else:
            added = Edge("WORKS_AT", ids.new(), contact, account)
            changes.append(Added(added, present({**stated, "source": source})))
    gone = [removal(contact, edge) for uid, edge in known.items() if uid not in kept]
    return [*gone, *changes]


def set_changes(what: Node | Edge, before: Values, after: Values) -> list[Change]:
    """Return the one change from `before` to `after` as far as they differ, or none."""
    keys = [key for key, value in after.items() if before.get(key) != value]
    old = {key: before.get(key) for key in keys}
    return [Set(what, old, {key: after[key] for key in keys})] if keys else []


def edge_of(record: Node, edge: EdgeState) -> Edge:
    """Return an edge that hangs on `record`."""
    other = Node(edge["other_label"], edge["other"])
    start, end = (record, other) if edge["outgoing"] else (other, record)
    return Edge(edge["type"], edge["values"]["uid"], start, end)


def removal(record: Node, edge: EdgeState) -> Removed:
    """Return the change that takes away an edge that hangs on `record`."""
    return Removed(edge_of(record, edge), stored(edge["values"]))


def stored(values: Values) -> Values:
    """Return properties without those that the change writer keeps itself."""
    return {key: value for key, value in values.items() if key not in {"uid", "changed_by"}}


def present(values: Mapping[str, Any]) -> Values:
    """Return the properties that have a value."""
    return {key: value for key, value in values.items() if value is not None}


def _visible(whole: Whole, type_: str) -> list[EdgeState]:
    return [edge for edge in whole.edges if edge["type"] == type_ and not edge["hidden"]]


def _stated(values: Values) -> dict[str, Any]:
    facts = {key: values.get(key) for key in JOB_FIELDS}
    return {**facts, "board": bool(facts["board"]), "primary": bool(facts["primary"])}


def _checked_job(job: JobDraft) -> JobDraft:
    account = _text("jobs", job.account) or ""
    if not job.account_id and not any(letter.isalnum() for letter in account):
        raise FieldError("jobs", "each names its organisation.")
    if job.from_on and job.until_on and job.from_on > job.until_on:
        raise FieldError("jobs", f"one cannot end on {job.until_on} and begin on {job.from_on}.")
    return replace(job, account=account, title=_text("jobs", job.title))


def _domain(text: str) -> str | None:
    found = addresses.email(f"x@{_URL_AROUND_DOMAIN.sub('', text.strip().lower())}")
    domain = addresses.domain_of(found or "")
    return domain if "." in domain and not addresses.is_free_mail(domain) else None


def _name(text: str) -> str:
    name = _text("name", text)
    if name is None or not any(letter.isalnum() for letter in name):
        raise FieldError("name", "it needs at least a letter or a digit.")
    return name


def _text(field: str, text: str | None) -> str | None:
    plain = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text or "")).split())
    if len(plain) > MAX_TEXT:
        raise FieldError(field, f"at most {MAX_TEXT} characters, not {len(plain)}.")
    return plain or None


def _number(field: str, number: int | None) -> int | None:
    if number is not None and not 0 <= number <= MAX_NUMBER:
        raise FieldError(field, f"{number} is not between 0 and {MAX_NUMBER}.")
    return number


def _few(field: str, lines: Sequence[JobDraft]) -> Sequence[JobDraft]:
    if len(lines) > MAX_LINES:
        raise FieldError(field, f"at most {MAX_LINES}, not {len(lines)}.")
    return lines


def _each(
    field: str, texts: Sequence[str], read: Callable[[str], str | None], what: str
) -> tuple[str, ...]:
    """Return each text that says something in its one spelling, once."""
    spoken = [text for text in texts if text.strip()]
    if len(spoken) > MAX_LINES:
        raise FieldError(field, f"at most {MAX_LINES}, not {len(spoken)}.")
    found: dict[str, None] = {}
    for text in spoken:
        value = read(text)
        if value is None:
            raise FieldError(field, f"{text.strip()[:MAX_TEXT]!r} is not {what}.")
        found[value] = None
    return tuple(found)
