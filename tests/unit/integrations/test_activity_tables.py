"""Rows of any log of messages, calls and meetings, read into evidence."""

from datetime import UTC, datetime

import pytest

from graphcrm import ids
from graphcrm.activities.records import Evidence, HandleKind, Kind, Part
from graphcrm.integrations.mail.messages import message_uid
from graphcrm.integrations.source import (
    Failed,
    Ignored,
    SourceKind,
)
from graphcrm.integrations.tables.mapping import (
    Mapping,
)


LOG = SourceKind.CSV_ACTIVITIES
HEADER = "time,from,to,cc,kind,subject,id,in_reply_to,thread\n"


def test_any_message_log_is_evidence(say):
    """Time, from, to, cc, kind and subject are enough."""
    (found,) = say(
        LOG,
        HEADER
        + "2024-03-05T10:00:00+01:00,Kim <kim@oduya.example>,ben@moss.example;ada@moss.example,"
        "ben@moss.example,e-mail,Lunch,<1@oduya.example>,<0@moss.example>,t1\n",
    )
    assert found.uid == message_uid("1@oduya.example")
    assert found.occurred_at == datetime(2024, 3, 5, 9, tzinfo=UTC)
    assert found.replies_to == (message_uid("0@moss.example"),)
    assert found.thread_id == ids.of("thread", "", "t1")
    assert [(each.part.value, each.address.value) for each in found.participants] == [
        ("from", "kim@oduya.example"),
        ("to", "ben@moss.example"),
        ("to", "ada@moss.example"),
    ]


@pytest.mark.parametrize(
    ("kind", "is_kind", "parts", "is_reply"),
    [
        ("reply", Kind.EMAIL, (Part.FROM, Part.TO), True),
        ("chat", Kind.MESSAGE, (Part.FROM, Part.TO), False),
        ("Meeting", Kind.MEETING, (Part.ORGANIZER, Part.ATTENDEE), False),
        ("call", Kind.CALL, (Part.CALLER, Part.CALLEE), False),
        ("note", Kind.NOTE, (Part.FROM, Part.PERSON), False),
        ("task", Kind.TASK, (Part.FROM, Part.PERSON), False),
        ("", Kind.EMAIL, (Part.FROM, Part.TO), False),
    ],
)
def test_the_kind_says_what_it_was_and_who_did_what(say, kind, is_kind, parts, is_reply):
    """A call has a caller, a meeting an organizer."""
    (found,) = say(LOG, f"{HEADER}2024-03-05,kim@oduya.example,+442079460000,,{kind},,,,\n")
    assert (found.kind, found.is_reply) == (is_kind, is_reply)
    assert tuple(each.part for each in found.participants) == parts
    assert found.participants[1].address.kind is HandleKind.PHONE


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2024-03-05,k@x.example,k@x.example,,,,,,", Ignored("mail to oneself")),
        ("2024-03-05,k@x.example,,,,,,,", Ignored("no recipient")),
        ("2024-03-05,,b@x.example,,,,,,", Failed("from: the cell is empty")),
        ("2024-03-05,138,b@x.example,,,,,,", Failed("from: '138' is not an address")),
        (",k@x.example,b@x.example,,,,,,", Failed("time: the cell is empty")),
        ("soon,k@x.example,b@x.example,,,,,,", Failed("time: 'soon' is not a time")),
        (
            "1980-01-01,k@x.example,b@x.example,,,,,,",
            Failed("time: 1980-01-01 cannot be true: before 1990"),
        ),
        (
            "2044-01-01,k@x.example,b@x.example,,,,,,",
            Failed("time: 2044-01-01 cannot be true: in the future"),
        ),
    ],
)
def test_a_row_that_is_no_evidence_says_why(say, row, said):
    """The same reasons as for mail."""
    assert say(LOG, f"{HEADER}{row}\n") == [said]


def test_an_unknown_kind_fails(say):
    """It is not guessed."""
    (found,) = say(LOG, f"{HEADER}2024-03-05,k@x.example,b@x.example,,fax,,,,\n")
    assert found.reason.startswith("kind: 'fax' is none of email")


def test_a_note_needs_nobody_else(say):
    """People note things about themselves."""
    (found,) = say(LOG, f"{HEADER}2024-03-05,k@x.example,,,note,Idea,,,\n")
    assert isinstance(found, Evidence)


def test_rows_without_an_id_are_told_by_content_and_how_many_were_equal_before(say):
    """Two equal messages in a log are two, and a second import finds both again."""
    row = "2024-03-05,k@x.example,b@x.example,,,Hi,,,\n"
    first, second = say(LOG, HEADER + row + row)
    again = say(LOG, HEADER + row + row)
    assert first.uid != second.uid
    assert [each.uid for each in again] == [first.uid, second.uid]


def test_ids_of_two_logs_are_kept_apart_by_a_namespace(say):
    """Every log numbers from 1."""
    text = HEADER + "2024-03-05,k@x.example,b@x.example,,chat,Hi,1,0 -1,\n"
    (one,) = say(LOG, text)
    (other,) = say(LOG, text, mapping=Mapping(namespace="b"))
    assert one.uid == ids.of("row", "", "message", "1")
    assert one.replies_to == (ids.of("row", "", "message", "0"), ids.of("row", "", "message", "-1"))
    assert other.uid != one.uid
