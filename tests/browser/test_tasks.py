"""Tasks by keyboard, and a bell that rings in another browser."""

import re

import pytest
from phrases import PHRASE
from windows import WIDTHS, scrolls_sideways
from world import begin_process

from graphcrm import ids
from graphcrm.access.reads import find_actor, find_first_admin
from graphcrm.access.records import Role
from graphcrm.jobs.followers import Automation
from graphcrm.members import commands as members
from graphcrm.members.reads import users
from graphcrm.members.records import NewUser
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity
from graphcrm.tasks.commands import add_task, remove_task
from graphcrm.tasks.reads import tasks_about
from graphcrm.tasks.records import TaskDraft


@pytest.fixture
def colleague(house):  # noqa: ARG001 - whose they are
    """Somebody else who signs in with PHRASE."""
    new = NewUser("Kim Berg", f"{ids.new()}@norrvane.example", Role.ADMIN, PHRASE)
    return find_actor(members.add_user(find_first_admin(), new).user_id)


@pytest.fixture
def deal(colleague):
    """Uid of a deal."""
    begin_process(find_first_admin())
    return open_opportunity(colleague, NewOpportunity({"name": "Yard"})).opportunity_ids[0]


def test_a_task_is_added_and_ticked_by_keyboard(site, signed_in, deal, colleague):
    """Where it stands, without another page; Ctrl+Z takes the tick back."""
    page = signed_in(site, f"/deals/{deal}")
    page.focus("#task-title")
    page.keyboard.type("Call Kim")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-task] >> text=Call Kim")
    assert page.evaluate("document.activeElement.id") == "task-title"
    assert page.locator("[data-no-tasks]").count() == 0
    box = page.get_by_role("checkbox", name="Done: Call Kim")
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_selector("[data-task].done")
    page.wait_for_selector(".toast >> text=Call Kim: done.")
    assert page.evaluate("document.activeElement.getAttribute('aria-checked')") == "true"
    assert [one.done_at is not None for one in tasks_about(colleague, deal)] == [True]
    page.locator("body").press("Control+z")
    page.wait_for_selector("[data-task]:not(.done)")
    assert tasks_about(colleague, deal)[0].done_at is None


def test_a_refused_tick_puts_the_box_back(site, signed_in, deal, colleague):
    """And says why: somebody took the task away meanwhile."""
    saved = add_task(colleague, TaskDraft("Call Kim", about=(deal,)))
    page = signed_in(site, f"/deals/{deal}", expected=("404",))
    remove_task(colleague, saved.task_id)
    page.get_by_role("checkbox", name="Done: Call Kim").click()
    page.wait_for_selector(".toast[data-kind=wrong]")
    box = page.get_by_role("checkbox", name="Done: Call Kim")
    assert box.get_attribute("aria-checked") == "false"


def test_a_notification_arrives_while_one_looks_elsewhere(
    site, opened, signed_in, running, colleague
):
    """In the other's browser, live; read there, the bell is quiet again."""
    automation = Automation(running)
    automation.start()
    try:
        theirs = opened(f"{site}/sign-in?next=/contacts")
        theirs.fill("#email", colleague.email)
        theirs.fill("#password", PHRASE)
        theirs.keyboard.press("Enter")
        theirs.wait_for_selector("[data-live=live]")
        bell = theirs.locator(".bell")
        assert bell.get_attribute("aria-label") == "Notifications, none unread"
        mine = signed_in(site, "/tasks/new")
        mine.fill("#title", "Call Tom")
        mine.select_option("#owner_id", colleague.user_id)
        mine.keyboard.press("Tab")
        mine.get_by_role("button", name="Give", exact=True).click()
        theirs.wait_for_selector(".bell[aria-label='Notifications, 1 unread']")
        bell.click()
        theirs.get_by_role("button", name=re.compile("gave you a task: Call Tom")).click()
        theirs.wait_for_selector("h1 >> text=Call Tom")
        assert theirs.locator(".bell").get_attribute("aria-label") == "Notifications, none unread"
    finally:
        automation.stop()
        automation.join()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tasks_and_notifications_fit_and_are_accessible(site, signed_in, violations, deal, theme):
    """At every width, full and empty."""
    page = signed_in(site, "/tasks", theme=theme)
    admin = find_first_admin()
    me = next(one for one in users(admin) if one.name == "Noor Haddad")
    add_task(admin, TaskDraft("Call Kim " * 20, owner_id=me.user_id, about=(deal,)))
    for path in ("/tasks", "/tasks/new", f"/deals/{deal}", "/notifications"):
        page.goto(f"{site}{path}")
        assert violations(page) == []
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            assert not scrolls_sideways(page), (path, width)
