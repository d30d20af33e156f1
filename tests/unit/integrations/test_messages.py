"""What a message says: who wrote to whom, when, in answer to what, or why it is no evidence."""

from datetime import UTC, datetime

import pytest
from mails import content

from graphcrm import ids
from graphcrm.activities.records import Evidence, HandleKind, HandleUse, Kind
from graphcrm.integrations.mail import messages
from graphcrm.integrations.source import Failed, Ignored


def people(evidence):
    return [(each.part.value, each.address.value) for each in evidence.participants]


def test_a_message_is_evidence_of_who_wrote_to_whom():
    """This is what ties are made of."""
    found = content(Cc="Ada <ada@moss.example>", Bcc="cy@moss.example")
    assert found.kind is Kind.EMAIL
    assert found.uid == found.thread_id == ids.of("email", "1@oduya.example")
    assert found.occurred_at == datetime(2000, 11, 13, 8, 21, tzinfo=UTC)
    assert found.subject == "Lunch"
    assert found.body is None
    assert found.participants[0].address.name == "Kim Oduya"
    assert people(found) == [
        ("from", "kim@oduya.example"),
        ("to", "ben@moss.example"),
        ("cc", "ada@moss.example"),
        ("bcc", "cy@moss.example"),
    ]


def test_each_address_stands_once():
    """Somebody in To and Cc was written to once; a sender who receives is the sender."""
    found = content(
        To="ben@moss.example, KIM@oduya.example, Ben@Moss.example", Cc="ben@moss.example"
    )
    assert people(found) == [("from", "kim@oduya.example"), ("to", "ben@moss.example")]


@pytest.mark.parametrize(
    ("to", "addresses"),
    [
        (
            "team: ben@moss.example, Ada <ada@moss.example>;",
            ["ben@moss.example", "ada@moss.example"],
        ),
        ("ben@moss.example; ada@moss.example", ["ben@moss.example", "ada@moss.example"]),
        ('"Moss, Ben" <ben@moss.example>', ["ben@moss.example"]),
        (
            "Moss, Ben <ben@moss.example>, ada@moss.example",
            ["ben@moss.example", "ada@moss.example"],
        ),
        ("ben@moss.example (Ben (the) Moss)", ["ben@moss.example"]),
        ('"Ben \\"Bee\\" Moss" <ben@moss.example>', ["ben@moss.example"]),
        ("<@relay.example,@b.example:ben@moss.example>", ["ben@moss.example"]),
        ("SMTP:ben@moss.example", ["ben@moss.example"]),
        ("Ben <mailto:ben@moss.example>", ["ben@moss.example"]),
        ("ben at moss.example", ["ben@moss.example"]),
        ("ben @ moss.example", ["ben@moss.example"]),
        (
            "=?utf-8?q?M=C3=B6ss=2C_Ben?= <ben@moss.example>, a@b.example",
            ["ben@moss.example", "a@b.example"],
        ),
        ('"Ben <ben@moss.example>, a@b.example', ["ben@moss.example", "a@b.example"]),
        ("Ben (unclosed <ben@moss.example>", ["ben@moss.example"]),
        (
            "Kean </O=X/OU=NA/CN=RECIPIENTS/CN=SKEAN>, a@b.example",
            ["/O=X/OU=NA/CN=RECIPIENTS/CN=SKEAN", "a@b.example"],
        ),
        ("nonsense, ben@moss.example, <>", ["ben@moss.example"]),
    ],
)
def test_address_lists_are_read_as_they_are_written(to, addresses):
    """Real mail breaks RFC 5322 in every one of these ways."""
    assert [value for part, value in people(content(To=to)) if part == "to"] == addresses


def test_undisclosed_recipients_are_none():
    """An empty group names nobody."""
    assert content(To="undisclosed-recipients:;") == Ignored("no recipient")


@pytest.mark.parametrize(
    ("fields", "sender"),
    [
        ({"From": "Kim <kim@oduya.example>, Ada <ada@oduya.example>"}, "kim@oduya.example"),
        (
            {
                "From": "Kim <kim@oduya.example>, Ada <ada@oduya.example>",
                "Sender": "ada@oduya.example",
            },
            "ada@oduya.example",
        ),
        ({"From": "kim@oduya.example", "Sender": "ada@oduya.example"}, "kim@oduya.example"),
        ({"From": None, "Sender": "ada@oduya.example"}, "ada@oduya.example"),
        (
            {
                "From": "'Kim' via Talk <talk@lists.example>",
                "X-Original-From": "Kim <kim@oduya.example>",
            },
            "kim@oduya.example",
        ),
    ],
)
def test_the_sender_is_the_author_or_of_several_the_one_who_sent(fields, sender):
    """RFC 5322 3.6.2; a secretary's Sender does not make the letter hers."""
    assert people(content(fields))[0] == ("from", sender)


