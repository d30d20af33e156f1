"""The grouped board under the mouse and the keys, and views that another browser opens."""

import pytest
from dealing import Deals, drag, until
from phrases import PHRASE
from windows import scrolls_sideways

from graphcrm import ids
from graphcrm.access.records import Role
from graphcrm.members import commands, reads
from graphcrm.members.records import NewUser
from graphcrm.pipeline.opportunities.commands import remove_opportunities
from graphcrm.pipeline.opportunities.reads import get_opportunity


@pytest.fixture
def deals(house):  # noqa: ARG001 - in which they are
    """A process, and no deals that another test has left."""
    made = Deals()
    yield made
    remove_opportunities(made.actor, list(made.ids.values()))


@pytest.fixture
def board(site, signed_in):
    """Open the board; it waits until cards can be moved."""

    def open_board(path, **how):
        page = signed_in(site, path, **how)
        page.wait_for_selector("[data-board][data-ready]")
        return page

    return open_board


def group(page, key):
    """The cards of a group on a page."""
    return page.locator(f'[data-column="{key}"] [data-track]')


def names(page, key):
    return group(page, key).locator("h3").all_text_contents()


def someone_else(actor):
    return next(one for one in reads.users(actor) if one.works and one.user_id != actor.user_id)


def owner_of(deals, name):
    return get_opportunity(deals.actor, deals.ids[name]).values.get("owner_id")


def test_a_card_is_dragged_to_another_owner_and_taken_back(deals, board):
    """It lies with them, there and in the graph; both sums follow; Ctrl+Z gives it back."""
    deals.open("Yard", amount="12500 EUR")
    deals.open("Gate", stage="proposal")
    page = board("/deals?group=owner")
    me, other = deals.actor.user_id, someone_else(deals.actor)
    assert names(page, me) == ["Gate", "Yard"]
    drag(page, deals.card(page, "Yard"), group(page, other.user_id))
    page.wait_for_selector(f"#toasts >> text=Yard belongs to {other.name}.")
    assert names(page, other.user_id) == ["Yard"]
    assert owner_of(deals, "Yard") == other.user_id
    head = page.locator(f'[data-column="{other.user_id}"] [data-head]')
    head.get_by_text("€12.5").first.wait_for()
    page.keyboard.press("Control+z")
    until(lambda: names(page, me) == ["Gate", "Yard"])
    until(lambda: owner_of(deals, "Yard") == me)


def test_a_card_is_carried_to_another_month_by_keys(deals, board):
    """Its new month is announced; up and down mean nothing where cards lie by stage."""
    deals.open("Yard", close_on="2090-03-05")
    page = board("/deals?group=month")
    deals.card(page, "Yard").locator(".deal").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    voice = page.locator("[data-board-voice]")
    assert "No close date, place 1 of 1" in voice.inner_text()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    page.wait_for_selector("#toasts >> text=Yard closes on")
    assert names(page, "2090-03") == []
    until(lambda: get_opportunity(deals.actor, deals.ids["Yard"]).values["close_on"].year < 2090)


def test_a_card_changes_hands_or_stage_by_its_menu(deals, board):
    """One dialog has both; each is sent where it belongs."""
    deals.open("Yard")
    page = board("/deals?group=owner")
    deals.card(page, "Yard").locator(".deal").focus()
    page.keyboard.press("m")
    other = someone_else(deals.actor)
    page.get_by_label("Whose it becomes").select_option(other.user_id)
    page.get_by_role("button", name="Give").click()
    page.wait_for_selector(f"#toasts >> text=Yard belongs to {other.name}.")
    deals.card(page, "Yard").locator(".deal").focus()
    page.keyboard.press("m")
    page.get_by_label("Stage", exact=True).select_option(deals.stage_id("qualified"))
    page.get_by_role("button", name="Move", exact=True).click()
    page.wait_for_selector("#toasts >> text=Yard moved to Qualified.")
    assert deals.stage_of("Yard") == "qualified"
    assert names(page, other.user_id) == ["Yard"]
    deals.card(page, "Yard").get_by_text("Qualified").first.wait_for()


def test_cards_stay_with_their_account(deals, board):
    """Nothing can be dragged, and a key says why."""
    deals.open("Yard")
    page = board("/deals?group=account")
    deals.card(page, "Yard").locator(".deal").focus()
    page.keyboard.press("Space")
    assert "Yard stays with its account" in page.locator("[data-board-voice]").inner_text()
    page.keyboard.press("ArrowRight")
    assert names(page, "none") == ["Yard"]


