"""A uid, an address or a unique name says who is meant."""

import pytest

from graphcrm.directory import commands, references
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.errors import NotFoundError


@pytest.fixture
def named(world):
    """Contacts by name, and their uids."""
    drafts = [
        ContactDraft("Steven J. Kean", emails=("skean@oduya.example",), jobs=(JobDraft("Oduya"),)),
        ContactDraft("José Núñez", phones=("+44 20 7946 0018",)),
        ContactDraft("Kim Lee", emails=("kim@one.example",)),
        ContactDraft("Lee Kim", emails=("kim@two.example",)),
        ContactDraft("Kim Lee Jones"),
        ContactDraft("Bo"),
        ContactDraft("Bo"),
        ContactDraft("O'Neil Pat", profiles=("linkedin.com/in/Pat",)),
    ]
    return world, {draft.name: commands.create_contact(world.admin, draft).uid for draft in drafts}


@pytest.mark.parametrize(
    ("ref", "name"),
    [
        ("SKean@Oduya.example", "Steven J. Kean"),
        ("mailto:skean@oduya.example", "Steven J. Kean"),
        ("steven j. kean", "Steven J. Kean"),
        ("Kean, Steven J", "Steven J. Kean"),
        ("Steven Kean", "Steven J. Kean"),
        ("kean", "Steven J. Kean"),
        ("nunez, jose", "José Núñez"),
        ("+44 (0)20 7946 0018", "José Núñez"),
        ("kim lee jones", "Kim Lee Jones"),
        (" o\u2019neil pat ", "O'Neil Pat"),
        ("https://www.linkedin.com/in/pat/", "O'Neil Pat"),
    ],
)
def test_one_way_or_another_it_is_them(named, ref, name):
    """The command line takes what people have at hand."""
    world, uids = named
    assert references.resolve_contact(world.admin, ref).contact_id == uids[name]


def test_a_uid_is_the_surest(named):
    """Scripts keep uids."""
    world, uids = named
    found = references.resolve_contact(world.admin, uids["Steven J. Kean"])
    assert (found.name, found.address, found.account) == (
        "Steven J. Kean",
        "skean@oduya.example",
        "Oduya",
    )


def test_several_of_a_name_are_listed_with_what_tells_them_apart(named):
    """The answer to "which?" is in the message."""
    world, _ = named
    with pytest.raises(references.AmbiguousReferenceError) as caught:
        references.resolve_contact(world.admin, "Lee, Kim")
    assert caught.value.candidates == ["Kim Lee, kim@one.example", "Lee Kim, kim@two.example"]
    with pytest.raises(references.AmbiguousReferenceError) as caught:
        references.resolve_contact(world.admin, "bo")
    assert all(one.startswith("Bo, ") for one in caught.value.candidates)
    assert len(set(caught.value.candidates)) == 2


@pytest.mark.parametrize("ref", ["", "  ", "nobody", "no@body.example", "(", "*", "ki"])
def test_nobody_is_nobody(named, ref):
    """A reference is never guessed from a beginning."""
    world, _ = named
    with pytest.raises(NotFoundError):
        references.resolve_contact(world.admin, ref)


def test_a_hidden_namesake_does_not_make_a_name_ambiguous(world):
    """Who is hidden is not hinted at, not even by a question."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    commands.create_contact(north, ContactDraft("Kim Lee", emails=("kim@one.example",)))
    mine = commands.create_contact(south, ContactDraft("Kim Lee")).uid
    assert references.resolve_contact(south, "kim lee").contact_id == mine
    with pytest.raises(NotFoundError):
        references.resolve_contact(south, "kim@one.example")


def test_accounts_are_meant_by_uid_domain_or_name(world):
    """Organisations are referred to as people are."""
    uid = commands.create_account(
        world.admin, AccountDraft("Oduya Lines", domains=("oduya.example", "ol-x.test"))
    ).uid
    commands.create_account(world.admin, AccountDraft("Second Bank"))
    commands.create_account(world.admin, AccountDraft("Second Trust"))
    for ref in (uid, "OL-X.test", "@oduya.example", "oduya lines", "oduya"):
        assert references.resolve_account(world.admin, ref).account_id == uid
    with pytest.raises(references.AmbiguousReferenceError, match="Second Bank, "):
        references.resolve_account(world.admin, "second")
    for ref in ("", "nothing", "nothing.example"):
        with pytest.raises(NotFoundError):
            references.resolve_account(world.admin, ref)
