"""The Paths screen over a real graph: what it answers, what it hides, what it lets people say."""

from datetime import timedelta

import pytest
from browsing import words
from counting import queries_sent

from graphcrm import clock
from graphcrm.directory import references, search
from graphcrm.directory.involved import people_involved
from graphcrm.errors import NotFoundError
from graphcrm.graph import connection


MOST_QUERIES = 6


def test_before_there_are_ties_it_says_how_to_get_some(asking):
    """An empty screen that does not say what to do next is a dead end."""
    told = asking.read()
    assert "Bring in what you already have" in told
    assert "graphcrm demo" in told
    asking.world.draw("Ada")
    assert "Bring in what you already have" in asking.read("Ada")


def test_without_a_question_it_asks_for_one(asking):
    """The first visit of the day begins with the box, not with an error."""
    asking.draw("Noor Haddad -KNOWS .8-> Ada")
    assert "Whom do you want to reach?" in asking.read()


def test_the_best_way_is_told_in_a_sentence(asking):
    """A person sees the answer first: whom to ask for what, and how likely it is to be live."""
    asking.draw("Noor Haddad -KNOWS .81-> Dana Whitlock -KNOWS .64-> Marguerite Achterberg")
    told = asking.read("Marguerite Achterberg")
    assert (
        "Ask Dana Whitlock for an introduction to Marguerite Achterberg. 22% likely to be live."
        in told
    )
    assert "chance of an introduction" not in told
    assert "1 path above the 5% floor" in told


def test_a_direct_tie_needs_nobody_in_between(asking):
    """Asking for an introduction to somebody one knows would be a joke."""
    asking.draw("Noor Haddad -KNOWS .81-> Ada")
    assert "You know Ada yourself. 90% likely to be live." in asking.read("Ada")


def test_a_longer_way_names_who_is_to_be_brought_in(asking):
    """Three hops need two people's help; the sentence says in which order."""
    asking.draw(
        "Noor Haddad -KNOWS .99-> Dana Whitlock -KNOWS .99-> Hélène Garnier -KNOWS .99-> Ada"
    )
    told = asking.read("Ada")
    assert "Ask Dana to bring in Hélène Garnier, who reaches Ada." in told
    assert "If somebody cannot help" in told
    assert "no path left" in told


def test_a_person_can_be_left_out_and_let_in_again(asking):
    """Dana may be the one person who must not be asked this week."""
    asking.draw(
        """Noor Haddad -KNOWS .9-> Dana -KNOWS .9-> Ada
        Noor Haddad -KNOWS .7-> Samuel -KNOWS .7-> Ada"""
    )
    assert "Ask Dana for an introduction" in asking.read("Ada")
    told = asking.get(to=asking.world.uid("Ada"), without=asking.world.uid("Dana"))
    assert "Ask Samuel for an introduction" in words(told)
    assert 'aria-label="Let Dana in again"' in told.get_data(as_text=True)
    asking.draw("Ada")
    both = f"{asking.world.uid('Dana')}&without={asking.world.uid('Samuel')}"
    assert "Let everybody in again" in asking.read("Ada", without=both)


def test_whoever_a_path_of_the_team_begins_at_can_be_left_out(asking):
    """A colleague on leave is no way in either, and the next best beginning is told."""
    asking.world.user("Rosa Colleague", team="North")
    asking.world.user("Theo Colleague", team="North")
    asking.draw("Rosa Colleague -KNOWS .9-> Ada\nTheo Colleague -KNOWS .7-> Ada")
    found = asking.get(to=asking.world.uid("Ada"), **{"from": "team"})
    assert "Leave Rosa out" in words(found)
    assert "Without Rosa" in words(found)
    left = asking.get(
        to=asking.world.uid("Ada"), without=asking.world.uid("Rosa Colleague"), **{"from": "team"}
    )
    assert "Theo" in words(left)
    assert "Rosa Colleague knows" not in words(left)


def test_somebody_is_left_out_by_name_or_address_without_script(asking):
    """The field beside the chips is a plain one: a name that is one person's is enough."""
    asking.draw(
        """Noor Haddad -KNOWS .9-> Dana -KNOWS .9-> Ada
        Noor Haddad -KNOWS .7-> Samuel -KNOWS .7-> Ada"""
    )
    for typed in ("Dana", "dana%40people.example"):
        told = asking.get(to=asking.world.uid("Ada"), leave=typed).get_data(as_text=True)
        assert 'aria-label="Let Dana in again"' in told
        assert f'name="without" value="{asking.world.uid("Dana")}"' in told
    assert "Ask Samuel for" in asking.read("Ada", leaving=asking.world.uid("Dana"), leave="D")
    assert "Nobody you may see is 'Zed'." in asking.read("Ada", leave="Zed")
    asking.world.contact("Dana Roth")
    asking.draw("Dana Rowe")
    told = asking.get(to=asking.world.uid("Ada"), leave="Dana Ro").get_data(as_text=True)
    assert "Ask Dana for" in told or "may be any of" in told


