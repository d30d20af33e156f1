"""vCards of all versions give people."""

import pytest
from hypothesis import given, strategies as st

from graphcrm.integrations.files import UnreadableError
from graphcrm.integrations.source import (
    AccountFacts,
    Failed,
    Ignored,
    JobFacts,
    PersonFacts,
    SourceKind,
)
from graphcrm.integrations.sources import open_source


def card(*fields, version="3.0"):
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *fields, "END:VCARD", ""])


def values(person):
    return [address.value for address in person.addresses]


def test_a_card_is_a_person_with_addresses_and_a_job(say):
    """All of it is what people keep in an address book."""
    (found,) = say(
        SourceKind.VCARD,
        card(
            "FN:Kim Oduya",
            "N:Oduya;Kim;;;",
            "item1.EMAIL;TYPE=INTERNET:Kim@Oduya.example",
            "TEL;TYPE=CELL:+44 20 7946 0000",
            "TEL;TYPE=FAX:+44 20 7946 0001",
            "URL:https://www.linkedin.com/in/Kim/",
            "URL:https://oduya.example",
            "X-SOCIALPROFILE;TYPE=twitter:https://twitter.com/kim",
            "ORG:Acme\\; Sons;Sales",
            "TITLE:VP\\, Sales",
            "UID:urn:uuid:1",
            "PHOTO;ENCODING=b:" + "QUJD" * 1000,
        ),
    )
    assert found.name == "Kim Oduya"
    assert found.title == "VP, Sales"
    assert found.key == "urn:uuid:1"
    assert found.jobs == (JobFacts("Acme; Sons", title="VP, Sales"),)
    assert values(found) == [
        "kim@oduya.example",
        "+442079460000",
        "https://linkedin.com/in/kim",
        "https://twitter.com/kim",
    ]


@pytest.mark.parametrize(
    "fields",
    [
        ["N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg"],
        ["N;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:M=FCller;J=F6rg"],
        ["FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg =\r\nM=C3=BCller"],
        ["FN;ENCODING=BASE64;CHARSET=UTF-8:SsO2cmcgTcO8bGxlcg=="],
        ["FN:Jörg M\r\n üller"],
    ],
)
def test_names_are_decoded_and_unfolded(say, fields):
    """Phones still write vCard 2.1 with quoted-printable."""
    (found,) = say(SourceKind.VCARD, card(*fields, version="2.1"))
    assert found == PersonFacts("Jörg Müller")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (["FN:"], Ignored("no name")),
        (["EMAIL:a@b.example"], Ignored("no name")),
        (["FN:Crew", "KIND:group"], Ignored("not a person")),
        (["FN:Acme", "KIND:org", "UID:7"], AccountFacts("Acme", key="7")),
        (["ORG:Acme;", "X-ABShowAs:COMPANY"], AccountFacts("Acme")),
        (["X-ABShowAs:COMPANY"], Ignored("no name")),
        (["FN;ENCODING=B:***"], Ignored("no name")),
        (["FN:Kim", "EMAIL:nonsense", "TEL:ask"], PersonFacts("Kim")),
        (["FN:Kim", "no property", ":"], PersonFacts("Kim")),
        (["FN:Kim", *["NOTE:" + "x" * 200_000] * 8], Failed("it is longer than a megabyte")),
    ],
)
def test_a_card_that_is_no_person_says_what_it_is(say, fields, said):
    """Companies and groups lie in address books too."""
    assert say(SourceKind.VCARD, card(*fields)) == [said]


def test_several_cards_are_read_and_a_cut_one_fails(read):
    """The number tells which."""
    text = card("FN:Kim Oduya") + "\r\n" + card("FN:Ben Moss") + "BEGIN:VCARD\r\nFN:Cu"
    items = read(SourceKind.VCARD, text, "all.vcf")
    assert [item.row for item in items] == [f"all.vcf: card {at}" for at in (1, 2, 3)]
    assert items[2].content == Failed("it is cut off: no END:VCARD")


def test_a_file_without_cards_is_refused(read):
    """The sentence names the file."""
    with pytest.raises(UnreadableError, match=r"all\.vcf holds no vCard"):
        read(SourceKind.VCARD, "Dear Kim,\n", "all.vcf")


@given(st.lists(st.text(max_size=30) | st.sampled_from(["FN:Kim", "N:;;", "ORG:", "TEL:1"])))
def test_any_lines_say_something_and_never_raise(tmp_path_factory, fields):
    """A bad card is a Failed or Ignored, never the end of the import."""
    path = tmp_path_factory.mktemp("any") / "a.vcf"
    path.write_text(card(*fields), "utf-8", errors="replace")
    for item in open_source(SourceKind.VCARD, [path]).items():
        assert isinstance(item.content, PersonFacts | AccountFacts | Failed | Ignored)
