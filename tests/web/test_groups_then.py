"""The page of a buying group as it was: looked at by address and form, told apart from now."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from counting import queries_sent

from graphcrm import clock, ids
from graphcrm.buying.commands import seat, unseat
from graphcrm.directory.commands import create_account, create_contact
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import Accounts, NewOpportunity
from graphcrm.pipeline.reads import layout


DAY = timedelta(days=1)


class Deal:
    """A deal of thirty days, in which Kim sat for ten and Ida has been since."""

    def __init__(self, me):
        self.begun_at = clock.now() - 30 * DAY
        with time_machine.travel(self.begun_at, tick=False) as traveller:
            firm = create_account(me, AccountDraft(f"Firm {ids.new()}")).uid
            self.kim, self.ida = (
                create_contact(me, ContactDraft(name, jobs=(JobDraft(account_id=firm),))).uid
                for name in ("Kim", "Ida")
            )
            places = layout(me).places
            stage_id = next(uid for uid, one in places.items() if one.stage.key == "proposal")
            new = NewOpportunity({"name": "Yard"}, Accounts(firm), stage_id)
            (self.uid,) = open_opportunity(me, new).opportunity_ids
            traveller.shift(DAY)
            seat(me, self.uid, self.kim, "champion")
            traveller.shift(10 * DAY)
            unseat(me, self.uid, self.kim, None)
            seat(me, self.uid, self.ida, "champion")
        self.page = f"/deals/{self.uid}/group"

    def on(self, day, axis="true"):
        """The address of its page so many days after it began."""
        at = quote((self.begun_at + day * DAY).isoformat())
        return f"{self.page}?at={at}&axis={axis}"


@pytest.fixture
def deal(me):
    return Deal(me)


def text(answer):
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("axis", ["true", "known"])
def test_a_group_is_shown_as_it_was(deal, signed_in, axis):
    """By whom it was then, with which day that is, on which axis, and what has changed since."""
    shown = text(signed_in.get(deal.on(5, axis)))
    assert f'id="seat-{deal.kim}"' in shown
    assert f'id="seat-{deal.ida}"' not in shown
    assert {"true": "what was true then", "known": "what we knew then"}[axis] in shown
    assert "Since then Ida joined; Kim left." in shown
    assert f'href="{deal.page}">Back to now</a>' in shown
    now = text(signed_in.get(deal.page))
    assert f'id="seat-{deal.ida}"' in now
    assert "Back to now" not in now


def test_nothing_can_be_changed_then(deal, signed_in):
    """Who wants to change something goes back to now; links within keep the instant."""
    shown = text(signed_in.get(deal.on(5)))
    assert 'method="post" action="/deals/' not in shown
    assert "data-then" in shown
    (person,) = re.findall(rf'href="([^"]+/person/{deal.kim}[^"]*)"', shown)
    told = text(signed_in.get(person.replace("&amp;", "&")))
    assert "Kim in Yard" in told
    assert "Take Kim off the map" not in told
    assert signed_in.get(f"{deal.page}/person/{deal.kim}").status_code == 404


def test_the_slider_has_its_days_and_ticks(deal, signed_in):
    """On the page of now it comes behind the page, so that it costs that nothing."""
    for shown in (signed_in.get(f"{deal.page}/time"), signed_in.get(deal.on(5))):
        told = text(shown)
        assert re.search(r'type="range"[^>]* min="0" max="30"', told)
        assert re.findall(r'<option value="(\d+)"></option>', told) == ["0", "1", "11"]
    assert 'value="5"' in text(signed_in.get(deal.on(5)))


def test_one_goes_from_change_to_change(deal, signed_in):
    """Exactly to the instant from which on it looks otherwise."""
    shown = text(signed_in.get(deal.on(5)))
    before, after = (
        re.search(rf'href="([^"]+)">Change {word}', shown)[1].replace("&amp;", "&")
        for word in ("before", "after")
    )
    assert f'id="seat-{deal.kim}"' in text(signed_in.get(before))
    assert f'id="seat-{deal.ida}"' in text(signed_in.get(after))


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("?at=yesterday", "is no instant"),
        ("?at=2026-13-01", "is no instant"),
        ("?at=2001-01-01", "Yard began on"),
        ("?at=2999-01-01", "choose an instant from then until now"),
        ("?at=2026-01-01&amp;axis=x".replace("&amp;", "&"), "is none of true, known"),
    ],
)
def test_what_is_no_instant_of_the_deal_is_refused_with_the_reason(deal, signed_in, asked, reason):
    """As a sentence on a page, like every refusal."""
    answer = signed_in.get(deal.page + asked)
    assert answer.status_code == 422
    assert reason in text(answer)


def test_today_by_its_date_is_now(deal, signed_in):
    """Who chooses a day means its end, and today has none yet."""
    shown = text(signed_in.get(f"{deal.page}?at={clock.now().date().isoformat()}"))
    assert f'id="seat-{deal.ida}"' in shown


def test_the_map_of_then_is_saved_as_a_file(deal, signed_in):
    """What is exported is what is shown."""
    svg = text(signed_in.get(deal.on(5).replace("/group?", "/group/map.svg?")))
    assert "Kim" in svg
    assert "Ida" not in svg


def test_a_past_takes_at_most_six_queries_more_than_now(deal, signed_in):
    """However long it is."""
    counts = []
    for page in (deal.page, deal.on(5), deal.on(20, "known")):
        signed_in.get(page)
        with queries_sent() as sent:
            signed_in.get(page)
        counts.append(len(sent))
    assert counts[1] <= counts[0] + 6
    assert counts[2] <= counts[0] + 6
