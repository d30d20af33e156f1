"""Leads: what web sites send becomes a deal with its contact, once, and somebody takes it."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import timedelta

import pytest
import standing
import time_machine

from graphcrm import clock, ids
from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.buying.reads import seats
from graphcrm.directory.commands import create_account
from graphcrm.directory.drafts import AccountDraft
from graphcrm.directory.references import contacts_by_key, find_account_named
from graphcrm.directory.rules import FieldError
from graphcrm.directory.timeline import contact_timeline
from graphcrm.errors import NotFoundError
from graphcrm.graph import connection
from graphcrm.pipeline import reads as process_reads
from graphcrm.pipeline.commands import apply_process
from graphcrm.pipeline.leads import commands, reads
from graphcrm.pipeline.leads.records import NewForm
from graphcrm.pipeline.leads.rules import LeadTakenError
from graphcrm.pipeline.opportunities.commands import (
    edit_opportunity,
    open_opportunity,
    remove_opportunities,
)
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Edit, NewOpportunity, Owner
from graphcrm.pipeline.opportunities.undoing import undo_change_of_deals
from graphcrm.pipeline.records import Criterion, CriterionKind, StageType


ASKED = {
    "name": "Kim Oduya",
    "email": "Kim@Oduya.example",
    "company": "Oduya Ltd",
    "phone": "+44 20 7946 0000",
    "message": "Could you call\nme about the yard?",
}


@pytest.fixture
def form_key(deals):
    """The key of a form whose leads wait in the queue."""
    return commands.create_form(deals.actor, NewForm("Contact page", "website"))


def queue(deals, actor=None):
    return reads.queue(actor or deals.actor, deals.layout, limit=100)


def stream():
    query = "MATCH (a:Activity {kind: 'change'}) RETURN a.verb AS verb, a.via AS via ORDER BY a.seq"
    with connection.session(write=False) as session:
        return [(row["verb"], row["via"]) for row in session.run(query)]


def test_what_is_sent_becomes_a_deal_of_nobodys_with_its_contact_and_source(deals, form_key):
    """The deal, the person, where they work and their words: nothing of it is typed again."""
    made = commands.receive_lead(form_key, ASKED)
    page = get_opportunity(deals.actor, made.opportunity_id)
    assert page.values["name"] == "Oduya Ltd: Could you call me about the yard?"
    assert page.values["source"] == "website"
    assert page.values.get("owner_id") is None
    assert page.place.stage.key == standing.first()
    (one,) = queue(deals).leads
    assert (one.form, one.contact, one.account) == ("Contact page", "Kim Oduya", "Oduya Ltd")
    assert one.message.startswith("Could you call\nme about the yard?\n\nName: Kim Oduya")
    assert "Phone: +44 20 7946 0000" in one.message
    (seat,) = seats(deals.actor, made.opportunity_id)
    assert (seat.name, seat.role.authority) == ("Kim Oduya", False)
    assert stream()[-1] == ("lead.created", "form:Contact page")


def test_everybody_sees_a_lead_that_is_nobodys(deals, form_key):
    """A queue that each team sees a part of leaves leads lying."""
    commands.receive_lead(form_key, ASKED)
    rep = deals.world.user("Dana")
    (one,) = queue(deals, rep).leads
    assert (one.contact, one.account) == ("Kim Oduya", "Oduya Ltd")
    assert one.message


def test_a_person_who_is_known_is_met_and_not_changed(deals, form_key):
    """A stranger who knows somebody's address does not rename them or give them a phone."""
    known = deals.world.contact("Kim", emails=("kim@oduya.example",))
    made = commands.receive_lead(form_key, ASKED)
    assert [one.contact_id for one in seats(deals.actor, made.opportunity_id)] == [known]
    (found,) = contacts_by_key(deals.actor, ["kim@oduya.example"])
    assert found.name == "Kim"
    assert not contacts_by_key(deals.actor, ["+442079460000"])


def test_an_account_is_met_by_its_mail_domain_before_its_name(deals, form_key):
    """People write the name of their company as they like; their address says where they are."""
    uid = create_account(deals.actor, AccountDraft("Oduya Group", domains=("oduya.example",))).uid
    commands.receive_lead(form_key, ASKED)
    (one,) = queue(deals).leads
    assert one.account_id == uid
    assert find_account_named(deals.actor, "Oduya Ltd") is None


def test_a_company_name_that_several_have_means_none_of_them(deals, form_key):
    """A guess would put the deal on a stranger's account; the name stands in the note."""
    for _ in range(2):
        create_account(deals.actor, AccountDraft("Oduya Ltd"))
    commands.receive_lead(form_key, ASKED)
    (one,) = queue(deals).leads
    assert one.account is None
    assert "Company: Oduya Ltd" in one.message


def test_free_mail_says_nothing_about_an_account(deals, form_key):
    """Everybody at gmail.com is not one customer."""
    commands.receive_lead(form_key, {"name": "Kim", "email": "kim.oduya@gmail.com"})
    (one,) = queue(deals).leads
    assert (one.name, one.account) == ("Kim", None)


