"""One spelling for every address, and who is behind it."""

import pytest
from hypothesis import given, strategies as st

from graphcrm.activities.records import HandleKind, HandleUse
from graphcrm.directory import addresses


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("Kim@Oduya.EXAMPLE", "kim@oduya.example"),
        ("  <kim@oduya.example>, ", "kim@oduya.example"),
        ("mailto:kim@oduya.example", "kim@oduya.example"),
        ("'kim@oduya.example'", "kim@oduya.example"),
        ("'kim.oduya'@oduya.example", "kim.oduya@oduya.example"),
        ('"kim.oduya"@oduya.example', "kim.oduya@oduya.example"),
        ("Kim+News@oduya.example", "kim+news@oduya.example"),
        ("k.i.m@gmail.com", "k.i.m@gmail.com"),
        ("kim@Bücher.example", "kim@xn--bcher-kva.example"),
        ("李明@例子.测试", "李明@xn--fsqu00a.xn--0zwm56d"),
        ("o'hara@oduya.example", "o'hara@oduya.example"),
        ("kim@localhost", "kim@localhost"),
        ("kim@oduya.example.", "kim@oduya.example"),
        ("kim..oduya@oduya.example", "kim..oduya@oduya.example"),
    ],
)
def test_an_address_has_one_spelling(written, normalised):
    """Two importers meet in one handle only if they spell it alike."""
    assert addresses.email(written) == normalised


@pytest.mark.parametrize(
    "written",
    [
        "",
        "kim",
        "@oduya.example",
        "kim@",
        "kim oduya@x.example",
        "a@b@c.example",
        "x" * 3000 + "@a",
        "k" * 250 + "@oduya.example",
        "<<>>",
        "kim@\u00df\u200d..example y",
    ],
)
def test_what_is_no_address_is_none(written):
    """A handle that nobody can be reached by would be invented."""
    assert addresses.email(written) is None
    assert addresses.mail_address(written) is None


@given(st.text(max_size=60) | st.emails())
def test_normalising_never_raises_and_twice_is_once(text):
    """Whatever a file holds, the result is an address or None, and stable."""
    once = addresses.email(text)
    assert once is None or addresses.email(once) == once
    found = addresses.mail_address(text, text)
    assert found is None or found.value


@pytest.mark.parametrize(
    ("written", "kind", "value", "name"),
    [
        (
            "/O=ENRON/OU=NA/CN=Recipients/CN=skean",
            HandleKind.EXCHANGE,
            "/O=ENRON/OU=NA/CN=RECIPIENTS/CN=SKEAN",
            None,
        ),
        (
            "IMCEAEX-_O=ENRON_OU=NA_CN=RECIPIENTS_CN=SKEAN@enron.com",
            HandleKind.EXCHANGE,
            "/O=ENRON/OU=NA/CN=RECIPIENTS/CN=SKEAN",
            None,
        ),
        (
            "IMCEANOTES-Carla+20Moss+20+3Ccarla+40oduya+2Eexample+3E+40ENRON@ENRON.com",
            HandleKind.EMAIL,
            "carla@oduya.example",
            "Carla Moss",
        ),
        ("IMCEASMTP-kim+40oduya+2Eexample@x.example", HandleKind.EMAIL, "kim@oduya.example", None),
        (
            "IMCEANOTES-kim+40oduya+2Eexample+40ENRON@ENRON.com",
            HandleKind.EMAIL,
            "kim@oduya.example",
            None,
        ),
    ],
)
def test_exchange_addresses_are_handles_and_wrapped_ones_are_unwrapped(written, kind, value, name):
    """Outlook and Exchange write addresses of their own into mail (MS-OXCMAIL)."""
    found = addresses.mail_address(written)
    assert (found.kind, found.value, found.name) == (kind, value, name)


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("0044 20 7946 0000 x12", "+442079460000;ext=12"),
        ("tel:+1-555-555-0100;ext=7", "+15555550100;ext=7"),
        ("+15555550100", "+15555550100"),
        ("(206) 555-9857", "2065559857"),
        ("030-0074321", "0300074321"),
        ("555-CALL", None),
        ("12", None),
        ("1" * 20, None),
        ("", None),
    ],
)
def test_a_phone_number_is_plus_and_digits(written, normalised):
    """Without a country in it the digits stay as they are: no region is guessed."""
    assert addresses.phone(written) == normalised


@given(st.text(alphabet="+0123456789 ()-./xext#", max_size=30))
def test_phones_never_raise_and_twice_is_once(text):
    """A normalised number is its own normal form."""
    once = addresses.phone(text)
    assert once is None or addresses.phone(once) == once


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("http://de.linkedin.com/in/Kim-Lee?trk=1", "https://linkedin.com/in/kim-lee"),
        ("www.linkedin.com/in/kim/", "https://linkedin.com/in/kim"),
        ("https://www.linkedin.com/in/kim/detail/contact-info/", "https://linkedin.com/in/kim"),
        ("https://m.github.com/Kim", "https://github.com/Kim"),
        ("linkedin.com", None),
        ("ftp://linkedin.com/in/kim", None),
        ("http://[", None),
        ("nothing", None),
    ],
)
def test_a_profile_is_one_url(written, normalised):
    """LinkedIn serves one page under many addresses."""
    assert addresses.profile(written) == normalised


