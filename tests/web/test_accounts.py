"""The room of accounts over a real graph: what it shows, what it hides, what it lets people do."""

import html
import re

import pytest
from world import World, empty

from graphcrm.directory import commands, reads
from graphcrm.directory.drafts import AccountDraft
from graphcrm.directory.rules import FieldError
from graphcrm.members import commands as members
from graphcrm.relationships import following
from graphcrm.web.amounts import minor_of, plain


PHRASE = "correct horse battery"


class Room:
    """A world with its administrator signed in in a browser without script."""

    def __init__(self, world, browser):
        self.world, self.browser = world, browser

    def read(self, path, status=200):
        """What the page at a path says."""
        answer = self.browser.get(path)
        assert answer.status_code == status, words(answer)
        return words(answer)

    def post(self, path, status=302, **fields):
        """Answer of a form that was sent."""
        answer = self.browser.post(path, fields)
        assert answer.status_code == status, words(answer)
        return answer

    def at(self, name, rest=""):
        """The address of a page."""
        return f"/accounts/{self.world.account(name)}{rest}"


@pytest.fixture
def room(running, client):
    assert running.neo4j_uri
    empty()
    world = World()
    members.set_password(world.admin, world.admin.email, PHRASE)
    assert client.sign_in(world.admin.email, PHRASE).status_code == 302
    yield Room(world, client)
    empty()


def words(answer):
    """What a page says, without its tags."""
    text = re.sub(r"<script.*?</script>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def hidden(answer, name):
    """The value of a hidden field."""
    page = answer.get_data(as_text=True)
    return html.unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1])


def test_the_list_finds_and_goes_on(room):
    """Every page says how many there are in all."""
    for number in range(52):
        room.world.account(f"House {number:02}")
    page = room.browser.get("/accounts").get_data(as_text=True)
    assert "House 51" not in page
    assert "House 51" in room.read(html.unescape(re.search(r'rel="next" href="([^"]+)"', page)[1]))
    assert "House 07" in room.read("/accounts?q=house+07")
    assert "No account found" in room.read("/accounts?q=zzz")
    assert "House 07" in room.read("/accounts/options?q=house+07")
    assert "Nothing found" in room.read("/accounts/options?q=admin")


def test_a_page_tells_people_and_the_best_tie_with_each(room):
    """Whom to ask stands beside everybody who works there."""
    room.world.draw("Helen Gray @ Lindqvist as Partner\nMarge Hill @ Lindqvist")
    room.world.draw("Admin =email 6=> Helen Gray\nAdmin =declared weak=> Marge Hill")
    following.catch_up()
    page = room.read(room.at("Lindqvist"))
    assert re.search(r"Helen Gray Partner .*? 0\.\d\d Admin", page)
    assert "said weak Admin" in page
    assert "wrote to Helen Gray" in page
    assert "Nothing of this kind" in room.read(f"{room.at('Lindqvist')}?show=notes")
    assert "wrote to" in room.read(room.at("Lindqvist", "/timeline"))
    for number in range(16):
        room.world.draw(f"Person {number:02} @ Lindqvist")
    assert "All 18 people" in room.read(room.at("Lindqvist"))
    assert "All 18 people" not in room.read(f"{room.at('Lindqvist')}?people=all")


def test_last_contact_is_contact_with_us(room):
    """What two of their own people write each other is no contact of ours."""
    room.world.draw("Ann Roe @ Lindqvist\nBen Roe @ Lindqvist\nAnn Roe =email 3=> Ben Roe")
    following.catch_up()
    page = room.read(room.at("Lindqvist"))
    assert re.search(r"Last contact with us \S none known", page)
    assert re.search(r"Ann Roe \S none known .* Ben Roe \S none known", page)
    room.world.draw("Admin =email 1=> Ann Roe")
    following.catch_up()
    page = room.read(room.at("Lindqvist"))
    assert re.search(r"Last contact with us \d.* ago People here", page)
    assert re.search(r"Ann Roe \d+ \w+ ago .* Ben Roe \S none known", page)


def test_who_may_not_see_an_account_gets_no_hint(room):
    """A hidden account answers like one that never was."""
    kim = room.world.user("Kim Berg", team="South")
    ann = room.world.user("Ann Lee", team="North")
    uid = room.world.account("Secret House", owner=kim)
    members.set_password(room.world.admin, ann.email, PHRASE)
    room.post("/sign-out")
    room.browser.sign_in(ann.email, PHRASE)
    for rest in ("", "/edit", "/timeline"):
        assert "Secret" not in room.read(f"/accounts/{uid}{rest}", 404)
    assert "Secret" not in room.read("/accounts")


