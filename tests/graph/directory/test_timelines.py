"""What happened with a contact or an account, as its page tells it."""

from datetime import UTC, datetime, timedelta

import pytest

from graphcrm import graph, ids
from graphcrm.activities.commands import commit
from graphcrm.activities.records import (
    Address,
    Evidence,
    HandleKind,
    Intake,
    Kind,
    Part,
    Participant,
    Verb,
)
from graphcrm.changes import Added, Node
from graphcrm.directory import commands, encounters, reads, timeline
from graphcrm.graph import connection


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@graph.atomic
def bring_by_import(world, *evidence, known=()):
    """Bring evidence by a standing import; return the import's uid."""
    uid = ids.new()
    values = {"kind": "mbox", "name": "x", "standing": True, "started_at": NOON}
    intake = Intake(uid, evidence, known)
    commit(world.admin, Verb.IMPORT_STARTED, [Added(Node("Import", uid), values)], about=[uid])
    commit(world.admin, Verb.IMPORT_READ, intake=intake, batch_id=uid)
    return uid


@graph.atomic
def known_to_all(world, address):
    """Have an address in the graph that nobody holds."""
    values = {"kind": address.kind.value, "value": address.value, "name": address.name}
    added = Added(Node("Handle", address.uid), {**values, "use": address.use.value})
    commit(world.admin, Verb.CONTACT_CHANGED, [added], about=[address.uid])


def undo_import(uid):
    with connection.session(write=True) as session:
        session.run("MATCH (i:Import {uid: $uid}) SET i.standing = false", uid=uid).consume()


def kinds(world, name, **how):
    found = timeline.contact_timeline(world.admin, world.uid(name), **how)
    return [entry.verb or entry.kind.value for entry in found.entries]


def test_the_newest_stands_first_evidence_and_changes_together(world):
    """One story, not two lists."""
    world.draw("""
        Ada
        Ben
    """)
    now = datetime.now(UTC)  # noqa: TID251 - newer than what was just drawn
    world.exchange("Ada", "Ben", at=now, subject="Hello")
    world.exchange("Ben", "Ada", kind=Kind.CALL, at=now - timedelta(days=9))
    found = timeline.contact_timeline(world.admin, world.uid("Ada"))
    told = [entry.verb or entry.kind.value for entry in found.entries]
    assert told == ["email", "contact.changed", "contact.added", "call"]
    mail = found.entries[0]
    assert (mail.subject, mail.verb, mail.involved_count) == ("Hello", None, 2)
    assert [(one.name, one.part, one.contact_id) for one in mail.involved] == [
        ("Ada", "from", world.uid("Ada")),
        ("Ben", "to", world.uid("Ben")),
    ]
    assert found.entries[1].by == "Admin"
    assert not found.has_hidden


def test_pages_of_a_timeline_follow_each_other(world):
    """Mails of one instant at the edge of a page are the case that breaks cursors."""
    for _ in range(5):
        world.exchange("Ada", "Ben", at=NOON)
    world.exchange("Ada", "Ben", at=NOON - timedelta(days=1))
    ada, seen, cursor = world.uid("Ada"), [], None
    while True:
        page = timeline.contact_timeline(
            world.admin, ada, kinds=[Kind.EMAIL], before=cursor, limit=2
        )
        seen += [entry.activity_id for entry in page.entries]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 6
    account = world.account("Oduya")
    world.draw("Ada @ Oduya")
    page = timeline.account_timeline(world.admin, account, kinds=[Kind.EMAIL], limit=4)
    rest = timeline.account_timeline(
        world.admin, account, kinds=[Kind.EMAIL], before=page.cursor, limit=4
    )
    assert [entry.activity_id for entry in (*page.entries, *rest.entries)] == seen


@pytest.mark.parametrize("cursor", ["x", "2026-01-01_1", "2026-01-01T00:00:00+00:00", "_"])
def test_a_made_up_place_is_refused(world, cursor):
    """A link cut off in a mail is the user's, not a crash."""
    world.draw("Ada")
    with pytest.raises(reads.BadCursorError):
        timeline.contact_timeline(world.admin, world.uid("Ada"), before=cursor)


