"""The room of contacts over a real graph: what it shows, what it hides, what it lets people do."""

import html
import re
from datetime import date

from browsing import words
from contact_room import IMPORT
from counting import queries_sent
from phrases import PHRASE

from graphcrm import ids
from graphcrm.access.records import Role
from graphcrm.directory.drafts import JobDraft
from graphcrm.graph import connection
from graphcrm.members import commands as members
from graphcrm.relationships import following


MOST_QUERIES = 6


def test_an_empty_list_teaches_the_next_step(room):
    """Nobody is left before a blank table."""
    found = room.read("/contacts?q=zzzz")
    assert "Nobody found" in found
    assert "Make a contact of this name" in found


def test_the_list_goes_on_page_by_page_and_finds(room):
    """Every page says how many there are in all; the next is a fragment where script runs."""
    for number in range(55):
        room.world.contact(f"Person {number:02}")
    first = room.browser.get("/contacts").get_data(as_text=True)
    assert "Person 10" in first
    assert "Person 54" not in first
    following_page = html.unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    assert "Person 54" in room.read(following_page)
    fragment = room.browser.get(following_page, HX_Request="true").get_data(as_text=True)
    assert "Person 54" in fragment
    assert "<html" not in fragment
    assert "Person 07" in room.read("/contacts?q=person+07")
    room.read("/contacts?after=nonsense", 422)


def test_a_page_tells_who_of_us_knows_them_and_how_well(room):
    """Measured, only said and never measured are three answers."""
    room.draw("Noor Haddad =email 5=> Helen Gray\nAdmin =declared good=> Helen Gray")
    room.draw("Helen Gray =meeting 3=> Marge Hill\nHelen Gray @ Lindqvist as Partner")
    page = room.read(room.at("Helen Gray"))
    assert "Partner, Lindqvist" in page
    assert re.search(r"Noor Haddad 0\.\d\d 5", page)
    assert "Admin said good" in page
    assert re.search(r"Marge Hill .*?0\.\d\d 3", page)
    assert "wrote to Helen Gray" in page
    assert "\N{EN DASH} never measured" not in page
    assert "You \N{EN DASH} never measured" in room.read(room.at("Marge Hill"))


def test_a_page_draws_jobs_stated_and_seen(room):
    """What somebody stated and what mail shows never look alike."""
    jobs = (
        JobDraft(
            "Oduya Foods", title="Controller", from_on=date(2012, 1, 1), until_on=date(2017, 5, 1)
        ),
        JobDraft("Tern Street", board=True, from_on=date(2024, 1, 1)),
        JobDraft("Nowhere Ltd"),
    )
    room.world.contact(
        "Helen Gray",
        owner=room.noor,
        jobs=jobs,
        phones=("+31 10 555 0123",),
        profiles=("linkedin.com/in/hgray",),
    )
    page = room.browser.get(room.at("Helen Gray")).get_data(as_text=True)
    assert page.count("<rect") >= 2
    assert "days not known" in page
    assert 'href="tel:+31105550123"' in page
    assert (
        "mailto:helen.gray%40people.example" in page or "mailto:helen.gray@people.example" in page
    )
    assert "board" in words(room.browser.get(room.at("Helen Gray")))


def test_who_may_not_see_somebody_gets_no_hint(room):
    """A hidden person answers like one who never was, on every road."""
    kim = room.world.user("Kim Berg", team="South")
    uid = room.world.contact("Secret Sam", owner=kim)
    for rest in ("", "/edit", "/log", "/ties", "/ties/declare", "/likely", "/timeline"):
        assert "Secret" not in room.read(f"/contacts/{uid}{rest}", 404)
    assert "Secret" not in room.read("/contacts")
    room.draw("Noor Haddad =email 2=> Helen Gray")
    room.world.draw("Secret Sam =email 4=> Helen Gray", owner=kim)
    following.catch_up()
    page = room.read(room.at("Helen Gray"))
    assert "Secret" not in page
    assert "not visible to you" in page
    room.read(f"{room.at('Helen Gray')}/ties/{uid}", 404)


def test_what_happened_is_filtered_and_goes_on(room):
    """A year of mail comes a page at a time; one kind hides the others."""
    room.draw("Noor Haddad =email 40=> Helen Gray\nNoor Haddad =call 1=> Helen Gray")
    page = room.browser.get(room.at("Helen Gray")).get_data(as_text=True)
    further = html.unescape(re.search(r'hx-get="([^"]*before=[^"]*)"', page)[1])
    fragment = room.browser.get(further).get_data(as_text=True)
    assert "wrote to" in words(room.browser.get(further))
    assert "<html" not in fragment
    assert "wrote to" not in room.read(f"{room.at('Helen Gray')}?show=calls")
    assert "called" in room.read(f"{room.at('Helen Gray')}?show=calls")
    assert "Nothing of this kind" in room.read(f"{room.at('Helen Gray')}?show=meetings")
    assert "Back to the newest" in room.read(further.replace("/timeline", ""))
    room.read(f"{room.at('Helen Gray')}?before=nonsense", 422)


def test_who_may_only_read_is_offered_nothing_else(room):
    """A button that would be refused is no button; the road behind it is closed as well."""
    room.world.contact("Helen Gray")
    reader = room.world.user("Ana Lyst", role=Role.ANALYST)
    members.set_password(room.world.admin, reader.email, PHRASE)
    room.post("/sign-out")
    room.browser.sign_in(reader.email, PHRASE)
    page = room.read(room.at("Helen Gray"))
    assert "Remove" not in page
    assert "Declare a tie" not in page
    room.post("/contacts/new", 403, name="X", kind="person", key="k")
    room.post(room.at("Helen Gray", "/remove"), 403)


def test_no_page_asks_more_when_there_is_more_to_show(room):
    """Six queries at most, however many ties, jobs, mails and imports."""
    room.draw("Noor Haddad =email 3=> Helen Gray\nHelen Gray @ Lindqvist")
    account = room.world.account("Lindqvist")
    pages = {
        "contact": room.at("Helen Gray"),
        "ties": room.at("Helen Gray", "/ties"),
        "tie in place": room.at("Helen Gray", f"/ties/{room.noor.contact_id}"),
        "contacts": "/contacts",
        "account": f"/accounts/{account}",
        "accounts": "/accounts",
        "imports": "/imports",
    }

    def counts():
        found = {}
        for name, path in pages.items():
            room.read(path)
            with queries_sent() as sent:
                room.read(path, HX_Request="true") if "place" in name else room.read(path)
            found[name] = len(sent)
        return found

    import_something(1)
    few = counts()
    for number in range(12):
        room.world.draw(f"Friend {number} =email 4=> Helen Gray\nFriend {number} @ Lindqvist")
        room.world.draw(f"Noor Haddad =email 1=> Friend {number}")
        import_something(number)
    room.world.draw("Noor Haddad =declared good=> Helen Gray")
    following.catch_up()
    many = counts()
    assert all(0 < count <= MOST_QUERIES for count in many.values()), many
    assert all(many[name] <= few[name] for name in pages), (few, many)


def import_something(number):
    """Leave one more import in the list, every other one cut off before its end."""
    with connection.session(write=True) as session:
        session.run(IMPORT, uid=ids.new(), is_over=number % 2 == 0).consume()
