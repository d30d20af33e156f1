"""What a browser sends about a task."""

from datetime import date

from flask import request
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from graphcrm import ids
from graphcrm.directory.rules import FieldError
from graphcrm.members.records import User
from graphcrm.tasks.records import TaskDraft
from graphcrm.tasks.rules import LONGEST_TITLE, LONGEST_WHY
from graphcrm.web.forms import Form, at_most


class TaskForm(Form):
    """What is to be done, by when, by whom and why; what it is about comes as `about`."""

    title = StringField(
        "What is to be done", [InputRequired("Say what is to be done."), at_most(LONGEST_TITLE)]
    )
    due_on = StringField("Due on")
    owner_id = SelectField("For", validate_choice=False)
    why = TextAreaField("Why", [at_most(LONGEST_WHY)])
    key = HiddenField(default=ids.new)

    def offer(self, users: list[User]) -> None:
        """Say for whom it can be."""
        choices = [(one.user_id, one.name) for one in users if not one.disabled]
        self.owner_id.choices = [*choices, ("", "Whoever comes first")]

    def draft(self) -> TaskDraft:
        """Return what the form says.

        Raises:
            FieldError: The day is none.
        """
        told = (self.due_on.data or "").strip()
        try:
            due_on = date.fromisoformat(told) if told else None
        except ValueError:
            raise FieldError("due_on", f"{told[:40]!r} is no day; write 2026-03-31.") from None
        return TaskDraft(
            self.title.data or "",
            due_on,
            self.why.data or None,
            self.owner_id.data or None,
            tuple(filter(None, request.form.getlist("about"))),
        )
