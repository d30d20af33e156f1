"""Calls, meetings and notes that people log."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.activities.records import Kind
from graphcrm.directory import encounters, reads, timeline
from graphcrm.directory.encounters import Encounter
from graphcrm.directory.rules import FieldError
from graphcrm.errors import NotFoundError
from graphcrm.graph import connection


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def run(query, **params):
    with connection.session(write=False) as session:
        return [record.values() for record in session.run(query, **params)]


def test_a_meeting_involves_me_and_the_others_by_their_inner_handles(world):
    """Merging people later moves HAS alone."""
    world.draw("""
        Ada
        Ben
    """)
    ids = (world.uid("Ada"), world.uid("Ben"), str(world.admin.contact_id), world.uid("Ada"))
    logged = encounters.log_activity(world.admin, Encounter(Kind.MEETING, NOON, ids))
    query = """
        MATCH (:Activity {uid: $uid})-[part:INVOLVES]->(h:Handle)<-[:HAS]-(c:Contact)
        RETURN c.name, part.as, h.kind, h.value = c.uid ORDER BY c.name
    """
    assert run(query, uid=logged.evidence_id) == [
        ["Ada", "attendee", "internal", True],
        ["Admin", "organizer", "internal", True],
        ["Ben", "attendee", "internal", True],
    ]
    assert all(
        handle.kind != "internal"
        for handle in reads.get_contact(world.admin, world.uid("Ada")).handles
    )


def test_the_inner_handle_is_made_once(world):
    """It stands for the person from then on."""
    world.draw("Ada")
    for _ in range(2):
        encounters.log_activity(world.admin, Encounter(Kind.CALL, NOON, (world.uid("Ada"),)))
    assert run("MATCH (h:Handle {kind: 'internal'}) RETURN count(h)") == [[2]]
    assert (
        len(timeline.contact_timeline(world.admin, world.uid("Ada"), kinds=[Kind.CALL]).entries)
        == 2
    )


def test_a_note_involves_those_it_is_about(world):
    """A note is no contact with anybody."""
    world.draw("Ada")
    logged = encounters.log_activity(
        world.admin, Encounter(Kind.NOTE, NOON, (world.uid("Ada"),), body="Likes tea.")
    )
    query = "MATCH (:Activity {uid: $uid})-[part:INVOLVES]->() RETURN part.as"
    assert run(query, uid=logged.evidence_id) == [["person"]]


def test_the_instant_is_kept_in_utc(world):
    """Whatever zone the form's reader lives in."""
    world.draw("Ada")
    local = NOON.astimezone(timezone(timedelta(hours=5)))
    encounters.log_activity(world.admin, Encounter(Kind.CALL, local, (world.uid("Ada"),)))
    [call] = timeline.contact_timeline(world.admin, world.uid("Ada"), kinds=[Kind.CALL]).entries
    assert call.occurred_at == NOON


def test_sending_it_twice_logs_it_once(world):
    """A double click is not two calls."""
    world.draw("Ada")
    call = Encounter(Kind.CALL, NOON, (world.uid("Ada"),))
    first = encounters.log_activity(world.admin, call, key="k")
    second = encounters.log_activity(world.admin, call, key="k")
    assert (second.evidence_id, second.activity_id) == (first.evidence_id, None)
    assert run("MATCH (a:Activity {kind: 'call'}) RETURN count(a)") == [[1]]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": Kind.EMAIL}, "kind"),
        ({"occurred_at": datetime(2026, 3, 2)}, "occurred_at"),  # noqa: DTZ001 - the mistake
        ({"occurred_at": datetime(2999, 1, 1, tzinfo=UTC)}, "occurred_at"),
        ({"occurred_at": datetime(1900, 1, 1, tzinfo=UTC)}, "occurred_at"),
        ({"subject": "x" * 501}, "subject"),
        ({"body": "x" * 20_001}, "body"),
        ({"contact_ids": ("x",) * 201}, "people"),
    ],
)
def test_bad_input_names_its_field(world, change, field):
    """The form shows the sentence beside the field."""
    facts = {"kind": Kind.CALL, "occurred_at": NOON, "contact_ids": ("x",), **change}
    with pytest.raises(FieldError) as caught:
        encounters.log_activity(world.admin, Encounter(**facts))
    assert caught.value.field == field


def test_an_encounter_needs_somebody_else_whom_one_may_see(world):
    """A call with oneself, with nobody, or with a hidden person."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    world.contact("Ada", owner=north)
    with pytest.raises(encounters.NobodyError):
        encounters.log_activity(south, Encounter(Kind.CALL, NOON, ()))
    with pytest.raises(encounters.NobodyError):
        encounters.log_activity(south, Encounter(Kind.CALL, NOON, (str(south.contact_id),)))
    with pytest.raises(NotFoundError):
        encounters.log_activity(south, Encounter(Kind.CALL, NOON, (world.uid("Ada"),)))
    reader = world.user("Rea", role=Role.READ_ONLY)
    with pytest.raises(NotPermittedError):
        encounters.log_activity(reader, Encounter(Kind.CALL, NOON, (world.uid("Nora"),)))


def test_what_one_logged_one_takes_back(world):
    """It shows and counts no longer; others' stays."""
    rep, peer = world.user("Rep", team="North"), world.user("Pia", team="North")
    world.draw("Ada")
    ada = world.uid("Ada")
    logged = encounters.log_activity(rep, Encounter(Kind.CALL, NOON, (ada,)))
    with pytest.raises(NotPermittedError):
        encounters.withdraw_activity(peer, logged.evidence_id)
    encounters.withdraw_activity(rep, logged.evidence_id)
    told = timeline.contact_timeline(rep, ada).entries
    assert [entry.verb for entry in told][:1] == ["activity.withdrawn"]
    assert not [entry for entry in told if entry.kind is Kind.CALL]
    with pytest.raises(encounters.NotLoggedError):
        encounters.withdraw_activity(rep, logged.evidence_id)
    mail = world.exchange("Ada", "Rep")
    with pytest.raises(encounters.NotLoggedError):
        encounters.withdraw_activity(rep, mail)
