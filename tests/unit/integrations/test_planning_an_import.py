"""What a chunk of an import decides does not depend on the order in which its evidence came."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce

import pytest
from hypothesis import given, strategies as st

from graphcrm.activities.records import Address, HandleKind, HandleUse
from graphcrm.changes import Added, Edge, Node, Set
from graphcrm.integrations import organisations, people, settling
from graphcrm.integrations.organisations import AccountBook, AccountState
from graphcrm.integrations.people import ContactState, JobState
from graphcrm.integrations.plan import HandleState, Plan, better_name, plan_handles, stronger_use
from graphcrm.integrations.records import ContactPolicy, Tally
from graphcrm.integrations.settling import Standing
from graphcrm.integrations.source import AccountFacts, JobFacts, PersonFacts, SourceKind


NOW = datetime(2026, 1, 5, tzinfo=UTC)
shown = st.none() | st.sampled_from(
    ["Ann", "Ann Bell", "A. Bell", "Bell", "Info Desk", "Ann Bell of the very long desk", "X Y"]
)
sights = st.builds(
    Address,
    st.just(HandleKind.EMAIL),
    st.just("ann.bell@acme.example"),
    shown,
    st.sampled_from(list(HandleUse)),
)


def plan():
    return Plan({"source": "test"}, NOW)


def settled(addresses, cuts):
    """Return name and use of a handle once its evidence came in pieces, each a chunk."""
    state = None
    for begin, end in zip([0, *cuts], [*cuts, len(addresses)], strict=True):
        some, made = addresses[begin:end], plan()
        if not some:
            continue
        known = {some[0].uid: state} if state else {}
        plan_handles(made, some, known)
        values = {}
        for change in made.changes():
            values = change.after if isinstance(change, Set) else change.values
        name, use = values.get("name", state and state.name), values.get("use", state and state.use)
        state = HandleState(some[0].uid, use, name, None)
    return state


@given(st.lists(sights, min_size=1, max_size=6), st.data())
def test_a_handle_ends_up_the_same_in_any_order_and_any_pieces(addresses, data):
    """Two importers with the same mail, one in one go and one cut off three times, agree."""
    shuffled = data.draw(st.permutations(addresses))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(addresses)), max_size=3)))
    assert settled(shuffled, cuts) == settled(addresses, [])


@given(st.lists(st.tuples(st.sampled_from(list(HandleUse)), shown), min_size=1))
def test_a_list_is_one_whatever_else_is_said(seen):
    """No name and no look outweighs a header that says so."""
    use = reduce(lambda one, other: (stronger_use(one, other), one[1] or other[1]), seen)[0]
    assert (use is HandleUse.LIST) == any(one is HandleUse.LIST for one, _ in seen)


def test_the_best_name_is_the_one_that_the_address_is_made_of():
    """A nickname or a phrase does not replace it."""
    assert better_name("ann.bell@x.example", "Boss", "Ann Bell", None) == "Ann Bell"
    assert better_name("ann.bell@x.example", None, None) is None


def test_plans_for_one_thing_are_joined():
    """Old values are those before the chunk, new ones those after it; no change is no plan."""
    made, node = plan(), Node("Contact", "c")
    made.set(node, {"title": "A", "name": "N"}, {"title": "A"})
    assert made.is_empty()
    made.set(node, {"title": "A"}, {"title": "B"})
    made.set(node, {"title": "B", "name": "N"}, {"title": "C", "name": "M"})
    assert made.changes() == [Set(node, {"title": "A", "name": "N"}, {"title": "C", "name": "M"})]


ACME = AccountState("a1", "Acme Ltd", ["acme.example"], 10, None, None, None, None, None)


def test_an_organisation_is_met_by_its_domain_then_by_its_name():
    """A firm that changed its name keeps its mail."""
    book = AccountBook([ACME])
    assert book.find("Something else", ["acme.example"]) == ACME
    assert book.find("ACME ltd", []) == ACME
    assert book.find(None, ["else.example"]) is None


def test_what_a_source_leaves_out_is_not_taken_away():
    """An export without head counts does not empty them."""
    made, book = plan(), AccountBook([ACME])
    assert organisations.plan_account(made, book, AccountFacts("Acme Ltd")) is False
    assert (
        organisations.plan_account(made, book, AccountFacts("Acme Ltd", industry="Steel")) is None
    )
    assert made.changes() == [Set(Node("Account", "a1"), {"industry": None}, {"industry": "Steel"})]
    assert book.find("Acme Ltd", []).industry == "Steel"


def test_a_parent_is_made_and_tied_once():
    """Known and new organisations alike; nobody is their own parent."""
    made, book = plan(), AccountBook([ACME])
    assert organisations.plan_account(made, book, AccountFacts("Acme Ltd", parent="Big")) is None
    assert organisations.plan_account(made, book, AccountFacts("Acme Ltd", parent="Big")) is False
    assert organisations.plan_account(made, book, AccountFacts("Small", parent="Big")) is True
    assert organisations.plan_account(made, book, AccountFacts("Big", parent="Big")) is False
    edges = [change.what for change in made.edges]
    big = book.find("Big", []).uid
    small = book.find("Small", []).uid
    assert {(e.start.uid, e.end.uid) for e in edges} == {("a1", big), (small, big)}


def test_a_job_at_a_free_mail_domain_is_met_by_name_alone():
    """Nobody works at gmail.com because they write from there."""
    made, book = plan(), AccountBook([])
    organisations.account_of_job(made, book, JobFacts("Acme", "gmail.com", None, None, None))
    (added,) = made.changes()
    assert added.values["name"] == "Acme"
    assert "domains" not in added.values
    node = organisations.account_of_domain(made, book, "lindqvist-rao.example")
    assert node == organisations.account_of_domain(made, book, "lindqvist-rao.example")
    assert made.changes()[-1].values["name"] == "Lindqvist Rao"


JOB = JobState(
    uid="j1",
    account_id="a1",
    title="CFO",
    from_on=date(2020, 1, 1),
    until_on=None,
    seen_from_on=None,
    seen_until_on=None,
    board=None,
)
EMAIL = Address(HandleKind.EMAIL, "ann.bell@acme.example", "Ann Bell")


def planned(facts, jobs=(), *, owned=True):
    """Plan one person, met by their address where it is owned."""
    made, book = plan(), AccountBook([ACME])
    contacts = {}
    if owned:
        made.owners[EMAIL.uid] = "c1"
        contacts["c1"] = ContactState("c1", "Ann Bell", "CFO", list(jobs))
    return people.plan_person(made, book, facts, contacts, "csv"), made


def test_a_person_whose_address_is_owned_is_met_again():
    """Their name stays what it is; a new title and a new address are taken."""
    other = replace(EMAIL, value="ann@home.example")
    is_new, made = planned(PersonFacts("A. Bell", (EMAIL, other), "CEO"))
    assert is_new is None
    assert {type(change) for change in made.changes()} == {Added, Set}
    assert made.owners[other.uid] == "c1"
    assert planned(PersonFacts("A. Bell", (EMAIL,), "CFO"))[0] is False
    assert planned(PersonFacts("Ann Bell", (EMAIL,)), owned=False)[0] is True


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (JobFacts("Acme Ltd", None, None, None, None), False),
        (JobFacts("Acme Ltd", None, "CFO", date(2020, 1, 1), None), False),
        (JobFacts("Acme Ltd", None, "CEO", date(2020, 1, 1), None), "set"),
        (JobFacts("Acme Ltd", None, None, None, date(2025, 1, 1)), "set"),
        (JobFacts("Acme Ltd", None, "Adviser", date(2023, 1, 1), None), "added"),
        (JobFacts("Acme Ltd", None, None, None, None, board=True), "added"),
    ],
)
def test_a_job_is_the_same_one_where_its_beginning_agrees(told, outcome):
    """A second stay at a firm, or a seat on its board, is another job."""
    is_new, made = planned(PersonFacts("Ann Bell", (EMAIL,), None, (told,)), [JOB])
    if outcome is False:
        assert (is_new, made.changes()) == (False, [])
        return
    (change,) = made.changes()
    assert is_new is None
    assert isinstance(change, Set if outcome == "set" else Added)
    assert isinstance(change.what, Edge)


def test_a_person_without_an_address_is_told_by_key_or_by_name_and_employer():
    """Two tables with the same numbers are not the same people: the kind of source tells."""
    job = (JobFacts("Acme Ltd", None, None, None, None),)
    named = people.with_identity(PersonFacts("Ann Bell", (), None, job), SourceKind.VCARD)
    keyed = people.with_identity(PersonFacts("Ann Bell", (EMAIL,), key="7"), SourceKind.VCARD)
    plain = PersonFacts("Ann Bell", (EMAIL,))
    assert people.with_identity(plain, SourceKind.VCARD) is plain
    assert [address.kind for address in named.addresses] == [HandleKind.RECORD]
    assert [address.kind for address in keyed.addresses] == [HandleKind.EMAIL, HandleKind.RECORD]
    assert keyed.addresses[1].value == "vcard:7"


ROW = Standing(
    uid="h1",
    kind="email",
    value="ann.bell@acme.example",
    use="person",
    name=None,
    contact_id=None,
    first_at=NOW,
    last_at=NOW,
    wrote_to=["h2"],
    heard_from=["h2"],
    met=False,
)


@pytest.mark.parametrize(
    ("change", "two_way", "everybody"),
    [
        ({}, True, True),
        ({"heard_from": []}, False, True),
        ({"heard_from": ["h3"]}, False, True),
        ({"wrote_to": ["h1"], "heard_from": ["h1"]}, False, True),
        ({"heard_from": [], "met": True}, True, True),
        ({"use": "list"}, False, False),
        ({"use": "shared"}, False, False),
        ({"contact_id": "c1"}, False, False),
        ({"first_at": None}, False, False),
        ({"kind": "phone"}, False, False),
        ({"kind": "exchange"}, True, True),
    ],
)
def test_who_becomes_a_contact(change, two_way, everybody):
    """Two-way: wrote to somebody who wrote back, or met; a list never, nor without evidence."""
    row = replace(ROW, **change)
    assert settling.is_contact(row, ContactPolicy.TWO_WAY) is two_way
    assert settling.is_contact(row, ContactPolicy.ALL) is everybody
    assert settling.is_contact(row, ContactPolicy.NONE) is False


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        ("ann.bell@acme.example", None, "Ann Bell"),
        ("abell@acme.example", "Ann Bell", "Ann Bell"),
        ("ann.bell@acme.example", "Boss", "Ann Bell"),
        ("x7@acme.example", "Boss", "Boss"),
        ("x7@acme.example", None, "x7@acme.example"),
    ],
)
def test_what_a_person_is_called(value, name, expected):
    """As mail shows them, else as the address spells it, else the address."""
    assert settling.display_name(replace(ROW, value=value, name=name)) == expected


@pytest.mark.parametrize(
    ("value", "address", "same"),
    [
        ("abell@acme.example", "ann.bell@mail.acme.example", True),
        ("abell@acme.example", "ann.bell@bolt.example", False),
        ("x7@acme.example", "ann.bell@acme.example", False),
        ("ann.bell@gmail.com", "abell@gmail.com", False),
    ],
)
def test_two_addresses_of_one_name_are_one_person_by_strong_rules_alone(value, address, same):
    """Namesakes at free mail are strangers; doubtful pairs are offered, not merged."""
    assert settling.is_same_person(replace(ROW, value=value), "Ann Bell", address) is same


def test_the_first_thousand_failures_are_told():
    """A table of a million broken rows must not fill the memory."""
    tally = Tally()
    for row in range(1500):
        tally.fail(str(row), "broken")
    assert (len(tally.failed), tally.failed_count) == (1000, 1500)
