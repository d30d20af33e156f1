"""What a browser sends about an effect of a stage; its fields are those of what it does."""

from dataclasses import replace
from typing import Any

from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import Optional

from graphcrm.members.records import User
from graphcrm.pipeline import effects
from graphcrm.pipeline.fields import FIELDS
from graphcrm.pipeline.keyed import key_of
from graphcrm.pipeline.records import Effect, EffectKind, Moment, Recipient, Stage
from graphcrm.pipeline.rules import LONGEST_NAME
from graphcrm.web.forms import at_most
from graphcrm.web.settings.forms import ProcessForm


DOES = {
    EffectKind.TASK: "Gives a task",
    EffectKind.NOTIFY: "Tells somebody",
    EffectKind.SET_FIELD: "Sets a field",
}
MOMENTS = {
    Moment.ENTER: "when a deal comes in",
    Moment.LEAVE: "when a deal leaves",
    Moment.AFTER: "after some days in the stage",
}
WHOM = {
    Recipient.OWNER: "its owner",
    Recipient.MANAGER: "the manager of its team",
    Recipient.TEAM: "everybody in its team",
    Recipient.USER: "one user",
}


class EffectForm(ProcessForm):
    """An effect; of the parameters it has those that what it does takes."""

    name = StringField("What people read", [at_most(LONGEST_NAME)])
    when = SelectField(
        "When",
        choices=[SelectChoice(key.value, label) for key, label in MOMENTS.items()],
        coerce=Moment,
    )
    days = IntegerField("Days in the stage", [Optional()])
    title = StringField("What is to be done", [at_most(effects.LONGEST)])
    whom = SelectField("Whom", coerce=Recipient)
    user = SelectField("Which user", validate_choice=False)
    due_days = IntegerField("Due so many days later", [Optional()])
    field = SelectField(
        "Field", choices=[SelectChoice(key, one.label) for key, one in FIELDS.items()]
    )
    value = StringField("Value", [at_most(effects.LONGEST)])

    def of_kind(self, do: EffectKind, users: list[User]) -> None:
        """Keep what effects take that do this, and say who can be chosen."""
        kept = {*effects.parameters_of(do), "name", "when", "days", "csrf_token"}
        for name in [name for name in self._fields if name not in kept]:
            del self[name]
        if "whom" in self:
            meant = [one for one in WHOM if do is EffectKind.NOTIFY or one is not Recipient.TEAM]
            self.whom.choices = [SelectChoice(one.value, WHOM[one]) for one in meant]
            signed_in = [(one.email, one.name) for one in users if not one.disabled]
            self.user.choices = [("", "nobody"), *signed_in]

    def show(self, had: Effect) -> None:
        """Fill the form with an effect."""
        for name, field in self._fields.items():
            if name != "csrf_token":
                field.data = getattr(had, name)
        if "user" in self:
            self.user.data = had.user or ""

    def effect(self, effect_key: str, do: EffectKind) -> Effect:
        """Return the effect that the form says; what its moment or person does not take is left."""
        told = {name: field.data for name, field in self._fields.items() if name != "csrf_token"}
        if told["when"] is not Moment.AFTER:
            told["days"] = None
        if told.get("whom") is not Recipient.USER:
            told.pop("user", None)
        known: dict[str, Any] = {
            name: None if value == "" else value for name, value in told.items()
        }
        return replace(Effect(effect_key, do), **known)


def new_effect_key(stage: Stage, form: EffectForm, do: EffectKind) -> str:
    """Return a key for an effect that a stage does not have yet."""
    said = form.name.data or (form.title.data if "title" in form else None) or do
    return key_of(said, {"new", *(one.key for one in stage.sets_off)})