def test_a_phone_number_that_somebody_has_does_not_stop_a_lead(deals, form_key):
    """Two people of one office share a switchboard; the second one's lead is no less wanted."""
    commands.receive_lead(form_key, ASKED)
    commands.receive_lead(form_key, ASKED | {"name": "Lee", "email": "lee@oduya.example"})
    assert queue(deals).count == 2


def test_a_company_of_odd_characters_is_taken(deals, form_key):
    """What people type into a web site is not theirs to get right."""
    commands.receive_lead(form_key, ASKED | {"company": '!!! "(~*'})
    assert queue(deals).count == 1


def test_the_same_message_within_ten_minutes_is_one_lead(deals, form_key):
    """A double click, or a page that is sent again; another message is another lead."""
    first = commands.receive_lead(form_key, ASKED)
    again = commands.receive_lead(form_key, ASKED)
    assert (again.activity_id, again.opportunity_id) == (first.activity_id, None)
    commands.receive_lead(form_key, ASKED | {"message": "And the other yard?"})
    assert queue(deals).count == 2


def test_the_same_message_at_the_same_moment_is_one_lead(deals, form_key):
    """Two web processes get both halves of a double click."""
    with ThreadPoolExecutor(4) as pool:
        runs = [
            pool.submit(copy_context().run, commands.receive_lead, form_key, ASKED)
            for _ in range(4)
        ]
        made = [run.result() for run in runs]
    assert len({one.activity_id for one in made}) == 1
    assert queue(deals).count == 1


def test_something_that_is_refused_leaves_nothing(deals, form_key):
    """An amount is read last; the contact that was made before must not stay alone."""
    with pytest.raises(FieldError) as refused:
        commands.receive_lead(form_key, ASKED | {"amount": "much"})
    assert refused.value.field == "amount"
    assert not contacts_by_key(deals.actor, ["kim@oduya.example"])
    assert queue(deals).count == 0


def test_what_a_stage_asks_for_does_not_stop_a_lead(deals, form_key):
    """Whoever sends it cannot know; that it was let through is recorded."""
    deals.ask("lead", Criterion("size", CriterionKind.FIELD, field="amount"))
    assert commands.receive_lead(form_key, ASKED).opportunity_id


def test_a_form_whose_source_part_and_owner_are_gone_still_takes_leads(deals):
    """Somebody retires a source and forgets the form: no lead is lost for that."""
    rep = deals.world.user("Dana")
    form = NewForm("Event", "event", pipeline="sales", role="procurement", owner_id=rep.user_id)
    key = commands.create_form(deals.actor, form)
    process = process_reads.process(deals.actor)
    left = replace(
        process,
        sources=tuple(one for one in process.sources if one.key != "event"),
        roles=tuple(one for one in process.roles if one.key != "procurement"),
    )
    apply_process(deals.actor, left)
    with connection.session(write=True) as session:
        session.run("MATCH (u:User {uid: $uid}) SET u.disabled = true", uid=rep.user_id).consume()
    commands.receive_lead(key, ASKED)
    (one,) = queue(deals).leads
    assert one.source == left.sources[0].key


def test_a_form_gives_its_leads_to_its_owner(deals):
    """A page of one team's product is that team's."""
    rep = deals.world.user("Dana", team="North")
    key = commands.create_form(deals.actor, NewForm("Page", "website", owner_id=rep.user_id))
    made = commands.receive_lead(key, ASKED)
    page = get_opportunity(rep, made.opportunity_id)
    assert (page.values["owner_id"], page.values["team_id"]) == (rep.user_id, rep.team_id)
    assert queue(deals).count == 0


def test_a_form_acts_for_an_administrator_while_there_is_one(deals):
    """Whoever set it up may have left; what it brings is still taken."""
    second = deals.world.user("Sam", role=Role.ADMIN)
    key = commands.create_form(second, NewForm("Page", "website"))
    with connection.session(write=True) as session:
        session.run("MATCH (u:User) SET u.disabled = (u.uid = $uid)", uid=second.user_id).consume()
    assert commands.receive_lead(key, ASKED).opportunity_id
    with connection.session(write=True) as session:
        session.run("MATCH (u:User) SET u.disabled = true").consume()
    with pytest.raises(commands.NobodyToActError):
        commands.receive_lead(key, ASKED | {"message": "Again"})


def test_a_retired_form_and_none_at_all_are_the_same(deals, form_key):
    """Whoever tries keys learns nothing."""
    (line,) = reads.forms(deals.actor)
    assert commands.retire_form(deals.actor, line.form_id) == "Contact page"
    assert commands.retire_form(deals.actor, line.form_id) == "Contact page"
    for key in (form_key, "x"):
        with pytest.raises(NotFoundError):
            commands.receive_lead(key, ASKED)
    with pytest.raises(NotFoundError):
        commands.retire_form(deals.actor, "none")


def test_a_form_that_is_sent_twice_is_set_up_once(deals):
    """A double click does not leave a second door open."""
    key = ids.new()
    first = commands.create_form(deals.actor, NewForm("Page", "website"), key=key)
    assert commands.create_form(deals.actor, NewForm("Page", "website"), key=key) == first
    assert len(reads.forms(deals.actor)) == 1


