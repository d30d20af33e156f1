"""Contacts and accounts by hand: made, edited, tied and removed with the keyboard alone."""

import pytest
from windows import scrolls_sideways

from graphcrm.access.reads import find_first_admin
from graphcrm.relationships import declarations, following


def press_to(page, selector):
    """Walk to an element by Tab, as somebody without a mouse does."""
    for _ in range(120):
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} is out of the keyboard's reach")


@pytest.mark.parametrize("width", [1440, 390, 320])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(site, signed_in, violations, theme, width):
    """Lists, pages and forms hold WCAG 2.2 AA in both themes, down to 320 px."""
    page = signed_in(site, "/contacts?q=Marguerite", theme=theme, width=width)
    contact = page.locator("[data-row-link]").first.get_attribute("href")
    forms = (f"{contact}/{rest}" for rest in ("edit", "log", "ties/declare"))
    looks = (f"{contact}/ties", f"{contact}/ties/{our_person()}", f"{contact}/likely")
    page.goto(f"{site}/accounts?q=Kestrelmoor")
    account = page.locator("[data-row-link]").first.get_attribute("href")
    of_account = (account, f"{account}/edit")
    empty = ("/contacts?q=zzzz", "/accounts?q=zzzz", "/search?q=zzzz", "/paths", "/imports")
    lists = ("/contacts", contact, "/accounts", "/accounts/new")
    for path in (*lists, *forms, *looks, *of_account, *empty):
        page.goto(site + path)
        assert violations(page) == [], path
        assert not scrolls_sideways(page), path


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("how", [(1440, "light"), (390, "dark"), (320, "light"), (1440, "dark")])
def test_the_way_in_is_accessible_and_fits(site, opened, violations, how):
    """The first page of all, also when it refuses."""
    width, theme = how
    page = opened(f"{site}/sign-in", theme=theme, width=width, expected=("422 (",))
    assert violations(page) == []
    page.fill("#email", "nobody@norrvane.example")
    page.fill("#password", "wrong one")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert violations(page) == []
    assert not scrolls_sideways(page)


def test_the_facts_of_a_tie_open_in_place(site, signed_in, violations):
    """The number is a door: what makes it unfolds below the table, and Escape or X closes it."""
    page = signed_in(site, "/contacts?q=Marguerite")
    contact = page.locator("[data-row-link]").first.get_attribute("href")
    admin = find_first_admin()
    declarations.declare_tie(admin, contact.rpartition("/")[2], our_person(), "good")
    following.catch_up()
    page.goto(site + contact)
    page.evaluate("window.same = true")
    number = page.locator("[data-disclose='#ours-facts']").first
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#ours-facts >> text=Said to be good")
    assert page.evaluate("window.same")
    assert number.get_attribute("aria-expanded") == "true"
    assert violations(page) == []
    page.click("#ours-facts [data-close]")
    page.wait_for_selector("#ours-facts", state="hidden")
    assert number.get_attribute("aria-expanded") == "false"


def our_person():
    """The uid of the administrator's own contact."""
    return find_first_admin().contact_id


def test_rows_are_walked_by_keys(site, signed_in):
    """J and K move, Enter opens."""
    page = signed_in(site, "/contacts")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("[data-row-link]").first
    assert first.evaluate("(link) => link === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1")
    page.wait_for_selector(".key-facts")


