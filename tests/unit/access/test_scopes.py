"""What a filter shows is what the rules allow."""

import pytest
from hypothesis import given, strategies as st

from graphcrm.access import rules
from graphcrm.access.records import Actor, Ownership, Permission, Role, Scope


users, teams = st.sampled_from(["u1", "u2", "u3"]), st.sampled_from(["t1", "t2", "t3"])
actors = st.builds(
    Actor,
    user_id=users,
    name=st.just("Kim"),
    email=st.just("kim@home.example"),
    role=st.sampled_from(list(Role)),
    team_ids=st.lists(teams, unique=True, max_size=3).map(tuple),
)
records = st.builds(Ownership, st.none() | users, st.none() | teams)


@given(actors, records)
def test_a_query_shows_what_a_decision_allows(actor, record):
    """Lists filter by parameter, pages decide by rule; none shows what the other hides."""
    scope = rules.filter_of(actor)
    # The filter that every query of records carries, in Python.
    shown = (
        record.owner_id is None
        or scope["all"]
        or record.owner_id == scope["user_id"]
        or record.team_id in scope["team_ids"]
    )
    assert shown == rules.is_allowed(actor, Permission.READ, record)


@given(actors, st.sampled_from(list(Permission)), records)
def test_who_may_do_it_to_a_record_may_do_it_at_all(actor, permission, record):
    """A button that is shown because somebody holds a permission does not promise every record."""
    if rules.is_allowed(actor, permission, record):
        assert rules.is_allowed(actor, permission) or permission is Permission.READ


@given(actors, st.sampled_from(list(Permission)), records)
def test_require_refuses_what_is_not_allowed(actor, permission, record):
    """The refusal says who may not do what."""
    if rules.is_allowed(actor, permission, record):
        rules.require(actor, permission, record)
        return
    with pytest.raises(rules.NotPermittedError, match=f"Kim .{actor.role}. may not {permission}"):
        rules.require(actor, permission, record)


def test_an_administrator_reaches_everything():
    """Somebody has to be able to put things right."""
    admin = Actor("u1", "Kim", "kim@home.example", Role.ADMIN)
    assert {rules.scope_of(admin, permission) for permission in Permission} == {Scope.ALL}


def test_nobody_elses_record_is_changed_because_it_is_seen():
    """A record of the house is everybody's to read, not to change."""
    rep = Actor("u1", "Kim", "kim@home.example", Role.REP, team_ids=("t1",))
    house = Ownership(None, None)
    assert rules.is_allowed(rep, Permission.READ, house)
    assert not rules.is_allowed(rep, Permission.EDIT, house)