def test_only_administrators_set_up_forms(deals):
    """A form is a door to the outside."""
    rep = deals.world.user("Dana")
    with pytest.raises(NotPermittedError):
        commands.create_form(rep, NewForm("Page", "website"))
    with pytest.raises(NotPermittedError):
        reads.forms(rep)


def test_a_rep_takes_a_lead_and_takes_that_back(deals, form_key):
    """Taken by mistake, it is in the queue again."""
    uid = commands.receive_lead(form_key, ASKED).opportunity_id
    rep = deals.world.user("Dana", team="North")
    done = commands.take_lead(rep, uid)
    values = get_opportunity(rep, uid).values
    assert (values["owner_id"], values["team_id"]) == (rep.user_id, rep.team_id)
    assert queue(deals).count == 0
    assert commands.take_lead(rep, uid).activity_id is None
    undo_change_of_deals(rep, done.activity_id)
    assert queue(deals).count == 1


def test_the_second_to_take_a_lead_is_told_who_has_it(deals, form_key):
    """Also where they may not see it any more."""
    uid = commands.receive_lead(form_key, ASKED).opportunity_id
    commands.take_lead(deals.world.user("Dana", team="North"), uid)
    for late in (deals.world.user("Sam", team="South"), deals.actor):
        with pytest.raises(LeadTakenError, match="Dana has taken this lead"):
            commands.take_lead(late, uid)


def test_nobody_is_told_whose_a_deal_is_that_never_lay_in_the_queue_before_them(deals, form_key):
    """One who may not see it and never did is told what everybody else is: there is none."""
    dana, sam = deals.world.user("Dana", team="North"), deals.world.user("Sam", team="South")
    told = NewOpportunity({"name": "Yard", "source": "event"})
    begun = open_opportunity(dana, told).opportunity_ids[0]
    taken = commands.receive_lead(form_key, ASKED).opportunity_id
    commands.take_lead(dana, taken)
    with pytest.raises(NotFoundError):
        commands.take_lead(sam, begun)
    with time_machine.travel(clock.now() + timedelta(days=2)), pytest.raises(NotFoundError):
        commands.take_lead(sam, taken)


def test_several_who_take_a_lead_at_once_are_told_of_one(deals, form_key):
    """Two people with one customer is what a queue is there to avoid."""
    uid = commands.receive_lead(form_key, ASKED).opportunity_id
    reps = [deals.world.user(name) for name in ("Dana", "Sam", "Lee", "Pat")]

    def take(rep):
        try:
            return commands.take_lead(rep, uid)
        except LeadTakenError:
            return None

    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(copy_context().run, take, rep) for rep in reps]
        assert sum(run.result() is not None for run in runs) == 1


def test_managers_give_leads_to_their_team_and_reps_to_nobody(deals, form_key):
    """Giving work to others is the manager's; a lead is not pushed to a neighbour."""
    uid = commands.receive_lead(form_key, ASKED).opportunity_id
    rep = deals.world.user("Dana", team="North")
    manager = deals.world.user("Mo", role=Role.MANAGER, team="North")
    other = deals.world.user("Sam", team="South")
    with pytest.raises(NotPermittedError):
        commands.assign_lead(rep, uid, rep.user_id)
    with pytest.raises(NotPermittedError):
        commands.assign_lead(manager, uid, other.user_id)
    commands.assign_lead(manager, uid, rep.user_id)
    assert get_opportunity(rep, uid).values["owner_id"] == rep.user_id
    with pytest.raises(NotPermittedError):
        commands.take_lead(deals.world.user("Ann", role=Role.ANALYST), uid)


def test_the_queue_holds_first_stages_and_what_forms_brought(deals, form_key):
    """What a form brought waits for an owner in any stage; what somebody owns does not wait."""
    deals.open("Somebody's")
    imported = deals.open("Imported", stage=None)
    moved = deals.open("Imported and moved on")
    for uid in (imported, moved):
        edit_opportunity(deals.actor, uid, Edit(owner=Owner(None)))
    uid = commands.receive_lead(form_key, ASKED).opportunity_id
    deals.move(moved, "qualified")
    ahead = [one.stage for one in deals.layout.ahead(deals.place(standing.first()))]
    deals.move(uid, next(one.key for one in ahead if one.type is StageType.OPEN))
    assert [one.opportunity_id for one in queue(deals).leads] == [imported, uid]
    remove_opportunities(deals.actor, [uid])
    assert queue(deals).count == 1
    with pytest.raises(NotFoundError):
        commands.take_lead(deals.actor, uid)


def test_the_note_stands_on_the_contacts_timeline(deals, form_key):
    """Whoever meets them next year reads how it began."""
    commands.receive_lead(form_key, ASKED)
    (found,) = contacts_by_key(deals.actor, ["kim@oduya.example"])
    entries = contact_timeline(deals.actor, found.contact_id).entries
    assert "Sent by Contact page" in [one.subject for one in entries]
