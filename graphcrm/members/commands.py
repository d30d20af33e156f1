"""Founding an installation, adding users, signing in."""

import re
from dataclasses import dataclass

from graphcrm import clock, graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission, Role
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Address, HandleKind, Verb
from graphcrm.changes import Added, Change, Edge, Node, Set, Values
from graphcrm.errors import ConflictError, InvalidError, NotFoundError
from graphcrm.members import passwords, reads
from graphcrm.members.records import House, NewUser, User


@dataclass(frozen=True, slots=True)
class SigningIn:
    """A row of members/user_to_sign_in."""

    user_id: str
    name: str
    email: str
    role: str
    password_hash: str | None
    disabled: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Who is behind an address."""

    handle_id: str
    contact_id: str | None
    owner_id: str | None
    team_id: str | None


_LOCAL = re.compile(r"[^\s@]{1,64}")
_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+")
USER_TO_SIGN_IN = graph.load("members/user_to_sign_in", SigningIn)
TEAM_BY_NAME = graph.load("members/team_by_name", graph.Uid)
PERSON_OF_ADDRESS = graph.load("members/person_of_address", Person)


class FoundedError(ConflictError):
    """The installation has its home account already."""

    code = "founded-already"


class SignInError(InvalidError):
    """Wrong address or password; which of them is not told."""

    code = "sign-in-refused"

    def __init__(self) -> None:
        super().__init__("That address and password do not belong together.")


class UserExistsError(ConflictError):
    """Somebody signs in with this address already."""

    code = "user-exists"

    def __init__(self, email: str) -> None:
        super().__init__(f"email: {email} signs in here already.")


class InvalidEmailError(InvalidError):
    """Nobody can sign in with this."""

    code = "invalid-email"

    def __init__(self, email: str) -> None:
        super().__init__(f"email: {email!r} is no mail address.")


class InvalidDomainError(InvalidError):
    """A house's mail does not come from this."""

    code = "invalid-domain"

    def __init__(self, domain: str) -> None:
        super().__init__(f"domain: {domain!r} is no mail domain like acme.example.")


@graph.atomic
def found(house: House, *, via: str = "cli") -> Actor:
    """Make the home account and its first administrator; return that administrator.

    Raises:
        FoundedError: There is a home account already.
        InvalidDomainError: The domain is none.
        InvalidEmailError: The administrator's address is none.
        WeakPasswordError: The password is too short.
    """
    if (home := reads.find_home()) is not None:
        raise FoundedError(f"This data folder belongs to {home.name} already.")
    domain = house.domain.strip().lower()
    if not _DOMAIN.fullmatch(domain):
        raise InvalidDomainError(house.domain)
    now, account = clock.now(), Node("Account", ids.new())
    user_id = ids.new()
    made = {"name": house.name, "domains": [domain], "home": True, "created_at": now}
    changes: list[Change] = [Added(account, {**made, "source": "init"})]
    changes += _user_changes(user_id, house.admin, account)
    admin = Actor(user_id, house.admin.name, house.admin.email.strip().lower(), Role.ADMIN, via=via)
    commit(admin, Verb.HOUSE_FOUNDED, changes, about=[account.uid, user_id])
    return admin


@graph.atomic
def add_user(actor: Actor, new: NewUser) -> User:
    """Add a user; their person is found by the address, or made.

    Raises:
        InvalidEmailError: The address is none.
        UserExistsError: Somebody signs in with this address already.
        WeakPasswordError: The password is too short.
    """
    access.require(actor, Permission.ADMINISTER)
    email = new.email.strip().lower()
    if graph.find(USER_TO_SIGN_IN, email=email):
        raise UserExistsError(email)
    home, user_id = reads.find_home(), ids.new()
    account = Node("Account", home.uid) if home else None
    commit(actor, Verb.USER_ADDED, _user_changes(user_id, new, account), about=[user_id])
    return User(user_id, new.name, email, new.role, disabled=False, team=new.team)


