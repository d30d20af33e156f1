"""Founding, users, and signing in."""

import pytest
from rows import Rows, mail, picture

from graphcrm import clock, graph
from graphcrm.access import reads as access
from graphcrm.access.records import Actor, Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.activities.commands import commit
from graphcrm.activities.records import HandleKind, Verb
from graphcrm.changes import Added, Edge, Node
from graphcrm.errors import NotFoundError
from graphcrm.graph import connection
from graphcrm.integrations import commands as imports
from graphcrm.integrations.records import ContactPolicy, ImportOptions
from graphcrm.members import commands, passwords, reads
from graphcrm.members.records import House, NewUser


PASSWORD = "long enough for this"  # noqa: S105 - of invented people


@pytest.mark.usefixtures("empty_graph")
def test_an_installation_begins_with_its_house_and_administrator():
    """Schema, home account, a person who signs in, and who is a contact of the house."""
    assert reads.find_home() is None
    assert access.find_first_admin() is None
    admin = NewUser("Kim Lee", "Kim@Home.example", Role.ADMIN, PASSWORD, "North")
    commands.found(House("Home Ltd", "Home.example", admin))
    home = reads.find_home()
    assert (home.name, home.domains) == ("Home Ltd", ["home.example"])
    actor = access.find_first_admin()
    assert (actor.email, actor.role, len(actor.team_ids)) == ("kim@home.example", Role.ADMIN, 1)
    assert [row[:2] for row in picture("jobs")["jobs"]] == [["Kim Lee", "Home Ltd"]]
    with pytest.raises(commands.FoundedError, match="Home Ltd"):
        commands.found(House("Other", "other.example", admin))


def test_who_is_known_from_mail_becomes_a_user_as_that_person(world):
    """No second contact for the colleague whose mail was imported; the house's from then on."""
    rep = world.user("Rep")
    rows = [mail(1, "ann.bell@home.example", "bo.cole@bolt.example")]
    options = ImportOptions(ContactPolicy.ALL, owner_id=rep.user_id)
    imports.run_import(world.admin, Rows(rows), options)
    before = len(picture("contacts")["contacts"])
    commands.add_user(world.admin, NewUser("Ann B", "ann.bell@home.example", Role.REP))
    actor = access.find_actor_by_email("ANN.bell@home.example ")
    contacts = picture("contacts")["contacts"]
    assert len(contacts) == before
    (ann,) = [row for row in contacts if row[0] == ["ann.bell@home.example"]]
    assert (ann[1], ann[4]) == ("Ann Bell", None)
    assert actor.contact_id
    commands.add_user(world.admin, NewUser("Bo Cole", "someone.else@home.example", Role.REP))


def test_an_address_nobody_owns_is_taken(world):
    """The handle was seen in mail and is no contact's: the user's person gets it."""
    rows = [mail(1, "ann.bell@home.example", "bo.cole@bolt.example")]
    imports.run_import(world.admin, Rows(rows), ImportOptions(ContactPolicy.NONE))
    commands.add_user(world.admin, NewUser("Ann Bell", "ann.bell@home.example", Role.REP))
    handles = [row for row in picture("handles")["handles"] if row[1] == "ann.bell@home.example"]
    assert handles == [[HandleKind.EMAIL.value, "ann.bell@home.example", "person", None]]
    assert ["ann.bell@home.example"] in [row[0] for row in picture("contacts")["contacts"]]


def test_an_address_signs_in_once(world):
    """A second user of the same address would be a second password for one person."""
    world.user("Rep")
    with pytest.raises(commands.UserExistsError, match=r"rep@home\.example signs in here"):
        commands.add_user(world.admin, NewUser("R", " REP@home.example", Role.REP))


