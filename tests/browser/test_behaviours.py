"""What script adds to pages that work without it."""

import pytest


def test_typing_finds_somebody_and_enter_chooses(parts, signed_in):
    """The answer is two words and a key away, in the order a screen reader is told."""
    page = signed_in(parts, "/parts")
    page.fill("#to", "")
    page.type("#to", "helene", delay=20)
    page.wait_for_selector("#to-list [role=option][aria-selected=true]")
    assert page.get_attribute("#to", "aria-expanded") == "true"
    assert page.get_attribute("#to", "aria-activedescendant")
    page.keyboard.press("Enter")
    page.wait_for_url("**to=*")
    assert page.inner_text("#chosen")


def test_an_older_answer_never_replaces_a_newer_one(parts, signed_in):
    """A slow answer to "m" must not overwrite the one to "marguerite"."""
    page = signed_in(parts, "/parts")
    held = []

    def hold_the_first(route):
        if "q=he&" in f"{route.request.url}&":
            held.append(route)
        else:
            route.continue_()

    page.route("**/search/options*", hold_the_first)
    with page.expect_request("**q=he"):
        page.fill("#to", "he")
    with page.expect_response("**q=marg"):
        page.fill("#to", "marg")
    page.wait_for_selector("#to-list >> text=Marguerite")
    page.unroute("**/search/options*")
    assert "Hélène" not in page.inner_text("#to-list")


def test_facts_open_in_place_one_at_a_time(parts, signed_in):
    """The number opens its facts; another number of the group takes their place."""
    page = signed_in(parts, "/parts")
    first, second = page.locator("a.edge").nth(0), page.locator("a.edge").nth(1)
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Facts of dana")
    second.click()
    page.wait_for_selector("text=Facts of helene")
    assert first.get_attribute("aria-expanded") == "false"
    page.click("[data-close]")
    assert not page.is_visible("#facts-1")
    assert second.evaluate("(link) => link === document.activeElement")


def test_facts_that_do_not_arrive_are_told(parts, signed_in):
    """A silent failure would look like a tie without facts."""
    page = signed_in(parts, "/parts", expected=["Failed to load resource"])
    page.route("**/parts/facts/**", lambda route: route.abort())
    page.locator("a.edge").first.click()
    page.wait_for_selector(".toast >> text=The facts did not arrive")
    assert page.locator("a.edge").first.get_attribute("aria-expanded") == "false"


def test_a_path_lights_up_where_it_is_drawn(parts, signed_in):
    """List and drawing are one answer."""
    page = signed_in(parts, "/parts")
    page.hover(".answer[data-path='2'] .rank")
    assert "lit" in page.get_attribute("#drawn-2", "class")
    assert "lit" not in page.get_attribute("#drawn-1", "class")


@pytest.mark.parametrize(
    ("press", "told", "status"),
    [
        ("Refuse", "Somebody else changed the title", "409"),
        ("Break", "Nothing was half-written", "500"),
    ],
)
def test_a_refusal_becomes_a_toast_and_the_page_stays(parts, signed_in, press, told, status):
    """What was there is still there; the reason is said aloud, without internals."""
    page = signed_in(parts, "/parts", expected=[status])
    page.click(f"button:text-is('{press}')")
    page.wait_for_selector(f".toast >> text={told}")
    assert page.inner_text("#done") == "nothing done"
    assert "secret" not in page.content()


def test_a_fragment_brings_its_toast_with_undo(parts, signed_in):
    """Undo instead of "are you sure?"; whoever has gone on to another page has it there too."""
    page = signed_in(parts, "/parts")
    page.click("button:text-is('Save') >> nth=0")
    page.wait_for_selector("#done >> text=saved Kofi")
    page.wait_for_selector("#toasts .toast button:text-is('Undo')")
    page.reload()
    page.wait_for_selector("#toasts .toast button:text-is('Undo')")
    page.click("#toasts [data-dismiss]")
    assert page.locator("#toasts .toast").count() == 0
    page.reload()
    assert page.locator("#toasts .toast").count() == 0


def test_a_file_is_sent_with_the_token_and_leads_on(parts, signed_in):
    """An upload larger than an ordinary form takes arrives whole."""
    page = signed_in(parts, "/parts")
    size = 5_000_000
    mbox = {"name": "mail.mbox", "mimeType": "application/mbox", "buffer": b"x" * size}
    page.set_input_files("#file", mbox)
    page.click("button:text-is('Upload')")
    page.wait_for_url("**to=*")
    assert page.inner_text("#chosen") == f"{size} bytes"


def test_what_is_published_arrives_in_an_open_page(parts, signed_in):
    """Progress redraws the fragment that waits for it, in the tab that nobody touched."""
    page = signed_in(parts, "/parts")
    page.wait_for_selector("[data-live=live]")
    page.evaluate("fetch(publish.action, {method: 'POST', body: new FormData(publish)})")
    page.wait_for_selector("#so-far")


def test_a_choice_sends_its_form_at_once(parts, signed_in):
    """One press instead of two, with the button still there where script does not run."""
    page = signed_in(parts, "/parts")
    page.click("label:has-text('Influence')")
    page.wait_for_url("**reading=influence*")
