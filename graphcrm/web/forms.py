"""Forms that put every refusal, their own or a rule's, where it belongs."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from wtforms.validators import Length

from graphcrm.access.records import Actor
from graphcrm.directory import references
from graphcrm.directory.rules import FieldError, FieldsError
from graphcrm.errors import ConflictError, CrmError, InvalidError, NotFoundError
from graphcrm.web.errors import status_of


Result = TypeVar("Result")


def at_most(letters: int) -> Length:
    """Return what keeps a text from being longer."""
    return Length(max=letters, message="At most %(max)d letters.")


def account_chosen(actor: Actor, field: str, text: str | None, chosen: str | None) -> str | None:
    """Return an account: the one that was chosen while its name stands there, else by name.

    Args:
        actor: Who chooses among those they may see.
        field: Where a refusal is told.
        text: What stands in the box; nothing = no account.
        chosen: Uid of the one that was chosen last.

    Raises:
        FieldError: No account that the actor may see has that name.
        AmbiguousReferenceError: Several have.
    """
    name = (text or "").strip()
    if not name:
        return None
    known = references.accounts_by_id(actor, [chosen]) if chosen else []
    if known and known[0].name == name:
        return known[0].account_id
    try:
        return references.resolve_account(actor, name).account_id
    except NotFoundError as error:
        raise FieldError(field, f"No account you may see is {name!r}.") from error


def contact_chosen(actor: Actor, field: str, text: str | None, chosen: str | None) -> str | None:
    """Return who was chosen, or who the text names; None where both are empty.

    Args:
        actor: Who chooses among those they may see.
        field: Where a refusal is told.
        text: What stands in the box.
        chosen: Uid of the one that was chosen.

    Raises:
        FieldError: Nobody whom the actor may see is called so.
        AmbiguousReferenceError: Several are.
    """
    if chosen:
        return chosen
    name = (text or "").strip()
    if not name:
        return None
    try:
        return references.resolve_contact(actor, name).contact_id
    except NotFoundError as error:
        raise FieldError(field, f"Nobody you may see is {name!r}.") from error


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
            for one in error.errors if isinstance(error, FieldsError) else [error]:
                self._place(one)
            return None

    def _place(self, error: CrmError) -> None:
        field = self._fields.get(getattr(error, "field", ""))
        if field is None:
            self.refusal = error
        else:
            sentence = str(error).removeprefix(f"{field.name}: ")
            field.errors = [*field.errors, sentence]