@graph.atomic
def set_password(actor: Actor, email: str, password: str) -> None:
    """Give a user a new password: their own, or anybody's for an administrator.

    Raises:
        NotFoundError: Nobody signs in with this address.
        WeakPasswordError: The password is too short.
    """
    user = _get(email)
    if user.user_id != actor.user_id:
        access.require(actor, Permission.ADMINISTER)
    _set(
        actor,
        user,
        {"password_hash": user.password_hash},
        {"password_hash": passwords.hashed(password)},
    )


@graph.atomic
def disable_user(actor: Actor, email: str) -> None:
    """Refuse a user's signing in from now on.

    Raises:
        NotFoundError: Nobody signs in with this address.
    """
    access.require(actor, Permission.ADMINISTER)
    user = _get(email)
    _set(actor, user, {"disabled": user.disabled or None}, {"disabled": True})


def sign_in(email: str, password: str) -> User:
    """Return the user whose address and password these are.

    Raises:
        SignInError: They are nobody's, or the user is disabled.
    """
    row = graph.find(USER_TO_SIGN_IN, email=email.strip().lower())
    right = passwords.is_right(row.password_hash if row else None, password)
    if row is None or not right or row.disabled:
        raise SignInError
    return User(row.user_id, row.name, row.email, row.role, row.disabled, None)


def _get(email: str) -> SigningIn:
    row = graph.find(USER_TO_SIGN_IN, email=email.strip().lower())
    if row is None:
        raise NotFoundError("user", email)
    return row


def _set(actor: Actor, user: SigningIn, before: Values, after: Values) -> None:
    change = Set(Node("User", user.user_id), before, after)
    commit(actor, Verb.USER_CHANGED, [change], about=[user.user_id])


def _user_changes(user_id: str, new: NewUser, home: Node | None) -> list[Change]:
    """Return the user, the person they are, and their team, made where they do not exist yet."""
    email, now, user = new.email.strip().lower(), clock.now(), Node("User", user_id)
    local, _, domain = email.rpartition("@")
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise InvalidEmailError(new.email)
    values: Values = {
        "name": new.name,
        "email": email,
        "role": new.role.value,
        "shares_ties": True,
        "created_at": now,
    }
    if new.password is not None:
        values["password_hash"] = passwords.hashed(new.password)
    contact, changes = _person_changes(Address(HandleKind.EMAIL, email, new.name), new.name, home)
    changes += [Added(user, values), Added(Edge("IS", ids.new(), user, contact), {})]
    if new.team:
        known = graph.find(TEAM_BY_NAME, name=new.team)
        team = Node("Team", known.uid if known else ids.new())
        if known is None:
            changes.append(Added(team, {"name": new.team}))
        changes.append(Added(Edge("MEMBER_OF", ids.new(), user, team), {}))
    return changes


def _person_changes(address: Address, name: str, home: Node | None) -> tuple[Node, list[Change]]:
    """Return the contact behind `address`, and what makes them one that everybody sees."""
    handle = Node("Handle", address.uid)
    row = graph.find(PERSON_OF_ADDRESS, handle_id=address.uid)
    if row and row.contact_id:
        contact = Node("Contact", row.contact_id)
        before = {"owner_id": row.owner_id, "team_id": row.team_id}
        house = {"owner_id": None, "team_id": None}
        return contact, [Set(contact, before, house)] if before != house else []
    contact = Node("Contact", ids.new())
    values = {"name": name, "kind": "person", "source": "user", "created_at": clock.now()}
    changes: list[Change] = [Added(contact, values)]
    if row is None:
        made = {"kind": address.kind.value, "value": address.value, "use": "person", "name": name}
        changes.append(Added(handle, made))
    changes.append(Added(Edge("HAS", ids.new(), contact, handle), {"source": "user"}))
    if home is not None:
        changes.append(Added(Edge("WORKS_AT", ids.new(), contact, home), {"source": "user"}))
    return contact, changes