def test_an_account_is_made_edited_and_removed(room):
    """The whole life of an account by forms without script."""
    room.world.account("Kestrelmoor Group")
    form = room.browser.get("/accounts/new")
    sent = {
        "key": hidden(form, "key"),
        "name": "Kestrelmoor Logistics",
        "domains-0": "kestrelmoor.example",
        "industry": "Transport",
        "employee_count": "2400",
        "revenue": "610m",
        "currency": "eur",
        "location": "Rotterdam",
        "parent": "Kestrelmoor Group",
    }
    made = room.post("/accounts/new", **sent).headers["Location"]
    page = room.read(made)
    assert "Transport, Rotterdam" in page
    assert ">EUR\u00a0610\u202f000\u202f000<" in html.unescape(
        room.browser.get(made).get_data(as_text=True)
    )
    assert "part of" in page
    assert "Kestrelmoor Logistics" in room.read(room.at("Kestrelmoor Group"))
    form = room.browser.get(f"{made}/edit")
    assert hidden(form, "parent_id") == room.world.account("Kestrelmoor Group")
    edited = {
        **sent,
        "version": hidden(form, "version"),
        "parent": "",
        "revenue": "",
        "currency": "",
    }
    room.post(f"{made}/edit", **edited)
    assert "Stands alone" in room.read(made)
    grown = room.post(f"{made}/edit", 200, **edited, add="domains").get_data(as_text=True)
    assert 'name="domains-1"' in grown
    room.post(f"{made}/remove")
    room.read(made, 404)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": ""}, "Its name is missing."),
        ({"domains-0": "gmail.com"}, "is not an organisation's mail domain"),
        ({"revenue": "much", "currency": "EUR"}, "is no amount"),
        ({"revenue": "12"}, "go together"),
        ({"parent": "Nowhere"}, "No account you may see is 'Nowhere'"),
        ({"employee_count": "many"}, "Not a valid integer value"),
    ],
)
def test_a_wrong_field_is_told_beside_it(room, sent, told):
    """What was typed stays; the sentence stands where the mistake is."""
    answer = room.post("/accounts/new", 422, **{"name": "House", "sure": "1", **sent})
    assert told in words(answer)


def test_what_may_be_here_already_is_told(room):
    """Legal forms and domains give a second record away."""
    uid = room.world.account("Oduya Foods", domains=("oduya.example",))
    assert "Maybe here already" in room.read("/accounts/likeness?name=Oduya+Foods+Ltd")
    assert "Oduya" not in room.read(f"/accounts/likeness?name=Oduya+Foods&except={uid}")
    answer = room.post("/accounts/new", 409, name="Oduya Foods")
    assert "may be here already" in words(answer)
    taken = room.post(
        "/accounts/new", 409, name="Other", sure="1", **{"domains-0": "oduya.example"}
    )
    assert f"/accounts/{uid}" in taken.get_data(as_text=True)


def test_somebody_else_s_save_is_shown_before_it_is_overwritten(room):
    """A stale form says what is different, and saves only when told so again."""
    uid = room.world.account("Oduya Foods")
    stale = hidden(room.browser.get(f"/accounts/{uid}/edit"), "version")
    draft = AccountDraft("Oduya Foods", industry="Food", revenue_minor=1250, currency="EUR")
    commands.edit_account(room.world.admin, uid, draft, version=stale)
    sent = {
        "name": "Oduya Foods",
        "industry": "Drinks",
        "version": stale,
        "revenue": "",
        "currency": "",
    }
    answer = room.post(f"/accounts/{uid}/edit", 409, **sent)
    told = words(answer)
    assert "Industry saved Food yours Drinks" in told
    assert "Revenue saved EUR 12.50 yours nothing" in told
    room.post(f"/accounts/{uid}/edit", **{**sent, "version": hidden(answer, "version")})
    assert reads.get_account(room.world.admin, uid).industry == "Drinks"


def test_our_own_house_stays(room):
    """Nothing offers to remove it, and the road behind is closed."""
    home = reads.accounts(room.world.admin, "Home").rows[0].account_id
    assert "Remove" not in room.read(f"/accounts/{home}")
    room.post(f"/accounts/{home}/remove", 403)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("", "EUR", None),
        ("12 500 000", "EUR", 1_250_000_000),
        ("12,500.50", "EUR", 1_250_050),
        ("12.5m", "JPY", 12_500_000),
        ("1.25bn", "KWD", 1_250_000_000_000),
        ("3k", None, 300_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, currency, minor):
    """Nobody types minor units."""
    assert minor_of(text, currency) == minor
    if minor is not None:
        assert minor_of(plain(minor, currency), currency) == minor


@pytest.mark.parametrize(("text", "currency"), [("x", "EUR"), ("-1", "EUR"), ("1.5", "JPY")])
def test_an_amount_that_is_none_is_refused(text, currency):
    """A half yen is a slip of the finger."""
    with pytest.raises(FieldError):
        minor_of(text, currency)
