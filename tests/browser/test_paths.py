"""The Paths screen as a person meets it, on the sample world."""

import json
import re

import pytest
from windows import scrolls_sideways

from graphcrm.demo import loading


@pytest.fixture
def at_paths(sample, opened):
    """Open a page of the sample world as the one who opens it: `at_paths(path, width=390)`."""
    address, world = sample

    def open_page(path=None, **how):
        path = path or f"/paths/to/{world.opening.target_email}"
        page = opened(f"{address}/sign-in?next={path}", **how)
        page.fill("#email", world.opening.user_email)
        page.fill("#password", loading.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("#answer")
        return page

    return open_page


@pytest.mark.parametrize("width", [1440, 390, 320])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_answer_with_its_evidence_is_accessible_and_fits(at_paths, violations, theme, width):
    """WCAG 2.2 AA holds for the densest screen of all, in both themes, down to 320 px."""
    page = at_paths(theme=theme, width=width)
    page.wait_for_selector(".answer")
    assert violations(page) == []
    page.locator(".answer.open .edge").last.click()
    page.wait_for_selector("#evidence-1 .evidence")
    page.click("#evidence-1 .declare summary")
    assert violations(page) == []
    assert not scrolls_sideways(page)


def test_a_name_typed_and_chosen_is_answered_in_place(at_paths):
    """The box, an arrow, Enter: the answer arrives without a new page, its address can be kept."""
    page = at_paths("/paths")
    page.evaluate("window.same = true")
    page.keyboard.press("/")
    page.keyboard.type("achterb")
    page.wait_for_selector("[role=option][aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#verdict")
    assert page.evaluate("window.same")
    assert re.search(r"/paths\?to=[0-9a-f-]{36}$", page.url)
    headline = page.inner_text("#verdict h1")
    assert "Marguerite Achterberg" in headline
    assert "likely to be live" in headline
    page.goto(page.url)
    assert page.inner_text("#verdict h1") == headline


def test_somebody_is_left_out_and_let_in_again(at_paths):
    """The next best way is one key away, and so is the way back."""
    page = at_paths()
    best = page.inner_text("#verdict h1")
    page.keyboard.press("x")
    page.wait_for_selector(".chip.out")
    assert "without=" in page.url
    assert page.inner_text("#verdict h1") != best
    page.click(".chip.out")
    page.wait_for_selector(".chip.out", state="detached")
    assert page.inner_text("#verdict h1") == best
    page.go_back()
    page.wait_for_selector(".chip.out")


def test_somebody_is_left_out_by_typing_their_name(at_paths, violations):
    """A few letters, Enter: the answer changes in place and the field waits for the next one."""
    page = at_paths()
    best = page.inner_text("#verdict h1")
    first = page.get_attribute(".answer [data-leave-out]", "aria-label") or page.inner_text(
        ".without summary b"
    )
    page.evaluate("window.same = true")
    page.focus("#leave-box")
    page.keyboard.type(first.split()[-1][:5])
    page.wait_for_selector("#leave-box-list [role=option][aria-selected=true]")
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip.out")
    assert page.evaluate("window.same")
    assert "without=" in page.url
    assert "leav" not in page.url
    assert page.inner_text("#verdict h1") != best
    assert page.evaluate("document.activeElement.id") == "leave-box"
    page.keyboard.type("Nobody Known")
    page.wait_for_selector("#leave-box-list >> text=Nothing found")
    page.keyboard.press("Enter")
    page.wait_for_selector("#without [role=alert]")
    assert page.input_value("#leave-box") == "Nobody Known"
    assert violations(page) == []


def test_keys_alone_lead_through_the_answers(at_paths):
    """Hands stay on the keyboard: next answer, its evidence, and out of it again."""
    page = at_paths()
    page.wait_for_selector(".answer >> nth=1")
    page.keyboard.press("j")
    page.keyboard.press("j")
    number = page.evaluate("document.activeElement.dataset.path")
    assert number == "2"
    page.keyboard.press("Enter")
    page.wait_for_selector("#evidence-2 .evidence")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.dataset.path") == "1"


def test_a_path_and_its_drawing_light_each_other(at_paths):
    """List and picture are one answer, seen twice."""
    page = at_paths()
    page.hover(".answer[data-path='2'] .reason")
    assert page.locator(".plate-frame .tie.lit").count() >= 1
    page.hover(".plate-frame .spot >> nth=1")
    assert page.locator(".answer.lit").count() >= 1


def test_a_tie_is_declared_and_withdrawn_in_place(at_paths):
    """What is said of a tie counts at once, and can be undone at once."""
    page = at_paths()
    page.locator(".answer.open .edge").last.click()
    page.wait_for_selector("#evidence-1 .evidence")
    page.click("#evidence-1 .declare summary")
    page.check("#evidence-1 input[value=strong]", force=True)
    page.click("#evidence-1 .declare button")
    page.wait_for_selector("#evidence-1 .claims")
    assert "declared a strong tie" in page.inner_text("#evidence-1 .claims")
    assert page.is_visible(".toast:has-text('You declared a strong tie')")
    page.click("#evidence-1 .claims button:has-text('Withdraw')")
    page.wait_for_selector("#evidence-1 .claims", state="detached")
    page.click("#evidence-1 .ranked-before a")
    page.wait_for_selector(".ranked-before", state="detached")


def test_the_question_changes_by_its_choices(at_paths):
    """From whom and in which reading are one click, each with its own address."""
    page = at_paths()
    page.check("input[name=reading][value=influence]", force=True)
    page.wait_for_url(re.compile("reading=influence"))
    page.check("input[name=from][value=team]", force=True)
    page.wait_for_url(re.compile("from=team"))
    page.select_option("#hops", "2")
    page.wait_for_url(re.compile("hops=2"))
    assert page.is_visible("#verdict")


def test_a_path_is_copied_as_text(at_paths):
    """An answer leaves the screen in a mail or a chat."""
    page = at_paths()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click(".answer.open [data-copy]")
    page.wait_for_selector(".toast:has-text('clipboard')")
    assert "likely to be live" in json.dumps(page.evaluate("navigator.clipboard.readText()"))


NOTE = "We bid for their new yard."


def ask_dana(page):
    """Open the dialog and send it."""
    page.get_by_role("link", name=re.compile("Ask Dana for an introduction")).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#introduce[open] textarea")
    page.fill("#introduce [name=note]", NOTE)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/introductions#"))


@pytest.fixture
def at_danas(opened, sample):
    """Open Dana's introductions on a telephone: `at_danas(theme="dark")`."""

    def open_page(**how):
        page = opened(f"{sample[0]}/sign-in?next=/introductions", width=390, **how)
        page.fill("#email", "dana.whitlock@norrvane.example")
        page.fill("#password", loading.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("h1 >> text=Introductions")
        return page

    return open_page


def test_a_colleague_is_asked_by_keyboard(at_paths, violations):
    """The draft comes in a dialog; closed, the focus is where it was."""
    page = at_paths()
    opener = page.get_by_role("link", name=re.compile("Ask Dana for an introduction")).first
    opener.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#introduce[open] textarea")
    page.wait_for_function("document.activeElement.name === 'note'")
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent.trim()").startswith("Ask Dana")
    ask_dana(page)
    page.wait_for_selector(".toast >> text=Dana Whitlock is asked.")
    page.get_by_role("button", name="Withdraw").click()
    page.wait_for_selector(".chip >> text=withdrawn")


def test_a_colleague_answers_on_a_telephone(at_paths, at_danas, violations):
    """Declining says who reads why; agreeing lets the asker tell what came of it."""
    mine = at_paths()
    ask_dana(mine)
    dark, light = at_danas(theme="dark"), at_danas(theme="light")
    assert violations(dark) == []
    light.click("summary:has-text('Decline')")
    assert light.is_visible("text=Only you read it here.")
    light.click("summary:has-text('What is passed on')")
    assert violations(light) == []
    assert not scrolls_sideways(light)
    light.get_by_role("button", name="Agree").click()
    light.wait_for_selector(".toast >> text=You agreed.")
    mine.reload()
    mine.get_by_role("button", name="We met").click()
    mine.wait_for_selector(".chip >> text=they met")
    assert violations(mine) == []
