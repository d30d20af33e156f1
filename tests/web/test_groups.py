"""The page of a buying group without script: seen, changed, taken back, and what it costs."""

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from counting import queries_sent

from graphcrm import clock, ids
from graphcrm.buying.commands import assess, seat
from graphcrm.directory.commands import assign_contact, create_account, create_contact
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.pipeline.groups import get_group_page
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import Accounts, NewOpportunity
from graphcrm.pipeline.reads import layout
from graphcrm.web.groups.drawn import called, fitted


JSON = {"Accept": "application/json"}
SELF = "the person themselves"


@pytest.fixture
def account(me):
    """An account of a name of its own."""
    name = f"Firm {ids.new()}"
    return create_account(me, AccountDraft(name)).uid, name


@pytest.fixture
def deal(me, account):
    """Begin a deal for that account, where a champion and a decision-maker are needed."""

    def begin(name="Yard"):
        places = layout(me).places
        stage_id = next(uid for uid, one in places.items() if one.stage.key == "proposal")
        new = NewOpportunity({"name": name}, Accounts(account[0]), stage_id)
        return open_opportunity(me, new).opportunity_ids[0]

    return begin


@pytest.fixture
def person(me, account):
    """Make a contact of a name of its own who works there."""

    def make(name, title=None):
        jobs = (JobDraft(account[1], account_id=account[0], title=title),)
        return create_contact(
            me, ContactDraft(f"{name} {ids.new()[-6:]}", title=title, jobs=jobs)
        ).uid

    return make


def text(answer):
    return answer.get_data(as_text=True)


def test_a_group_is_filled_and_freed_by_form(me, deal, person, signed_in):
    """Each change is told on the next page with a button that takes it back."""
    uid, kim = deal(), person("Kim")
    page = f"/deals/{uid}/group"
    empty = text(signed_in.get(page))
    assert "Nobody sits at this table yet" in empty
    assert "0 of 2 roles covered; Champion and Decision-maker missing." in empty
    done = signed_in.post(f"{page}/seat", {"contact_id": kim, "role": "champion"})
    assert done.location == page
    shown = text(signed_in.get(page))
    assert "has a seat." in shown
    assert "was never in touch with us." in shown
    undo = re.search(r'action="(/undo/[^"]+)"', shown)[1]
    signed_in.post(f"{page}/assess", {"contact_id": kim, "support": "-1", "power": "4"})
    shown = text(signed_in.get(page))
    assert re.search(r'<option value="-1" selected>Sceptical', shown)
    assert "Power 4 of 5" in shown
    assert f"Support: {me.name}" in shown
    assert signed_in.post(undo).status_code == 409
    signed_in.post(f"{page}/unseat", {"contact_id": kim, "role": "champion"})
    assert "Nobody sits at this table yet" in text(signed_in.get(page))


def test_a_change_sent_by_script_is_answered_with_the_group(deal, person, signed_in):
    """What to say, how to take it back, and the list as it is now."""
    uid, kim = deal(), person("Kim")
    sent = {"contact_id": kim, "role": "champion"}
    answer = signed_in.post(f"/deals/{uid}/group/seat", sent, headers=JSON).json
    assert answer["told"].endswith("has a seat.")
    assert f'id="seat-{kim}"' in answer["html"]
    assert signed_in.post(answer["undo"], headers=JSON).json == {"told": "Taken back."}
    assert f'id="seat-{kim}"' not in text(signed_in.get(f"/deals/{uid}/group/list"))


@pytest.fixture
def table(me, deal, person, signed_in):
    """Do something to a deal in which Kim has a seat, as the page's script does."""
    uid, kim = deal(), person("Kim")
    seat(me, uid, kim, "user")

    def do(action, sent):
        chosen = {key: kim if value == SELF else value for key, value in sent.items()}
        fields = {"contact_id": kim, **chosen}
        return signed_in.post(f"/deals/{uid}/group/{action}", fields, headers=JSON)

    return do


@pytest.mark.parametrize(
    ("action", "sent", "status", "sentence"),
    [
        ("assess", {"support": "7"}, 422, "is not -2 to 2"),
        ("assess", {"support": "1", "seen-support": "0"}, 409, "after you looked"),
        ("seat", {"contact_id": "", "role": "user"}, 422, "say who has that part"),
        ("seat", {"role": "cook"}, 422, "is none of contact"),
        ("snooze", {"warned": "single-thread", "until_on": "soon"}, 422, "is no day"),
        ("copy", {}, 422, "choose at least one"),
    ],
)
def test_what_does_not_go_is_told_in_a_sentence(table, action, sent, status, sentence):
    """Which field, and what there is instead; nothing is saved."""
    answer = table(action, sent)
    assert answer.status_code == status
    assert sentence in answer.json["message"]


