"""The room of contacts over a real graph: what it shows, what it hides, what it lets people do."""

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from counting import queries_sent
from world import World, empty

from graphcrm import clock, ids
from graphcrm.access.records import Role
from graphcrm.directory import commands, reads
from graphcrm.directory.drafts import ContactDraft, JobDraft
from graphcrm.graph import connection
from graphcrm.members import commands as members
from graphcrm.relationships import following
from graphcrm.relationships.declarations import declarations


IMPORT = """
CREATE (:Import {uid: $uid, kind: 'mbox', name: 'a.mbox', standing: true, started_at: datetime(),
                 finished_at: CASE WHEN $is_over THEN datetime() END})
"""
PHRASE = "correct horse battery"
MOST_QUERIES = 6


class Room:
    """A world with a rep, Noor of the team North, signed in in a browser without script."""

    def __init__(self, world, noor, browser):
        self.world, self.noor, self.browser = world, noor, browser

    def draw(self, text, **how):
        """Draw, and let the strengths follow."""
        self.world.draw(text, **how)
        following.catch_up()

    def read(self, path, status=200, **headers):
        """What the page at a path says."""
        answer = self.browser.get(path, **headers)
        assert answer.status_code == status, words(answer)
        return words(answer)

    def post(self, path, status=302, **fields):
        """Answer of a form that was sent."""
        answer = self.browser.post(path, fields)
        assert answer.status_code == status, words(answer)
        return answer

    def at(self, name, rest=""):
        """The address of a page."""
        return f"/contacts/{self.world.uid(name)}{rest}"

    def page_of(self, name):
        """A contact as the administrator sees them."""
        return reads.get_contact(self.world.admin, self.world.uid(name))


@pytest.fixture
def room(running, client):
    assert running.neo4j_uri
    empty()
    world = World()
    noor = world.user("Noor Haddad", team="North")
    members.set_password(world.admin, noor.email, PHRASE)
    assert client.sign_in(noor.email, PHRASE).status_code == 302
    yield Room(world, noor, client)
    empty()


def words(answer):
    """What a page says, without its tags."""
    text = re.sub(r"<script.*?</script>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def hidden(page, name):
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return html.unescape(found[1])


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


def test_somebody_is_made_edited_and_removed(room):
    """The whole life of a contact by forms without script."""
    page = room.browser.get("/contacts/new").get_data(as_text=True)
    fields = {
        "key": hidden(page, "key"),
        "name": "Helen Gray",
        "title": "Partner",
        "kind": "person",
        "emails-0": "helen@gray.example",
        "jobs-0-account": "Lindqvist",
        "jobs-0-from_on": "2022-01-31",
        "jobs-0-primary": "y",
    }
    made = room.post("/contacts/new", **fields).headers["Location"]
    assert room.post("/contacts/new", **fields, sure="1").headers["Location"] == made
    assert "Partner, Lindqvist" in room.read(made)
    form = room.browser.get(f"{made}/edit").get_data(as_text=True)
    edited = {
        "version": hidden(form, "version"),
        "name": "Helen Grey",
        "kind": "person",
        "emails-0": "helen@gray.example",
        "jobs-0-job_id": hidden(form, "jobs-0-job_id"),
        "jobs-0-account_id": hidden(form, "jobs-0-account_id"),
        "jobs-0-account": "Lindqvist",
        "jobs-1-account": "Oduya Foods",
    }
    room.post(f"{made}/edit", **edited)
    shown = room.read(made)
    assert "Helen Grey" in shown
    assert "Oduya Foods" in shown
    assert "changed by Noor Haddad" in room.read(f"{made}?show=changes")
    form = room.browser.get(f"{made}/edit").get_data(as_text=True)
    again = {
        **edited,
        "version": hidden(form, "version"),
        "jobs-1-account": "",
        "jobs-1-job_id": hidden(form, "jobs-1-job_id"),
    }
    room.post(f"{made}/edit", **again)
    assert "Oduya Foods" not in room.read(f"{made}/edit")
    room.post(f"{made}/remove")
    room.read(made, 404)
    taken_back = re.search(
        r'action="(/undo/[^"]+)"', room.browser.get("/contacts").get_data(as_text=True)
    )[1]
    room.post(taken_back)
    assert "Helen Grey" in room.read(made)
    assert "taken back already" in room.post(taken_back, 409).get_data(as_text=True)


def test_rows_are_added_and_dropped_without_script(room):
    """A second address or job must not need JavaScript; nothing is saved meanwhile."""
    sent = {"name": "Helen", "kind": "person", "emails-0": "a@b.example", "jobs-0-account": "Oduya"}
    grown = room.post("/contacts/new", 200, **sent, add="emails").get_data(as_text=True)
    assert 'name="emails-1"' in grown
    assert "a@b.example" in grown
    assert 'name="jobs-1-account"' in room.post("/contacts/new", 200, **sent, add="jobs").get_data(
        as_text=True
    )
    dropped = room.post("/contacts/new", 200, **sent, drop="emails-0").get_data(as_text=True)
    assert "a@b.example" not in dropped
    assert room.post("/contacts/new", 200, **sent, add="nonsense")
    assert "Helen" not in room.read("/contacts")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": ""}, "Their name is missing."),
        ({"name": "H", "emails-0": "not one"}, "is not an e-mail address"),
        ({"name": "H", "phones-0": "x"}, "is not a phone number"),
        ({"name": "H", "jobs-0-title": "CFO"}, "each names its organisation"),
        ({"name": "H", "jobs-0-account": "O", "jobs-0-from_on": "x"}, "Look at the rows above"),
    ],
)
def test_a_wrong_field_is_told_beside_it(room, sent, told):
    """What was typed stays; the sentence stands where the mistake is."""
    answer = room.post("/contacts/new", 422, kind="person", **sent)
    assert told in words(answer)


