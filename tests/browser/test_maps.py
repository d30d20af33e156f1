"""Who is around somebody, who is who at an account, and which accounts we touch, in Chromium."""

from itertools import pairwise

import pytest
from windows import scrolls_sideways

from graphcrm import ids
from graphcrm.access.reads import find_first_admin
from graphcrm.directory.commands import create_account, create_contact
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.relationships import following
from graphcrm.relationships.declarations import declare_tie


class Street:
    """Kim knows Ann, who knows Bo, who knows Cy; all work at one firm, and we know Kim."""

    def __init__(self):
        self.actor = find_first_admin()
        self.firm = create_account(self.actor, AccountDraft(f"Firm {ids.new()}")).uid
        self.kim, self.ann, self.bo, self.cy = (self._person(n) for n in ("Kim", "Ann", "Bo", "Cy"))
        known = [str(self.actor.contact_id), self.kim, self.ann, self.bo, self.cy]
        for one, other in pairwise(known):
            declare_tie(self.actor, one, other, "strong")
        following.keep_up()

    def _person(self, name):
        jobs = (JobDraft(account_id=self.firm),)
        return create_contact(self.actor, ContactDraft(f"{name} {ids.new()[-6:]}", jobs=jobs)).uid


@pytest.fixture(scope="module")
def drawn():
    """The street of this module, drawn by whoever asks first."""
    return []


@pytest.fixture
def street(house, drawn):  # noqa: ARG001 - in which it is
    """The same four people in every test."""
    if not drawn:
        drawn.append(Street())
    return drawn[0]


@pytest.fixture
def window(signed_in, site, request):
    """The list of accounts within reach, of a width and in a theme."""
    width, theme = request.param
    return signed_in(site, "/accounts/reach", width=width, theme=theme)


def open_map(signed_in, site, path):
    window = signed_in(site, path)
    window.locator(".group-map [data-card]").first.wait_for()
    return window


def card(window, uid):
    return window.locator(f'.group-map [data-card="{uid}"]')


def test_the_map_grows_by_click_and_by_enter(signed_in, site, street):
    """Whom somebody knows comes beside what is there, and the address holds it."""
    window = open_map(signed_in, site, f"/contacts/{street.kim}/around")
    window.locator("[data-around][data-ready]").wait_for()
    assert card(window, street.cy).count() == 0
    card(window, street.bo).press("Enter")
    card(window, street.cy).wait_for()
    assert street.bo in window.url
    assert window.locator(f"#seat-{street.cy}").count() == 1
    assert window.evaluate("document.activeElement.dataset.card") == street.bo
    card(window, street.ann).click()
    window.wait_for_url(lambda url: street.ann in url)
    window.reload()
    assert card(window, street.cy).count() == 1


def test_keys_walk_the_map_and_go_to_the_list(signed_in, site, street):
    """J goes to the next person, M to the same one in the list and back."""
    window = open_map(signed_in, site, f"/contacts/{street.kim}/around")
    window.locator("[data-around][data-ready]").wait_for()
    card(window, street.kim).focus()
    window.keyboard.press("j")
    uid = window.evaluate("document.activeElement.dataset.card")
    assert uid not in {None, street.kim}
    window.keyboard.press("m")
    assert window.evaluate("document.activeElement.id") == f"seat-{uid}"
    window.keyboard.press("m")
    assert window.evaluate("document.activeElement.dataset.card") == uid
    window.keyboard.press("k")
    assert window.evaluate("document.activeElement.dataset.card") == street.kim


@pytest.mark.parametrize("window", [(1440, "light"), (320, "dark")], indirect=True)
def test_the_maps_fit_every_window_and_axe_finds_nothing(window, site, street, violations):
    """All three screens, in both themes."""
    for path in (f"/contacts/{street.kim}/around", f"/accounts/{street.firm}/map", None):
        assert violations(window) == []
        assert not scrolls_sideways(window)
        if path:
            window.goto(f"{site}{path}")
            window.locator(".group-map [data-card]").first.wait_for()
