"""The form of a call, a meeting or a note, which several rooms show."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from wtforms import (
    DateTimeLocalField,
    FieldList,
    Form as Part,
    FormField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired

from graphcrm import clock, ids
from graphcrm.access.records import Actor
from graphcrm.activities.records import Kind
from graphcrm.directory.encounters import Encounter
from graphcrm.web.formats import zone
from graphcrm.web.forms import Form, at_most, contact_chosen
from graphcrm.web.growing import Growing


LOGGED = [(Kind.CALL, "Call"), (Kind.MEETING, "Meeting"), (Kind.NOTE, "Note")]


def _now() -> Any:
    """Return what the clock on the reader's wall shows, to the minute."""
    return clock.now().astimezone(zone()).replace(second=0, microsecond=0, tzinfo=None)


class PersonPart(Part):
    """Somebody else who was there: chosen from the list, or an address or name as typed."""

    contact_id = HiddenField()
    text = StringField("Also with")


class LogForm(Growing, Form):
    """A call, a meeting or a note."""

    grows = ("people",)
    kinds = LOGGED

    key = HiddenField(default=ids.new)
    kind = RadioField(
        "What it was", choices=[SelectChoice(*one) for one in LOGGED], default=Kind.CALL
    )
    occurred_at = DateTimeLocalField(
        "When",
        [InputRequired("When it was is missing.")],
        default=_now,
    )
    people = FieldList(FormField(PersonPart), min_entries=1)
    subject = StringField("Subject", [at_most(500)])
    body = TextAreaField("What was said", [at_most(20_000)])

    def encounter(self, actor: Actor, contact_ids: Iterable[str] = ()) -> Encounter:
        """Return what to log, in UTC, with these people and those whom the form names.

        Raises:
            FieldError: Somebody who was named is nobody the actor may see.
            AmbiguousReferenceError: Somebody who was named may be any of several.
        """
        local = self.occurred_at.data
        assert local is not None  # noqa: S101 - validate() has passed
        told = [(part.form.text.data, part.form.contact_id.data) for part in self.people]
        others = [one for pair in told if (one := contact_chosen(actor, "people", *pair))]
        return Encounter(
            kind=Kind(self.kind.data),
            occurred_at=local.replace(tzinfo=zone()).astimezone(UTC),
            contact_ids=(*contact_ids, *others),
            subject=self.subject.data,
            body=self.body.data,
        )
