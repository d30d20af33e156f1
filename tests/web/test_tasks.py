"""Tasks and notifications over HTTP: what one is to do, and what one was told."""

import pytest
from counting import queries_sent
from phrases import PHRASE

from graphcrm import clock, ids
from graphcrm.access.reads import find_actor
from graphcrm.access.records import Role
from graphcrm.automation import following
from graphcrm.members import commands as members
from graphcrm.members.records import NewUser
from graphcrm.notifications.reads import unread_count
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity
from graphcrm.tasks.commands import add_task
from graphcrm.tasks.reads import agenda, tasks_about
from graphcrm.tasks.records import TaskDraft


JSON = {"Accept": "application/json"}


@pytest.fixture
def deal(me):
    """Uid of a deal of `rep`."""
    return open_opportunity(me, NewOpportunity({"name": "Yard"})).opportunity_ids[0]


def text(answer):
    return answer.get_data(as_text=True)


def follow():
    following.catch_up(lambda _: None)


def test_a_task_is_given_ticked_and_taken_back_on_the_page_of_a_deal(me, deal, signed_in):
    """Without script each step leads back to the page; with it the row comes back by itself."""
    page = f"/deals/{deal}"
    assert "Nothing is to be done for this deal" in text(signed_in.get(page))
    sent = {"title": "Call Kim", "due_on": "2090-01-02", "owner_id": me.user_id, "about": deal}
    given = signed_in.post("/tasks/new", {**sent, "back": page})
    assert given.headers["Location"] == page
    (task,) = tasks_about(me, deal)
    shown = text(signed_in.get(page))
    assert "Call Kim" in shown
    assert "Nothing is to be done" not in shown
    tick = f"/tasks/{task.task_id}/tick"
    ticked = signed_in.post(tick, {"done": "1", "back": page}, headers=JSON).json
    assert ticked["told"] == "Call Kim: done."
    assert 'aria-checked="true"' in ticked["html"]
    assert signed_in.post(tick, {"done": "1"}, headers=JSON).json["undo"] is None
    assert signed_in.post(ticked["undo"], headers=JSON).json == {"told": "Taken back."}
    assert tasks_about(me, deal)[0].done_at is None


def test_ones_own_tasks_stand_by_the_day_they_press(me, deal, signed_in):
    """Overdue, today, later, on no day, done; those of others are not among them."""
    today = clock.now().date()
    for title, day in (("Old", "2020-01-01"), ("Now", str(today)), ("Far", "2090-01-01")):
        sent = {"title": title, "due_on": day, "owner_id": me.user_id, "about": deal}
        assert signed_in.post("/tasks/new", sent).status_code == 302
    signed_in.post("/tasks/new", {"title": "Some day", "owner_id": me.user_id})
    signed_in.post("/tasks/new", {"title": "Not mine", "owner_id": ""})
    signed_in.get("/tasks")  # what was told of giving them stands on the first page
    page = text(signed_in.get("/tasks"))
    at = [page.index(word) for word in ("Overdue", "Old", "Today", "Now", "Later", "Far")]
    assert at == sorted(at)
    assert "Some day" in page
    assert "Not mine" not in page
    with queries_sent() as sent:
        assert signed_in.get("/tasks").status_code == 200
    assert len(sent) <= 3, sent


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"title": " "}, "ay what is to be done"),
        ({"title": "x" * 300}, "At most 200 letters."),
        ({"title": "Call", "due_on": "tomorrow"}, "is no day; write 2026-03-31"),
        ({"title": "Call", "due_on": "9999-01-01"}, "is not between 1970 and 2099"),
    ],
)
def test_a_task_that_says_too_little_is_refused_beside_its_field(me, signed_in, sent, told):
    """What was typed stays."""
    answer = signed_in.post("/tasks/new", {"owner_id": me.user_id, **sent})
    assert answer.status_code == 422
    assert told in text(answer)


def test_a_task_is_changed_by_who_saw_it_last(me, signed_in):
    """A stale tab is told so."""
    task_id = add_task(me, TaskDraft("Call", owner_id=me.user_id)).task_id
    version = agenda(me, clock.now().date()).someday[0].version
    path = f"/tasks/{task_id}/edit"
    assert "Given by" in text(signed_in.get(path))
    sent = {"title": "Call again", "owner_id": me.user_id, "version": version}
    assert signed_in.post(path, sent).status_code == 302
    stale = signed_in.post(path, sent)
    assert stale.status_code == 409
    assert "since you opened it" in text(stale)
    removed = signed_in.post(f"/tasks/{task_id}/remove")
    assert removed.status_code == 302
    assert "Call again is removed" in text(signed_in.get("/tasks"))
    assert signed_in.get(path).status_code == 404


@pytest.fixture
def boss(house):
    """A manager of no team, as who acts: gives tasks and deals away."""
    new = NewUser(f"Boss {ids.new()}", f"{ids.new()}@norrvane.example", Role.MANAGER, PHRASE)
    return find_actor(members.add_user(house, new).user_id)


def test_what_one_is_given_is_told_opened_and_read(me, boss, signed_in):
    """The bell counts it; opening leads to it; nobody else reads it."""
    add_task(boss, TaskDraft("Call Kim", owner_id=me.user_id))
    add_task(boss, TaskDraft("Call Tom", owner_id=me.user_id))
    follow()
    follow()
    assert "Notifications, 2 unread" in text(signed_in.get("/tasks"))
    page = text(signed_in.get("/notifications"))
    assert f"{boss.name} gave you a task: <b>Call Kim</b>" in page
    path = page.split('action="/notifications/')[2].split('"')[0]
    opened = signed_in.post(f"/notifications/{path}")
    assert opened.headers["Location"].startswith("/tasks/")
    assert "1 unread" in text(signed_in.get("/notifications/bell"))
    assert signed_in.post("/notifications/read").status_code == 302
    assert unread_count(me) == 0
    assert "none unread" in text(signed_in.get("/notifications/bell"))
    assert signed_in.post(f"/notifications/{ids.new()}").status_code == 404


def test_notifications_are_paged(me, boss, signed_in):
    """Every one stands on one page."""
    for at in range(53):
        add_task(boss, TaskDraft(f"Nr {at:02}.", owner_id=me.user_id))
    follow()
    first = text(signed_in.get("/notifications"))
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    with queries_sent() as sent:
        second = text(signed_in.get(older))
    assert len(sent) <= 3, sent
    found = {f"Nr {at:02}." for at in range(53) if f"Nr {at:02}." in first}
    rest = {f"Nr {at:02}." for at in range(53) if f"Nr {at:02}." in second}
    assert (len(found), len(rest), len(found | rest)) == (50, 3, 53)
    assert signed_in.get("/notifications?before=nonsense").status_code == 200


def test_the_rooms_are_empty_at_first(signed_in):
    """And say what will stand there."""
    assert "Nothing is to be done" in text(signed_in.get("/tasks"))
    assert "Nobody told you anything yet" in text(signed_in.get("/notifications"))
