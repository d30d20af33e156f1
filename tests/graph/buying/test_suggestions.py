"""Who probably sways whom in a deal: what the graph tells of it, to whom, and what is dismissed."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from rows import stream_end

from graphcrm import clock, ids
from graphcrm.access.records import Actor, Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Evidence, Intake, Kind, Part, Participant, Verb
from graphcrm.buying.commands import seat, unseat
from graphcrm.buying.lines import (
    declare_influence,
    declare_reporting,
    dismiss_influence,
    end_influence,
    recall_influence,
)
from graphcrm.buying.rules import NotSeatedError
from graphcrm.buying.suggestions import suggestions
from graphcrm.buying.sway_rules import Mail, Signs, suggest
from graphcrm.buying.undoing import undo_change_of_group
from graphcrm.directory.commands import assign_contact
from graphcrm.errors import NotFoundError
from graphcrm.graph import atomic, connection
from graphcrm.pipeline import commands, defaults
from graphcrm.pipeline.opportunities.commands import edit_opportunity, open_opportunity
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.records import Accounts, Edit, Move, NewOpportunity, Owner
from graphcrm.pipeline.reads import layout


DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass
class Post:
    """Mail among people of a world, brought by the administrator."""

    world: object
    sent: list[Evidence] = field(default_factory=list)
    owners: dict = field(default_factory=dict)

    @atomic
    def mail(self, sender, *to, copies=(), hours=1, owner=None, **facts):
        """Bring a mail of so many hours ago; its uid."""
        people = [(sender, Part.FROM), *((one, Part.TO) for one in to)]
        people += [(one, Part.CC) for one in copies]
        parts = tuple(Participant(self.world.addresses(one)[0], how) for one, how in people)
        at = clock.now() - hours * HOUR
        evidence = Evidence(ids.new(), Kind.EMAIL, at, parts, **facts)
        owned = (owner.user_id, owner.team_id) if owner else (None, None)
        intake = Intake(self.world.admin.user_id, (evidence,), (), *owned)
        commit(self.world.admin, Verb.ACTIVITY_LOGGED, intake=intake)
        self.sent.append(evidence)
        self.owners[evidence.uid] = owner
        return evidence.uid

    def answered(self, sender, other, count, **more):
        """Let somebody write to somebody who answers every time."""
        for n in range(count):
            uid = self.mail(sender, other, hours=20 - n, **more)
            self.mail(other, sender, hours=20 - n - 0.5, replies_to=(uid,), **more)


@pytest.fixture
def deal_id(world):
    """A deal of a month, everybody's, with Kim, Ada and Uwe as users."""
    commands.apply_process(world.admin, defaults.process())
    opened_on = (clock.now() - 30 * DAY).date().isoformat()
    new = NewOpportunity({"name": "Yard", "opened_on": opened_on}, Accounts(world.account("Oduya")))
    (uid,) = open_opportunity(world.admin, new).opportunity_ids
    edit_opportunity(world.admin, uid, Edit(owner=Owner(None)))
    for name in ("Kim", "Ada", "Uwe"):
        seat(world.admin, uid, world.contact(name), "user")
    return uid


@pytest.fixture
def post(world):
    return Post(world)


def told(actor, deal_id):
    return [
        (one.from_name, one.to_name, one.weight, one.reasons)
        for one in suggestions(actor, deal_id).shown
    ]


def test_who_is_answered_and_forwarded_to_is_told_with_counts(world, post, deal_id):
    """Of mail since the deal was opened and until now; of its subject nothing else is read."""
    post.answered("Ada", "Kim", 3)
    post.mail("Uwe", "Ada", subject=" FW: Price of the yard")
    post.mail("Uwe", "Ada", subject="Wg: Price of the yard", copies=["Kim"])
    post.mail("Uwe", "Ada", subject="Re: Fwd: Price")
    for hours in (40 * 24, -2):
        post.mail("Uwe", "Ada", subject="Fwd: not then", hours=hours)
    assert told(world.admin, deal_id) == [
        ("Ada", "Uwe", 0.3, ("Uwe forwarded 2 mails to Ada.",)),
        ("Ada", "Kim", 0.3, ("Kim answered 3 of 3 mails from Ada.",)),
    ]
    first = suggestions(world.admin, deal_id).shown[0]
    assert first.last_on in {clock.now().date(), clock.now().date() - DAY}


