"""Lists of contacts and accounts: by name, in pages, within the reader's scope."""

import pytest

from graphcrm.access.records import Role
from graphcrm.directory import commands, reads
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft


def names_on_all_pages(read, limit=2):
    """Return the names on every page, and the count that each page told."""
    names, counts, cursor = [], set(), None
    while True:
        page = read(cursor, limit)
        names += [row.name for row in page.rows]
        counts.add(page.count)
        cursor = page.cursor
        if cursor is None:
            return names, counts


def test_pages_follow_each_other_without_gaps_or_repeats(world):
    """Namesakes at the edge of a page are the case that breaks cursors."""
    names = ["Ada", "Bo", "Bo", "Bo", "Cy", "Di"]
    for name in names:
        commands.create_contact(world.admin, ContactDraft(name))
    found, counts = names_on_all_pages(
        lambda cursor, limit: reads.contacts(world.admin, after=cursor, limit=limit)
    )
    assert found == ["Ada", "Admin", *names[1:]]
    assert counts == {7}
    found, counts = names_on_all_pages(
        lambda cursor, limit: reads.contacts(world.admin, "bo", after=cursor, limit=limit)
    )
    assert (found, counts) == (["Bo", "Bo", "Bo"], {3})


def test_pages_of_accounts_follow_each_other(world):
    """The same of organisations."""
    for name in ("Ash", "Beech", "Beech", "Cedar"):
        commands.create_account(world.admin, AccountDraft(name))
    found, counts = names_on_all_pages(
        lambda cursor, limit: reads.accounts(world.admin, after=cursor, limit=limit), limit=1
    )
    assert (found, counts) == (["Ash", "Beech", "Beech", "Cedar", "Home Ltd"], {5})
    found, counts = names_on_all_pages(
        lambda cursor, limit: reads.accounts(world.admin, "bee", after=cursor, limit=limit), limit=1
    )
    assert (found, counts) == (["Beech", "Beech"], {2})


def test_a_row_shows_what_tells_people_apart(world):
    """Employer, address, owner and the last contact, null where there was none."""
    rep = world.user("Rep", team="North")
    commands.create_contact(
        rep,
        ContactDraft(
            "Kim",
            title="CFO",
            emails=("b@x.example", "a@x.example"),
            jobs=(JobDraft("Old Ltd"), JobDraft("New Ltd", primary=True)),
        ),
    )
    [row] = reads.contacts(rep, "kim").rows
    assert (row.title, row.account, row.address, row.owner) == (
        "CFO",
        "New Ltd",
        "a@x.example",
        "Rep",
    )
    assert row.last_contact_at is None
    assert reads.get_account(rep, row.account_id).people[0].name == "Kim"


def test_last_contact_is_the_latest_of_the_visible_ties(world):
    """Days since the last contact are the first thing a rep looks for."""
    world.draw("""
        Ada -KNOWS .5-> Ben
        Ada @ Oduya as CEO
    """)
    [ada] = reads.contacts(world.admin, "ada").rows
    assert ada.last_contact_at is not None
    [account] = reads.accounts(world.admin, "oduya").rows
    assert account.last_contact_at == ada.last_contact_at
    assert account.person_count == 1
    page = reads.get_account(world.admin, world.uid("Oduya"))
    assert page.people[0].last_contact_at == ada.last_contact_at
    assert page.people[0].title == "CEO"


def test_contact_with_somebody_hidden_does_not_show(world):
    """A date would tell that there is somebody."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    world.contact("Ada")
    world.contact("Ben", owner=north)
    world.draw("Ada -KNOWS .5-> Ben")
    assert reads.contacts(north, "ada").rows[0].last_contact_at is not None
    assert reads.contacts(south, "ada").rows[0].last_contact_at is None


@pytest.mark.parametrize("role", list(Role))
def test_counts_and_rows_stay_within_the_scope(world, role):
    """A hidden contact appears nowhere, nor in counts."""
    north, south = world.user("Nora", team="North"), world.user("Sol", role=role, team="South")
    sees_all = role in {Role.ADMIN, Role.ANALYST}
    everybodys = reads.contacts(south).count
    draft = ContactDraft("Kim", emails=("kim@x.example",), jobs=(JobDraft("Oduya"),))
    kim = commands.create_contact(north, draft).uid
    assert reads.contacts(south).count == everybodys + sees_all
    assert reads.contacts(south, "kim").count == int(sees_all)
    assert reads.contacts(south, "kim@x").count == int(sees_all)
    assert [row.name for row in reads.contacts(south, "kim").rows] == ["Kim"] * sees_all
    assert reads.accounts(south, "oduya").count == int(sees_all)
    assert reads.accounts(south).count == 1 + sees_all
    commands.assign_contact(north, kim, None)
    assert reads.contacts(south, "kim").count == 1
    [row] = reads.contacts(south, "kim").rows
    assert row.account == ("Oduya" if sees_all else None)


def test_people_of_an_account_are_counted_within_the_scope(world):
    """Sums are lists that somebody added up."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    world.account("Oduya")
    world.draw("Kim @ Oduya", owner=north)
    world.draw("Lee @ Oduya", owner=south)
    assert reads.get_account(south, world.uid("Oduya")).person_count == 1
    assert reads.accounts(south, "oduya").rows[0].person_count == 1
    assert reads.accounts(world.admin, "oduya").rows[0].person_count == 2


def test_the_list_finds_by_the_beginning_of_an_address(world):
    """People paste addresses into every box."""
    world.draw("Kim Lee")
    assert reads.contacts(world.admin, "kim.lee@people").count == 1


def test_a_text_without_a_word_finds_nothing(world):
    """It is not the same as no text."""
    assert reads.contacts(world.admin, "!?").count == 0
    assert reads.accounts(world.admin, "!?").rows == ()


@pytest.mark.parametrize("cursor", ["x", "e30=", "WzEsMl0=", "bnVsbA==", "\u00e9"])
def test_a_made_up_cursor_is_refused(world, cursor):
    """A link cut off in a mail is the user's, not a crash."""
    with pytest.raises(reads.BadCursorError):
        reads.contacts(world.admin, after=cursor)
