"""What a browser sends about the process; every form says the values of the record it edits."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import request
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import AnyOf, InputRequired, Optional

from graphcrm.buying.records import Stance
from graphcrm.directory.rules import FieldError
from graphcrm.errors import CrmError
from graphcrm.pipeline.criteria.checks import ACTIVITIES, parameters_of
from graphcrm.pipeline.fields import FIELDS, read_fields, text_of
from graphcrm.pipeline.keyed import key_of
from graphcrm.pipeline.records import (
    Comparison,
    Criterion,
    CriterionKind,
    Pipeline,
    Process,
    RoleNeed,
    Severity,
    Stage,
    StageType,
    When,
)
from graphcrm.pipeline.rules import COLORS, LONGEST_NAME, WIN_PERCENT, ProcessError
from graphcrm.web.forms import Form, at_most


KINDS = {
    CriterionKind.FIELD: "A field says something",
    CriterionKind.AMOUNT: "The amount is large enough",
    CriterionKind.NEXT_STEP: "There is a next step with a day",
    CriterionKind.ACTIVITY: "Something happened lately",
    CriterionKind.ENGAGED: "Enough people are engaged",
    CriterionKind.AUTHORITY: "Somebody who can say yes is engaged",
    CriterionKind.PATH: "There is an introduction to a role",
    CriterionKind.CHECKLIST: "Somebody ticks it",
    CriterionKind.APPROVAL: "Somebody approves it",
}
COMPARISONS = {
    Comparison.PRESENT: "is filled in",
    Comparison.IS: "is",
    Comparison.IS_NOT: "is not",
    Comparison.AT_LEAST: "is at least",
    Comparison.AT_MOST: "is at most",
}
AMOUNT = dict.fromkeys(("amount_minor", "currency"), "amount")
ALWAYS = "*"
NAME = (InputRequired("Its name is missing."), at_most(LONGEST_NAME))


class ProcessForm(Form):
    """A form that edits a part of the process; what a rule refuses stands beside its field."""

    def _place(self, error: CrmError) -> None:
        if isinstance(error, ProcessError):
            name = error.place.rpartition(".")[2].partition("[")[0]
            field = self._fields.get(AMOUNT.get(name, name))
            if field is not None:
                field.errors = [*field.errors, error.sentence[:1].upper() + error.sentence[1:]]
                return
        super()._place(error)


class PipelineForm(ProcessForm):
    """Name, kinds and teams of a pipeline."""

    name = StringField("Name", NAME)
    kinds = SelectMultipleField("Kinds of deals that begin here")
    rhythm_days = IntegerField("Days within which somebody is engaged", [Optional()])
    teams = SelectMultipleField("Teams that bring deals in")

    def values(self) -> dict[str, Any]:
        """Return what the form says of a pipeline."""
        return {
            "name": self.name.data,
            "kinds": tuple(self.kinds.data or ()),
            "rhythm_days": self.rhythm_days.data,
            "teams": tuple(self.teams.data or ()),
        }


def needs_sent(process: Process) -> list[RoleNeed]:
    """Return the roles that the sent form says are needed, in the order of all roles.

    Of each role it has "since-" and its key: nothing, ALWAYS or the key of a stage; and
    "minimum-" and its key: how many people.

    Raises:
        FieldError: How many is no whole number.
    """
    sent, needs = request.form, []
    for role in process.roles:
        since = sent.get(f"since-{role.key}", "")
        count = sent.get(f"minimum-{role.key}", "").strip() or "1"
        if not since:
            continue
        if not count.isdecimal():
            raise FieldError(f"minimum-{role.key}", f"{count[:20]!r} is not a whole number.")
        needs.append(RoleNeed(role.key, int(count), None if since == ALWAYS else since))
    return needs


class StageForm(ProcessForm):
    """Everything of a stage but its criteria."""

    name = StringField("Name", NAME)
    type = SelectField(
        "Type",
        choices=[SelectChoice(one.value, one.value.capitalize()) for one in StageType],
        coerce=StageType,
    )
    win_percent = IntegerField("Probability, in percent", [Optional()])
    rotting_days = IntegerField("Days until a deal is marked", [Optional()])
    color = SelectField(
        "Colour",
        choices=[SelectChoice("", "As its type"), *(SelectChoice(one, one) for one in COLORS)],
    )
    leads_to = SelectMultipleField("Leads to")

    def values(self) -> dict[str, Any]:
        """Return what the form says of a stage; won and lost ones have their probability."""
        return {
            "name": self.name.data,
            "type": self.type.data,
            "win_percent": WIN_PERCENT.get(self.type.data, self.win_percent.data or 0),
            "rotting_days": self.rotting_days.data,
            "color": self.color.data or None,
            "leads_to": tuple(self.leads_to.data or ()),
        }


class CriterionForm(ProcessForm):
    """A criterion; of the parameters it has those that its kind takes."""

    name = StringField("What people read", [at_most(LONGEST_NAME)])
    when = SelectField(
        "Asked",
        choices=[
            SelectChoice(When.ENTRY.value, "of who comes in"),
            SelectChoice(When.EXIT.value, "of who leaves"),
        ],
        coerce=When,
    )
    to = SelectField("On the arrow to")
    severity = SelectField(
        "If it does not hold",
        choices=[
            SelectChoice(Severity.BLOCK.value, "the deal stays"),
            SelectChoice(Severity.WARN.value, "it is told"),
        ],
        coerce=Severity,
    )
    field = SelectField(
        "Field", choices=[SelectChoice(key, one.label) for key, one in FIELDS.items()]
    )
    comparison = SelectField(
        "Comparison",
        choices=[SelectChoice(key.value, label) for key, label in COMPARISONS.items()],
        coerce=Comparison,
    )
    value = StringField("Value", [at_most(LONGEST_NAME)])
    activity = SelectField(
        "What happened", choices=[SelectChoice(one.value, one.value) for one in ACTIVITIES]
    )
    days = IntegerField("In the last so many days", [Optional()])
    count = IntegerField("People in different roles", [Optional()])
    amount = StringField("At least", [at_most(LONGEST_NAME)])
    role = SelectField("Role")
    percent = IntegerField("Likely by at least, in percent", [Optional()])
    approvers = StringField("Approvers, one after the other", [at_most(LONGEST_NAME)])

    def of_kind(
        self, kind: CriterionKind, process: Process, within: Pipeline, stage: Stage
    ) -> None:
        """Keep what criteria of a kind take, and say what can be chosen."""
        takes = parameters_of(kind)
        kept = {AMOUNT.get(name, name) for name in takes} | {"name", "when", "to", "severity"}
        for name in [name for name in self._fields if name not in kept]:
            if name != "csrf_token":
                del self[name]
        ahead = [(one.key, one.name) for one in within.stages if one.key in stage.leads_to]
        self.to.choices = [("", "every stage"), *ahead]
        if "role" in self:
            self.role.choices = [(one.key, one.name) for one in process.roles]

    def show(self, had: Criterion) -> None:
        """Fill the form with a criterion."""
        for name, field in self._fields.items():
            if name != "csrf_token" and hasattr(had, name):
                told = getattr(had, name)
                field.data = ", ".join(told) if isinstance(told, tuple) else told
        self.to.data = had.to or ""
        if "amount" in self:
            values = {"amount_minor": had.amount_minor, "currency": had.currency}
            self.amount.data = text_of("amount", values)

    def criterion(self, process: Process, key: str, kind: CriterionKind) -> Criterion:
        """Return the criterion that the form says.

        Raises:
            FieldError: The amount is none.
        """
        told = {name: field.data for name, field in self._fields.items() if name != "csrf_token"}
        amount = told.pop("amount", None)
        if amount is not None:
            told |= read_fields(process, {"amount": amount}, {})
        if "approvers" in told:
            said = (one.strip().lower() for one in (told["approvers"] or "").split(","))
            told["approvers"] = tuple(one for one in said if one)
        if told.get("comparison") is Comparison.PRESENT:
            told["value"] = None
        known = {name: value for name, value in told.items() if value != ""}
        return replace(Criterion(key, kind), **known)


class WordForm(ProcessForm):
    """A word: a loss reason, kind, source, currency or role."""

    name = StringField("Name", NAME)
    asks_text = BooleanField("Asks for words")
    for_imports = BooleanField("For imports alone")
    authority = BooleanField("Can say yes")
    neutral = BooleanField("Says nothing more")
    stance = StringField("In a deal", [Optional(), AnyOf(list(Stance))])
    titles = StringField("Words of titles that suggest it")

    def values(self, flags: Iterable[str]) -> dict[str, Any]:
        """Return what the form says of a word that has these flags."""
        said: dict[str, Any] = {"name": self.name.data}
        if "titles" in request.form:
            told = (one.strip() for one in (self.titles.data or "").split(","))
            said["stance"] = Stance(self.stance.data) if self.stance.data else None
            said["titles"] = tuple(one for one in told if one)
        return said | {flag: bool(self[flag].data) for flag in flags}


def added_name() -> str:
    """Return the name of what is to be added.

    Raises:
        ProcessError: It has none, or one too long.
    """
    name = " ".join(request.form.get("name", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise ProcessError("name", f"it needs a name of 1 to {LONGEST_NAME} letters.")
    return name


def new_key(stage: Stage, form: CriterionForm, kind: CriterionKind) -> str:
    """Return a key for a criterion that a stage does not have yet."""
    return key_of(form.name.data or kind, {"new", *(one.key for one in stage.criteria)})
