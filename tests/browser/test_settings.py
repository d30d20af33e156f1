"""Settings under the mouse and the keys, wide and narrow, in both themes."""

import pytest
from windows import scrolls_sideways

from graphcrm.access.reads import find_first_admin
from graphcrm.pipeline import commands, defaults, edits, reads
from graphcrm.pipeline.records import Criterion, CriterionKind


KEY = "of-settings"
HERE = f"/settings/pipelines/{KEY}"


class Shop:
    """A pipeline of this test alone; it goes with it."""

    def __init__(self):
        self.admin = find_first_admin()
        if not reads.process(self.admin).pipelines:
            commands.apply_process(self.admin, defaults.process())
        process = edits.add_pipeline(reads.process(self.admin), "Of settings")
        process = edits.add_stage(process, KEY, "Shown to the customer, who thinks about it")
        asked = Criterion("plan", CriterionKind.CHECKLIST, "Plan")
        commands.apply_process(self.admin, edits.put_criterion(process, KEY, "new", asked))

    @property
    def keys(self):
        """The keys of its stages in order."""
        found = edits.find_pipeline(reads.process(self.admin), KEY)
        return [stage.key for stage in found.stages]

    def close(self):
        """Take the pipeline away."""
        commands.apply_process(self.admin, edits.remove_pipeline(reads.process(self.admin), KEY))


@pytest.fixture
def shop(house):  # noqa: ARG001 - in which it is
    made = Shop()
    yield made
    made.close()


def test_a_stage_is_dragged_by_its_handle_and_taken_back(shop, site, signed_in):
    """The order stands at once; Ctrl+Z brings the old one back."""
    page = signed_in(site, HERE)
    page.wait_for_selector("[data-reorder][data-ready]")
    before = shop.keys
    rows = page.locator("[data-reorder] > li")
    start = rows.nth(1).locator("[data-handle]").bounding_box()
    end = rows.nth(0).bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    for step in range(1, 11):
        y = start["y"] + (end["y"] - start["y"]) * step / 10
        page.mouse.move(start["x"] + start["width"] / 2, y)
    page.mouse.up()
    page.wait_for_selector("#toasts >> text=The process is changed.")
    assert shop.keys == [before[1], before[0], *before[2:]]
    page.keyboard.press("Control+z")
    page.wait_for_selector("#toasts >> text=The process is as before.")
    assert shop.keys == before


def test_a_stage_is_moved_by_keys_and_keeps_the_focus(shop, site, signed_in):
    """So that pressing again moves it again."""
    page = signed_in(site, HERE)
    before = shop.keys
    page.get_by_role("button", name="Move New down").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#toasts >> text=The process is changed.")
    assert shop.keys[:2] == [before[1], before[0]]
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "Move New down"


def test_choosing_a_kind_shows_its_fields(shop, site, signed_in):
    """At once, where script runs."""
    assert shop.keys
    page = signed_in(site, f"{HERE}/stages/new/criteria/new")
    page.select_option("#kind", "approval")
    page.wait_for_selector("#approvers")


@pytest.mark.parametrize(
    "look", [(width, theme) for width in (1440, 390, 320) for theme in ("light", "dark")]
)
def test_every_page_of_settings_fits_and_is_accessible(shop, site, signed_in, violations, look):
    """Nothing scrolls sideways but the matrix of arrows in its own frame."""
    assert shop.keys
    width, theme = look
    page = signed_in(site, "/settings/pipelines", width=width, theme=theme)
    paths = (HERE, f"{HERE}/stages/new", f"{HERE}/stages/new/criteria/plan", "/settings/words")
    for path in ("/settings/pipelines", *paths):
        page.goto(f"{site}{path}")
        assert not scrolls_sideways(page), path
        assert violations(page) == [], path
    page.goto(f"{site}{HERE}/stages/new")
    page.fill("#split-name", "Second")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Before this is changed")
    assert not scrolls_sideways(page)
    assert violations(page) == []
