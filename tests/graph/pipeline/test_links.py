"""Files linked from a deal: attached once, renamed, taken away, and all of that taken back."""

import pytest

from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.directory.links import LinkDraft
from graphcrm.directory.rules import FieldError
from graphcrm.errors import NotFoundError
from graphcrm.pipeline.opportunities import links
from graphcrm.pipeline.opportunities.commands import edit_opportunity, remove_opportunities
from graphcrm.pipeline.opportunities.history import history
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Edit, Owner
from graphcrm.pipeline.opportunities.undoing import undo_change_of_deals


OFFER = LinkDraft("Offer", "https://files.example/offer.pdf")


def linked(deals, uid):
    """Pairs of a link's title and its uid."""
    return {one["title"]: one["link_id"] for one in get_opportunity(deals.actor, uid).links}


def told(deals, uid):
    """What the history says of links, the latest first."""
    steps = history(deals.actor, get_opportunity(deals.actor, uid))
    return [line for step in steps for line in step.lines if line[0] == "Link"]


def test_a_file_is_linked_renamed_and_taken_away_and_the_history_tells(deals):
    """It is where everybody who works on the deal looks for it."""
    uid = deals.open("Yard")
    links.add_link(deals.actor, uid, OFFER)
    (one,) = get_opportunity(deals.actor, uid).links
    assert (one["title"], one["url"]) == ("Offer", OFFER.url)
    links.rename_link(deals.actor, uid, one["link_id"], "Offer of May")
    links.remove_link(deals.actor, uid, one["link_id"])
    assert linked(deals, uid) == {}
    assert told(deals, uid) == [
        ("Link", "Offer of May", ""),
        ("Link", "Offer", "Offer of May"),
        ("Link", "", "Offer"),
    ]


def test_each_of_it_is_taken_back(deals):
    """By the same undo as every change of a deal."""
    uid = deals.open("Yard")
    added = links.add_link(deals.actor, uid, OFFER)
    link_id = linked(deals, uid)["Offer"]
    renamed = links.rename_link(deals.actor, uid, link_id, "Other")
    undo_change_of_deals(deals.actor, renamed)
    removed = links.remove_link(deals.actor, uid, link_id)
    undo_change_of_deals(deals.actor, removed)
    assert linked(deals, uid) == {"Offer": link_id}
    undo_change_of_deals(deals.actor, added)
    assert linked(deals, uid) == {}


def test_what_is_sent_twice_is_linked_once(deals):
    """A double click, or a retry after a lost answer."""
    uid = deals.open("Yard")
    assert links.add_link(deals.actor, uid, OFFER, key="k")
    assert links.add_link(deals.actor, uid, OFFER, key="k") is None
    assert list(linked(deals, uid)) == ["Offer"]
    assert links.rename_link(deals.actor, uid, linked(deals, uid)["Offer"], "Offer") is None


def test_links_are_bounded(deals, monkeypatch):
    """A page that lists them all stays a page."""
    monkeypatch.setattr(links, "MOST", 1)
    uid = deals.open("Yard")
    links.add_link(deals.actor, uid, OFFER)
    with pytest.raises(FieldError, match="at most 1 links"):
        links.add_link(deals.actor, uid, OFFER)


def test_who_may_not_edit_a_deal_links_nothing(deals):
    """And who may not see it is not told that it is there."""
    rep, other = deals.world.user("Dana"), deals.world.user("Uwe")
    uid, free = deals.open("Yard", owner=rep), deals.open("Gate")
    edit_opportunity(deals.actor, free, Edit(owner=Owner(None)))
    link_id = links.add_link(deals.actor, uid, OFFER) and linked(deals, uid)["Offer"]
    with pytest.raises(NotFoundError):
        links.add_link(other, uid, OFFER)
    with pytest.raises(NotFoundError):
        links.remove_link(other, uid, link_id)
    with pytest.raises(NotFoundError, match="link"):
        links.remove_link(deals.actor, free, link_id)
    with pytest.raises(NotPermittedError):
        links.add_link(deals.world.user("Vera", role=Role.READ_ONLY), free, OFFER)


def test_a_removed_deal_comes_back_with_its_links(deals):
    """Nothing is lost."""
    uid = deals.open("Yard")
    links.add_link(deals.actor, uid, OFFER)
    gone = remove_opportunities(deals.actor, [uid])
    undo_change_of_deals(deals.actor, gone.activity_id)
    assert list(linked(deals, uid)) == ["Offer"]