def test_who_is_brought_in_before_the_deal_moves_is_told(world, post, deal_id):
    """Threads in which they were not before, by whoever wrote."""
    for _ in range(2):
        begun = post.mail("Admin", "Kim", hours=30, thread_id=(thread := ids.new()))
        answer = {"thread_id": thread, "replies_to": (begun,)}
        post.mail("Kim", "Admin", copies=["Ada"], hours=20, **answer)
    assert told(world.admin, deal_id) == []
    places = layout(world.admin).places
    stage_id = next(uid for uid, one in places.items() if one.stage.key == "qualified")
    move_opportunity(world.admin, Move((deal_id,), stage_id, override_reason="agreed by phone"))
    said = "Kim brought Ada into 2 threads in the 14 days before the deal changed its stage."
    assert told(world.admin, deal_id) == [("Ada", "Kim", 0.3, (said,))]


def test_whom_somebody_reports_to_is_told_while_they_do(world, deal_id):
    """Also where there is no mail at all; once one of both has no seat, it is not."""
    kim, ada = world.uid("Kim"), world.uid("Ada")
    declare_reporting(world.admin, deal_id, kim, ada)
    assert told(world.admin, deal_id) == [("Ada", "Kim", 0.3, ("Kim reports to Ada.",))]
    (one,) = suggestions(world.admin, deal_id).shown
    assert isinstance(one.last_on, date)
    unseat(world.admin, deal_id, ada, "user")
    assert told(world.admin, deal_id) == []


def test_what_nobody_stands_for_any_more_suggests_nothing(world, post, deal_id):
    """Evidence counts while what brought it stands."""
    post.answered("Ada", "Kim", 3)
    with connection.session(write=True) as session:
        session.run("MATCH (:User)-[brought:BROUGHT]->() DELETE brought").consume()
    assert told(world.admin, deal_id) == []


def test_what_people_say_takes_the_place_of_what_evidence_suggests(world, post, deal_id):
    """Said, it is no suggestion; taken back, it is one again."""
    me, ada, kim = world.admin, world.uid("Ada"), world.uid("Kim")
    post.answered("Ada", "Kim", 3)
    declare_influence(me, deal_id, kim, ada, "0.5")
    assert told(me, deal_id) == []
    end_influence(me, deal_id, kim, ada)
    assert len(told(me, deal_id)) == 1


def test_a_suggestion_is_dismissed_for_a_deal_recalled_and_undone(world, post, deal_id):
    """Once, for everybody; whoever says that it is so after all takes the dismissal back."""
    me, ada, kim = world.admin, world.uid("Ada"), world.uid("Kim")
    post.answered("Ada", "Kim", 3)
    done = dismiss_influence(me, deal_id, ada, kim)
    end = stream_end()
    assert dismiss_influence(me, deal_id, ada, kim) is None
    assert stream_end() == end
    found = suggestions(me, deal_id)
    assert found.shown == ()
    assert [(one.from_name, one.to_name) for one in found.dismissed] == [("Ada", "Kim")]
    undo_change_of_group(me, done)
    assert len(told(me, deal_id)) == 1
    dismiss_influence(me, deal_id, ada, kim)
    assert recall_influence(me, deal_id, ada, kim)
    assert recall_influence(me, deal_id, ada, kim) is None
    assert len(told(me, deal_id)) == 1
    dismiss_influence(me, deal_id, ada, kim)
    said = declare_influence(me, deal_id, ada, kim, "0.3")
    assert suggestions(me, deal_id).dismissed == ()
    undo_change_of_group(me, said)
    assert len(suggestions(me, deal_id).dismissed) == 1


def test_whoever_may_only_read_sees_suggestions_and_says_nothing(world, post, deal_id):
    """Nor does anybody say something of who has no seat, or of a deal that is not there."""
    ada, kim = world.uid("Ada"), world.uid("Kim")
    post.answered("Ada", "Kim", 3)
    reader = world.user("Rea", role=Role.READ_ONLY)
    assert len(told(reader, deal_id)) == 1
    for command in (dismiss_influence, recall_influence):
        with pytest.raises(NotPermittedError):
            command(reader, deal_id, ada, kim)
        with pytest.raises(NotSeatedError, match="Eve has no seat"):
            command(world.admin, deal_id, ada, world.contact("Eve"))
        with pytest.raises(NotFoundError):
            command(world.admin, "gone", ada, kim)
    with pytest.raises(NotFoundError):
        suggestions(world.admin, "gone")


