"""The slider over the past of a buying group: by keys, fitting every window, clean for axe."""

from datetime import timedelta

import pytest
import time_machine
from windows import WIDTHS, scrolls_sideways
from world import begin_process

from graphcrm import clock, ids
from graphcrm.access.reads import find_first_admin
from graphcrm.buying.commands import seat, unseat
from graphcrm.directory.commands import create_account, create_contact
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.pipeline.opportunities.commands import open_opportunity, remove_opportunities
from graphcrm.pipeline.opportunities.records import Accounts, NewOpportunity


DAY = timedelta(days=1)


@pytest.fixture
def deal(house):  # noqa: ARG001 - in which it is
    """A deal of ten days in which Ida took Kim's place on the ninth: its uid and theirs."""
    me = find_first_admin()
    begin_process(me)
    with time_machine.travel(clock.now() - 10 * DAY, tick=False) as traveller:
        firm = create_account(me, AccountDraft(f"Firm {ids.new()}")).uid
        kim, ida = (
            create_contact(me, ContactDraft(name, jobs=(JobDraft(account_id=firm),))).uid
            for name in ("Kim", "Ida")
        )
        new = NewOpportunity({"name": "Yard"}, Accounts(firm))
        (uid,) = open_opportunity(me, new).opportunity_ids
        seat(me, uid, kim, "champion")
        traveller.shift(9 * DAY)
        unseat(me, uid, kim, None)
        seat(me, uid, ida, "champion")
    yield uid, kim, ida
    remove_opportunities(me, [uid])


@pytest.fixture
def page(deal, site, signed_in):
    """The page of the group, now or at an instant."""

    def open_page(query="", **how):
        opened = signed_in(site, f"/deals/{deal[0]}/group{query}", **how)
        opened.wait_for_selector("[data-group][data-ready]")
        return opened

    return open_page


def test_the_past_is_walked_by_keys(deal, page):
    """A day a press; the focus stays on the slider, and the address says where one is."""
    _, kim, ida = deal
    opened = page()
    opened.locator("#time-day").focus()
    opened.keyboard.press("ArrowLeft")
    opened.wait_for_url("**axis=true")
    opened.wait_for_selector("[data-group][data-ready][data-then]")
    opened.wait_for_selector(f"#seat-{ida}")
    assert opened.evaluate("document.activeElement.id") == "time-day"
    opened.keyboard.press("ArrowLeft")
    opened.wait_for_selector(f"#seat-{kim}")
    assert opened.locator(f"#seat-{ida}").count() == 0
    assert opened.evaluate("document.activeElement.id") == "time-day"
    shown = opened.locator("[name=at]").input_value()
    assert f"at={shown}" in opened.url
    opened.reload()
    opened.wait_for_selector(f"#seat-{kim}")
    opened.get_by_role("link", name="Back to now").click()
    opened.wait_for_selector(f"#seat-{ida}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_past_fits_every_window_and_axe_finds_nothing(page, violations, width, theme):
    """With its banner and its slider."""
    at = (clock.now() - 5 * DAY).date().isoformat()
    opened = page(f"?at={at}", width=width, theme=theme)
    assert opened.locator(".then-banner").is_visible()
    assert not scrolls_sideways(opened)
    assert violations(opened) == []