def test_a_message_without_a_sender_fails():
    """There is nobody to credit."""
    assert content(From="nobody") == Failed("it has no readable sender")


@pytest.mark.parametrize(
    ("raw_name", "shown"),
    [
        ("=?ISO-8859-1?Q?J=F6rg_M=FCller?=", "Jörg Müller"),
        ("=?utf-8?B?5p2O5piO?=", "李明"),
        ("=?utf-8?q?J=C3=B6rg?= =?utf-8?q?_M=C3=BCller?=", "Jörg Müller"),
        ("=?x-unknown?q?J=F6rg?=", "Jörg"),
        ("Jörg Müller", "Jörg Müller"),
        ("J\udcf6rg M\udcfcller", "Jörg Müller"),
    ],
)
def test_names_are_decoded_whatever_charset_they_claim(raw_name, shown):
    """Encoded words, raw UTF-8, raw Latin-1 and invented charsets all occur."""
    assert content(From=f"{raw_name} <kim@oduya.example>").participants[0].address.name == shown


def test_a_header_in_a_charset_of_its_own_is_read_by_the_bodys():
    """Old programs write headers in the charset of the body, undeclared."""
    found = content(
        {"Content-Type": 'text/plain; charset="koi8-r"', "Subject": None},
        From="\udce4\udcc1\udccd\udccc <kim@oduya.example>",
    )
    assert found.participants[0].address.name == "Дамл"


def test_display_names_stand_in_fields_of_their_own_in_archives():
    """X-From and X-To name the addresses when the counts agree, and the name fits the address."""
    fields = {
        "From": "steven.kean@enron.example",
        "To": "rosalee.fleming@enron.example, skean@enron.example",
        "X-From": "Kean, Steven J. </O=ENRON/OU=NA/CN=RECIPIENTS/CN=SKEAN>",
        "X-To": "Fleming, Rosalee </O=ENRON/CN=RFLEMIN>, Somebody Else",
    }
    found = content(fields)
    assert [each.address.name for each in found.participants] == [
        "Steven J. Kean",
        "Rosalee Fleming",
        None,
    ]
    assert (
        content(fields, **{"X-To": "Fleming, Rosalee, Kean, Steven"}).participants[2].address.name
        == "Steven Kean"
    )
    assert content(fields, **{"X-To": "Only One"}).participants[1].address.name is None


def test_an_exchange_address_can_be_named_too():
    """Its handle is the X.500 name; the person's name stands in X-To."""
    found = content(To="</O=X/CN=KMOSS>", **{"X-To": "Kay Moss </O=X/CN=KMOSS>"})
    address = found.participants[1].address
    assert (address.kind, address.name) == (HandleKind.EXCHANGE, "Kay Moss")


@pytest.mark.parametrize(
    ("date", "received", "reason"),
    [
        (
            "Mon, 31 Dec 1979 16:00:00 -0800",
            None,
            "its date 1980-01-01 cannot be true: before 1990",
        ),
        (
            "Mon, 1 Jan 2044 10:00:00 +0000",
            None,
            "its date 2044-01-01 cannot be true: in the future",
        ),
        (
            "Sun, 27 Nov 0001 09:25:46 -0800",
            None,
            "its date 'Sun, 27 Nov 0001 09:25:46 -0800' cannot be read",
        ),
        ("yesterday", None, "its date 'yesterday' cannot be read"),
        (None, None, "it has no date"),
        (None, "by x.example; never", "it has no date"),
    ],
)
def test_a_date_that_cannot_be_true_fails_with_the_date(date, received, reason):
    """A tie must not be dated by a broken clock."""
    assert content(Date=date, Received=received) == Failed(reason)


@pytest.mark.parametrize(
    ("date", "received"),
    [
        (None, "from a by b; Mon, 13 Nov 2000 08:21:00 +0000"),
        ("Mon, 31 Dec 1979 16:00:00 -0800", "from a by b; Mon, 13 Nov 2000 08:21:00 +0000"),
        ("Mon, 13 Nov 2000 00:21:00 -0800", None),
        ("13 Nov 2000 08:21", None),
        ("Mon, 13 Nov 2000 08:21:00 +9999", None),
    ],
)
def test_the_date_of_a_relay_stands_in_for_a_broken_one(date, received):
    """Received fields are written by servers, which know the time."""
    assert content(Date=date, Received=received).occurred_at == datetime(
        2000, 11, 13, 8, 21, tzinfo=UTC
    )