def test_a_warning_is_snoozed_and_woken(deal, person, me, signed_in):
    """With the reason and until when, for everybody."""
    uid, kim = deal(), person("Kim")
    seat(me, uid, kim, "decision-maker")
    page = f"/deals/{uid}/group"
    assert "Nobody of us has met or called Kim" in text(signed_in.get(page))
    until = (clock.now() + timedelta(days=7)).date().isoformat()
    who = {"contact_id": kim, "warned": "decider-not-met"}
    signed_in.post(f"{page}/snooze", {**who, "until_on": until, "reason": "meets on Monday"})
    shown = text(signed_in.get(page))
    assert "1 warning rests" in shown
    assert "meets on Monday" in shown
    signed_in.post(f"{page}/wake", who)
    assert "1 warning rests" not in text(signed_in.get(page))


def test_who_could_be_is_seated_or_dismissed(deal, person, signed_in):
    """By the title, with its words; dismissed once, proposed again on request."""
    uid = deal()
    ida, uwe = person("Ida", "CEO"), person("Uwe", "Head of Purchasing")
    page = f"/deals/{uid}/group"
    whole, part = text(signed_in.get(f"{page}/proposals")), text(signed_in.get(f"{page}/proposed"))
    for shown in (whole, part):
        assert "The title says &#34;ceo&#34;" in shown
        assert 'id="could-decision-maker"' in shown
    signed_in.post(f"{page}/seat", {"contact_id": ida, "role": "decision-maker", "proposed": "1"})
    signed_in.post(f"{page}/dismiss", {"contact_id": uwe})
    shown = text(signed_in.get(f"{page}/proposals"))
    assert "The title says" not in shown
    assert "1 said not to be part of it" in shown
    signed_in.post(f"{page}/recall", {"contact_id": uwe})
    assert "The title says &#34;purchasing&#34;" in text(signed_in.get(f"{page}/proposals"))
    assert "proposed from evidence" in text(signed_in.get(page))


def test_seats_are_copied_from_another_deal(deal, person, me, signed_in):
    """Those that were chosen."""
    first, second = deal("First"), deal("Second")
    kim, uwe = person("Kim"), person("Uwe")
    seat(me, first, kim, "champion")
    seat(me, first, uwe, "user")
    page = f"/deals/{second}/group"
    assert "First" in text(signed_in.get(f"{page}/copy"))
    signed_in.post(f"{page}/copy", {"seat": f"{kim}/champion"})
    members = get_group_page(me, second).group.members
    assert [one.contact_id for one in members] == [kim]


def test_a_deal_without_others_has_nothing_to_copy(deal, signed_in):
    """It says so and leads back."""
    assert "No other deal of this account has a group" in text(
        signed_in.get(f"/deals/{deal()}/group/copy")
    )


def test_somebody_hidden_shows_their_role_and_nothing_else(deal, person, me, house, signed_in):
    """No name, no support, no note; their seat counts."""
    uid, kim = deal(), person("Kim")
    seat(me, uid, kim, "champion")
    assess(me, uid, kim, {"support": "2", "note": "Keen on us."})
    assign_contact(house, kim, house.user_id)
    shown = text(signed_in.get(f"/deals/{uid}/group"))
    assert "somebody you may not see" in shown
    assert kim not in shown
    assert "Kim" not in shown
    assert "Keen on us." not in shown
    assert "0 of 2 roles covered; Decision-maker missing; cannot tell about Champion." in shown


def test_a_group_takes_at_most_six_queries_however_large_it_is(deal, person, me, signed_in):
    """The page is for the deals that have many people."""
    uid = deal()
    page = f"/deals/{uid}/group"
    for n in range(6):
        seat(me, uid, person(f"P{n}"), "champion" if n else "decision-maker")
        signed_in.get(page)
        with queries_sent() as sent:
            assert signed_in.get(page).status_code == 200
        assert len(sent) <= 6


def test_what_one_may_not_see_has_no_page(signed_in, house, me):
    """And is not to be told from what there is not."""
    assert me
    (theirs,) = open_opportunity(house, NewOpportunity({"name": "Theirs"})).opportunity_ids
    for uid in (theirs, "gone"):
        for path in ("", "/list", "/map.svg", "/person/x", "/proposals", "/proposed", "/copy"):
            assert signed_in.get(f"/deals/{uid}/group{path}").status_code == 404


