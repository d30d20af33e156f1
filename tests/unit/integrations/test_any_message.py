"""Messages of any bytes: bodies and signatures, and what no sender can break."""

import pytest
import time_machine
from hypothesis import given, strategies as st
from mails import ATTACHED, BASE, NOW, content

from graphcrm.activities.records import Evidence, Part
from graphcrm.integrations.mail import messages, raw
from graphcrm.integrations.source import Failed, Ignored, SourceKind


def test_the_signature_names_a_sender_without_a_display_name():
    """The body is read for the name and forgotten."""
    body = (
        b"Hi Ben,\n\nsee you.\n\nBen Moss was here\n--\nKim Oduya\nOduya Ltd\n\n"
        b"-----Original Message-----\nBen Moss\n"
    )
    found = content({"From": "kim.oduya@oduya.example"}, body)
    assert found.participants[0].address.name == "Kim Oduya"
    assert found.body is None
    assert content({"From": "x99@oduya.example"}, body).participants[0].address.name is None


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/plain; charset=iso-8859-1", b"Gr\xfc\xdfe\n", "Grüße"),
        ("text/plain; charset=nonsense", "Grüße".encode(), "Grüße"),
        ("text/html", b"<style>x{}</style><p>Hi&nbsp;Ben</p><p>Kim</p>", "Hi\xa0Ben\nKim"),
        (
            'multipart/mixed; boundary="b"',
            ATTACHED,
            "Hi",
        ),
        ("text/plain", b"", None),
        ("image/png", b"x", None),
    ],
)
def test_a_body_is_kept_as_text_when_asked_for(kind, body, text):
    """Attachments are never opened."""
    reading = messages.Reading(NOW, with_bodies=True)
    assert content({"Content-Type": kind}, body, reading).body == text


def test_parts_within_parts_without_end_have_no_text():
    """A thousand nested multiparts are an attack, not a letter."""
    body = b"".join(
        b'--b%d\nContent-Type: multipart/mixed; boundary="b%d"\n\n' % (at, at + 1)
        for at in range(3000)
    )
    reading = messages.Reading(NOW, with_bodies=True)
    found = content({"Content-Type": 'multipart/mixed; boundary="b0"'}, body, reading)
    assert found.body is None


@given(st.binary(max_size=600), st.booleans())
def test_any_bytes_say_exactly_one_thing(data, with_bodies):
    """No input may raise: a bad message is a Failed beside the good ones."""
    said = messages.content(raw.split(data, 1 << 20), messages.Reading(NOW, with_bodies))
    assert isinstance(said, Evidence | Failed | Ignored)


@given(
    st.dictionaries(
        st.sampled_from(
            [*BASE, "Sender", "Cc", "References", "List-Id", "X-From", "X-To", "Received"]
        ),
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=80)
        | st.sampled_from(["<", '"', "a@b", "=?utf-8?q?=?=", "x:;", "(", "a@b, c@d <e@f>"]),
    )
)
def test_any_header_says_exactly_one_thing(fields):
    """Headers are written by people, programs and attackers."""
    assert isinstance(content(fields), Evidence | Failed | Ignored)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "piece", ["(", '"', "<", ":", "a@b::", ",", "\\", "=?", " at ", '"a" <', "a, "]
)
def test_a_megabyte_of_brackets_is_read_in_no_time(piece):
    """Address lists are read in one pass: nothing in them makes the reader go back and forth."""
    huge = piece * ((900 << 10) // len(piece))
    assert isinstance(content(To=huge, Cc="ada@moss.example"), Evidence)


@time_machine.travel(NOW, tick=False)
def test_now_comes_from_the_clock(read):
    """A date is in the future by the clock of the import."""
    text = b"\n".join(
        f"{name}: {value}".encode()
        for name, value in {**BASE, "Date": "Tue, 2 Jun 2026 10:00:00 +0000"}.items()
    )
    (item,) = read(SourceKind.EML, text + b"\n\nHi\n")
    assert item.content.participants[0].part is Part.FROM
