"""Who may be the same is pointed out, and never merged by itself."""

import pytest

from graphcrm.directory import commands, duplicates
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.directory.records import Likeness


@pytest.fixture
def kean(world):
    """A contact that others are taken for."""
    draft = ContactDraft("Steven Kean", emails=("skean@oduya.example",), jobs=(JobDraft("Oduya"),))
    return world, commands.create_contact(world.admin, draft).uid


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("Bo", ["SKEAN@oduya.example"], Likeness.ADDRESS),
        ("kean, steven", ["steve@oduya.example"], Likeness.NAME_AND_PLACE),
        ("Steven Kean", ["steve@gmail.com"], Likeness.NAME),
        ("Steven Kean", [], Likeness.NAME),
        ("Stephen Kean", [], Likeness.SIMILAR_NAME),
        ("S. Kean", [], Likeness.SIMILAR_NAME),
        ("Steven Keen", [], Likeness.SIMILAR_NAME),
        ("Mary Kean", ["mkean@oduya.example"], None),
        ("Kean", [], None),
        ("Bo", ["", "not an address", "bo@oduya.example"], None),
        ("", [], None),
    ],
)
def test_the_typed_is_compared_with_the_known(kean, name, typed, reason):
    """Same address, same name at the same organisation, same name, similar name; else nobody."""
    world, uid = kean
    found = duplicates.possible_duplicates(world.admin, name, typed)
    assert [(one.uid, one.reason) for one in found] == ([(uid, reason)] if reason else [])
    if found:
        assert (found[0].address, found[0].account) == ("skean@oduya.example", "Oduya")


def test_hidden_people_are_not_pointed_out(world):
    """A duplicate of somebody I may not see is made, and found by who sees both."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    draft = ContactDraft("Steven Kean", emails=("skean@oduya.example",))
    commands.create_contact(north, draft)
    typed = ["skean@oduya.example"]
    assert duplicates.possible_duplicates(south, "Steven Kean", typed) == []
    commands.create_contact(south, ContactDraft("Kean Steven"))
    assert duplicates.duplicate_pairs(south) == []
    [pair] = duplicates.duplicate_pairs(world.admin)
    assert {pair.one.name, pair.other.name} == {"Steven Kean", "Kean Steven"}


@pytest.mark.parametrize(
    ("name", "domains", "reason"),
    [
        ("X", ["Oduya.Example"], Likeness.ADDRESS),
        ("ODUYA LINES GmbH", [], Likeness.NAME),
        ("Oduya Line", [], Likeness.SIMILAR_NAME),
        ("Second Lines", ["second.example", "not a domain", ""], None),
        ("", [], None),
    ],
)
def test_accounts_are_compared_by_domain_and_name(world, name, domains, reason):
    """Legal forms tell nothing apart."""
    draft = AccountDraft("Oduya Lines Ltd", domains=("oduya.example",))
    uid = commands.create_account(world.admin, draft).uid
    found = duplicates.possible_account_duplicates(world.admin, name, domains)
    assert [(one.uid, one.reason) for one in found] == ([(uid, reason)] if reason else [])


def test_doubtful_pairs_are_listed_the_likeliest_first(world):
    """Same name and place, then same name, then alike at one account; nothing else."""
    for name, emails, jobs in (
        ("Steven Kean", ("skean@oduya.example",), ("Oduya",)),
        ("Kean, Steven", ("steven.kean@oduya.example",), ()),
        ("Ann Lee", ("ann@one.example",), ()),
        ("Lee Ann", ("ann@two.example",), ()),
        ("Jonathan Smith", (), ("Second",)),
        ("Jonathon Smith", (), ("Second",)),
        ("J. Smith", (), ("Third",)),
        ("Bo Smith", (), ("Second",)),
    ):
        draft = ContactDraft(name, emails=emails, jobs=tuple(JobDraft(one) for one in jobs))
        commands.create_contact(world.admin, draft)
    commands.create_contact(world.admin, ContactDraft("Ann Lee", kind="list"))
    found = [
        ({pair.one.name, pair.other.name}, pair.reason)
        for pair in duplicates.duplicate_pairs(world.admin)
    ]
    assert found == [
        ({"Steven Kean", "Kean, Steven"}, Likeness.NAME_AND_PLACE),
        ({"Ann Lee", "Lee Ann"}, Likeness.NAME),
        ({"Jonathan Smith", "Jonathon Smith"}, Likeness.SIMILAR_NAME),
    ]
    assert len(duplicates.duplicate_pairs(world.admin, limit=1)) == 1
