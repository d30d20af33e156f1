"""Cells of the table of deals, edited by keys and by mouse."""

import pytest
from windows import scrolls_sideways
from world import begin_process

from graphcrm.access.reads import find_first_admin
from graphcrm.pipeline import reads
from graphcrm.pipeline.board.records import Filter
from graphcrm.pipeline.opportunities.batches import all_of
from graphcrm.pipeline.opportunities.commands import (
    edit_opportunity,
    open_opportunity,
    remove_opportunities,
)
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Edit, NewOpportunity


class Deals:
    """Two deals, Gate above Yard, and nothing that another test has left."""

    def __init__(self):
        self.actor = find_first_admin()
        begin_process(self.actor)
        self.clear()
        self.ids = {}
        for name in ("Yard", "Gate"):
            new = NewOpportunity({"name": name, "amount": "10 EUR", "next_step": "call"})
            self.ids[name] = open_opportunity(self.actor, new).opportunity_ids[0]

    def clear(self):
        """Take all deals away."""
        process = reads.layout(self.actor)
        remove_opportunities(
            self.actor, all_of(self.actor, process, list(process.places), Filter())
        )

    def values(self, name):
        """What a deal says by now."""
        return get_opportunity(self.actor, self.ids[name]).values


@pytest.fixture
def deals(house):  # noqa: ARG001 - in which they are
    made = Deals()
    yield made
    made.clear()


@pytest.fixture
def table(site, signed_in):
    """Open the table; it waits until cells can be edited."""

    def open_table(**how):
        page = signed_in(site, "/deals/table", **how)
        page.wait_for_selector("[data-cells][data-ready]")
        return page

    return open_table


LOOKS = [(width, theme) for width in (1440, 390, 320) for theme in ("light", "dark")]


def cell(page, name, key):
    return page.locator(f'tr[data-name="{name}"] [data-cell="{key}"]')


def focused(page):
    """Which cell has the focus."""
    return page.evaluate(
        "[document.activeElement.closest('tr')?.dataset.name,"
        " document.activeElement.closest('[data-cell]')?.dataset.cell]"
    )


def test_a_cell_is_found_edited_saved_and_taken_back_by_keys(deals, table, violations):
    """Arrows, Enter, F2, Tab and Esc; the sum above follows."""
    page = table()
    cell(page, "Gate", "name").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert focused(page) == ["Yard", "amount"]
    page.keyboard.press("Enter")
    assert violations(page) == []
    page.keyboard.type("20 EUR")
    page.keyboard.press("Enter")
    page.wait_for_selector('tr[data-name="Yard"] [data-cell="amount"][data-text="20 EUR"]')
    assert focused(page) == ["Yard", "amount"]
    assert deals.values("Yard")["amount_minor"] == 2000
    page.wait_for_function("document.querySelector('[data-count]').innerText.includes('30')")


def test_a_cell_is_left_as_it_was_and_what_was_saved_is_taken_back(deals, table):
    """By Esc, and by Ctrl+Z; Tab saves and goes on."""
    page = table()
    cell(page, "Yard", "amount").focus()
    page.keyboard.press("F2")
    page.keyboard.type("99 EUR")
    page.keyboard.press("Escape")
    assert "10" in cell(page, "Yard", "amount").inner_text()
    assert focused(page) == ["Yard", "amount"]
    cell(page, "Yard", "next_step").click()
    page.keyboard.type("write")
    page.keyboard.press("Tab")
    page.wait_for_selector('[data-cell="next_step"][data-text="write"]')
    assert focused(page) == ["Yard", "next_step_on"]
    page.keyboard.press("Control+z")
    page.wait_for_selector('tr[data-name="Yard"] [data-cell="next_step"][data-text="call"]')
    assert deals.values("Yard")["next_step"] == "call"


def test_what_is_refused_goes_back_and_says_why_beside_the_cell(deals, table):
    """A value that cannot be, and one that somebody else has changed meanwhile."""
    page = table(expected=("422", "409"))
    cell(page, "Gate", "amount").click()
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    why = cell(page, "Gate", "amount").locator(".cell-why")
    assert "many" in why.inner_text()
    assert cell(page, "Gate", "amount").get_attribute("data-text") == "10 EUR"
    edit_opportunity(deals.actor, deals.ids["Gate"], Edit({"next_step": "mail"}))
    cell(page, "Gate", "next_step").click()
    page.keyboard.type("write")
    page.keyboard.press("Enter")
    told = cell(page, "Gate", "next_step").locator(".cell-why").inner_text()
    assert told.startswith(f"{deals.actor.name} changed Next step of Gate on ")
    assert deals.values("Gate")["next_step"] == "mail"


def test_a_stage_changes_by_the_same_move_with_its_dialog(deals, table):
    """What the stage asks for is asked; closed, the deal stays where it was."""
    page = table()
    lost = next(
        uid for uid, one in reads.layout(deals.actor).places.items() if one.stage.key == "lost"
    )
    for answer in ("Escape", "Enter"):
        cell(page, "Gate", "stage").click()
        page.locator('[data-cell="stage"] select').select_option(lost)
        page.keyboard.press("Enter")
        page.wait_for_selector("#move-dialog[open]")
        if answer == "Enter":
            page.select_option("#loss_reason", "price")
            page.click("#move-dialog button.primary")
        else:
            page.keyboard.press("Escape")
        page.wait_for_selector("#move-dialog:not([open])", state="attached")
    page.wait_for_selector(f'tr[data-name="Gate"] [data-text="{lost}"]')
    assert deals.values("Gate")["loss_reason"] == "price"


@pytest.mark.parametrize("look", LOOKS)
def test_the_table_is_accessible_and_fits(deals, table, violations, look):
    """With a cell open, down to 320 px."""
    assert deals.ids
    width, theme = look
    page = table(theme=theme, width=width)
    assert violations(page) == []
    cell(page, "Gate", "owner").click()
    assert violations(page) == []
    assert not scrolls_sideways(page)
