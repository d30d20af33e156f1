"""Forms that put every refusal, their own or a rule's, where it belongs."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_wtf import FlaskForm

from graphcrm.errors import ConflictError, CrmError, InvalidError
from graphcrm.web.errors import status_of


Result = TypeVar("Result")


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A form whose refusals, its own or a rule's, are told beside what caused them.

    Attributes:
        status: What a page that shows the form answers with: 200, or the refusal's.
        refusal: The rule's error that no single field caused; None without one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status = 200
        self.refusal: CrmError | None = None

    def carry_out(self, command: Callable[[], Result]) -> Result | None:
        """Return what the command returns; None when nothing was sent, or it was refused.

        An error with a `field` that the form has goes there, any other becomes `refusal`.
        A command that returns nothing else should return True here.
        """
        if not self.is_submitted():
            return None
        if not self.validate():
            self.status = 422
            return None
        try:
            return command()
        except (InvalidError, ConflictError) as error:
            self.status = status_of(error)
            self._place(error)
            return None

    def _place(self, error: CrmError) -> None:
        field = self._fields.get(getattr(error, "field", ""))
        if field is None:
            self.refusal = error
        else:
            sentence = str(error).removeprefix(f"{field.name}: ")
            field.errors = [*field.errors, sentence]
