"""Deals beside the board: one deal's page, and the table with its changes of many."""

from datetime import timedelta

import pytest
from windows import scrolls_sideways

from graphcrm import clock


LOOKS = [(width, theme) for width in (1440, 390, 320) for theme in ("light", "dark")]


def test_many_deals_are_changed_after_a_preview_and_taken_back_at_once(
    deals, site, signed_in, violations
):
    """Chosen, previewed with the reasons of those that stay, done, undone; back in the table."""
    deals.open("Yard")
    deals.open("Gate", stage="proposal")
    page = signed_in(site, "/deals/table")
    for name in ("Yard", "Gate"):
        page.get_by_label(f"Choose {name}").check()
    page.select_option("[name=stage]", deals.stage_id("qualified"))
    page.click("button[name=do][value=move]")
    page.wait_for_selector("h1:has-text('They move to Qualified')")
    page.wait_for_selector("text=Proposal does not lead to Qualified")
    assert violations(page) == []
    page.click("button:has-text('Change 1 deal')")
    page.wait_for_selector("#toasts >> text=1 deal changed, 1 stay as they were")
    assert (deals.stage_of("Yard"), deals.stage_of("Gate")) == ("qualified", "proposal")
    page.keyboard.press("Control+z")
    page.wait_for_selector("#toasts >> text=Taken back.")
    assert page.url.endswith("/deals/table")
    assert deals.stage_of("Yard") == "lead"


def test_all_that_are_shown_are_chosen_by_one_box(deals, site, signed_in):
    """And set by keyboard alone."""
    for name in ("Yard", "Gate"):
        deals.open(name)
    page = signed_in(site, "/deals/table")
    page.focus("[data-choose-all]")
    page.keyboard.press("Space")
    page.select_option("[name=field]", "next_step")
    page.fill("[name=value]", "Call them")
    page.focus("button[name=do][value=field]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=2 of 2 chosen deals would change")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toasts >> text=2 deals changed.")
    assert page.locator("td:has-text('Call them')").count() == 2


def test_a_call_is_logged_and_a_file_linked_on_a_deals_page(deals, site, signed_in, violations):
    """In dialogs, by keys; both show at once and are taken back."""
    deals.open("Yard")
    page = signed_in(site, f"/deals/{deals.ids['Yard']}")
    page.wait_for_selector("[data-live=live]", state="attached")
    page.keyboard.press("l")
    page.wait_for_selector("dialog[open] >> text=Log about Yard")
    assert violations(page) == []
    page.locator("dialog[open] label", has_text="Note").click()
    hour_ago = clock.now() - timedelta(hours=1)
    page.fill("dialog[open] [name=occurred_at]", hour_ago.strftime("%Y-%m-%dT%H:%M"))
    page.fill("dialog[open] [name=subject]", "Budget is tight")
    page.click("dialog[open] button:has-text('Log it')")
    page.wait_for_selector("#toasts >> text=The note is logged.")
    page.wait_for_selector("#happened >> text=Budget is tight")
    page.keyboard.press("Control+z")
    page.wait_for_selector("#toasts >> text=Taken back")
    assert page.locator("#happened >> text=Budget is tight").count() == 0
    page.click("text=Link a file >> visible=true")
    page.fill("dialog[open] [name=url]", "https://files.example/offer.pdf")
    page.click("dialog[open] button:has-text('Link it')")
    page.wait_for_selector("a:has-text('offer.pdf')")
    assert violations(page) == []
    page.keyboard.press("Control+z")
    page.wait_for_selector("text=Nothing is linked yet.")


@pytest.mark.parametrize("look", LOOKS)
def test_the_table_and_the_forms_of_a_deal_are_accessible_and_fit(
    deals, site, signed_in, violations, look
):
    """Down to 320 px."""
    width, theme = look
    deals.open("Yard", amount="12500", next_step="Call", next_step_on="2026-01-02")
    uid = deals.ids["Yard"]
    page = signed_in(site, "/deals/table", width=width, theme=theme)
    for path in (None, f"/deals/{uid}/log", f"/deals/{uid}/links"):
        if path:
            page.goto(site + path)
        assert violations(page) == [], path
        assert not scrolls_sideways(page), path
