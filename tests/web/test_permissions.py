"""What may not be done is said before a form is filled in, in the words of its refusal."""

import html
import re

import pytest
from world import World, empty

from graphcrm.access.records import Role
from graphcrm.directory import reads
from graphcrm.members import commands as members


PHRASE = "correct horse battery"


class Door:
    """A world of two teams, and a browser without script in which anybody signs in."""

    def __init__(self, browser):
        self.browser, self.world = browser, World()
        self.rep = self.world.user("Noor Haddad", team="North")
        self.mate = self.world.user("Dana Roth", team="North")
        self.viewer = self.world.user("Vic Ewer", role=Role.READ_ONLY, team="North")
        self.stranger = self.world.user("Kim Berg", team="South")

    def as_user(self, actor):
        """Sign somebody in."""
        members.set_password(self.world.admin, actor.email, PHRASE)
        assert self.browser.sign_in(actor.email, PHRASE).status_code == 302

    def read(self, path, status):
        """What a path says, with its status checked."""
        answer = self.browser.get(path)
        assert answer.status_code == status, path
        return words(answer)

    def post(self, path, status):
        """What a path says to a form without fields, with its status checked."""
        answer = self.browser.post(path)
        assert answer.status_code == status, path
        return words(answer)


def words(answer):
    """The text of an answer."""
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


@pytest.fixture
def door(running, client):
    assert running.neo4j_uri
    empty()
    yield Door(client)
    empty()


FORMS = {"contacts": ("edit", "log", "ties/declare"), "accounts": ("edit",)}


def test_who_may_only_read_meets_no_form(door):
    """Filling in a page that is then refused costs more than a word before."""
    paths = {
        "contacts": door.world.contact("Helen Gray", owner=door.rep),
        "accounts": door.world.account("Oduya Foods", owner=door.rep),
    }
    door.as_user(door.viewer)
    for room, uid in paths.items():
        door.read(f"/{room}/{uid}", 200)
        for form in (f"{room}/new", *(f"{room}/{uid}/{rest}" for rest in FORMS[room])):
            assert "Vic Ewer (read-only) may not" in door.read(f"/{form}", 403)
        assert f"/{room}/new" not in door.browser.get(f"/{room}").get_data(as_text=True)
        assert f"/{room}/new" not in door.browser.get(f"/{room}?q=zz").get_data(as_text=True)


def test_a_rep_edits_what_the_team_has_and_removes_what_is_theirs(door):
    """The same scopes hold when a form is opened and when it is sent."""
    colleague_s = door.world.contact("Helen Gray", owner=door.mate)
    house_s = door.world.account("Oduya Foods")
    own = door.world.account("Tern Street", owner=door.rep)
    door.as_user(door.rep)
    for rest, status in (("edit", 200), ("log", 200), ("ties/declare", 200)):
        door.read(f"/contacts/{colleague_s}/{rest}", status)
    door.post(f"/contacts/{colleague_s}/remove", 403)
    for rest in FORMS["accounts"]:
        door.read(f"/accounts/{house_s}/{rest}", 403)
        door.read(f"/accounts/{own}/{rest}", 200)


def test_what_is_out_of_scope_is_not_there(door):
    """Forbidden would say that it exists."""
    contact = door.world.contact("Secret Sam", owner=door.stranger)
    account = door.world.account("Secret House", owner=door.stranger)
    for actor in (door.rep, door.viewer):
        door.as_user(actor)
        for room, uid in (("contacts", contact), ("accounts", account)):
            for rest in FORMS[room]:
                assert "Secret" not in door.read(f"/{room}/{uid}/{rest}", 404)
            assert "Secret" not in door.post(f"/{room}/{uid}/remove", 404)


def test_what_stays_for_everybody_is_not_removed(door):
    """Neither who signs in here nor our own house goes, whoever asks."""
    home = reads.accounts(door.world.admin, "Home").rows[0].account_id
    door.as_user(door.world.admin)
    assert "signs in here" in door.post(f"/contacts/{door.rep.contact_id}/remove", 403)
    assert "home account" in door.post(f"/accounts/{home}/remove", 403)
