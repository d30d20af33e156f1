"""What a task must say, and in which part of the day's list it stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from graphcrm.directory.rules import FieldError
from graphcrm.tasks.records import Agenda, Task, TaskDraft


LONGEST_TITLE = 200
LONGEST_WHY = 2000
MOST_ABOUT = 10
YEARS = range(1970, 2100)


def checked(draft: TaskDraft) -> TaskDraft:
    """Return a draft with its texts in order.

    Raises:
        FieldError: It has no title, a text is too long, its day is none of our time, or it
            concerns more than 10 records.
    """
    title = " ".join(draft.title.split())
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        raise FieldError("title", f"say what is to be done, in at most {LONGEST_TITLE} characters.")
    why = (draft.why or "").strip()
    if len(why) > LONGEST_WHY:
        raise FieldError("why", f"at most {LONGEST_WHY} characters, not {len(why)}.")
    if draft.due_on is not None and draft.due_on.year not in YEARS:
        raise FieldError("due_on", f"{draft.due_on} is not between {YEARS[0]} and {YEARS[-1]}.")
    about = tuple(dict.fromkeys(draft.about))
    if len(about) > MOST_ABOUT:
        raise FieldError("about", f"at most {MOST_ABOUT} records, not {len(about)}.")
    return replace(draft, title=title, why=why or None, about=about)


def arranged(open_tasks: Sequence[Task], done: Sequence[Task], today: date, more: int) -> Agenda:
    """Return tasks in the parts of the day's list, each in the order it was given in.

    Args:
        open_tasks: Those that are open, the earliest day first.
        done: Those that are done.
        today: The day.
        more: How many open ones are not among them.
    """
    dated = [(one.due_on, one) for one in open_tasks if one.due_on is not None]
    return Agenda(
        overdue=tuple(one for due_on, one in dated if due_on < today),
        today=tuple(one for due_on, one in dated if due_on == today),
        later=tuple(one for due_on, one in dated if due_on > today),
        someday=tuple(one for one in open_tasks if one.due_on is None),
        done=tuple(done),
        more=more,
    )
