"""The generated world holds together, is the same for the same seed, and asks for something."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from graphcrm.activities.records import HandleKind, HandleUse, Kind, Part
from graphcrm.demo import story
from graphcrm.demo.records import Size, UserRole
from graphcrm.demo.world import World
from graphcrm.integrations.source import AccountFacts, PersonFacts


NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def world():
    return World(Size.SMALL, 7, NOW)


@pytest.fixture(scope="module")
def evidence(world):
    return list(world.evidence())


def mails(world):
    return {address.value: address for person in world.people() for address in person.addresses}


def test_the_same_seed_draws_the_same_world():
    """A bug seen in a demo can be seen again."""
    assert list(World(Size.SMALL, 3, NOW).items()) == list(World(Size.SMALL, 3, NOW).items())


def test_another_seed_draws_another_world(world):
    """A seed that changes nothing would hide how much hangs on one world."""
    other = World(Size.SMALL, 8, NOW)
    assert [p.name for p in other.people()] != [p.name for p in world.people()]
    assert other.opening == world.opening


@pytest.mark.parametrize("size", [Size.SMALL, Size.MEDIUM])
def test_a_world_has_the_people_its_size_says(size):
    """Benchmarks name the size; it has to be true."""
    world = World(size, 1, NOW)
    assert sum(1 for _ in world.people()) == size
    assert sum(1 for _ in world.owners()) == size


def test_every_address_belongs_to_one_person(world):
    """Two people behind one address would be one contact."""
    found = [address for person in world.people() for address in person.addresses]
    assert len({(address.kind, address.value) for address in found}) == len(found)


def test_no_domain_can_belong_to_anybody(world):
    """RFC 2606 keeps .example free: nobody real is ever written to or named."""
    domains = [domain for account in world.accounts() for domain in account.domains]
    domains += [value.split("@")[1] for value, a in mails(world).items() if a.kind == "email"]
    assert len(domains) > 400
    assert all(domain.endswith(".example") for domain in domains)
    assert len({account.name for account in world.accounts()}) == len(list(world.accounts()))


def test_addresses_are_plain_whatever_the_name(world):
    """Accents and other scripts stay in names; mail addresses of firms are ASCII."""
    assert any(not person.name.isascii() for person in world.people())
    for value, address in mails(world).items():
        assert value.isascii()
        assert value == value.lower()
        assert address.kind == HandleKind.PHONE or value.count("@") == 1


def test_items_come_as_accounts_then_people_then_activities(world):
    """A loader that reads once finds every firm and person before what happened to them."""
    kinds = [type(item.content).__name__ for item in world.items()]
    assert [kind for kind, _ in Counter(kinds).items()] == [
        AccountFacts.__name__,
        PersonFacts.__name__,
        "Evidence",
    ]
    assert kinds == sorted(kinds, key=["AccountFacts", "PersonFacts", "Evidence"].index)
    assert len({item.row for item in world.items()}) == len(kinds)
    assert [item.position for item in world.items()] == list(range(1, world.size + 1))


def test_parents_come_before_their_parts():
    """A firm can be tied to its parent as it is read."""
    seen = set()
    for account in World(Size.MEDIUM, 1, NOW).accounts():
        assert account.parent is None or account.parent in seen
        seen.add(account.name)


def test_evidence_is_between_known_addresses_of_whom_one_is_ours(world, evidence):
    """A CRM sees mail because one of its own people was there."""
    known = set(mails(world)) | {address.value for address in story.NOBODY}
    ours = {user.email for user in world.users} | {story.LIST.value, story.TEAM.value}
    for activity in evidence:
        people = [p.address.value for p in activity.participants]
        assert set(people) <= known
        assert len(set(people)) == len(people) >= 2
        assert ours & set(people)
    assert len({activity.uid for activity in evidence}) == len(evidence) == world.activity_count


def test_answers_name_an_earlier_mail_that_went_the_other_way(evidence):
    """In-Reply-To as real mail has it; strength counts an answer for more."""
    sent = {}
    answers = 0
    for activity in evidence:
        sides = {p.part: p.address.value for p in reversed(activity.participants)}
        for uid in activity.replies_to:
            answers += 1
            sender, receiver, at = sent[uid]
            assert (sides[Part.FROM], sides[Part.TO]) == (receiver, sender)
            assert at < activity.occurred_at
            assert activity.thread_id in sent
        if activity.kind == Kind.EMAIL:
            sent[activity.uid] = (sides[Part.FROM], sides[Part.TO], activity.occurred_at)
    assert answers > len(evidence) / 5


def test_history_is_in_order_in_working_hours_and_over(evidence):
    """Nothing happens after now, by night or on a weekend; two years are covered."""
    times = [activity.occurred_at for activity in evidence]
    assert times == sorted(times)
    assert times[-1] < NOW
    assert NOW - timedelta(weeks=106) < times[0] < NOW - timedelta(weeks=100)
    assert all(at.weekday() < 5 and 6 <= at.hour <= 20 for at in times)


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 20 * 365 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds)),
)
def test_any_seed_at_any_instant_draws_a_whole_world(seed, now):
    """Weekends, nights and year's ends are instants too."""
    world = World(Size.SMALL, seed, now)
    seen = set()
    for activity in world.evidence():
        assert activity.occurred_at < now
        assert seen.issuperset(activity.replies_to)
        seen.add(activity.uid)
    assert len(seen) > 4_000


