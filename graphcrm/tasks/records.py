"""Tasks as forms give them, as commands find them, and as lists show them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from graphcrm.changes import Values


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What is known of a task.

    Attributes:
        title: What is to be done, on one line.
        due_on: By which day; None = whenever.
        why: In more words; None = the title says it.
        owner_id: For whom; None = for whoever comes first.
        about: Uids of deals, contacts and accounts that it concerns.
    """

    title: str
    due_on: date | None = None
    why: str | None = None
    owner_id: str | None = None
    about: tuple[str, ...] = ()


class Concerned(TypedDict):
    """A record that a task concerns, as far as the reader may see it.

    `label` is Opportunity, Contact or Account.
    """

    uid: str
    label: str
    name: str


class Concern(TypedDict):
    """An edge from a task to what it concerns; `edge` is its uid."""

    edge: str
    uid: str
    label: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A task as the graph holds it, a row of tasks/task_to_change."""

    values: Values
    concerns: list[Concern]


@dataclass(frozen=True, slots=True)
class Task:
    """A task as lists show it, a row of tasks/tasks_of, tasks/tasks_for and tasks/task.

    Attributes:
        due_on: None = whenever.
        done_at: None = it is open.
        owner: Name of whom it is for; None = of nobody, or somebody who is gone.
        by: Name of who made it.
        version: Changes with every change.
        concerns: What it concerns and the reader may see.
        hidden_count: How many more records it concerns.
    """

    task_id: str
    title: str
    due_on: date | None
    why: str | None
    done_at: datetime | None
    owner_id: str | None
    team_id: str | None
    owner: str | None
    by: str | None
    version: str
    concerns: list[Concerned]
    hidden_count: int


@dataclass(frozen=True, slots=True)
class Saved:
    """A task that was made or changed.

    Attributes:
        activity_id: Undoing it takes that back; None where nothing changed.
    """

    task_id: str
    title: str
    activity_id: str | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """One's own tasks in the order in which they press.

    Attributes:
        overdue: Due before today, the oldest first.
        today: Due today.
        later: Due after today, the next first.
        someday: Due on no day, the newest first.
        done: The last that were done.
        more: How many open ones are not among these.
    """

    overdue: tuple[Task, ...]
    today: tuple[Task, ...]
    later: tuple[Task, ...]
    someday: tuple[Task, ...]
    done: tuple[Task, ...]
    more: int