def test_somebody_elses_change_moves_a_card_to_its_group(deals, board):
    """The board asks again when it hears of a change, as by stages."""
    deals.open("Yard", close_on="2090-03-05")
    page = board("/deals?group=month")
    deals.open("Gate")
    page.evaluate("document.dispatchEvent(new CustomEvent('live-change', { detail: {} }))")
    until(lambda: names(page, "none") == ["Gate"])
    assert names(page, "2090-03") == ["Yard"]


def test_a_view_is_saved_and_opened_by_a_colleague(deals, site, opened):
    """Shared with the team, in another browser: the same deals, columns and cards."""
    team = f"Team {ids.new()}"
    emails = [f"{ids.new()}@norrvane.example" for _ in range(2)]
    for at, email in enumerate(emails):
        commands.add_user(deals.actor, NewUser(f"Mate {at}", email, Role.REP, PHRASE, team=team))

    mine, theirs = (entered(opened, site, email) for email in emails)
    mine.goto(f"{site}/deals?group=month&cards=amount,seats&no_next_step=1")
    save(mine, "What closes", shared=True)
    theirs.reload()
    theirs.click("[data-views] summary")
    theirs.get_by_role("link", name="What closes").click()
    theirs.wait_for_selector('[data-grouped="month"]')
    assert "no_next_step=1" in theirs.url
    assert theirs.locator("[data-views] summary").inner_text().strip() == "What closes"
    theirs.click("[data-views] summary")
    assert theirs.get_by_role("button", name="Rename").count() == 0
    theirs.get_by_role("button", name="Open with it").click()
    theirs.wait_for_selector("#toasts >> text=It opens with What closes.")
    theirs.goto(f"{site}/deals")
    theirs.wait_for_selector('[data-grouped="month"]')


def test_a_view_is_taken_back_by_its_toast(deals, board):  # noqa: ARG001 - a process
    """The menu no longer has it; the board stays where it is."""
    page = board("/deals?no_next_step=1")
    name = f"View {ids.new()}"
    save(page, name)
    page.wait_for_selector("[data-board][data-ready]")
    page.keyboard.press("Control+z")
    page.wait_for_selector(f"#toasts >> text={name} is as before.")
    assert page.get_by_role("link", name=name).count() == 0
    assert "no_next_step=1" in page.url


def entered(opened, site, email):
    """A page on which somebody has signed in."""
    page = opened(f"{site}/sign-in?next=/deals")
    page.fill("#email", email)
    page.fill("#password", PHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector(".shell")
    return page


def save(page, name, *, shared=False):
    """Save what a page shows, by its menu."""
    page.click("[data-views] summary")
    page.get_by_label("Save what is shown as").fill(name)
    if shared:
        page.get_by_label("My team sees it").check()
    page.get_by_role("button", name="Save view").click()
    page.wait_for_selector(f"#toasts >> text={name} is saved.")


def test_what_cards_show_is_chosen_in_place(deals, board):
    """And what is missing is a number with its words for whoever hears it."""
    deals.open("Yard", stage="proposal", amount="12500 EUR")
    page = board("/deals")
    card = deals.card(page, "Yard")
    assert "missing: Champion, Decision-maker" in card.locator(".seats").text_content()
    page.click("[data-display] summary")
    page.get_by_label("Missing seats").uncheck()
    page.locator("[data-display]").get_by_role("button", name="Show", exact=True).click()
    page.wait_for_selector("[data-board][data-ready]")
    assert deals.card(page, "Yard").locator(".seats").count() == 0
    assert deals.card(page, "Yard").locator(".amount").count() == 1


LOOKS = [(width, theme) for width in (1440, 390, 320) for theme in ("light", "dark")]


@pytest.mark.parametrize("look", LOOKS)
def test_grouped_boards_and_their_menus_are_accessible_and_fit(
    deals, site, board, violations, look
):
    """Down to 320 px, with the menu of views and of what is shown open."""
    width, theme = look
    deals.open("Yard", stage="proposal", amount="12500")
    deals.open("Gate", kind="renewal", close_on="2090-03-05")
    page = board("/deals?group=owner&cards=amount,kind,source,seats,age", theme=theme, width=width)
    for menu in ("[data-views]", "[data-display]"):
        page.click(f"{menu} summary")
        assert violations(page) == [], menu
        assert not scrolls_sideways(page), menu
        page.keyboard.press("Escape")
    for path in (
        "/deals?group=month",
        "/deals?group=account&kind=gone",
        f"/deals/move?id={deals.ids['Yard']}&group=owner",
    ):
        page.goto(site + path)
        assert violations(page) == [], path
        assert not scrolls_sideways(page), path
