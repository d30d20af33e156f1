"""From activities with everybody who took part to ties."""

from datetime import UTC, date, datetime, timedelta

import pytest

from graphcrm.relationships.gathering import EvidenceRow, Gathering, day_of, instant, microseconds


AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
LATER = AT + timedelta(days=3)


def row(number, *parts, kind="email", **facts):
    """Return one activity; parts are "from a" of contacts, "to h?" of nobody's handles."""
    values = {
        "occurred_us": microseconds(AT + timedelta(hours=number)),
        "is_reply": False,
        "replies_to": [],
        "level": None,
        "expires_on": None,
        "declared_by": None,
    } | facts
    people = [part.split() for part in parts]
    told = [[who.rstrip("?"), how, not who.endswith("?")] for how, who in people]
    return EvidenceRow(f"m{number}", kind, parts=told, **values)


def ties(*rows, only=None, until=LATER):
    gathering = Gathering(only)
    for one in rows:
        gathering.add(one)
    return {(tie.low, tie.high): tie for tie in gathering.ties(until)}


def test_a_mail_ties_its_sender_to_each_recipient():
    """Not the recipients to each other; whoever is no contact still shares it."""
    alone = ties(row(1, "from a", "to b"))["a", "b"]
    found = ties(row(1, "from a", "to b", "cc c", "to x?"))
    assert set(found) == {("a", "b"), ("a", "c")}
    assert sum(found["a", "b"].sums_out) < sum(alone.sums_out)
    assert sum(found["a", "b"].sums_in) == 0


def test_a_person_under_two_addresses_counts_once():
    """Ann writes to both of Bo's addresses: one recipient."""
    once, twice = ties(row(1, "from a", "to b")), ties(row(1, "from a", "to b", "cc b"))
    assert once == twice
    assert once["a", "b"].evidence_count == 1


def test_mail_to_oneself_and_mail_of_nobody_tie_nobody():
    """From a handle without contact, without a sender, or to oneself."""
    assert ties(row(1, "from a", "to a")) == {}
    assert ties(row(1, "from x?", "to a")) == {}
    assert ties(row(1, "to a", "to b")) == {}


@pytest.mark.parametrize("kind", ["meeting", "call"])
def test_whoever_met_is_tied_to_everybody_there(kind):
    """Both ways, the more the less."""
    found = ties(row(1, "organizer c", "attendee a", "attendee b", kind=kind))
    assert set(found) == {("a", "b"), ("a", "c"), ("b", "c")}
    tie = found["a", "b"]
    assert tie.sums_in == tie.sums_out
    two = ties(row(1, "organizer a", "attendee b", kind=kind))["a", "b"]
    assert sum(two.sums_in) == pytest.approx(2 * sum(tie.sums_in))


def test_an_answer_weighs_more_than_a_first_mail():
    """It names by reference what went the other way, whichever came to us first."""
    first, answer = row(1, "from a", "to b"), row(2, "from b", "to a", replies_to=["m1"])
    plain = row(2, "from b", "to a")
    assert ties(first, answer) == ties(answer, first)
    assert sum(ties(first, answer)["a", "b"].sums_in) > sum(ties(first, plain)["a", "b"].sums_in)


def test_only_the_pairs_that_were_asked_for():
    """A step looks at the few that were touched."""
    rows = [row(1, "from a", "to b", "to c"), row(2, "organizer a", "attendee c", kind="meeting")]
    rows.append(row(3, "person a", "person c", kind="declared", level="good"))
    everything, some = ties(*rows), ties(*rows, only=[("a", "b")])
    assert set(some) == {("a", "b")}
    assert some["a", "b"] == everything["a", "b"]


def test_the_strongest_claim_that_has_not_ended_counts():
    """A claim alone has no strength: nothing was observed."""
    claims = [
        row(1, "person a", "person b", kind="declared", level="weak", declared_by="u1"),
        row(2, "person a", "person b", kind="declared", level="good", declared_by="u2"),
        row(
            *(3, "person b", "person a"),
            kind="declared",
            level="strong",
            declared_by="u3",
            expires_on=date(2026, 1, 6),
        ),
    ]
    early = ties(*claims, until=AT)["a", "b"]
    late = ties(*claims)["a", "b"]
    assert (early.declared.level, late.declared.level) == ("strong", "good")
    assert (late.declared.by_id, late.sums_in, late.days, late.first_at) == ("u2", [], 0, None)
    assert ties(claims[2]) == {}


def test_a_claim_is_about_two_people():
    """One of them was removed, or both are one person by now."""
    assert ties(row(1, "person a", "person x?", kind="declared", level="good")) == {}
    assert ties(row(1, "person a", "person b", kind="declared", level=None)) == {}


def test_first_and_last_are_instants_of_evidence():
    """To the microsecond, in UTC."""
    tie = ties(row(5, "from b", "to a"), row(2, "from a", "to b"))["a", "b"]
    assert (tie.first_at, tie.last_at) == (AT + timedelta(hours=2), AT + timedelta(hours=5))
    odd = datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    assert instant(microseconds(odd)) == odd
    assert day_of(odd) == -1
