"""The web application over a real graph and a real queue, and somebody signed in to it."""

import itertools

import pytest

from graphcrm import bootstrap
from graphcrm.access.records import Role
from graphcrm.members import commands, reads
from graphcrm.members.records import House, NewUser
from graphcrm.web import create_app


PASSWORD = "correct horse battery"
_numbers = itertools.count()


@pytest.fixture(scope="session")
def house(servers):
    """The administrator of a house that exists in the run's graph."""
    bootstrap.start(servers)
    if reads.find_home() is None:
        admin = NewUser("Ada Norrby", "ada@norrvane.example", Role.ADMIN, PASSWORD)
        return commands.found(House("Norrvane", "norrvane.example", admin))
    from graphcrm.access.reads import find_first_admin

    return find_first_admin()


@pytest.fixture
def rep(house):
    """A user of this test alone, who signs in with PASSWORD."""
    number = next(_numbers)
    new = NewUser(f"Rep Number{number}", f"rep{number}@norrvane.example", Role.REP, PASSWORD)
    return commands.add_user(house, new)


@pytest.fixture(scope="session")
def app(servers, house):
    """The application, which turns no error into an exception of the test."""
    return create_app(servers)


@pytest.fixture
def client(app):
    """A browser without script in which nobody is signed in."""
    return Browser(app.test_client())


@pytest.fixture
def signed_in(client, rep):
    """A browser without script in which `rep` is signed in."""
    answer = client.post("/sign-in", email=rep.email, password=PASSWORD)
    assert answer.status_code == 302
    return client


class Browser:
    """A test client that carries the page's token, as a browser's forms do."""

    def __init__(self, client):
        self.client = client

    def get(self, path, **headers):
        """Answer of a GET; keyword arguments are headers, HX_Request = HX-Request."""
        return self.client.get(path, headers=named(headers))

    def post(self, path, *, headers=None, token=None, **fields):
        """Answer of a POST with the token of the sign-in page's session."""
        sent = {"csrf_token": self.token() if token is None else token, **fields}
        return self.client.post(path, data=sent, headers=named(headers or {}))

    def token(self):
        """The token of this session."""
        page = self.client.get("/sign-in").get_data(as_text=True)
        return page.split('name="csrf-token" content="')[1].split('"')[0]


def named(headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}