def test_only_the_right_pair_of_address_and_password_signs_in(world):
    """Which of the two is wrong is not told, nor that the user is disabled."""
    new = NewUser("Ann", "ann@home.example", Role.REP, PASSWORD)
    commands.add_user(world.admin, new)
    commands.add_user(world.admin, NewUser("Bo", "bo@home.example", Role.REP))
    assert commands.sign_in(" Ann@home.example", PASSWORD).name == "Ann"
    for email, password in [
        ("ann@home.example", "something else"),
        ("nobody@home.example", PASSWORD),
        ("bo@home.example", ""),
    ]:
        with pytest.raises(commands.SignInError):
            commands.sign_in(email, password)
    commands.disable_user(world.admin, "ann@home.example")
    with pytest.raises(commands.SignInError):
        commands.sign_in("ann@home.example", PASSWORD)
    assert access.find_actor_by_email("ann@home.example") is None
    commands.disable_user(world.admin, "ann@home.example")


def test_a_password_is_ones_own_or_the_administrators_to_change(world):
    """A rep sets their own and nobody else's."""
    ann = world.user("Ann")
    world.user("Bo")
    commands.set_password(ann, "ann@home.example", PASSWORD)
    assert commands.sign_in("ann@home.example", PASSWORD)
    with pytest.raises(NotPermittedError):
        commands.set_password(ann, "bo@home.example", PASSWORD)
    with pytest.raises(passwords.WeakPasswordError, match="at least 10"):
        commands.set_password(world.admin, "bo@home.example", "short")
    with pytest.raises(NotFoundError):
        commands.set_password(world.admin, "nobody@home.example", PASSWORD)
    with pytest.raises(NotPermittedError):
        commands.add_user(ann, NewUser("X", "x@home.example", Role.ADMIN))
    with pytest.raises(NotPermittedError):
        commands.disable_user(ann, "bo@home.example")


@pytest.mark.parametrize("email", ["", "kim", "kim@", "@home.example", "kim lee@home.example"])
def test_what_is_no_address_does_not_sign_in(world, email):
    """A user who can never receive a message is a typing error."""
    with pytest.raises(commands.InvalidEmailError, match="email: "):
        commands.add_user(world.admin, NewUser("Kim", email, Role.REP))


@pytest.mark.usefixtures("empty_graph")
@pytest.mark.parametrize("domain", ["", "home", "home example"])
def test_a_house_needs_a_mail_domain(domain):
    """Who is one of us is told by it."""
    admin = NewUser("Kim", "kim@home.example", Role.ADMIN)
    with pytest.raises(commands.InvalidDomainError, match="domain: "):
        commands.found(House("Home", domain, admin))


@pytest.mark.usefixtures("empty_graph")
def test_a_user_without_a_house_works_nowhere():
    """A restored graph may have lost its home account; people still sign in."""
    actor = Actor("nobody", "Kim", "kim@home.example", Role.ADMIN)
    with connection.session(write=True) as session:
        session.run("CREATE (:User {uid: 'nobody', email: 'kim@home.example'})").consume()
    commands.add_user(actor, NewUser("Ann", "ann@home.example", Role.REP))
    assert picture("jobs")["jobs"] == []


def test_users_are_listed_with_their_teams(world):
    """Colleagues are no secret."""
    rep = world.user("Rep", team="North")
    world.user("Bo", team="north")
    listed = [(user.name, user.team) for user in reads.users(rep)]
    assert listed == [("Admin", None), ("Bo", "North"), ("Rep", "North")]


def test_a_team_reads_what_the_teams_below_it_own(world):
    """A manager sees the records of every team under theirs."""
    boss = world.user("Boss", role=Role.MANAGER, team="Sales")
    rep = world.user("Rep", team="North")

    @graph.atomic
    def nest():
        edge = Edge("PART_OF", "p1", Node("Team", rep.team_id), Node("Team", boss.team_id))
        commit(world.admin, Verb.USER_CHANGED, [Added(edge, {})])

    nest()
    again = access.find_actor(boss.user_id)
    assert set(again.team_ids) == {boss.team_id, rep.team_id}
    assert access.find_actor(rep.user_id).team_ids == (rep.team_id,)
    assert access.find_actor("nobody") is None
    assert clock.now().tzinfo is not None
