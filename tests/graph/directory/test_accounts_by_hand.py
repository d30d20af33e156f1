"""People make, edit, give away and remove accounts by form."""

from dataclasses import replace
from datetime import date

import pytest

from graphcrm.access.rules import NotPermittedError
from graphcrm.directory import commands, reads, rules, timeline
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.directory.undoing import undo_change
from graphcrm.errors import NotFoundError
from graphcrm.members.reads import find_home


ODUYA = AccountDraft(
    "Oduya",
    domains=("https://www.Oduya.example/about", "oduya.test"),
    industry="Shipping",
    employee_count=0,
    revenue_minor=1_250_000_00,
    currency="eur",
    location="Lagos",
)


def test_an_account_made_by_form_is_on_its_page_as_given(world):
    """What people type is what they see; nought employees is not unknown."""
    saved = commands.create_account(world.admin, ODUYA)
    page = reads.get_account(world.admin, saved.uid)
    assert page.domains == ("oduya.example", "oduya.test")
    assert (page.employee_count, page.revenue_minor, page.currency) == (0, 125_000_000, "EUR")
    assert (page.industry, page.location, page.home) == ("Shipping", "Lagos", False)
    assert page.changed.activity_id == saved.activity_id
    assert page.parent is None
    assert page.person_count == 0


def test_sending_the_form_twice_makes_one_account(world):
    """A double click is not two organisations."""
    first = commands.create_account(world.admin, ODUYA, key="k")
    second = commands.create_account(world.admin, ODUYA, key="k")
    assert (second.uid, second.activity_id) == (first.uid, None)


def test_a_domain_of_another_account_is_refused_and_names_it(world):
    """One domain leads to one organisation."""
    first = commands.create_account(world.admin, ODUYA)
    with pytest.raises(rules.DomainTakenError, match=r"oduya.test is taken by Oduya") as caught:
        commands.create_account(world.admin, AccountDraft("Other", domains=("Oduya.Test",)))
    assert caught.value.account_id == first.uid
    commands.create_account(world.admin, AccountDraft("Close", domains=("x.oduya.test",)))


def test_a_domain_of_a_hidden_account_is_refused_without_naming_it(world):
    """The refusal cannot be helped; the name can."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    commands.create_account(north, ODUYA)
    with pytest.raises(rules.DomainTakenError, match="you may not see"):
        commands.create_account(south, AccountDraft("Other", domains=("oduya.test",)))


def test_an_edit_changes_what_differs(world):
    """Facts, domains and the parent are edited in one form, and undone in one step."""
    group = world.account("Oduya Group")
    uid = commands.create_account(world.admin, ODUYA).uid
    page = reads.get_account(world.admin, uid)
    draft = replace(page.draft, domains=("oduya.example",), employee_count=None, parent_id=group)
    saved = commands.edit_account(world.admin, uid, draft, version=page.version)
    after = reads.get_account(world.admin, uid)
    assert after.domains == ("oduya.example",)
    assert after.employee_count is None
    assert after.parent.name == "Oduya Group"
    assert [one.name for one in reads.get_account(world.admin, group).children] == ["Oduya"]
    entry = timeline.account_timeline(world.admin, uid).entries[0]
    assert set(entry.changed) == {"domains", "employee count", "parent"}
    same = commands.edit_account(world.admin, uid, after.draft, version=after.version)
    assert same.activity_id is None
    undo_change(world.admin, saved.activity_id)
    assert reads.get_account(world.admin, uid).version == page.version


def test_a_stale_form_of_an_account_is_refused(world):
    """The second of two who edit at once does not undo the first unseen."""
    uid = commands.create_account(world.admin, ODUYA).uid
    page = reads.get_account(world.admin, uid)
    draft = replace(page.draft, location="Accra")
    commands.edit_account(world.admin, uid, draft, version=page.version)
    with pytest.raises(rules.StaleError):
        commands.edit_account(world.admin, uid, draft, version=page.version)


def test_an_account_is_never_part_of_itself(world):
    """A tree of accounts has a top."""
    top = world.account("Top")
    middle = world.account("Middle", parent_id=top)
    low = world.account("Low", parent_id=middle)
    for account, parent in ((top, low), (top, top), (middle, low)):
        page = reads.get_account(world.admin, account)
        draft = replace(page.draft, parent_id=parent)
        with pytest.raises(rules.AccountCycleError):
            commands.edit_account(world.admin, account, draft, version=page.version)
    page = reads.get_account(world.admin, low)
    moved = replace(page.draft, parent_id=top)
    commands.edit_account(world.admin, low, moved, version=page.version)
    assert reads.get_account(world.admin, low).parent.name == "Top"
    with pytest.raises(NotFoundError):
        commands.create_account(world.admin, AccountDraft("X", parent_id="nothing"))


def test_a_removed_account_takes_its_jobs_along_and_returns_with_them(world):
    """Jobs at nothing would be noise; undo brings both back."""
    uid = world.account("Oduya", domains=("oduya.example",))
    child = world.account("Oduya Ghana", parent_id=uid)
    kim = commands.create_contact(
        world.admin,
        ContactDraft("Kim", jobs=(JobDraft(account_id=uid, from_on=date(2020, 5, 1)),)),
    ).uid
    before = reads.get_contact(world.admin, kim)
    removed = commands.remove_account(world.admin, uid)
    assert reads.get_contact(world.admin, kim).jobs == ()
    assert reads.get_account(world.admin, child).parent is None
    with pytest.raises(NotFoundError):
        reads.get_account(world.admin, uid)
    undo_change(world.admin, removed.activity_id)
    assert reads.get_contact(world.admin, kim).jobs == before.jobs
    assert reads.get_account(world.admin, child).parent.account_id == uid


def test_the_home_account_stays_everybodys(world):
    """Our own company is edited by administrators and removed by nobody."""
    home = find_home()
    rep = world.user("Rep", team="North")
    page = reads.get_account(rep, home.uid)
    assert page.home
    with pytest.raises(NotPermittedError):
        commands.edit_account(rep, home.uid, page.draft, version=page.version)
    draft = replace(page.draft, location="Lagos")
    commands.edit_account(world.admin, home.uid, draft, version=page.version)
    assert reads.get_account(rep, home.uid).home
    with pytest.raises(rules.HomeAccountError):
        commands.remove_account(world.admin, home.uid)
    with pytest.raises(rules.HomeAccountError):
        commands.assign_account(world.admin, home.uid, rep.user_id)


def test_an_account_is_given_to_a_colleague_or_to_everybody(world):
    """The record follows its owner; nobody's is everybody's."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    uid = commands.create_account(north, ODUYA).uid
    with pytest.raises(NotFoundError):
        reads.get_account(south, uid)
    commands.assign_account(north, uid, None)
    assert reads.get_account(south, uid).owner is None


def test_a_parent_the_editor_may_not_see_stays(world):
    """A form that cannot show a parent cannot take it away."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    parent = world.account("Secret Holding", owner=north)
    uid = commands.create_account(north, replace(ODUYA, parent_id=parent)).uid
    commands.assign_account(north, uid, south.user_id)
    page = reads.get_account(south, uid)
    assert page.parent is None
    draft = replace(page.draft, location="Accra")
    commands.edit_account(south, uid, draft, version=page.version)
    assert reads.get_account(world.admin, uid).parent.account_id == parent
