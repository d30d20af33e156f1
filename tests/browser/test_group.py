"""A buying group edited in place: by mouse, by keys, refused and taken back."""

import pytest
from dealing import until
from windows import WIDTHS, scrolls_sideways
from world import begin_process

from graphcrm import ids
from graphcrm.access.reads import find_first_admin
from graphcrm.buying.commands import assess, seat_all
from graphcrm.buying.lines import declare_reporting
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
        opened.wait_for_selector(".proposal, .could .pad")
        return opened

    return open_page


@pytest.mark.usefixtures("followers")
def test_what_somebody_else_says_is_there_without_loading(table, page):
    """As a worker tells it: that something happened, not of what kind it was."""
    opened = page()
    opened.wait_for_selector("[data-live=live]", state="attached")
    assess(table.actor, table.deal_id, table.kim, {"support": "-1"})
    shown = opened.locator(f"#support-{table.kim}")
    until(lambda: shown.input_value() == "-1")


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


@pytest.fixture
def pair(table):
    """Ida has a seat too; how many lines there are between both."""
    seat_all(table.actor, table.deal_id, [(table.ida, "champion")])

    def lines():
        group = get_group_page(table.actor, table.deal_id).group
        reporting = [(one.contact_id, one.superior_id) for one in group.reporting]
        return reporting, [(one.from_id, one.weight, one.to_id) for one in group.influences]

    return lines


def middle(opened, uid):
    """Return the middle of somebody's card in the window."""
    card = opened.locator(f"#card-{uid}")
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_card_dragged_onto_another_reports_to_it(table, pair, page):
    """With a toast that takes it back; what makes a circle is refused with it named."""
    opened = page(expected=["409"])

    def drag(one, other):
        opened.mouse.move(*middle(opened, one))
        opened.mouse.down()
        opened.mouse.move(*middle(opened, other), steps=5)
        assert opened.locator(".card.target").count() == 1
        opened.mouse.up()

    drag(table.ida, table.kim)
    opened.wait_for_selector("#toasts >> text=The reporting line is drawn.")
    assert pair()[0] == [(table.ida, table.kim)]
    opened.wait_for_selector(".group-map .report", state="attached")
    assert not opened.locator("#person-dialog[open]").count()
    drag(table.kim, table.ida)
    opened.wait_for_selector("#toasts >> text=cannot report to")
    opened.keyboard.press("Control+z")
    opened.wait_for_selector("#toasts >> text=Taken back.")
    opened.wait_for_selector(".group-map:not(:has(.report))")
    assert pair()[0] == []


def test_the_map_is_edited_by_keys_alone(table, pair, page):
    """M goes to the map, J on, Enter says more of somebody; the focus stays on their card."""
    opened = page()
    opened.locator("body").press("m")
    cards = [f"card-{table.kim}", f"card-{table.ida}"]
    here = "document.activeElement.id"
    assert opened.evaluate(here) in cards
    first = opened.evaluate(here)
    opened.keyboard.press("j")
    (second,) = set(cards) - {first}
    assert opened.evaluate(here) == second
    opened.keyboard.press("k")
    opened.keyboard.press("Enter")
    opened.wait_for_selector("#person-dialog[open]")
    opened.locator("#swayed").select_option(second.removeprefix("card-"))
    opened.locator("#weight").select_option("-0.6")
    opened.get_by_role("button", name="Influences", exact=True).press("Enter")
    opened.wait_for_selector("#toasts >> text=The influence is drawn")
    assert pair()[1] == [(first.removeprefix("card-"), -0.6, second.removeprefix("card-"))]
    opened.wait_for_selector(".group-map .sway.bad")
    assert opened.evaluate(here) == first
    opened.keyboard.press("+")
    opened.wait_for_selector("#toasts >> text=Noted.")
    assert table.members[first.removeprefix("card-")].assessment.support == 0
    opened.keyboard.press("m")
    assert opened.evaluate(here) == first.replace("card-", "seat-")