def test_colleagues_of_other_teams_are_the_house_s_on_every_road(asking):
    """Who signs in here is everybody's (`_person_changes`): path, search and name agree on it."""
    kim = asking.world.user("Kim Berg", team="South")
    owned = asking.world.contact("Lee Park", owner=kim, emails=("lee.park@home.example",))
    assert not references.contacts_by_key(asking.noor, [owned])
    lee = asking.world.user("Lee Park", team="South")
    assert lee.contact_id == owned
    asking.draw("Noor Haddad -KNOWS .9-> Kim Berg -KNOWS .9-> Lee Park")
    for colleague in (kim, lee):
        uid = colleague.contact_id
        assert colleague.name in asking.read(colleague.name)
        assert [hit.uid for hit in search.find_contacts(asking.noor, colleague.name)] == [uid]
        assert references.resolve_contact(asking.noor, colleague.name).contact_id == uid
        assert people_involved(asking.noor, [uid])[0]
    asking.world.contact("Secret Sam", owner=kim)
    asking.draw("Kim Berg -KNOWS .9-> Secret Sam", owner=kim)
    assert "Secret" not in asking.read(q="Secret+Sam").replace("Secret Sam", "", 1)
    assert not search.find_contacts(asking.noor, "Secret Sam")
    with pytest.raises(NotFoundError):
        references.resolve_contact(asking.noor, "Secret Sam")
    with pytest.raises(NotFoundError):
        people_involved(asking.noor, [asking.world.uid("Secret Sam")])


def test_no_path_says_what_would_make_one(asking):
    """An honest nothing is an answer when it says what to do about it."""
    asking.draw("Noor Haddad -KNOWS .9-> Dana\nAda -KNOWS .9-> Ben\nCy")
    assert "No chain of at most 4 hops leads to Ada" in asking.read("Ada")
    assert "Nobody in the graph has been in touch with Cy" in asking.read("Cy")


def test_an_account_is_reached_through_anybody_who_works_there(asking):
    """Who asks for a company does not know yet whom they want to talk to."""
    asking.draw(
        """Noor Haddad -KNOWS .9-> Dana -KNOWS .9-> Ada
        Ada @ Kestrelmoor as CFO
        Ben @ Kestrelmoor
        Cy @ Emptyworks"""
    )
    told = asking.read("Kestrelmoor")
    assert "Ask Dana for an introduction to Ada" in told
    assert "The 2 best known of 2 people at Kestrelmoor" in told
    asking.world.account("Nobody Ltd")
    assert "Nobody is known to work at Nobody Ltd" in asking.read("Nobody Ltd")


def test_nobody_hidden_is_named_or_hinted_at(asking):
    """Scope holds on every road: as target, in between, left out, in a tie, as an employer."""
    south = asking.world.user("Sana South", team="South")
    asking.draw("Noor Haddad -KNOWS .9-> Dana\nBen @ Kestrelmoor")
    asking.draw("Zora Secret @ Hush Works\nBen @ Kestrelmoor", owner=south)
    asking.draw("Dana -KNOWS .9-> Zora Secret -KNOWS .9-> Ben")
    told = asking.read("Zora Secret", without=asking.world.uid("Zora Secret"))
    assert "Zora" not in told
    assert "not in the graph, or you may not see them" in told
    assert "Zora" not in asking.read("Ben")
    assert "Hush" not in asking.read("Hush Works")
    assert asking.get(asking.tie("Dana", "Zora Secret")).status_code == 404
    answer = asking.browser.post(asking.tie("Dana", "Zora Secret"), {"level": "good"})
    assert answer.status_code == 404
    assert "Zora" not in answer.get_data(as_text=True)


def test_my_team_and_anyone_widen_where_a_path_begins(asking):
    """A colleague's tie is the team's, where they share it."""
    kofi = asking.world.user("Kofi Mensah", team="North")
    assert kofi.contact_id
    with connection.session(write=True) as session:
        session.run("MATCH (user:User) SET user.shares_ties = true").consume()
    asking.draw("Kofi Mensah -KNOWS .9-> Dana -KNOWS .9-> Ada")
    assert "Nobody is tied to the start yet" in asking.read("Ada")
    assert "Let Kofi Mensah ask Dana" in asking.read("Ada", from_="team")
    assert "Let Kofi Mensah ask Dana" in asking.read("Ada", from_="anyone")
    assert "Kofi Mensah knows Dana" in asking.read("Dana", from_="anyone")


def test_influence_walks_other_edges_and_warns(asking):
    """Who would be listened to is another question than who would introduce."""
    asking.draw(
        """Noor Haddad -KNOWS .9-> Dana -INFLUENCES .9-> Ada
        Ben -INFLUENCES -.5-> Ada
        Dana -REPORTS_TO-> Cy"""
    )
    assert "No chain" in asking.read("Ada") or "Nobody in the graph" in asking.read("Ada")
    told = asking.read("Ada", reading="influence")
    assert "You have the ear of Ada through Dana" in told
    assert "Ben would speak against it to Ada (-0.5)." in told
    assert "You have the ear of Dana." in asking.read("Dana", reading="influence")
    assert "A reporting line joins Dana and Cy." in asking.read("Cy", reading="influence")


