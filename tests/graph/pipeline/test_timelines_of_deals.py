"""What happened around a deal: with whom, who sees it, and what is logged about it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from counting import queries_sent

from graphcrm import clock, ids
from graphcrm.activities.records import Kind
from graphcrm.buying.commands import seat
from graphcrm.directory.commands import assign_contact
from graphcrm.directory.encounters import Encounter, NobodyError, withdraw_activity
from graphcrm.directory.reads import BadCursorError
from graphcrm.directory.timeline import contact_timeline
from graphcrm.errors import NotFoundError
from graphcrm.pipeline.opportunities.commands import edit_opportunity
from graphcrm.pipeline.opportunities.history import history
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Edit, Owner
from graphcrm.pipeline.opportunities.rules import MissingError
from graphcrm.pipeline.opportunities.timeline import (
    Around,
    log_about_opportunity,
    opportunity_timeline,
)
from graphcrm.pipeline.records import Criterion, CriterionKind


def ago(days):
    return clock.now() - timedelta(days=days)


def mail(deals, name, subject, days, owner=None):
    deals.world.exchange(name, "Admin", at=ago(days), subject=subject, owner=owner)


def shown(deals, uid, actor=None, **how):
    """What stands in a deal's timeline, from above."""
    found = opportunity_timeline(actor or deals.actor, uid, **how)
    return [one.subject for one in found.happened.entries]


def call(deals, *names, kind=Kind.CALL, subject="Rang"):
    contact_ids = tuple(deals.world.contact(name) for name in names)
    return Encounter(kind, ago(1), contact_ids, subject)


@pytest.fixture
def yard(deals):
    """A deal at Oduya in which Dana, who works there, has a part; Uwe works there too."""
    account = deals.world.account("Oduya")
    deals.world.draw("Dana @ Oduya\nUwe @ Oduya\nVera")
    uid = deals.open("Yard", account=account)
    seat(deals.actor, uid, deals.world.contact("Dana"), "champion")
    seat(deals.actor, uid, deals.world.contact("Dana"), "user")
    for days, (name, subject) in enumerate(
        [("Dana", "From a part"), ("Uwe", "From the account"), ("Vera", "From elsewhere")], 2
    ):
        mail(deals, name, subject, days)
    return uid


def test_contact_with_those_who_have_a_part_is_shown_first(deals, yard):
    """Each once, however many parts somebody has; a switch shows all of the account."""
    found = opportunity_timeline(deals.actor, yard)
    assert (found.around, found.seated_count, found.employed_count) == (Around.SEATS, 1, 2)
    assert shown(deals, yard) == ["From a part"]
    assert shown(deals, yard, around=Around.ACCOUNTS) == ["From a part", "From the account"]


def test_a_deal_without_parts_shows_the_people_of_its_accounts(deals):
    """An empty timeline would say that nobody ever spoke."""
    deals.world.draw("Dana @ Oduya")
    uid = deals.open("Yard", account=deals.world.account("Oduya"))
    mail(deals, "Dana", "Hello", 1)
    assert opportunity_timeline(deals.actor, uid).around is Around.ACCOUNTS
    assert shown(deals, uid) == ["Hello"]
    assert shown(deals, uid, around=Around.SEATS) == []
    assert shown(deals, deals.open("Bare")) == []


def test_kinds_and_pages(deals, yard):
    """A page goes on where the one before ended, and nothing is shown twice."""
    for days in range(5, 9):
        mail(deals, "Dana", f"{days} days", days)
    deals.world.exchange("Dana", "Admin", kind=Kind.MEETING, at=ago(1), subject="Met")
    first = opportunity_timeline(deals.actor, yard, limit=2).happened
    rest = shown(deals, yard, before=first.cursor)
    assert [one.subject for one in first.entries] == ["Met", "From a part"]
    assert rest == [f"{days} days" for days in range(5, 9)]
    assert shown(deals, yard, kinds=[Kind.MEETING]) == ["Met"]
    with pytest.raises(BadCursorError):
        opportunity_timeline(deals.actor, yard, before="yesterday")