@pytest.mark.parametrize(
    ("domain", "organisation"),
    [
        ("mail.enron.com", "enron.com"),
        ("a.b.co.uk", "b.co.uk"),
        ("oduya.com.au", "oduya.com.au"),
        ("localhost", None),
        ("co.uk", None),
        ("192.0.2.1", None),
        ("mail.oduya.example", "oduya.example"),
        ("oduya.internal", "oduya.internal"),
    ],
)
def test_the_organisation_is_the_registered_part(domain, organisation):
    """Departments have subdomains; the employer is who registered the domain."""
    assert addresses.organisation_domain(domain) == organisation


def test_free_mail_names_no_employer():
    """Everybody at gmail.com would otherwise work there."""
    assert addresses.is_free_mail("gmail.com")
    assert addresses.is_free_mail("mail.yahoo.com")
    assert not addresses.is_free_mail("oduya.example")
    assert addresses.domain_of("kim@oduya.example") == "oduya.example"
    assert addresses.domain_of("+15555550100") == ""


LISTS = [
    "all@x.example",
    "all.houston@x.example",
    "dl-ga-all_x@x.example",
    "credit.dl-rac@x.example",
    "everyone_in_toronto@x.example",
    "eligible.employees@x.example",
    "undisclosed-recipients@x.example",
    "announce@x.example",
    "kim@lists.x.example",
    "py-l@x.example",
    "staff@x.example",
    "the.mailout@x.example",
    "smu-betas@yahoogroups.com",
    "x.all@x.example",
    "board.members@x.example",
]
SHARED = [
    "info@x.example",
    "no-reply@x.example",
    "noreply@x.example",
    "donotreply@x.example",
    "sales@x.example",
    "admin@x.example",
    "postmaster@x.example",
    "office@x.example",
    "team@x.example",
    "outlook.team@x.example",
    "40acme@acme.example",
    "acme.europe@acme.example",
    "public.relations@x.example",
    "7414@x.example",
    ".james@x.example",
    "support.de@x.example",
    "newsletter-42@x.example",
    "owner-trade@x.example",
    "3fa85f6457174562b3fc2c963f66afa6@x.example",
]
PEOPLE = [
    "kim@x.example",
    "kim.oduya@x.example",
    "j..kean@x.example",
    "skean2@x.example",
    "k.i.m@gmail.com",
    "12345678@qq.com",
    "jeff.acme@acme.example",
    "paul.allen@x.example",
    "jane.hall@x.example",
    "michael.l.m@x.example",
    "john.d/corp/x@x.example",
    "o'hara@x.example",
    "李明@x.example",
    "dl2329@x.example",
]


@pytest.mark.parametrize(
    ("address", "use"),
    [(each, HandleUse.LIST) for each in LISTS]
    + [(each, HandleUse.SHARED) for each in SHARED]
    + [(each, HandleUse.PERSON) for each in PEOPLE],
)
def test_the_shape_of_an_address_tells_people_from_lists_and_offices(address, use):
    """No list or shared mailbox may become a contact, and no person may be lost as one."""
    assert addresses.use_of(address) is use


@pytest.mark.parametrize(
    ("address", "name", "use"),
    [
        ("jennifer.team@x.example", "Jennifer Team", HandleUse.PERSON),
        ("jennifer.communications@x.example", "Medcalf, Jennifer", HandleUse.PERSON),
        ("outlook.team@x.example", "Outlook Team", HandleUse.SHARED),
        ("houston.report@x.example", "Houston Report", HandleUse.SHARED),
        ("acme.announcements@acme.example", "Acme Announcements", HandleUse.LIST),
        ("office.chairman@x.example", "Ken Lay - Office of the Chairman", HandleUse.SHARED),
        ("info@x.example", "Kim Oduya", HandleUse.SHARED),
        ("info@x.example", "Info", HandleUse.SHARED),
    ],
)
def test_a_display_name_speaks_for_a_person_with_an_odd_address(address, name, use):
    """Somebody may be called Team; an office may not be called so."""
    assert addresses.use_of(address, name) is use


def test_a_name_via_a_service_names_nobody_and_its_address_is_shared():
    """Zoom's address is not Kim's, though Kim's name stands beside it."""
    found = addresses.mail_address("meetings@zoom.example", "Kim Lee via Zoom")
    assert (found.name, found.use) == (None, HandleUse.SHARED)


def test_a_word_for_a_role_beside_a_persons_address_is_no_name():
    """Outlook writes "e-mail" where a name should be."""
    assert addresses.mail_address("kim@x.example", "E-Mail").name is None
    assert addresses.mail_address("kim@x.example", "Kim").name == "Kim"
    assert addresses.mail_address("sales@x.example", "Sales").name == "Sales"
