"""What evidence suggests of who sways whom, on the page of a buying group, without script."""

import re
from datetime import timedelta

import pytest
from counting import queries_sent
from phrases import PHRASE

from graphcrm import clock
from graphcrm.access.records import Role
from graphcrm.buying.commands import seat
from graphcrm.members import commands as members
from graphcrm.pipeline import commands, defaults
from graphcrm.pipeline.groups import get_group_page
from graphcrm.pipeline.opportunities.commands import edit_opportunity, open_opportunity
from graphcrm.pipeline.opportunities.records import Accounts, Edit, NewOpportunity, Owner


JSON = {"Accept": "application/json"}


class Table:
    """A deal of everybody's in which Kim has forwarded three mails to Ada."""

    def __init__(self, room):
        world = room.world
        commands.apply_process(world.admin, defaults.process())
        opened_on = (clock.now() - timedelta(days=9)).date().isoformat()
        account = Accounts(world.account("Oduya"))
        new = NewOpportunity({"name": "Yard", "opened_on": opened_on}, account)
        (self.deal_id,) = open_opportunity(world.admin, new).opportunity_ids
        edit_opportunity(world.admin, self.deal_id, Edit(owner=Owner(room.noor.user_id)))
        self.actor = room.noor
        self.kim, self.ada = (world.contact(name) for name in ("Kim", "Ada"))
        for uid in (self.kim, self.ada):
            seat(world.admin, self.deal_id, uid, "user")
        for _ in range(3):
            world.exchange("Kim", "Ada", subject="Fwd: Secret of the yard")
        self.page = f"/deals/{self.deal_id}/group"
        self.pair = {"contact_id": self.ada, "other_id": self.kim}

    @property
    def influences(self):
        """Who sways whom by now, as people say."""
        found = get_group_page(self.actor, self.deal_id).group.influences
        return [(one.from_id, one.weight, one.to_id) for one in found]


@pytest.fixture
def table(room):
    return Table(room)


def text(answer):
    return answer.get_data(as_text=True)


def test_what_evidence_suggests_comes_when_asked_for(table, room):
    """In its list with reasons and on the map; no subject is shown, and no query sent before."""
    room.browser.get(table.page)
    with queries_sent() as sent:
        shown = text(room.browser.get(table.page))
    usual = len(sent)
    assert usual <= 6
    assert "Look who probably sways whom" in shown
    assert 'class="suggested" data' not in shown
    link = re.search(r'href="([^"]+suggested=1[^"]*)"', shown)[1]
    room.browser.get(link.replace("&amp;", "&"))
    with queries_sent() as sent:
        asked = text(room.browser.get(link.replace("&amp;", "&")))
    assert len(sent) == usual + 1
    assert re.search(r">Ada</a> probably sways <a[^>]+>Kim</a>", asked)
    assert "Kim forwarded 3 mails to Ada." in asked
    assert 'class="suggested" data-from' in asked
    assert "Suggested by evidence" in asked
    assert "Ada probably sways Kim, as evidence suggests" in asked
    assert "Secret" not in asked


def test_a_suggestion_is_said_by_one_click_and_taken_back(table, room):
    """As an influence of the reader's, with the weight that is offered; and it is none any more."""
    asked = text(room.browser.get(f"{table.page}?suggested=1"))
    weight = re.search(r'name="weight" value="([^"]+)">Say so', asked)[1]
    room.browser.post(f"{table.page}/influence", {**table.pair, "weight": weight})
    assert table.influences == [(table.ada, 0.5, table.kim)]
    shown = text(room.browser.get(f"{table.page}?suggested=1"))
    assert "The influence is drawn; it holds for a year." in shown
    assert "probably sways" not in shown
    room.browser.post(re.search(r'action="(/undo/[^"]+)"', shown)[1])
    assert table.influences == []
    assert "probably sways" in text(room.browser.get(f"{table.page}?suggested=1"))


def test_a_suggestion_is_dismissed_and_comes_back(table, room):
    """Remembered for the deal; sent by script, the answer holds what is suggested by then."""
    sent = {**table.pair, "suggested": "1"}
    answer = room.browser.post(f"{table.page}/dismiss-influence", sent, headers=JSON).json
    assert answer["told"] == "Not suggested any more."
    assert "1 said not to be so" in answer["html"]
    assert "probably sways" not in answer["html"]
    assert room.browser.post(answer["undo"], headers=JSON).json == {"told": "Taken back."}
    assert "probably sways" in text(room.browser.get(f"{table.page}/list?suggested=1"))
    room.browser.post(f"{table.page}/dismiss-influence", sent)
    answer = room.browser.post(f"{table.page}/recall-influence", sent, headers=JSON).json
    assert answer["told"] == "Suggested again, where evidence does."
    assert "probably sways" in answer["html"]
    deal = text(room.browser.get(f"/deals/{table.deal_id}"))
    assert "changed its suggestions" in deal


def test_who_may_only_read_sees_it_and_can_say_nothing(table, room):
    """No button, and what is sent all the same is refused."""
    room.world.user("Rea", role=Role.READ_ONLY)
    members.set_password(room.world.admin, "rea@home.example", PHRASE)
    edit_opportunity(room.world.admin, table.deal_id, Edit(owner=Owner(None)))
    assert room.browser.sign_in("rea@home.example", PHRASE).status_code == 302
    asked = text(room.browser.get(f"{table.page}?suggested=1"))
    assert "Kim forwarded 3 mails to Ada." in asked
    assert "Say so" not in asked
    assert "Not so" not in asked
    for action in ("dismiss-influence", "recall-influence", "influence"):
        sent = {**table.pair, "weight": "0.5"}
        answer = room.browser.post(f"{table.page}/{action}", sent, headers=JSON)
        assert answer.status_code == 403
    assert table.influences == []


def test_of_the_past_nothing_is_suggested(table, room):
    """Neither panel nor layer, whatever the address asks for; nor of one person alone."""
    at = clock.now().isoformat().replace("+", "%2B")
    then = text(room.browser.get(f"{table.page}?at={at}&suggested=1"))
    assert "As of" in then
    for page in (
        then,
        text(room.browser.post(f"{table.page}/unseat", {"contact_id": table.ada}, headers=JSON)),
    ):
        assert "What evidence suggests" not in page
        assert "with-suggested" not in page


def test_a_suggestion_that_nothing_supports_is_told_as_none(table, room):
    """Not as an empty list."""
    for uid in (table.kim, table.ada):
        room.browser.post(f"{table.page}/unseat", {"contact_id": uid})
    for name in ("Uwe", "Ida"):
        seat(room.world.admin, table.deal_id, room.world.contact(name), "user")
    assert "Nothing, or not enough" in text(room.browser.get(f"{table.page}?suggested=1"))
