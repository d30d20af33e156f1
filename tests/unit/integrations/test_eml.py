"""Single messages are told from other files by content."""

import pytest

from graphcrm.integrations.files import UnreadableError
from graphcrm.integrations.mail import headers, outlook
from graphcrm.integrations.source import Failed, SourceKind
from graphcrm.integrations.sources import open_source


MAIL = (
    b"From: kim@oduya.example\nTo: ben@moss.example\nDate: Mon, 13 Nov 2000 00:21:00 -0800\n\nHi\n"
)


def test_a_single_file_that_is_no_message_is_refused(read):
    """The sentence names the file."""
    with pytest.raises(UnreadableError, match=r"notes\.txt is not a mail message"):
        read(SourceKind.EML, "Dear Ben,\nsee you.\n", "notes.txt")


def test_a_source_of_messages_knows_its_name_and_size(tmp_path):
    """The screen shows both before anything is read."""
    (tmp_path / "a").write_bytes(MAIL)
    source = open_source(SourceKind.EML, [tmp_path / "a"])
    assert (source.name, source.size, source.kind) == ("a", len(MAIL), SourceKind.EML)


@pytest.mark.parametrize("content", [outlook.MAGIC, outlook.MAGIC + bytes(5000)])
def test_an_ole_file_that_is_no_message_fails(say, content):
    """Old Word documents begin with the same bytes."""
    assert say(SourceKind.EML, content) == [
        Failed("it is not an Outlook message or is damaged"),
    ]


def test_an_outlook_message_beyond_its_bound_fails(say, monkeypatch):
    """It has to be held in memory as a whole, attachments and all."""
    monkeypatch.setattr(outlook, "MAX_SIZE", 1000)
    (found,) = say(SourceKind.EML, outlook.MAGIC + bytes(5000))
    assert isinstance(found, Failed)


def test_bytes_without_a_true_charset_are_read_by_the_likeliest():
    """Cyrillic in an undeclared charset is still Cyrillic; single bytes are Western."""
    text = "Уважаемый коллега, пожалуйста, посмотрите приложенный документ до вторника. " * 4
    assert "коллега" in headers.text_of(text.encode("cp1251"))
    assert headers.text_of(b"J\xf6rg") == "Jörg"
    assert headers.text_of(b"\x81J") == "\x81J"


def test_encoded_words_that_cannot_be_decoded_stay():
    """A broken subject is better than none."""
    assert headers.decoded("=?utf-8?b?A?=") == "=?utf-8?b?A?="
