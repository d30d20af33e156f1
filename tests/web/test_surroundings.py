"""The map of who is around a contact over a real graph."""

import re

from browsing import words
from counting import queries_sent


MOST_QUERIES = 4  # the reader, the contact, whom they know, whom those know


def at(asking, name, **query):
    sent = "&".join(f"{key}={value}" for key, value in query.items())
    return f"/contacts/{asking.world.uid(name)}/around?{sent}"


def read(asking, name, **query):
    answer = asking.browser.get(at(asking, name, **query))
    assert answer.status_code == 200
    return words(answer)


def test_the_map_and_its_list_show_the_same_people(asking):
    """Two steps, each through whom they are known best."""
    asking.draw("Kim Berg -KNOWS .81-> Ann Lee -KNOWS .64-> Bo Roe -KNOWS .64-> Cy Day")
    page = asking.browser.get(at(asking, "Kim Berg"))
    told = words(page)
    assert "Kim Berg and 2 people around" in told
    assert re.search(r"Ann Lee 1 Kim Berg 90% .* Bo Roe 2 Ann Lee 80%", told)
    text = page.get_data(as_text=True)
    uid = asking.world.uid
    assert set(re.findall(r'data-card="([^"]+)"', text)) == {
        *map(uid, ("Kim Berg", "Ann Lee", "Bo Roe"))
    }
    assert set(re.findall(r'id="seat-([^"]+)"', text)) == {*map(uid, ("Ann Lee", "Bo Roe"))}
    assert "Cy Day" not in told
    assert "Map of who is around" in words(asking.browser.get(f"/contacts/{uid('Kim Berg')}/ties"))


def test_it_grows_by_whoever_is_opened(asking):
    """The address holds all of it, so that it can be kept and sent."""
    asking.draw("Kim Berg -KNOWS .81-> Ann Lee -KNOWS .64-> Bo Roe -KNOWS .64-> Cy Day")
    told = read(asking, "Kim Berg", open=asking.world.uid("Bo Roe"))
    assert re.search(r"Cy Day 3 Bo Roe 80%", told)
    answer = asking.browser.get(at(asking, "Kim Berg"), HX_Request="true")
    assert "<html" not in answer.get_data(as_text=True)


def test_weak_ties_are_hidden_where_one_asks_for_it(asking):
    """At 60 % a tie of 20 % is none; what is no choice is refused by name."""
    asking.draw("Kim Berg -KNOWS .81-> Ann Lee\nKim Berg -KNOWS .05-> Bo Roe")
    assert "Bo Roe" in read(asking, "Kim Berg", least="0.2")
    assert "Bo Roe" not in read(asking, "Kim Berg", least="0.6")
    asking.draw("Dee Fox -KNOWS .05-> Eve Gray")
    assert "No tie is that likely" in read(asking, "Dee Fox", least="0.6")
    for least in ("0", "0.6"):
        assert "No tie is known" in read(asking, "Noor Haddad", least=least)
    refused = asking.browser.get(at(asking, "Kim Berg", least="7"))
    assert refused.status_code == 422
    assert "least: '7' is none of 0, 0.2, 0.4, 0.6" in words(refused)


def test_who_may_not_be_seen_is_not_there_and_leads_nowhere(asking):
    """Neither as somebody around, nor opened by their uid, nor as the middle."""
    other = asking.world.user("Kim Other", team="South")
    asking.world.contact("Hidden Hand", owner=other)
    asking.draw("Kim Berg -KNOWS .81-> Hidden Hand -KNOWS .81-> Ann Lee")
    told = read(asking, "Kim Berg", open=asking.world.uid("Hidden Hand"))
    assert "Hidden" not in told
    assert "Ann Lee" not in told
    assert asking.browser.get(at(asking, "Hidden Hand")).status_code == 404


def test_the_number_of_queries_does_not_grow(asking):
    """With one around or with fifteen, some of them opened."""
    asking.draw("\n".join(f"Kim Berg -KNOWS .81-> P{n} -KNOWS .64-> Q{n}" for n in range(8)))
    opened = ",".join(asking.world.uid(f"Q{n}") for n in range(8))
    read(asking, "Kim Berg")
    with queries_sent() as sent:
        read(asking, "Kim Berg", open=opened)
    assert len(sent) <= MOST_QUERIES