def test_kinds_are_filtered(world):
    """Calls only, or everything but changes."""
    world.draw("""
        Ada =email 2=> Ben
        Ada =call 1=> Ben
        Ada =meeting 1=> Ben
    """)
    assert kinds(world, "Ben", kinds=[Kind.CALL]) == ["call"]
    assert sorted(kinds(world, "Ben", kinds=[Kind.CALL, Kind.EMAIL])) == ["call", "email", "email"]


def test_a_rare_kind_is_found_behind_many_others(world):
    """The first stretch of a timeline may hold nothing of what is asked for."""
    world.exchange("Ada", "Ben", kind=Kind.CALL, at=NOON - timedelta(days=2))
    world.exchange("Ada", "Ben", kind=Kind.CALL, at=NOON - timedelta(days=1))
    for _ in range(10):
        world.exchange("Ada", "Ben", at=NOON)
    ada = world.uid("Ada")
    page = timeline.contact_timeline(world.admin, ada, kinds=[Kind.CALL], limit=1)
    assert [one.occurred_at for one in page.entries] == [NOON - timedelta(days=1)]
    rest = timeline.contact_timeline(
        world.admin, ada, kinds=[Kind.CALL], before=page.cursor, limit=1
    )
    assert [one.occurred_at for one in rest.entries] == [NOON - timedelta(days=2)]
    assert rest.cursor is None


def test_a_mail_by_two_addresses_of_one_person_shows_once(world):
    """Copies to one's other address are not another mail."""
    uid = world.contact("Ada", emails=("ada@people.example", "ada@home.test"))
    mail = Evidence(
        ids.new(),
        Kind.EMAIL,
        NOON,
        tuple(
            Participant(one, part)
            for one, part in zip(world.addresses("Ada"), (Part.FROM, Part.TO), strict=True)
        ),
    )
    bring_by_import(world, mail)
    assert kinds(world, "Ada", kinds=[Kind.EMAIL]) == ["email"]
    assert timeline.contact_timeline(world.admin, uid, kinds=[Kind.EMAIL]).cursor is None


def test_evidence_shows_while_one_source_stands(world):
    """An import undone answers as before the import, unless somebody else met the same mail."""
    world.draw("""
        Ada
        Ben
    """)
    mails = [
        Evidence(
            ids.new(),
            Kind.EMAIL,
            NOON,
            tuple(
                Participant(world.addresses(name)[0], part)
                for name, part in (("Ada", Part.FROM), ("Ben", Part.TO))
            ),
        )
        for _ in range(2)
    ]
    first = bring_by_import(world, *mails)
    second = bring_by_import(world, known=(mails[0].uid,))
    assert kinds(world, "Ada", kinds=[Kind.EMAIL]) == ["email", "email"]
    undo_import(first)
    assert kinds(world, "Ada", kinds=[Kind.EMAIL]) == ["email"]
    undo_import(second)
    assert kinds(world, "Ada", kinds=[Kind.EMAIL]) == []


