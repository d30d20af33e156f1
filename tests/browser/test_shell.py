"""The shell and the parts of every room, as a person meets them."""

import pytest
from windows import WIDTHS, scrolls_sideways


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_part_is_accessible_and_fits(parts, signed_in, violations, theme, width):
    """WCAG 2.2 AA holds for the shell and every macro, in both themes, down to 320 px."""
    page = signed_in(parts, "/parts", theme=theme, width=width)
    assert violations(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_way_in_is_accessible_and_fits(parts, opened, violations, theme, width):
    """Nobody gets further who cannot pass here, refused or not."""
    page = opened(f"{parts}/", theme=theme, width=width, expected=["422"])
    page.fill("#email", "nobody@norrvane.example")
    page.fill("#password", "wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-code=sign-in-refused]")
    assert violations(page) == []
    assert not scrolls_sideways(page)


def test_the_first_page_is_small(parts, signed_in):
    """Script and style of every page stay under 150 KB as they travel."""
    page = signed_in(parts)
    files = page.evaluate(
        """performance.getEntriesByType("resource")
           .filter((one) => /\\.(js|css)$/.test(new URL(one.name).pathname))
           .map((one) => one.encodedBodySize)"""
    )
    assert len(files) >= 3
    assert sum(files) < 150_000


def test_a_theme_once_chosen_stays_without_a_flash(parts, signed_in):
    """The choice is kept in this browser and is there before the first paint."""
    page = signed_in(parts, "/parts")
    page.click(".topbar .menu summary")
    page.check("input[name=theme][value=dark]", force=True)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    at_once = "window.at = document.documentElement.dataset.theme"
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {at_once} }})")
    page.reload()
    assert page.evaluate("window.at") == "dark"


def test_keys_lead_to_rooms_and_to_the_search(parts, signed_in):
    """Hands stay on the keyboard; a letter typed into a field stays a letter."""
    page = signed_in(parts, "/search")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("gp")
    assert page.input_value("#search") == "gp"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/parts")


def test_a_menu_closes_by_escape_and_gives_the_focus_back(parts, signed_in):
    """Whoever opened it by key must not lose their place."""
    page = signed_in(parts, "/parts")
    page.focus("main .menu summary")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "first-of-menu"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert not page.is_visible("#first-of-menu")


def test_a_dialog_opens_by_its_key_and_closes(parts, signed_in):
    """A key does what its button does."""
    page = signed_in(parts, "/parts")
    page.keyboard.press("l")
    page.wait_for_selector("#log[open]")
    page.click("#log [data-dialog-close] >> nth=0")
    assert not page.is_visible("#log")