def test_somebody_else_s_save_is_shown_before_it_is_overwritten(room):
    """A stale form says what is different, and saves only when told so again."""
    uid = room.world.contact("Helen Gray", owner=room.noor, title="Associate")
    page = room.browser.get(room.at("Helen Gray", "/edit")).get_data(as_text=True)
    stale = hidden(page, "version")
    commands.edit_contact(
        room.world.admin, uid, ContactDraft("Helen Gray", title="Partner"), version=stale
    )
    sent = {"name": "Helen Gray", "title": "Director", "kind": "person", "version": stale}
    answer = room.post(room.at("Helen Gray", "/edit"), 409, **sent)
    told = words(answer)
    assert "Title saved Partner yours Director" in told
    assert "Admin saved last" in told
    renewed = hidden(answer.get_data(as_text=True), "version")
    room.post(room.at("Helen Gray", "/edit"), **{**sent, "version": renewed})
    assert room.page_of("Helen Gray").title == "Director"


def test_who_may_be_here_already_is_told_while_typing_and_before_saving(room):
    """Two records of one person cost more than a question."""
    room.world.contact("Helen Gray")
    typed = room.read("/contacts/likeness?name=Helen+Gray")
    assert "Maybe here already Helen Gray" in " ".join(typed.replace("HG", "").split())
    own = room.world.uid("Helen Gray")
    assert "Helen" not in room.read(f"/contacts/likeness?name=Helen+Gray&except={own}")
    answer = room.post("/contacts/new", 409, name="Helen Gray", kind="person", key="k")
    assert "may be here already" in words(answer)
    sure = hidden(answer.get_data(as_text=True), "sure")
    made = room.post("/contacts/new", name="Helen Gray", kind="person", key="k", sure=sure)
    assert "Maybe the same person" in room.read(f"{made.headers['Location']}/likely")
    assert "<html" not in room.browser.get(
        f"{made.headers['Location']}/likely", HX_Request="1"
    ).get_data(as_text=True)
    taken = room.post(
        "/contacts/new",
        409,
        name="Somebody",
        kind="person",
        **{"emails-0": "helen.gray@people.example", "sure": "1"},
    )
    assert f"/contacts/{own}" in taken.get_data(as_text=True)
    room.world.contact("Lone Wolf")
    assert "Nobody you may see" in room.read(room.at("Lone Wolf", "/likely"))