def test_a_contact_is_made_edited_tied_and_removed_by_keyboard(site, signed_in):  # noqa: PLR0915 - one life from end to end
    """The whole life of a contact without a mouse."""
    page = signed_in(site, "/contacts")
    page.keyboard.press("c")
    page.wait_for_selector("#record-form")
    page.keyboard.type("Solveig Brandt")
    press_to(page, "#emails-0")
    page.keyboard.type("solveig@brandt.example")
    press_to(page, "button[value=emails]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#emails-1")
    press_to(page, "#emails-1")
    page.keyboard.type("s.brandt@kestrel.example")
    press_to(page, "#jobs-0-account")
    page.keyboard.type("Kestrelm")
    page.wait_for_selector("#jobs-0-account-list >> text=Kestrelmoor Logistics")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:text-is('Solveig Brandt')")
    assert "Kestrelmoor Logistics" in page.inner_text(".who")
    page.keyboard.press("e")
    page.wait_for_selector("#record-form")
    press_to(page, "#title")
    page.keyboard.type("Treasurer")
    page.keyboard.press("Enter")
    page.wait_for_selector(".who >> text=Treasurer")
    page.keyboard.press("l")
    page.wait_for_selector("#log[open]")
    press_to(page, "#subject")
    page.keyboard.type("First call")
    page.keyboard.press("Enter")
    page.wait_for_selector(".timeline >> text=First call")
    press_to(page, ".who .menu > summary")
    page.keyboard.press("Enter")
    press_to(page, "[data-dialog='#tie']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#tie[open]")
    press_to(page, "#tie-form button.primary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast >> text=declared")
    press_to(page, ".who .menu > summary")
    page.keyboard.press("Enter")
    press_to(page, ".menu-list form[action$='/remove'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast >> text=Solveig Brandt is removed")
    page.keyboard.press("Control+z")
    page.wait_for_selector(".toast >> text=Solveig Brandt is as before")
    page.wait_for_selector("h1:text-is('Solveig Brandt')")


def test_an_account_is_made_edited_and_removed_by_keyboard(site, signed_in):
    """The whole life of an account without a mouse."""
    page = signed_in(site, "/accounts")
    page.keyboard.press("c")
    page.wait_for_selector("#record-form")
    page.keyboard.type("Tern Street")
    press_to(page, "#domains-0")
    page.keyboard.type("tern.example")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:text-is('Tern Street')")
    page.keyboard.press("e")
    page.wait_for_selector("#record-form")
    press_to(page, "#location")
    page.keyboard.type("Leeds")
    page.keyboard.press("Enter")
    page.wait_for_selector(".who >> text=Leeds")
    press_to(page, ".who .menu > summary")
    page.keyboard.press("Enter")
    press_to(page, ".menu-list form[action$='/remove'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast >> text=Tern Street is removed")
    page.keyboard.press("Control+z")
    page.wait_for_selector(".toast >> text=Tern Street is as before")
    page.wait_for_selector("h1:text-is('Tern Street')")


def test_who_may_be_here_already_shows_while_typing(site, signed_in):
    """The second record of one person is caught before it is saved."""
    page = signed_in(site, "/contacts/new")
    page.keyboard.type("Marguerite Achterberg")
    page.wait_for_selector("#likeness >> text=Maybe here already")


def test_names_of_a_list_have_the_room_on_a_small_screen(site, signed_in):
    """A name that is cut while the row stands empty cannot be told from its neighbour."""
    page = signed_in(site, "/accounts?q=Kestrelmoor", width=390)
    name = page.locator("[data-row-link]").first
    assert name.evaluate("(link) => link.scrollWidth <= link.clientWidth")


@pytest.mark.parametrize(("key", "dialog"), [("l", "#log"), ("", "#tie")])
def test_a_dialog_opens_on_its_first_field(site, signed_in, key, dialog):
    """Whoever opens a form wants to fill it, not to close it."""
    page = signed_in(site, "/contacts?q=Marguerite")
    page.goto(site + page.locator("[data-row-link]").first.get_attribute("href"))
    if key:
        page.keyboard.press(key)
    else:
        page.click(".who .menu > summary")
        page.click(f"[data-dialog='{dialog}']")
    page.wait_for_selector(f"{dialog}[open]")
    first = {"#log": "[name=kind]:checked", "#tie": "#tie-who"}[dialog]
    assert page.evaluate("(field) => document.activeElement.matches(field)", first)
