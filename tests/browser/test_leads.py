"""Leads that wait, on the screens of those who take them, and the forms that bring them."""

import json
import urllib.request

import pytest
from dealing import until
from windows import scrolls_sideways

from graphcrm.access.reads import find_actor
from graphcrm.pipeline.leads import commands, reads
from graphcrm.pipeline.leads.records import NewForm
from graphcrm.pipeline.opportunities.commands import remove_opportunities
from graphcrm.pipeline.reads import layout


LOOKS = [(width, theme) for width in (1440, 390, 320) for theme in ("light", "dark")]


@pytest.fixture
def send(deals, site):
    """Send what a visitor of a web site does, by a form of this test; its leads go with it."""
    key = commands.create_form(deals.actor, NewForm("Contact page", "website"))

    def post(name):
        told = {"name": name, "email": f"{name.lower()}@visitor.example", "message": "Call me"}
        address = f"{site}/leads/forms/{key}"
        asked = urllib.request.Request(  # noqa: S310 - our own server
            address, json.dumps(told).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - our own server
            assert answer.status == 201

    yield post
    waiting = reads.queue(deals.actor, layout(deals.actor), limit=500).leads
    remove_opportunities(deals.actor, [one.opportunity_id for one in waiting])


@pytest.fixture
def queue(site, signed_in):
    """Open the queue; it waits until leads can arrive."""

    def open_queue(**how):
        page = signed_in(site, "/leads", **how)
        page.wait_for_selector("[data-leads][data-ready]")
        page.wait_for_selector("[data-live=live]", state="attached")
        return page

    return open_queue


def row(page, name):
    return page.locator(f"[data-lead][data-name^={name}]")


@pytest.mark.usefixtures("followers")
def test_a_lead_arrives_while_one_looks_and_is_announced(send, queue):
    """Whoever chooses an owner meanwhile keeps the choice and the focus."""
    page = queue()
    assert page.locator("text=Nobody is waiting").count() == 1
    send("Adah")
    row(page, "Adah").wait_for()
    page.wait_for_selector("[data-leads-voice] >> text=New lead: Adah", state="attached")
    owners = row(page, "Adah").locator("select")
    owners.select_option(label="Noor Haddad")
    owners.focus()
    send("Berta")
    row(page, "Berta").wait_for()
    assert page.locator("[data-leads-count]").inner_text() == "2 that nobody has taken"
    assert owners.locator("option:checked").inner_text() == "Noor Haddad"
    assert page.evaluate("document.activeElement.name") == "owner_id"
    names = page.locator("[data-lead] h2").all_inner_texts()
    assert [name.split(":")[0] for name in names] == ["Adah", "Berta"]


@pytest.mark.usefixtures("followers")
def test_a_lead_is_taken_and_taken_back_and_goes_from_the_queues_of_others(send, queue, colleague):
    """Undoing leads back to the queue, where it waits again, for everybody."""
    send("Cleo")
    page, other = queue(), queue(email=colleague.email)
    row(page, "Cleo").get_by_role("button", name="Take").click()
    page.wait_for_selector("#toasts >> text=is yours")
    until(lambda: row(other, "Cleo").count() == 0)
    page.wait_for_selector("text=Nobody is waiting")
    page.keyboard.press("Control+z")
    page.wait_for_selector("#toasts >> text=Taken back.")
    assert page.url.endswith("/leads")
    row(page, "Cleo").wait_for()
    row(other, "Cleo").wait_for()


def test_a_lead_is_given_to_somebody(deals, send, queue, colleague):
    """By name, in place."""
    send("Dora")
    page = queue()
    uid = row(page, "Dora").get_attribute("data-lead")
    row(page, "Dora").locator("select").select_option(label=colleague.name)
    row(page, "Dora").get_by_role("button", name="Give").click()
    page.wait_for_selector(f"#toasts >> text=goes to {colleague.name}")
    assert deals.owner_of(uid) == colleague.user_id
    assert row(page, "Dora").count() == 0


def test_who_takes_what_somebody_else_has_is_told_who(send, queue, colleague):
    """On a queue that lay open while nothing told it: nothing is taken twice."""
    send("Edda")
    page = queue(expected=["409"])
    uid = row(page, "Edda").get_attribute("data-lead")
    commands.take_lead(find_actor(colleague.user_id), uid)
    row(page, "Edda").get_by_role("button", name="Take").click()
    page.get_by_text(colleague.name).first.wait_for()


@pytest.mark.parametrize("look", LOOKS)
def test_the_queue_is_accessible_and_fits(send, queue, violations, look):
    """Full and empty, down to 320 px."""
    width, theme = look
    page = queue(width=width, theme=theme)
    assert violations(page) == []
    assert not scrolls_sideways(page)
    send("Fenella-of-a-very-long-name-that-has-no-end")
    page.reload()
    page.wait_for_selector("[data-lead]")
    assert violations(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.usefixtures("deals")
@pytest.mark.parametrize("look", LOOKS)
def test_a_form_of_a_web_site_is_set_up_and_retired(site, signed_in, violations, look):
    """What is wrong is told beside its field; what to paste stands below."""
    width, theme = look
    page = signed_in(site, "/leads/forms", width=width, theme=theme, expected=["422"])
    name = f"Page {width} {theme}"
    page.select_option("[name=source]", "website")
    page.fill("[name=origins]", "not an address")
    page.fill("[name=name]", name)
    page.click("button:has-text('Set up')")
    page.wait_for_selector(".field.wrong [name=origins]")
    assert violations(page) == []
    page.fill("[name=origins]", "https://www.oduya.example")
    page.click("button:has-text('Set up')")
    article = page.locator("article", has_text=name).first
    assert "<form" in article.locator("textarea").input_value()
    assert violations(page) == []
    assert not scrolls_sideways(page)
    article.get_by_role("button", name="Retire").click()
    page.locator("article", has_text=name).first.locator("text=retired").wait_for()
