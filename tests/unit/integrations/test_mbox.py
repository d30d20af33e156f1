"""Mailboxes are cut into messages, each of which says one thing."""

import io
import tracemalloc

import pytest
from hypothesis import given, strategies as st

from graphcrm.activities.records import Evidence
from graphcrm.integrations.files import UnreadableError
from graphcrm.integrations.mail import raw
from graphcrm.integrations.source import Failed, Ignored, SourceKind


ENVELOPE = "From MAILER-DAEMON Mon Apr 18 14:18:11 2022\n"
HEADER = """Message-ID: <{0}@oduya.example>
Date: Mon, 13 Nov 2000 00:21:00 -0800 (PST)
From: Kim Oduya <kim@oduya.example>
To: ben@moss.example
Subject: Number {0}

"""


def message(number=1, body="Hello.\n"):
    return HEADER.format(number) + body


def mailbox(*bodies):
    return "".join(f"{ENVELOPE}{message(number, body)}\n" for number, body in enumerate(bodies, 1))


def subjects(items):
    return [item.content.subject for item in items]


def test_every_message_is_one_item_with_its_number(read):
    """People look a failed message up by its number."""
    items = read(SourceKind.MBOX, mailbox("One.\n", "Two.\n", "Three.\n"), "inbox.mbox")
    assert subjects(items) == ["Number 1", "Number 2", "Number 3"]
    assert items[1].row == "inbox.mbox: message 2"
    assert items[-1].position > 0


@pytest.mark.parametrize(
    "body",
    [
        ">From the beginning.\n",
        "From the beginning, Monday at 10:00:\nit went well.\n",
        "\nFrom now on\nnothing.\n",
        "As she wrote:\nFrom kim@oduya.example\nSubject: pasted\n",
        "Text.\n\nFrom MAILER-DAEMON Mon Apr 18 14:18:11 2022\nno header below.\n",
    ],
)
def test_a_line_that_begins_with_from_need_not_part_messages(read, body):
    """Not every program quotes such lines; only an envelope with a header below it parts."""
    assert subjects(read(SourceKind.MBOX, mailbox(body, "Two.\n"))) == ["Number 1", "Number 2"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_bare_envelopes_part_behind_an_empty_line(read, end):
    """Some programs leave the date out."""
    text = f"From kim@oduya.example\n{message(1)}\nFrom ben@moss.example\n{message(2)}"
    assert subjects(read(SourceKind.MBOX, text.replace("\n", end))) == ["Number 1", "Number 2"]


def test_a_mailbox_cut_off_in_its_last_message_is_read_to_there(read):
    """A copy that broke off still holds everything before."""
    text = mailbox("One.\n", "Two.\n")
    assert subjects(read(SourceKind.MBOX, text[:-4])) == ["Number 1", "Number 2"]
    cut_in_header = text[: text.index("To: ben", 300) + 4]
    assert [item.content for item in read(SourceKind.MBOX, cut_in_header)][1] == Ignored(
        "no recipient"
    )


def test_a_header_of_more_than_a_megabyte_fails_alone(read):
    """Nobody writes such a header; the messages around it are read."""
    text = ENVELOPE + "Subject: " + "x" * (3 << 20) + "\n\n" + mailbox("Two.\n")
    first, second = (item.content for item in read(SourceKind.MBOX, text))
    assert first == Failed("its header is longer than a megabyte")
    assert isinstance(second, Evidence)


class Endless(io.RawIOBase):
    """An mbox whose one body line goes on for `size` bytes."""

    def __init__(self, size):
        self._start = (ENVELOPE + message(1, "")).encode()
        self._left = size

    def readable(self):  # noqa: D102 - as io.RawIOBase
        return True

    def readinto(self, buffer):  # noqa: D102 - as io.RawIOBase
        if self._start:
            data, self._start = self._start[: len(buffer)], self._start[len(buffer) :]
        else:
            data = b"x" * min(len(buffer), self._left)
            self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)


@pytest.mark.slow
def test_a_line_of_300_megabytes_takes_little_memory():
    """Memory stays flat whatever the file; 2 GB take the same, only longer."""
    tracemalloc.start()
    found = list(raw.mbox_messages(io.BufferedReader(Endless(300 << 20)), raw.MAX_BODY))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 1
    assert len(found[0].body) <= raw.MAX_BODY
    assert peak < 20 << 20


def test_a_file_that_is_no_mailbox_is_refused(read):
    """A picture named inbox.mbox says so instead of importing nothing."""
    with pytest.raises(UnreadableError, match=r"inbox\.mbox is not an mbox file"):
        read(SourceKind.MBOX, b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "inbox.mbox")


def test_an_empty_file_is_refused(read):
    """The sentence names the file."""
    with pytest.raises(UnreadableError, match=r"inbox\.mbox is empty"):
        read(SourceKind.MBOX, b"", "inbox.mbox")


@given(st.lists(st.binary(max_size=400), min_size=1, max_size=5))
def test_whatever_the_messages_hold_they_are_never_lost(bodies):
    """As many envelopes as there are, as many messages come out, and none raises."""
    safe = [body.replace(b"From ", b"From_") for body in bodies]
    packed = b"".join(
        (ENVELOPE + HEADER.format(number)).encode() + body + b"\n"
        for number, body in enumerate(safe)
    )
    found = list(raw.mbox_messages(io.BufferedReader(io.BytesIO(packed)), 1 << 20))
    assert [each.body.rstrip(b"\n") for each in found] == [body.rstrip(b"\n") for body in safe]


@given(st.integers(min_value=1, max_value=700_000))
def test_messages_are_cut_the_same_wherever_a_block_ends(length):
    """The file is read in blocks; an envelope across two of them parts all the same."""
    packed = mailbox("x" * length, "Two.\n").encode()
    found = list(raw.mbox_messages(io.BufferedReader(io.BytesIO(packed)), 64))
    assert len(found) == 2
