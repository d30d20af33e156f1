"""What an entry of the stream sets off, and who is meant by whom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from graphcrm.access.records import AUTOMATION_ID
from graphcrm.activities.records import Verb
from graphcrm.automation import rules
from graphcrm.automation.records import Company, Crossing, Entry
from graphcrm.changes import Added, Edge, Node, Removed, Set
from graphcrm.pipeline import defaults, reads
from graphcrm.pipeline.records import Acting, Effect, EffectKind, Moment, Recipient


AT = datetime(2026, 3, 1, tzinfo=UTC)
UIDS = st.sampled_from(["u1", "u2", "u3"])


def entry(verb=Verb.OPPORTUNITY_MOVED, *, via="form", by="me", depth=0, is_undone=False):
    return Entry(1, "a", verb, via, by, depth, None, None, AT, is_undone)


def stay(change, uid, stage):
    return change(
        Edge("IN_STAGE", f"{uid}-{stage}", Node("Opportunity", uid), Node("Stage", stage)), {}
    )


def effects(*moments, came_at=AT):
    places = reads.laid(defaults.process(), {}).places
    made = Effect("one", EffectKind.NOTIFY, whom=Recipient.OWNER)
    return [
        Acting(f"{place.stage.key}-{moment}", replace(made, when=moment), place, came_at)
        for place in places.values()
        for moment in moments
    ]


@given(st.integers(0, 9), st.booleans(), st.sampled_from(["form", "cli", "rule", "demo", "import"]))
def test_nothing_is_set_off_without_end(depth, is_undone, via):
    """A chain of causes ends, whatever is configured; what is past or undone sets off nothing."""
    told = rules.is_followed(entry(via=via, depth=depth, is_undone=is_undone))
    assert told == (depth < rules.MOST_DEPTH and not is_undone and via not in ("demo", "import"))


@given(st.lists(st.tuples(UIDS, st.sampled_from("abc"), st.sampled_from("abc")), max_size=4))
def test_a_move_of_many_is_a_crossing_of_each(moves):
    """In whatever order the changes stand."""
    moves = {uid: (left, entered) for uid, left, entered in moves}
    changes = [stay(Removed, uid, left) for uid, (left, _) in moves.items()]
    changes += [stay(Added, uid, entered) for uid, (_, entered) in moves.items()]
    found = rules.crossings(entry(), list(reversed(changes)))
    assert {(one.opportunity_id, one.left_id, one.entered_id) for one in found} == {
        (uid, left, entered) for uid, (left, entered) in moves.items()
    }
    assert rules.crossings(entry(Verb.UNDONE), changes) == []
    assert rules.crossings(entry(Verb.PROCESS_CHANGED), changes) == []


def test_leaving_comes_before_entering():
    """And what happens after days is set off by neither."""
    every = effects(*Moment)
    ids = {one.place.stage.key: one.place.stage_id for one in every}
    crossing = Crossing("d", ids["lead"], ids["qualified"])
    found = rules.set_off(crossing, every, entry())
    assert [one.effect_id for one in found] == ["lead-leave", "qualified-enter"]
    begun = rules.set_off(Crossing("d", None, ids["lead"]), every, entry())
    assert [one.effect_id for one in begun] == ["lead-enter"]
    later = effects(*Moment, came_at=AT + timedelta(microseconds=1))
    assert rules.set_off(crossing, later, entry()) == []


OWNED = st.one_of(
    st.builds(
        lambda label, uid, owner: Added(Node(label, uid), {"owner_id": owner}),
        st.sampled_from(["Opportunity", "Task", "Contact"]),
        UIDS,
        UIDS,
    ),
    st.builds(
        lambda label, uid, owner: Set(Node(label, uid), {"owner_id": "x"}, {"owner_id": owner}),
        st.sampled_from(["Opportunity", "Task", "Contact"]),
        UIDS,
        st.none() | UIDS,
    ),
)


@given(st.lists(OWNED, max_size=5), UIDS)
def test_nobody_is_told_of_what_they_took_themselves(changes, by):
    """What a web site's form brings is told even to who made the form."""
    found = list(rules.given(entry(Verb.OPPORTUNITY_CHANGED, by=by), changes))
    assert by not in {one.owner_id for one in found}
    assert {one.label for one in found} <= {"Opportunity", "Task"}
    brought = list(rules.given(entry(Verb.LEAD_CREATED, by=by, via="form:site"), changes))
    assert len(brought) >= len(found)
    assert list(rules.given(entry(Verb.UNDONE), changes)) == []


def test_whose_count_changes():
    """Who was told, or who read."""
    sent = [Added(Node("Notification", "n"), {"user_id": "u1"}), Added(Node("Task", "t"), {})]
    assert rules.told(entry(Verb.NOTIFICATION_SENT), sent) == {"u1"}
    read = [Set(Node("Notification", "n"), {"read": False}, {"read": True})]
    assert rules.told(entry(Verb.NOTIFICATION_READ), read) == {"me"}


def test_an_approval_is_told_at_each_step():
    """Asked, approved by one, declined; not when a move uses it up."""
    asked = [
        Added(Node("Approval", "p"), {"state": "pending", "step": 0}),
        Set(Node("Approval", "q"), {"state": "pending"}, {"state": "declined", "reason": "No"}),
        Set(Node("Opportunity", "d"), {}, {}),
    ]
    found = list(rules.asked(entry(Verb.OPPORTUNITY_CHANGED), asked))
    assert [(one.approval_id, one.state, one.reason) for one in found] == [
        ("p", "pending", None),
        ("q", "declined", "No"),
    ]
    assert list(rules.asked(entry(Verb.OPPORTUNITY_MOVED), asked)) == []


COMPANIES = st.builds(
    Company,
    owner_id=st.none() | UIDS,
    named_id=st.none() | UIDS,
    member_ids=st.lists(UIDS, unique=True),
    managers=st.lists(
        st.builds(lambda uid, floors: {"user_id": uid, "floors": floors}, UIDS, st.integers(0, 8))
    ),
    admin_ids=st.lists(UIDS, min_size=1, unique=True),
)


@given(COMPANIES, st.sampled_from(list(Recipient)))
def test_somebody_is_always_meant(company, whom):
    """As long as there is an administrator; and never the one nobody is."""
    meant = rules.people(company, whom)
    assert meant
    assert AUTOMATION_ID not in meant
    if whom is Recipient.OWNER and company.owner_id:
        assert meant == [company.owner_id]
    if company.managers:
        nearest = min(one["floors"] for one in company.managers)
        near = {one["user_id"] for one in company.managers if one["floors"] == nearest}
        assert set(rules.managers_in(company)) == near
