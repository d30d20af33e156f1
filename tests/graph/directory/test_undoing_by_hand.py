"""What one edited or removed by hand a moment ago is taken back whole, or not at all."""

from dataclasses import replace

import pytest

from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.directory import commands, reads, rules
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.directory.undoing import UndoneAlreadyError, undo_change
from graphcrm.errors import NotFoundError
from graphcrm.graph import ChangedMeanwhileError


HELEN = ContactDraft(
    "Helen Gray",
    title="CFO",
    emails=("helen@oduya.example",),
    jobs=(JobDraft("Oduya Foods", title="CFO"),),
)


@pytest.fixture
def helen(world):
    return commands.create_contact(world.admin, HELEN).uid


def test_a_removed_contact_comes_back_with_all_that_was_theirs(world, helen):
    """Undo in place of being asked whether one is sure."""
    before = reads.get_contact(world.admin, helen).draft
    removed = commands.remove_contact(world.admin, helen)
    undone = undo_change(world.admin, removed.activity_id)
    assert (undone.label, undone.uid, undone.name) == ("Contact", helen, "Helen Gray")
    assert reads.get_contact(world.admin, helen).draft == before


def test_an_edit_is_taken_back_once(world, helen):
    """The second click of the button says so, and changes nothing."""
    page = reads.get_contact(world.admin, helen)
    draft = replace(page.draft, title="CEO", emails=("h.gray@oduya.example",))
    edited = commands.edit_contact(world.admin, helen, draft, version=page.version)
    undo_change(world.admin, edited.activity_id)
    assert reads.get_contact(world.admin, helen).draft == page.draft
    with pytest.raises(UndoneAlreadyError, match="change of Helen Gray has been taken back"):
        undo_change(world.admin, edited.activity_id)


def test_what_somebody_changed_since_is_not_overwritten(world, helen):
    """Their later edit is worth more than our second thought."""
    page = reads.get_contact(world.admin, helen)
    first = commands.edit_contact(
        world.admin, helen, replace(page.draft, title="CEO"), version=page.version
    )
    page = reads.get_contact(world.admin, helen)
    commands.edit_contact(
        world.admin, helen, replace(page.draft, title="Chair"), version=page.version
    )
    with pytest.raises(ChangedMeanwhileError):
        undo_change(world.admin, first.activity_id)
    assert reads.get_contact(world.admin, helen).title == "Chair"


def test_an_address_that_somebody_got_meanwhile_stays_theirs(world, helen):
    """One address leads to one person; nothing of the removal is taken back."""
    removed = commands.remove_contact(world.admin, helen)
    commands.create_contact(world.admin, ContactDraft("Hugo Gray", emails=HELEN.emails))
    with pytest.raises(rules.AddressTakenError, match="is taken by Hugo Gray"):
        undo_change(world.admin, removed.activity_id)
    with pytest.raises(NotFoundError):
        reads.get_contact(world.admin, helen)


def test_a_domain_that_another_account_got_meanwhile_stays_theirs(world):
    """One domain leads to one organisation."""
    draft = AccountDraft("Oduya", domains=("oduya.example",))
    uid = commands.create_account(world.admin, draft).uid
    removed = commands.remove_account(world.admin, uid)
    commands.create_account(world.admin, replace(draft, name="Oduya Foods"))
    with pytest.raises(rules.DomainTakenError, match="is taken by Oduya Foods"):
        undo_change(world.admin, removed.activity_id)


def test_an_account_does_not_come_back_into_a_circle(world):
    """While it was gone, what it was part of came under what was part of it."""
    top, below = (world.account(name) for name in ("Top", "Below"))

    def put(uid, parent_id):
        page = reads.get_account(world.admin, uid)
        draft = replace(page.draft, parent_id=parent_id)
        commands.edit_account(world.admin, uid, draft, version=page.version)

    middle = commands.create_account(world.admin, AccountDraft("Middle", parent_id=top)).uid
    put(below, middle)
    removed = commands.remove_account(world.admin, middle)
    put(top, below)
    with pytest.raises(rules.AccountCycleError, match="Middle cannot be part of itself"):
        undo_change(world.admin, removed.activity_id)
    with pytest.raises(NotFoundError):
        reads.get_account(world.admin, middle)


def test_nobody_takes_back_what_another_did(world, helen):
    """A uid that was guessed or overheard undoes nothing."""
    rep = world.user("Noor", role=Role.REP)
    removed = commands.remove_contact(world.admin, helen)
    with pytest.raises(NotFoundError):
        undo_change(rep, removed.activity_id)


def test_whoever_lost_the_right_takes_nothing_back(world):
    """Rights are asked when it happens, not when it was done."""
    rep = world.user("Noor", role=Role.REP)
    uid = commands.create_contact(rep, HELEN).uid
    removed = commands.remove_contact(rep, uid)
    with pytest.raises(NotPermittedError):
        undo_change(replace(rep, role=Role.READ_ONLY), removed.activity_id)


def test_what_was_just_made_goes_and_can_come_back(world):
    """Ctrl+Z after saving a new record; what it was saved with comes back with it."""
    made = commands.create_contact(world.admin, HELEN)
    draft = reads.get_contact(world.admin, made.uid).draft
    undone = undo_change(world.admin, made.activity_id)
    with pytest.raises(NotFoundError):
        reads.get_contact(world.admin, made.uid)
    undo_change(world.admin, undone.removal_id)
    assert reads.get_contact(world.admin, made.uid).draft == draft
    account = commands.create_account(world.admin, AccountDraft("Tern Street"))
    assert undo_change(world.admin, account.activity_id).label == "Account"


def test_what_somebody_edited_since_it_was_made_stays(world):
    """Their work on it is not ours to throw away."""
    made = commands.create_contact(world.admin, HELEN)
    page = reads.get_contact(world.admin, made.uid)
    renamed = replace(page.draft, name="Helen Grey")
    edited = commands.edit_contact(world.admin, made.uid, renamed, version=page.version)
    with pytest.raises(rules.StaleError, match="Somebody changed Helen Grey"):
        undo_change(world.admin, made.activity_id)
    assert undo_change(world.admin, edited.activity_id).name == "Helen Gray"