def test_words_that_fit_several_are_asked_about(asking):
    """Without script the box sends words; they may mean one, several or nobody."""
    asking.draw("Noor Haddad -KNOWS .9-> Dana Whitlock -KNOWS .9-> Ada Oduya\nDana Winter")
    assert "Whom do you mean by" in asking.read(q="Dana")
    assert "Ask Dana Whitlock" in asking.read(q="Oduya")
    assert "You know Dana Whitlock yourself" in asking.read(q="dana whitlock")
    assert "Nobody found for" in asking.read(q="Xylophone")


def test_a_box_with_new_words_wins_over_the_old_choice(asking):
    """Without script the hidden choice stays behind when somebody types another name."""
    asking.draw("Noor Haddad -KNOWS .9-> Dana Whitlock -KNOWS .9-> Ada Oduya")
    assert "You know Dana Whitlock yourself" in asking.read("Ada Oduya", q="Dana Whitlock")
    assert "Ask Dana" in asking.read("Ada Oduya", q="Ada Oduya")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"hops": "9"}, "hops: &#39;9&#39; is none of"),
        ({"reading": "tea-leaves"}, "reading: &#39;tea-leaves&#39; is none of"),
        ({"from_": "mars"}, "from: &#39;mars&#39; is none of"),
        ({"on": "yesterday"}, "on: &#39;yesterday&#39; is no day up to today"),
        ({"on": "2999-01-01"}, "on: &#39;2999-01-01&#39; is no day up to today"),
    ],
)
def test_an_address_that_cannot_be_asked_says_which_part(asking, query, sentence):
    """A mistyped permalink names its mistake instead of answering something else."""
    answer = asking.get(**query)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_somebody_who_is_no_contact_starts_from_others(asking):
    """An analyst without a person in the graph still gets answers about the house."""
    asking.draw("Noor Haddad -KNOWS .9-> Dana")
    with connection.session(write=True) as session:
        session.run(
            "MATCH (:User {email: $e})-[is:IS]->() DELETE is", e=asking.noor.email
        ).consume()
    told = asking.read("Dana")
    assert "you are not a contact yet" in told
    assert "Start from anyone" in told
    assert "nobody of your team shares their ties" in asking.read("Dana", from_="team")


def test_an_answer_takes_at_most_six_queries_at_any_size(asking):
    """A screen whose queries grow with its answer is slow for whoever has most to gain."""
    for number in range(12):
        asking.world.draw(f"Noor Haddad -KNOWS .9-> P{number} -KNOWS .9-> Ada\nP{number} @ Firm")
    asking.draw("Ben -INFLUENCES -.5-> Ada")
    for query in ({}, {"from_": "team"}, {"reading": "influence"}, {"hops": "2"}):
        for name in ("Ada", "Firm"):
            asking.read(name, **query)
            with queries_sent() as sent:
                asking.read(name, **query)
            assert 0 < len(sent) <= MOST_QUERIES, sent


def test_a_day_in_the_past_is_answered_from_what_was_known_then(asking):
    """Who knew whom before the reorganisation is a question, too."""
    asking.draw("Noor Haddad =email 9=> Dana\nDana =email 9=> Noor Haddad")
    today = clock.now().date()
    assert "You know Dana yourself" in asking.read(
        "Dana", on=(today - timedelta(days=1)).isoformat()
    )
    long_ago = asking.read("Dana", on=(today - timedelta(days=300)).isoformat())
    assert "You know Dana yourself" not in long_ago
    assert "You know Dana yourself" in asking.read("Dana", on=today.isoformat())


def test_an_address_or_a_name_leads_to_the_permalink(asking):
    """Other programs and people's notes know addresses, not uids."""
    asking.draw("Noor Haddad -KNOWS .9-> Dana Whitlock @ Kestrelmoor\nAda One\nAda Two")
    to = f"/paths?to={asking.world.uid('Dana Whitlock')}"
    for ref in ("dana.whitlock@people.example", "Dana Whitlock", asking.world.uid("Dana Whitlock")):
        assert asking.browser.get(f"/paths/to/{ref}").location == to
    account = f"/paths?to={asking.world.uid('Kestrelmoor')}"
    assert asking.browser.get("/paths/to/Kestrelmoor").location == account
    assert asking.browser.get("/paths/to/Ada").location == "/paths?q=Ada"


def test_htmx_gets_the_answer_alone_and_the_permalink(asking):
    """The question stays as it is typed; only what it changes is sent."""
    asking.draw("Noor Haddad -KNOWS .9-> Dana")
    uid = asking.world.uid("Dana")
    answer = asking.browser.get(f"/paths?to={uid}&q=Dana&from=me&hops=4", HX_Request="true")
    text = answer.get_data(as_text=True)
    assert answer.headers["HX-Push-Url"] == f"/paths?to={uid}"
    assert text.lstrip().startswith("<title>Paths to Dana")
    assert '<nav class="rail"' not in text
    whole = asking.browser.get(
        f"/paths?to={uid}", HX_Request="true", HX_History_Restore_Request="true"
    )
    assert '<nav class="rail"' in whole.get_data(as_text=True)