def test_what_the_reader_may_not_see_is_only_said_to_be_there(world):
    """Neither subject nor time nor kind nor number."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    world.draw("""
        Ada
        Ben
    """)
    for _ in range(3):
        world.exchange("Ada", "Ben", owner=north, subject="Secret")
    ada = world.uid("Ada")
    evidence = [kind for kind in Kind if kind is not Kind.CHANGE]
    assert len(timeline.contact_timeline(north, ada, kinds=evidence).entries) == 3
    found = timeline.contact_timeline(south, ada, kinds=evidence)
    assert (found.entries, found.has_hidden, found.cursor) == ((), True, None)


def test_who_is_hidden_is_not_named_in_a_visible_mail(world):
    """A mail that I may read must not tell me of people whom others keep to themselves."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    world.draw("Ben @ Oduya")
    yan = world.contact("Yan", owner=north, emails=())
    world.contact("Zed", owner=north)
    parts = (
        Participant(world.addresses("Zed")[0], Part.FROM),
        Participant(world.addresses("Ben")[0], Part.TO),
        Participant(Address(HandleKind.INTERNAL, yan), Part.CC),
        Participant(Address(HandleKind.EMAIL, "else@else.example", "A Stranger"), Part.CC),
    )
    known_to_all(world, parts[-1].address)
    encounters.log_activity(north, encounters.Encounter(Kind.CALL, NOON, (yan,)))
    bring_by_import(world, Evidence(ids.new(), Kind.EMAIL, NOON, parts))
    ben, oduya = world.uid("Ben"), world.uid("Oduya")
    for reader, names in (
        (south, ["Ben", "A Stranger"]),
        (north, ["Zed", "Ben", "A Stranger", "Yan"]),
        (world.admin, ["Zed", "Ben", "A Stranger", "Yan"]),
    ):
        [mail] = timeline.contact_timeline(reader, ben, kinds=[Kind.EMAIL]).entries
        [of_account] = timeline.account_timeline(reader, oduya, kinds=[Kind.EMAIL]).entries
        assert sorted(one.name for one in mail.involved) == sorted(names)
        assert mail.involved_count == len(names)
        assert (of_account.involved, of_account.involved_count) == (mail.involved, len(names))


def test_what_was_logged_by_hand_shows_its_text_and_author_once(world):
    """The entry is the call, not the click that logged it."""
    rep = world.user("Rep", team="North")
    world.draw("Kim")
    kim = world.uid("Kim")
    encounters.log_activity(
        rep, encounters.Encounter(Kind.CALL, NOON, (kim,), subject="Budget", body="Will ask Bo.")
    )
    told = timeline.contact_timeline(rep, kim).entries
    assert [entry.verb or entry.kind.value for entry in told] == [
        "contact.changed",
        "contact.added",
        "call",
    ]
    call = told[-1]
    assert (call.subject, call.body, call.by, call.is_own) == (
        "Budget",
        "Will ask Bo.",
        "Rep",
        True,
    )
    assert [(one.name, one.part) for one in call.involved] == [("Rep", "caller"), ("Kim", "callee")]
    [seen] = timeline.contact_timeline(world.admin, kim, kinds=[Kind.CALL]).entries
    assert not seen.is_own


def test_bodies_of_mail_are_not_told(world):
    """Imported bodies are kept for search and replies, not for the timeline."""
    world.draw("""
        Ada
        Ben
    """)
    parts = (("Ada", Part.FROM), ("Ben", Part.TO))
    people = tuple(Participant(world.addresses(name)[0], part) for name, part in parts)
    bring_by_import(world, Evidence(ids.new(), Kind.EMAIL, NOON, people, body="private"))
    [mail] = timeline.contact_timeline(world.admin, world.uid("Ada"), kinds=[Kind.EMAIL]).entries
    assert mail.body is None


def test_an_account_tells_what_happened_with_its_visible_people(world):
    """A mail among three colleagues is one entry; hidden people's is none."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    world.draw("""
        Ada @ Oduya
        Ben @ Oduya
        Ada =email 2=> Ben
    """)
    world.draw("Zed @ Oduya", owner=north)
    world.exchange("Zed", "Yan")
    oduya = world.uid("Oduya")
    seen = timeline.account_timeline(south, oduya, kinds=[Kind.EMAIL]).entries
    assert len(seen) == 2
    assert len(timeline.account_timeline(north, oduya, kinds=[Kind.EMAIL]).entries) == 3
    page = reads.get_account(world.admin, oduya)
    commands.assign_account(world.admin, oduya, None)
    told = timeline.account_timeline(world.admin, page.account_id, kinds=[Kind.CHANGE]).entries
    assert "account.added" in {entry.verb for entry in told}
