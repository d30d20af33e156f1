"""What a browser sends to ask for an introduction, and to say how one went."""

from flask import request
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired

from graphcrm import ids
from graphcrm.directory.rules import FieldError
from graphcrm.introductions.records import Request, Result
from graphcrm.introductions.rules import LONGEST_NOTE, LONGEST_TEXT
from graphcrm.web.forms import Form, at_most


class AskForm(Form):
    """What is passed on, and what the colleague is told besides; the way comes as `way`."""

    note = StringField("For your colleague", [at_most(LONGEST_NOTE)])
    text = TextAreaField(
        "To be passed on", [InputRequired("Write what is passed on."), at_most(LONGEST_TEXT)]
    )
    key = HiddenField(default=ids.new)

    def request(self) -> Request:
        """Return what is asked for."""
        return Request(
            tuple(request.values.getlist("way")),
            self.text.data or "",
            self.note.data or None,
            request.values.get("deal") or None,
        )


def result_sent() -> Result:
    """Return what came of an introduction, as the form says.

    Raises:
        FieldError: It says nothing that could have.
    """
    sent = request.form.get("result", "")
    try:
        return Result(sent)
    except ValueError:
        raise FieldError("result", "say whether you met, or what came instead.") from None