def test_an_answer_names_what_it_answers_and_its_thread():
    """A reply is never guessed from the subject."""
    found = content(
        {
            "In-Reply-To": "<b@MOSS.example>",
            "References": "<a@moss.example>\n <b@moss.example> <1@oduya.example>",
        }
    )
    assert found.thread_id == messages.message_uid("a@moss.example")
    assert found.replies_to == tuple(
        messages.message_uid(each) for each in ("b@moss.example", "a@moss.example")
    )
    assert content({"In-Reply-To": "<b@moss.example>"}).thread_id == messages.message_uid(
        "b@moss.example"
    )
    assert not found.is_reply


def test_message_ids_are_compared_without_case_of_domain_and_spaces():
    """Programs fold and change them on their way."""
    same = [
        content({"Message-ID": each}).uid
        for each in ("<1@Oduya.Example>", "< 1@oduya.example >", "1@oduya.example")
    ]
    assert set(same) == {messages.message_uid("1@oduya.example")}


def test_a_message_without_an_id_is_told_by_what_it_says():
    """The sender's copy and the recipient's are one message, though only one has the Bcc."""
    one = content({"Message-ID": None, "Bcc": "cy@moss.example"})
    assert one.uid == content({"Message-ID": None}).uid
    assert one.uid != content({"Message-ID": None}, Subject="Dinner").uid


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"To": "kim@oduya.example"}, "mail to oneself"),
        ({"To": None}, "no recipient"),
        ({"Auto-Submitted": "auto-replied"}, "automatic reply"),
        ({"Auto-Submitted": "auto-generated"}, "automatic message"),
        ({"X-Autoreply": "yes"}, "automatic reply"),
        ({"Precedence": "auto_reply"}, "automatic reply"),
        ({"Subject": "Out of Office: Lunch"}, "automatic reply"),
        ({"Subject": "=?utf-8?q?R=C3=A9ponse_automatique_=3A_x?="}, "automatic reply"),
        ({"Return-Path": "<>", "Auto-Submitted": "auto-replied"}, "automatic reply"),
        ({"Return-Path": "<>"}, "bounce"),
        ({"From": "MAILER-DAEMON@moss.example"}, "bounce"),
        ({"From": "postmaster@moss.example", "Subject": "Undeliverable: Lunch"}, "bounce"),
        ({"Content-Type": "multipart/report; report-type=delivery-status"}, "bounce"),
        ({"List-Unsubscribe": "<https://x.example>"}, "bulk mail"),
        ({"List-Id": "<news.x.example>", "List-Unsubscribe": "<https://x.example>"}, "bulk mail"),
        ({"List-Id": "<news.x.example>", "From": "info@x.example"}, "bulk mail"),
        ({"List-Post": "NO", "List-Id": "<news.x.example>"}, "bulk mail"),
        ({"Precedence": "bulk"}, "bulk mail"),
        ({"Feedback-ID": "1:2:3"}, "bulk mail"),
        ({"From": "no-reply@x.example"}, "bulk mail"),
        ({"From": "newsletter@x.example"}, "bulk mail"),
        ({"From": "all.staff@x.example"}, "bulk mail"),
        ({"X-Mozilla-Draft-Info": "internal/draft"}, "draft"),
        ({"X-Unsent": "1"}, "draft"),
        ({"X-Gmail-Labels": "Drafts,Important"}, "draft"),
        ({"X-Spam-Flag": "YES"}, "spam"),
    ],
)
def test_what_is_no_letter_between_people_is_ignored_with_a_stable_reason(fields, reason):
    """The reasons are counted, and people ask why a mail is not there."""
    assert content(fields) == Ignored(reason)


@pytest.mark.parametrize(
    "fields",
    [
        {"Auto-Submitted": "no"},
        {"From": "postmaster@moss.example", "Subject": "Your question"},
        {"From": "support@moss.example"},
        {"Precedence": "first-class"},
    ],
)
def test_what_only_looks_automatic_is_kept(fields):
    """A support desk answers people."""
    assert isinstance(content(fields), Evidence)


@pytest.mark.parametrize(
    "fields",
    [
        {"List-Post": "<mailto:talk@lists.moss.example>", "Precedence": "list"},
        {"List-Id": "Talk <talk.lists.moss.example>"},
        {
            "List-Post": "<mailto:talk@lists.moss.example>",
            "List-Unsubscribe": "<mailto:x@y.example>",
        },
    ],
)
def test_a_person_on_a_discussion_list_writes_to_the_list(fields):
    """The list is no person, and its readers are not known."""
    found = content(fields, To="talk@lists.moss.example, ben@moss.example")
    uses = {each.address.value: each.address.use for each in found.participants}
    assert uses["talk@lists.moss.example"] is HandleUse.LIST
    assert uses["ben@moss.example"] is HandleUse.PERSON