def test_what_one_may_not_see_is_neither_shown_nor_counted(deals, yard):
    """Hidden evidence of people one sees is told of; hidden people are not hinted at."""
    rep = deals.world.user("Rita", team="North")
    edit_opportunity(deals.actor, yard, Edit(owner=Owner(rep.user_id)))
    mail(deals, "Dana", "Of the house", 1, owner=deals.actor)
    assert shown(deals, yard, actor=rep) == ["From a part"]
    assert opportunity_timeline(rep, yard).happened.has_hidden
    assert not opportunity_timeline(deals.actor, yard).happened.has_hidden
    assign_contact(deals.actor, deals.world.contact("Dana"), deals.actor.user_id)
    found = opportunity_timeline(rep, yard)
    assert (found.around, found.seated_count, found.employed_count) == (Around.ACCOUNTS, 0, 1)
    assert [one.subject for one in found.happened.entries] == ["From the account"]
    assert not found.happened.has_hidden


def test_whoever_may_not_see_the_deal_sees_none_of_it(deals):
    """Neither what happened, nor by logging about it that it is there."""
    rep, other = deals.world.user("Rita"), deals.world.user("Omar")
    uid = deals.open("Yard", owner=rep)
    with pytest.raises(NotFoundError):
        opportunity_timeline(other, uid)
    with pytest.raises(NotFoundError):
        log_about_opportunity(other, uid, call(deals, "Dana"))


def test_what_is_logged_about_a_deal_shows_there_and_with_everybody_who_took_part(deals):
    """One call, several people: it is one entry everywhere, and comes once when sent twice."""
    uid, key = deals.open("Yard"), ids.new()
    encounter = call(deals, "Dana", "Uwe")
    logged = log_about_opportunity(deals.actor, uid, encounter, key=key)
    again = log_about_opportunity(deals.actor, uid, encounter, key=key)
    assert again == replace(logged, activity_id=None)
    assert shown(deals, uid) == ["Rang"]
    for name in ("Dana", "Uwe"):
        happened = contact_timeline(deals.actor, deals.world.contact(name), kinds=[Kind.CALL])
        assert [one.subject for one in happened.entries] == ["Rang"]
    withdraw_activity(deals.actor, logged.evidence_id)
    assert shown(deals, uid) == []
    steps = history(deals.actor, get_opportunity(deals.actor, uid))
    assert [step.what for step in steps] == ["took back what was logged", "began it"]


def test_a_note_about_a_deal_needs_nobody_else(deals):
    """A call does: with whom would it have been?"""
    uid = deals.open("Yard")
    log_about_opportunity(deals.actor, uid, call(deals, kind=Kind.NOTE, subject="Budget is tight"))
    assert shown(deals, uid) == ["Budget is tight"]
    with pytest.raises(NobodyError):
        log_about_opportunity(deals.actor, uid, call(deals))


def test_what_is_logged_about_a_deal_counts_where_a_stage_asks_for_it(deals):
    """Whoever took part: nobody of them needs a part in the deal."""
    deals.ask("qualified", Criterion("met", CriterionKind.ACTIVITY, activity="call", days=7))
    uid, other = deals.open("Yard"), deals.open("Gate")
    log_about_opportunity(deals.actor, uid, call(deals, "Vera"))
    deals.move(uid, "qualified")
    with pytest.raises(MissingError, match="no call in the last 7 days"):
        deals.move(other, "qualified")


def test_a_timeline_costs_two_queries(deals, yard):
    """However many people the account has."""
    opportunity_timeline(deals.actor, yard, around=Around.ACCOUNTS)
    with queries_sent() as sent:
        opportunity_timeline(deals.actor, yard, around=Around.ACCOUNTS)
    assert len(sent) <= 2, sent