def test_a_long_touch_drags_a_card(table, pair, page):
    """A short one opens what is said of somebody; what begins as a swipe scrolls."""
    opened = page(width=1440, touch=True)
    devtools = opened.context.new_cdp_session(opened)

    def touch(kind, *points):
        places = [{"x": x, "y": y} for x, y in points]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    start, end = middle(opened, table.ida), middle(opened, table.kim)
    touch("touchStart", start)
    opened.wait_for_selector(".card.held")
    touch("touchMove", ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    touch("touchMove", end)
    opened.wait_for_selector(".card.target")
    touch("touchEnd")
    opened.wait_for_selector("#toasts >> text=The reporting line is drawn.")
    assert pair()[0] == [(table.ida, table.kim)]
    opened.touchscreen.tap(*middle(opened, table.kim))
    opened.wait_for_selector("#person-dialog[open] >> text=Support")


def test_list_and_map_light_up_together(table, pair, page):
    """A row shows its card, a card its row; a click on a row goes to the card."""
    assert pair() == ([], [])
    opened = page()
    opened.locator(f"#seat-{table.ida}").hover()
    opened.wait_for_selector(f"#card-{table.ida}.lit")
    opened.locator(f"#card-{table.kim}").hover()
    opened.wait_for_selector(f"#seat-{table.kim}.lit")
    assert not opened.locator(f"#seat-{table.ida}.lit").count()
    opened.locator(f"#seat-{table.ida} .seat-voice").click()
    assert opened.evaluate("document.activeElement.id") == f"card-{table.ida}"
    opened.locator("label:has(#as-list)").click()
    assert not opened.locator(".group-map").is_visible()
    opened.locator("label:has(#as-map)").click()
    assert not opened.locator(f"#seat-{table.ida}").is_visible()


def test_the_map_is_saved_as_a_picture(pair, page):
    """SVG as the server draws it, PNG drawn from that, twice as large."""
    assert pair() == ([], [])
    opened = page()
    for name, suffix, head in (("SVG", ".svg", b"<svg"), ("PNG", ".png", b"\x89PNG")):
        opened.locator(".group-tools .menu > summary").click()
        with opened.expect_download() as saved:
            opened.locator(".group-tools .menu").get_by_text(name).click()
        assert saved.value.suggested_filename == f"Yard{suffix}"
        with open(saved.value.path(), "rb") as file:  # noqa: PTH123 - Playwright's path
            assert file.read().strip().startswith(head)


@pytest.fixture
def suggested(table, pair, page):
    """The page of a group in which Kim reports to Ida, and the arrows of what that suggests."""
    assert pair() == ([], [])
    declare_reporting(table.actor, table.deal_id, table.kim, table.ida)
    opened = page()
    return opened, opened.locator(".group-map .suggested")


def test_what_evidence_suggests_is_a_layer_that_is_off_at_first(suggested, violations):
    """It comes when somebody switches it on; the list holds the same, with the reason."""
    opened, arrow = suggested
    toggle = opened.locator("label:has(#with-suggested)")
    assert not arrow.count()
    toggle.click()
    arrow.wait_for(state="visible")
    opened.locator("#suggested-summary").click()
    assert opened.get_by_role("button", name="Say so").count() == arrow.count() == 1
    opened.locator("#suggested .proposal summary").click()
    opened.wait_for_selector("#suggested >> text=reports to Ida")
    assert violations(opened) == []
    toggle.click()
    arrow.wait_for(state="hidden")
    assert not opened.locator(".of-suggested").is_visible()


def test_a_suggestion_is_said_by_mouse_and_taken_back(table, pair, suggested):
    """Without the layer: opening the list is enough; both are in step."""
    opened, arrow = suggested
    opened.locator("#suggested-summary").click()
    say = opened.get_by_role("button", name="Say so")
    say.click()
    opened.wait_for_selector("#toasts >> text=The influence is drawn")
    opened.wait_for_selector("#suggested-list >> text=Nothing, or not enough")
    assert pair()[1] == [(table.ida, 0.3, table.kim)]
    assert not arrow.count()
    opened.keyboard.press("Control+z")
    say.wait_for()
    assert arrow.count() == 1
    assert pair()[1] == []


def test_a_suggestion_is_dismissed_recalled_and_said_by_keys(table, pair, suggested, violations):
    """The focus stays in the list, whatever leaves it."""
    opened, _ = suggested
    opened.locator("#suggested-summary").press("Enter")
    opened.get_by_role("button", name="Not so").press("Enter")
    opened.wait_for_selector("#suggested >> text=1 said not to be so")
    assert opened.evaluate("document.activeElement.id") == "suggested-list"
    opened.locator("#suggested-dismissed-summary").press("Enter")
    assert violations(opened) == []
    opened.get_by_role("button", name="Suggest again").press("Enter")
    opened.get_by_role("button", name="Say so").press("Enter")
    opened.wait_for_selector("#suggested-list >> text=Nothing, or not enough")
    assert pair()[1] == [(table.ida, 0.3, table.kim)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_said_of_somebody_passes_axe(table, page, violations, theme):
    """The dialog, and the same as a page of its own."""
    opened = page(theme=theme)
    opened.locator(f"#card-{table.kim}").click()
    opened.wait_for_selector("#person-dialog[open]")
    assert violations(opened) == []
    opened.goto(opened.url.rstrip("/") + f"/person/{table.kim}")
    assert violations(opened) == []