def test_hidden_people_and_hidden_mail_change_nothing(world, post, deal_id):
    """For whom they are hidden it is as if they were not there."""
    post.answered("Ada", "Kim", 3)
    mia = world.user("Mia", team="North")
    before = told(mia, deal_id)
    assert len(before) == 1
    post.answered("Ada", "Kim", 4, owner=world.admin)
    post.answered("Kim", "Uwe", 4, owner=world.admin)
    assert told(mia, deal_id) == before
    assert len(told(world.admin, deal_id)) == 2
    post.answered("Uwe", "Kim", 9)
    declare_reporting(world.admin, deal_id, world.uid("Ada"), world.uid("Uwe"))
    dismiss_influence(world.admin, deal_id, world.uid("Uwe"), world.uid("Kim"))
    assign_contact(world.admin, world.uid("Uwe"), world.admin.user_id)
    assert told(mia, deal_id) == before
    assert suggestions(mia, deal_id).dismissed == ()


def as_seen(actor: Actor, post, owners, deal_people):
    """The rule over what the test itself sent, as far as an actor may see it."""
    seen = {
        uid: name
        for name, uid in deal_people.items()
        if owners[name] is None or may_see(actor, owners[name].user_id, owners[name].team_id)
    }
    addresses = {post.world.addresses(name)[0].value: uid for uid, name in seen.items()}
    mails = []
    for one in sorted(post.sent, key=lambda one: (one.occurred_at, one.uid)):
        owner = post.owners[one.uid]
        if owner and not may_see(actor, owner.user_id, owner.team_id):
            continue
        parts = [(addresses.get(part.address.value), part.part) for part in one.participants]
        of = {how: frozenset(uid for uid, its in parts if uid and its is how) for how in Part}
        everybody = frozenset(uid for uid, _ in parts if uid)
        sender = next(iter(of[Part.FROM]), None)
        facts = (
            one.thread_id,
            one.replies_to,
            one.is_reply,
            (one.subject or "").startswith("Fwd:"),
        )
        mail = Mail(one.uid, one.occurred_at, sender, of[Part.TO], everybody, of[Part.CC], *facts)
        mails += [mail] if everybody else []
    return suggest(Signs(seen, mails))


def may_see(actor, owner_id, team_id):
    return owner_id == actor.user_id or team_id in actor.team_ids


def test_what_a_reader_is_told_is_the_rule_over_what_they_may_see(world, post, deal_id):
    """Six users of random teams beside mail and people of random owners; nobody hidden is named."""
    chance = random.Random(7)  # noqa: S311 - a drawn house
    users = [
        world.user(
            f"User {n}", role=chance.choice([Role.REP, Role.MANAGER]), team=chance.choice("NSE")
        )
        for n in range(6)
    ]
    owners = dict.fromkeys(("Kim", "Ada", "Uwe"))
    for n in range(4):
        owners[f"P{n}"] = chance.choice([None, *users])
        seat(world.admin, deal_id, world.contact(f"P{n}", owner=owners[f"P{n}"]), "user")
    people = {name: world.uid(name) for name in owners}
    for n in range(60):
        one, other = chance.sample(list(people), 2)
        owner = chance.choice([None, None, *users])
        earlier = [mail.uid for mail in post.sent[-6:]]
        post.mail(
            one,
            other,
            copies=chance.sample([name for name in people if name not in {one, other}], 1),
            hours=90 - n,
            owner=owner,
            subject=chance.choice(["Fwd: news", "News"]),
            replies_to=tuple(chance.sample(earlier, min(2, len(earlier)))),
        )
    for user in users:
        found = suggestions(user, deal_id).shown
        assert list(found) == as_seen(user, post, owners, people)
    assert any(suggestions(user, deal_id).shown for user in users)
    assert len({suggestions(user, deal_id).shown for user in users}) > 1