def test_those_who_moved_wrote_from_where_they_were(world, evidence):
    """An address ends with its job, and the job before is dated."""
    movers = [p for p in world.persons if p.former is not None]
    assert len(movers) > 10
    assert all(p.jobs[1].until_on == p.moved_at.date() == p.jobs[0].from_on for p in movers)
    last, first = {}, {}
    for activity in evidence:
        for participant in activity.participants:
            last[participant.address.value] = activity.occurred_at
            first.setdefault(participant.address.value, activity.occurred_at)
    old = [p for p in movers if p.former.value in last]
    assert old
    for person in old:
        assert last[person.former.value] < person.moved_at
        assert first.get(person.address.value, NOW) >= person.moved_at


def test_true_ties_can_be_read_from_what_is_seen():
    """The hidden truth is what features are judged by: evidence has to follow it."""
    world = World(Size.MEDIUM, 2, NOW)
    ties = world.truth.ties
    pairs = zip(ties.first.tolist(), ties.second.tolist(), strict=True)
    number = {p.address.value: n for n, p in enumerate(world.truth.people)}
    number |= {p.former.value: n for n, p in enumerate(world.persons) if p.former}
    seen = Counter()
    for activity in world.evidence():
        one, other, *_ = (number[p.address.value] for p in activity.participants)
        seen[frozenset((one, other))] += 1
    lived = ties.weekly * (ties.since - ties.until)
    counted = np.array([seen[frozenset(pair)] for pair in pairs])
    ranks = [np.argsort(np.argsort(column)) for column in (lived, counted)]
    assert np.corrcoef(*ranks)[0, 1] > 0.7


def test_some_were_never_met_and_some_never_answer(world, evidence):
    """Never measured, one way and both ways are three different answers."""
    heard, told = defaultdict(int), defaultdict(int)
    ours = {user.email for user in world.users}
    for activity in evidence:
        first, *others = (p.address.value for p in activity.participants)
        if first in ours:
            for other in others:
                told[other] += 1
        else:
            heard[first] += 1
    theirs = [p.address.value for p in world.persons[len(world.users) :]]
    assert sum(1 for a in theirs if not heard[a] and not told[a]) > 40
    assert sum(1 for a in theirs if told[a] and not heard[a]) > 20
    assert sum(1 for a in theirs if told[a] and heard[a]) > 100


def test_the_story_is_told_in_every_world(world):
    """The demo opens on a question that mail alone can answer, in more than one way."""
    user, target = world.opening.user_email, world.opening.target_email
    assert {u.email: u.role for u in world.users}[user] == UserRole.REP
    pairs = {(tie.first, tie.second) for tie in story.TIES}
    assert (user, target) not in pairs
    direct = {b for a, b in pairs if a == user} & {a for a, b in pairs if b == target}
    assert direct - set(world.do_not_contact()) - {story.HUB}
    assert set(world.do_not_contact()) & direct
    assert story.HUB in direct
    assert target in {tie.other_email for tie in world.declared()}
    assert target in {line.manager_email for line in world.reporting_lines()}


def test_lists_and_shared_mailboxes_are_seen_and_are_nobody(world, evidence):
    """They stand in the mail as they do in life, and never become people."""
    used = {p.address.value: p.address.use for a in evidence for p in a.participants}
    assert [used[a.value] for a in story.NOBODY] == [a.use for a in story.NOBODY]
    assert {a.use for a in story.NOBODY} == {HandleUse.LIST, HandleUse.SHARED}
    assert not {a.value for a in story.NOBODY} & set(mails(world))


def test_the_hub_writes_to_many_who_never_answer(evidence):
    """More than 50 one-way ties make somebody no connector."""
    told, heard = set(), set()
    for activity in evidence:
        first, other, *_ = (p.address.value for p in activity.participants)
        if first == story.HUB:
            told.add(other)
        elif other == story.HUB:
            heard.add(first)
    assert len(told - heard) > 50
    assert len(heard) < len(told) / 5


def test_what_people_say_names_people(world):
    """Declared ties, influences and lines are between contacts, by users, and end somewhere."""
    known, users = set(mails(world)), {user.email for user in world.users}
    for tie in world.declared():
        assert {tie.one_email, tie.other_email} <= known
        assert tie.by_email in users
        assert tie.declared_at < NOW
    for influence in world.influences():
        assert {influence.from_email, influence.to_email} <= known
        assert influence.set_by_email in users
        assert -1 <= influence.weight <= 1
    above = {}
    for line in world.reporting_lines():
        assert line.report_email not in above
        above[line.report_email] = line.manager_email
    for start in above:
        chain = list(islice(_upwards(start, above), 10))
        assert len(chain) < 10


def _upwards(email, above):
    while email in above:
        email = above[email]
        yield email


def test_every_rep_looks_after_somebody(world):
    """Own, team and all are three different views from the first day."""
    counts = Counter(owner.owner_email for owner in world.owners())
    assert set(counts) == {user.email for user in world.users}
    assert counts[world.opening.user_email] < 200
    assert {user.team for user in world.users} == set(world.teams)
    assert {user.role for user in world.users} == set(UserRole)
