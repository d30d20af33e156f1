"""Tasks: one's own, and those about a record."""

from dataclasses import dataclass
from datetime import date

from graphcrm import graph
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.tasks.records import Agenda, Task
from graphcrm.tasks.rules import arranged


MOST = 200
MOST_DONE = 20


@dataclass(frozen=True, slots=True)
class Mine:
    """The row of tasks/tasks_for."""

    open_tasks: list[dict[str, object]]
    done: list[dict[str, object]]
    open_count: int


TASK = graph.load("tasks/task", Task)
TASKS_OF = graph.load("tasks/tasks_of", Task)
TASKS_FOR = graph.load("tasks/tasks_for", Mine)


def get_task(actor: Actor, task_id: str) -> Task:
    """Return a task.

    Raises:
        NotFoundError: There is none, or the actor may not see it.
    """
    access.require(actor, Permission.READ)
    scope = access.filter_of(actor)
    found: Task = graph.get(TASK, "task", task_id, task_id=task_id, scope=scope)
    return found


def tasks_about(actor: Actor, record_id: str) -> list[Task]:
    """Return the tasks about a record that the actor may see: open by their day, then done.

    Args:
        actor: Who looks, and sees the record.
        record_id: Uid of a deal, a contact or an account.
    """
    access.require(actor, Permission.READ)
    return graph.fetch(TASKS_OF, record_id=record_id, scope=access.filter_of(actor), limit=MOST)


def agenda(actor: Actor, today: date) -> Agenda:
    """Return the actor's own tasks, at most 200 open ones and the last 20 that are done.

    Args:
        actor: Whose.
        today: The day where they are.
    """
    access.require(actor, Permission.READ)
    scope = access.filter_of(actor)
    (mine,) = graph.fetch(TASKS_FOR, scope=scope, limit=MOST, done_limit=MOST_DONE)
    open_tasks = [Task(**one) for one in mine.open_tasks]  # type: ignore[arg-type]  # as it is named there
    done = [Task(**one) for one in mine.done]  # type: ignore[arg-type]  # as it is named there
    more = mine.open_count - len(open_tasks)
    return arranged(open_tasks, done, today, more)