def test_an_encounter_is_logged_once_and_taken_back(room):
    """A double press logs one call; its author can take it back, and it counts no longer."""
    room.world.contact("Helen Gray")
    room.world.contact("Marge Hill")
    page = room.browser.get(room.at("Helen Gray", "/log")).get_data(as_text=True)
    at = (clock.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    sent = {
        "key": hidden(page, "key"),
        "kind": "call",
        "occurred_at": at,
        "people-0-text": "Marge Hill",
        "subject": "Seating",
        "body": "She will sit next to Marge.",
    }
    room.post(room.at("Helen Gray", "/log"), **sent)
    room.post(room.at("Helen Gray", "/log"), **sent)
    shown = room.browser.get(room.at("Helen Gray")).get_data(as_text=True)
    assert shown.count("Seating") == 1
    assert "Noor Haddad called" in words(room.browser.get(room.at("Helen Gray")))
    (withdraw,) = {*re.findall(r'action="(/contacts/entries/[^"?]+)', shown)}  # toast and entry
    back = room.post(withdraw, next=room.at("Helen Gray"))
    assert back.headers["Location"] == room.at("Helen Gray")
    assert "Seating" not in room.read(f"{room.at('Helen Gray')}?show=calls")


def test_an_encounter_is_logged_in_the_reader_s_own_time(room):
    """What a clock on the wall showed is the instant that is kept."""
    room.world.contact("Helen Gray")
    room.browser.client.set_cookie("zone", "Asia/Tokyo")
    sent = {"kind": "note", "occurred_at": "2026-03-01T09:00", "key": "z", "body": "x"}
    room.post(room.at("Helen Gray", "/log"), **sent)
    shown = room.browser.get(f"{room.at('Helen Gray')}?show=notes").get_data(as_text=True)
    assert datetime(2026, 3, 1, tzinfo=UTC).isoformat() in shown
    assert "1 Mar" in shown


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"people-0-text": "Nobody Known"}, "Nobody you may see is 'Nobody Known'"),
        ({"occurred_at": ""}, "When it was is missing."),
        ({"occurred_at": "2100-01-01T00:00"}, "only what has happened"),
        ({"add": "people"}, "Log"),
    ],
)
def test_what_cannot_be_logged_is_told_where_it_stands(room, sent, told):
    """Text that took a minute to write is never lost to a wrong name."""
    room.world.contact("Helen Gray")
    fields = {"kind": "call", "occurred_at": "2026-01-01T10:00", "body": "Long text", **sent}
    answer = room.post(room.at("Helen Gray", "/log"), 200 if "add" in sent else 422, **fields)
    assert told in words(answer)
    assert "Long text" in words(answer)


def test_a_tie_is_declared_taken_back_and_contested(room):
    """Words count beside mail, stay marked as words, and can be disputed with a reason."""
    uid = room.world.contact("Helen Gray")
    form = room.at("Helen Gray", "/ties/declare")
    assert "Weak: have met" in room.read(form)
    room.post(form, contact_id=room.noor.contact_id, level="strong")
    following.catch_up()
    assert "Noor Haddad said strong" in room.read(room.at("Helen Gray"))
    tie = room.at("Helen Gray", f"/ties/{room.noor.contact_id}")
    shown = room.browser.get(tie).get_data(as_text=True)
    assert "Said to be strong" in shown
    room.post(re.search(r'action="([^"]+/withdraw/[^"]+)"', shown)[1])
    assert "Nobody declared this tie" in room.read(tie)
    kim = room.world.user("Kim Berg", team="North")
    room.world.draw("Kim Berg =declared weak=> Helen Gray", owner=kim)
    other = room.at("Helen Gray", f"/ties/{kim.contact_id}")
    shown = room.browser.get(other).get_data(as_text=True)
    contest = re.search(r'action="([^"]+/contest/[^"]+)"', shown)[1]
    assert "The reason is missing" in words(room.post(contest, 422, reason=""))
    room.post(contest, reason="They never met.")
    assert "They never met." in room.read(other, HX_Request="true")
    assert not declarations(room.world.admin, uid, kim.contact_id)[0].stands
    assert "Helen Gray" in room.read(room.at("Helen Gray", "/ties"))


@pytest.mark.parametrize("text", ["", "Nobody Known", "Helen Gray"])
def test_a_tie_needs_somebody_else(room, text):
    """A name that is nobody, and oneself, are refused beside the field."""
    room.world.contact("Helen Gray")
    room.post(room.at("Helen Gray", "/ties/declare"), 422, text=text, level="good")


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
