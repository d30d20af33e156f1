"""The ways into a deal and the best touches as a person meets them, on the sample world."""

import pytest
from windows import WIDTHS, scrolls_sideways

from graphcrm.access.reads import find_actor_by_email
from graphcrm.buying.commands import seat
from graphcrm.demo import loading
from graphcrm.directory.references import resolve_contact
from graphcrm.pipeline.opportunities.references import resolve_opportunity


@pytest.fixture(scope="module")
def depot(sample):
    """The deal of the story, whose finance chief has a seat: its uid."""
    _, world = sample
    noor = find_actor_by_email(world.opening.user_email)
    uid = resolve_opportunity(noor, "Depot rollout").opportunity_id
    target = resolve_contact(noor, world.opening.target_email)
    seat(noor, uid, target.contact_id, "economic-buyer")
    return uid


@pytest.fixture
def at(sample, opened):
    """Open a page of the sample world as the one who opens it: `at(path, width=390)`."""
    address, world = sample

    def open_page(path, **how):
        page = opened(f"{address}/sign-in?next={path}", **how)
        page.fill("#email", world.opening.user_email)
        page.fill("#password", loading.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("main h1")
        return page

    return open_page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ways_and_touches_fit_every_window_and_axe_finds_nothing(
    depot, at, violations, width, theme
):
    """With a what-if beside them, which is the densest they get."""
    page = at(f"/deals/{depot}/ways", theme=theme, width=width)
    page.wait_for_selector(".way-in .chain")
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.select_option("#without", index=1)
    page.wait_for_selector(".loss")
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.goto(page.url.split("/deals/")[0] + "/paths/touches")
    page.wait_for_selector("main h1")
    assert violations(page) == []
    assert not scrolls_sideways(page)


def test_somebody_is_left_out_and_let_in_again(depot, at):
    """By choosing them, and by the chip; the address says it all."""
    page = at(f"/deals/{depot}/ways")
    page.select_option("#without", label="Dana Whitlock")
    page.wait_for_selector("h2 >> text=If Dana Whitlock leaves")
    assert "without=" in page.url
    page.click(".chip.out")
    page.wait_for_selector(".ways-ask:not(:has(.chip.out))")
    assert "without=" not in page.url


def test_an_introduction_is_asked_for_in_place(depot, at):
    """The dialog knows the deal; the evidence of a hop opens below it."""
    page = at(f"/deals/{depot}/ways")
    page.get_by_role("link", name="Ask for an introduction to Marguerite").first.click()
    page.wait_for_selector("#introduce form")
    assert page.input_value("#introduce input[name=deal]") == depot
    page.keyboard.press("Escape")
    page.locator(".way-in .edge").first.click()
    page.wait_for_selector(".evidence-slot .evidence")