def test_lines_are_drawn_and_taken_back_by_form(deal, person, signed_in, me):
    """On the page of one person of the group, without script."""
    uid, kim, boss = deal(), person("Kim"), person("Boss")
    for one in (kim, boss):
        seat(me, uid, one, "user")
    page = f"/deals/{uid}/group"
    one = text(signed_in.get(f"{page}/person/{kim}"))
    assert "Nobody that we know of." in one
    signed_in.post(f"{page}/report", {"contact_id": kim, "superior_id": boss})
    shown = text(signed_in.get(page))
    assert "The reporting line is drawn." in shown
    assert re.search(r"<span>Reports to Boss \w+</span>", shown)
    assert 'class="report"' in shown
    signed_in.post(f"{page}/influence", {"contact_id": boss, "other_id": kim, "weight": "-0.6"})
    shown = text(signed_in.get(page))
    undo = re.search(r'action="(/undo/[^"]+)"', shown)[1]
    assert 'class="sway bad"' in shown
    assert "\u22120.6" in text(signed_in.get(f"{page}/person/{boss}"))
    signed_in.post(undo)
    assert 'class="sway bad" data' not in text(signed_in.get(page))
    signed_in.post(f"{page}/influence", {"contact_id": boss, "other_id": kim, "weight": "0.3"})
    signed_in.post(f"{page}/uninfluence", {"contact_id": boss, "other_id": kim})
    signed_in.post(f"{page}/unreport", {"contact_id": kim, "superior_id": boss})
    assert not re.search(r'class="(report|sway good)" data', text(signed_in.get(page)))
    signed_in.post(f"{page}/unseat", {"contact_id": boss})
    assert signed_in.get(f"{page}/person/{boss}").status_code == 404


@pytest.mark.parametrize(
    ("action", "sent", "status", "sentence"),
    [
        ("report", {}, 422, "choose somebody"),
        ("report", {"superior_id": "gone"}, 404, "No contact"),
        ("report", {"superior_id": SELF}, 422, "cannot report to themselves"),
        ("influence", {"other_id": SELF, "weight": "1"}, 422, "cannot influence themselves"),
        ("influence", {"other_id": SELF, "weight": "7"}, 422, "is not between -1"),
        ("influence", {"weight": "1"}, 422, "choose somebody"),
    ],
)
def test_a_line_that_does_not_go_is_told_in_a_sentence(table, action, sent, status, sentence):
    """With the field, and nothing is drawn."""
    answer = table(action, sent)
    assert (answer.status_code, sentence in answer.json["message"]) == (status, True)


def test_the_map_is_a_file_that_needs_nothing_else(deal, person, signed_in, me):
    """Well-formed, with its own icons and style, and no address in it but that of SVG."""
    uid = deal("Yard & Sons <2>")
    seat(me, uid, person("Kim"), "user")
    answer = signed_in.get(f"/deals/{uid}/group/map.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "attachment" in answer.headers["Content-Disposition"]
    root = ET.fromstring(answer.data)  # noqa: S314 - we wrote it
    names = {"{http://www.w3.org/2000/svg}" + one for one in ("use", "symbol")}
    found = [one for one in root.iter() if one.tag in names]
    symbols = {f"#{one.get('id')}" for one in found if one.get("id")}
    used = {one.get("href") for one in found if one.get("href")}
    assert used
    assert used <= symbols
    assert "Yard &amp; Sons &lt;2&gt;" in text(answer)
    assert "Decision-maker" in text(answer)
    assert text(answer).count("http") == 1


def test_a_stack_of_people_opens_by_its_link(deal, person, signed_in, me):
    """Of many users one card, until it is opened; also after a change."""
    uid = deal()
    people = [person(f"P{n}") for n in range(18)]
    for one in people:
        seat(me, uid, one, "user")
    page = f"/deals/{uid}/group"
    shown = text(signed_in.get(page))
    assert "18 people" in shown
    link = re.search(r'href="([^"]+)" data-stacks="user"', shown)[1]
    opened = text(signed_in.get(link))
    assert f'id="card-{people[0]}"' in opened
    assert "Stack User again" in opened
    sent = {"contact_id": people[0], "support": "2", "open": "user"}
    answer = signed_in.post(f"{page}/assess", sent, headers=JSON).json
    assert f'id="card-{people[0]}"' in answer["html"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Kim Ito", "Kim Ito"),
        ("Wolfgang Featherstonehaugh", "Wolfgang Fea…"),
        ("iiiiiiiiiiiiiiiiiiii", "iiiiiiiiiiiiiiiiiiii"),
        ("MMMMMMMMMMMM", "MMMMMMM…"),
        ("山田太郎山田太郎山田", "山田太郎山田太…"),
        ("", ""),
    ],
)
def test_a_name_on_the_map_is_cut_where_it_would_not_fit(name, shown):
    """SVG lets a text run over the edge of its card."""
    assert fitted(name, 100, 13) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Kim Ito", "Kim Ito"),
        ("Fleur Z. Blokland", "Fleur Blokland"),
        ("Keoni V. Merriweather", "K. Merriweather"),
        ("Hanneke V. van Amstel", "H. van Amstel"),
        ("Wolfgang Featherstonehaugh", "W. Feathersto…"),
        ("Z. Blokland", "Z. Blokland"),
        ("Featherstonehaugh", "Featherstone…"),
        ("", ""),
    ],
)
def test_a_name_gives_up_initials_before_letters(name, shown):
    """Whoever reads a map knows people by their surname."""
    assert called(name, 100, 13) == shown
