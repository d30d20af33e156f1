"""Asking for an introduction: who can be asked, how often, and what is kept of the path."""

from datetime import timedelta

import pytest

from graphcrm import clock, graph
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Node, Set
from graphcrm.directory.commands import remove_contact
from graphcrm.errors import NotFoundError
from graphcrm.introductions import policies
from graphcrm.introductions.commands import ask, decline, withdraw
from graphcrm.introductions.reads import desk, get_introduction, propose
from graphcrm.introductions.records import Policy, Request
from graphcrm.introductions.rules import AskedAlreadyError, NotAskedError, TooOftenAskedError
from graphcrm.members.commands import disable_user
from graphcrm.members.consent import agree


def test_what_is_asked_for_stands_on_both_desks(house):
    """With whom it leads over, what it claimed, and what is to be passed on."""
    uid = house.ask("Dana", "Helene", "Ken", note="We bid there.")
    (asked,) = desk(house.noor).by_me
    assert desk(house.dana).of_me[0].introduction_id == asked.introduction_id == uid
    assert [stop["name"] for stop in asked.way] == ["Dana", "Helene", "Ken"]
    assert (asked.target, asked.note, asked.state) == ("Ken", "We bid there.", "asked")
    assert 0 < asked.probability < 0.3 * 0.3
    assert desk(house.boss).of_me == desk(house.boss).by_me == ()
    with pytest.raises(NotFoundError):
        get_introduction(house.boss, uid)


def test_a_draft_is_in_the_colleagues_voice(house):
    """To whom they write, about whom they are asked for."""
    through = propose(house.noor, house.way("Dana", "Helene", "Ken"))
    assert through.text.startswith("Hi Helene,")
    assert "would like to talk to Ken" in through.text
    assert through.text.endswith("Dana")
    assert "talk to you" in propose(house.noor, house.way("Dana", "Li")).text


def test_asking_twice_with_one_key_asks_once(house):
    """A click that is sent again after a lost answer."""
    request = Request(house.way("Dana", "Li"), "Please.")
    first, again = ask(house.noor, request, key="k"), ask(house.noor, request, key="k")
    assert first == again
    with pytest.raises(AskedAlreadyError, match="asked Dana for this introduction already"):
        ask(house.noor, request)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("Helene", "Ken"), "only a colleague"),
        (("Noor", "Dana"), "nobody's help"),
        (("Dana", "Ken"), "no path any more"),
        (("Dana",), "no path any more"),
        ((), "only a colleague"),
        (("Dana", "Helene", "Dana"), "no path any more"),
    ],
)
def test_only_a_way_over_a_colleague_is_asked_for(house, names, told):
    """A form can be sent by hand."""
    with pytest.raises(NotAskedError, match=told):
        house.ask(*names)


def test_who_may_not_see_the_contact_is_not_asked(house):
    """Nothing is told to them; the asker reads that they may not, and not why."""
    world = house.world
    world.contact("Hid", owner=house.noor)
    far = world.user("Far", team="South")
    world.draw("Far =email 8=> Hid\nHid =email 8=> Far", owner=house.boss)
    with pytest.raises(NotAskedError, match="Far may not see everybody on this path"):
        house.ask("Far", "Hid")
    with pytest.raises(NotAskedError, match="Far may not see"):
        propose(house.noor, house.way("Far", "Hid"))
    assert desk(far).of_me == ()
    with pytest.raises(NotFoundError):
        propose(far, house.way("Dana", "Hid"))


def test_who_has_left_or_withdrew_is_not_asked(house):
    """Both are said in a sentence."""
    agree(house.dana, agrees=False)
    with pytest.raises(NotAskedError, match="does not take part"):
        house.ask("Dana", "Li")
    agree(house.dana, agrees=True)
    disable_user(house.boss, house.dana.email)
    with pytest.raises(NotAskedError, match="no longer works here"):
        house.ask("Dana", "Li")


def test_nobody_is_asked_by_more_than_they_can_bear(house):
    """So many wait at once; the sentence says what makes room."""
    policies.set_policy(house.boss, Policy(open_most=1, month_most=2))
    uid = house.ask("Dana", "Li")
    with pytest.raises(TooOftenAskedError, match="1 request waits for Dana already"):
        house.ask("Dana", "Helene")
    withdraw(house.noor, uid)
    decline(house.dana, house.ask("Dana", "Helene"))
    month = clock.now() + timedelta(days=30)
    with pytest.raises(TooOftenAskedError, match=f"from {month.day} {month:%B %Y}"):
        house.ask("Dana", "Helene", "Ken")


def test_a_contact_with_an_introduction_can_be_removed(house):
    """What was asked stays on the desk, and says that they are gone."""
    uid = house.ask("Dana", "Li")
    remove_contact(house.boss, house.world.uid("Li"))
    one = get_introduction(house.dana, uid)
    assert one.is_target_gone
    assert one.target is None


def test_whom_the_colleague_may_no_longer_see_is_hidden(house):
    """A contact may become another team's while the request waits."""
    uid = house.ask("Dana", "Li", note="It is about Li.")

    @graph.atomic
    def hide():
        node, before = Node("Contact", house.world.uid("Li")), {"owner_id": None}
        commit(house.boss, Verb.CONTACT_CHANGED, [Set(node, before, {"owner_id": "somebody"})])

    hide()
    one = get_introduction(house.dana, uid)
    assert (one.target, one.text, one.note, one.is_target_gone) == (None, None, None, False)
    assert [stop["name"] for stop in one.way] == ["Dana"]
