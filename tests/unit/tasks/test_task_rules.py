"""Tasks: what one must say, and in which part of the day's list it stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from graphcrm.directory.rules import FieldError
from graphcrm.notifications.records import About, Notice, NoticeKind, Notification
from graphcrm.notifications.wording import sentence
from graphcrm.tasks.records import Task, TaskDraft
from graphcrm.tasks.rules import arranged, checked


TODAY = date(2026, 3, 1)


def task(due_on):
    return Task("t", "Call", due_on, None, None, None, None, None, None, "v", [], 0)


@given(st.lists(st.none() | st.dates(TODAY - timedelta(9), TODAY + timedelta(9))))
def test_every_task_stands_in_one_part(days):
    """In the order in which it was given."""
    some = [task(day) for day in days]
    agenda = arranged(some, [task(None)], TODAY, 7)
    parts = (agenda.overdue, agenda.today, agenda.later, agenda.someday)
    assert sorted(str(one.due_on) for part in parts for one in part) == sorted(map(str, days))
    assert all(one.due_on < TODAY for one in agenda.overdue)
    assert {one.due_on for one in agenda.today} <= {TODAY}
    assert all(one.due_on > TODAY for one in agenda.later)
    assert (len(agenda.done), agenda.more) == (1, 7)


def test_a_draft_is_put_in_order():
    """Spaces go, what is named twice is named once, and no text is none."""
    draft = checked(TaskDraft("  Call   Kim ", why=" ", about=("a", "b", "a")))
    assert draft == TaskDraft("Call Kim", about=("a", "b"))


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (TaskDraft(" "), "title"),
        (TaskDraft("x" * 201), "title"),
        (TaskDraft("a\x00b"), "title"),
        (TaskDraft("Call", why="x" * 2001), "why"),
        (TaskDraft("Call", date(1066, 1, 1)), "due_on"),
        (TaskDraft("Call", about=tuple("abcdefghijk")), "about"),
    ],
)
def test_a_draft_that_cannot_be_names_its_field(draft, field):
    """So that the refusal stands beside it."""
    with pytest.raises(FieldError) as caught:
        checked(draft)
    assert caught.value.field == field


@given(st.sampled_from(list(NoticeKind)), st.none() | st.text(max_size=9), st.none() | st.just(3))
def test_every_notification_has_words(kind, name, count):
    """And a name that may not be seen is not named."""
    at = datetime(2026, 3, 1, tzinfo=UTC)
    about = "Task" if name else None
    told = Notification("n", kind, at, None, None, None, None, count, about, about, name, not name)
    before, shown, after = sentence(told)
    assert shown == (name or ("3 records" if count else "a record you may not see"))
    assert "{" not in before + after


def test_a_notice_is_the_same_however_often_it_is_made():
    """By its user, kind, cause and part; what it says is not part of that."""
    one = Notice("u", NoticeKind.STAGE, "a", About("Task", "t"), words="x")
    assert one.uid == Notice("u", NoticeKind.STAGE, "a").uid
    assert one.uid != Notice("u", NoticeKind.STAGE, "a", part="p").uid
    assert one.uid != Notice("v", NoticeKind.STAGE, "a").uid
