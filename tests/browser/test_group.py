"""A buying group edited in place: by mouse, by keys, refused and taken back."""

import pytest
from windows import WIDTHS, scrolls_sideways
from world import begin_process

from graphcrm import ids
from graphcrm.access.reads import find_first_admin
from graphcrm.buying.commands import assess, seat_all
from graphcrm.directory.commands import create_account, create_contact
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.pipeline import reads
from graphcrm.pipeline.groups import get_group_page
from graphcrm.pipeline.opportunities.commands import open_opportunity, remove_opportunities
from graphcrm.pipeline.opportunities.records import Accounts, NewOpportunity


class Table:
    """A deal in proposal, with Kim as user and decision-maker, and Ida who could be seated."""

    def __init__(self):
        self.actor = find_first_admin()
        begin_process(self.actor)
        firm = create_account(self.actor, AccountDraft(f"Firm {ids.new()}")).uid
        self.kim, self.ida = (self._person(firm, *one) for one in (("Kim", ""), ("Ida", "CEO")))
        places = reads.layout(self.actor).places
        stage_id = next(uid for uid, one in places.items() if one.stage.key == "proposal")
        new = NewOpportunity({"name": "Yard"}, Accounts(firm), stage_id)
        (self.deal_id,) = open_opportunity(self.actor, new).opportunity_ids
        seats = [(self.kim, "user"), (self.kim, "decision-maker")]
        seat_all(self.actor, self.deal_id, seats)

    def _person(self, firm, name, title):
        jobs = (JobDraft(account_id=firm, title=title or None),)
        draft = ContactDraft(f"{name} {ids.new()[-6:]}", title=title or None, jobs=jobs)
        return create_contact(self.actor, draft).uid

    @property
    def members(self):
        """Who is in the group by now, by uid."""
        found = get_group_page(self.actor, self.deal_id).group.members
        return {one.contact_id: one for one in found}


@pytest.fixture
def table(house):  # noqa: ARG001 - in which it is
    """A deal of this test alone."""
    made = Table()
    yield made
    remove_opportunities(made.actor, [made.deal_id])


@pytest.fixture
def page(table, site, signed_in):
    """Its group, once it can be edited in place and who could be in it is there."""

    def open_page(**how):
        opened = signed_in(site, f"/deals/{table.deal_id}/group", **how)
        opened.wait_for_selector("[data-group][data-ready]")
        opened.wait_for_selector(".proposal")
        return opened

    return open_page


def test_support_is_said_by_keys_and_taken_back(table, page):
    """J goes to the person, + says more, Ctrl+Z takes it back; the focus stays."""
    opened = page()
    opened.locator("body").press("j")
    opened.keyboard.press("+")
    opened.wait_for_selector("#toasts >> text=Noted.")
    assert table.members[table.kim].assessment.support == 0
    assert opened.evaluate("document.activeElement.id") == f"seat-{table.kim}"
    opened.keyboard.press("Control+z")
    opened.wait_for_selector("#toasts >> text=Taken back.")
    assert table.members[table.kim].assessment.support is None


def test_what_somebody_else_said_meanwhile_is_shown_instead(table, page):
    """What was chosen is put back, with the reason."""
    opened = page(expected=["409"])
    select = opened.locator(f"#support-{table.kim}")
    opened.locator("#seat-contact").focus()  # what others do meanwhile waits
    assess(table.actor, table.deal_id, table.kim, {"support": "-2"})
    select.evaluate("one => { one.value = '2'; one.form.requestSubmit(); }")
    opened.wait_for_selector("#toasts >> text=after you looked")
    opened.wait_for_selector(f"#seat-{table.kim} [data-support='-2']")
    assert table.members[table.kim].assessment.support == -2


def test_who_could_be_is_seated_by_one_click(table, page):
    """And stands in the list at once."""
    opened = page()
    opened.locator(".proposal", has_text="Ida").get_by_role("button", name="Seat").click()
    opened.wait_for_selector(f"#seat-{table.ida}")
    assert [role.key for role in table.members[table.ida].roles] == ["decision-maker"]


def test_a_role_is_given_by_menu(table, page):
    """Without leaving the list."""
    opened = page()
    row = opened.locator(f"#seat-{table.kim}")
    row.locator("details.menu > summary").click()
    row.get_by_role("button", name="Champion", exact=True).click()
    opened.wait_for_selector(f"#seat-{table.kim} .chip >> text=Champion")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_group_fits_every_window_and_axe_finds_nothing(page, violations, width, theme):
    """With its details open, in both themes."""
    opened = page(width=width, theme=theme)
    opened.locator(".seat-more > summary").first.click()
    assert not scrolls_sideways(opened)
    assert violations(opened) == []
