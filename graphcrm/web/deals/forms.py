"""What a browser sends about deals."""

from collections.abc import Sequence

from flask import request
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from graphcrm import ids
from graphcrm.access.records import Actor
from graphcrm.directory.links import LinkDraft
from graphcrm.members.records import User
from graphcrm.pipeline.criteria.approvals import request as request_approval
from graphcrm.pipeline.criteria.commands import tick
from graphcrm.pipeline.fields import FIELDS
from graphcrm.pipeline.opportunities.commands import edit_opportunity
from graphcrm.pipeline.opportunities.records import Edit, Loss, Move
from graphcrm.pipeline.records import Process
from graphcrm.web.encounters import LogForm
from graphcrm.web.forms import Form, account_chosen, at_most, contact_chosen


LONGEST = 200
LONGEST_NOTE = 2000
FILLED = "field-"
SEEN = "seen-"


class DealForm(Form):
    """Everything about a deal that people edit, but where it stands."""

    key = HiddenField(default=ids.new)
    name = StringField("Name", [at_most(LONGEST)])
    account_id = HiddenField()
    account = StringField("Account", [at_most(LONGEST)])
    kind = SelectField("Kind", validate_choice=False)
    source = SelectField("Source", validate_choice=False)
    amount = StringField("Amount", [at_most(LONGEST)])
    close_on = StringField("Expected close")
    win_percent = StringField("Probability", [at_most(LONGEST)])
    next_step = StringField("Next step", [at_most(LONGEST)])
    next_step_on = StringField("On")
    competitor = StringField("Competitor", [at_most(LONGEST)])
    stalled_until_on = StringField("Stalled until")
    stalled_why = StringField("Why it stalls", [at_most(LONGEST)])
    owner_id = SelectField("Owner", validate_choice=False)
    stage = SelectField("Stage", validate_choice=False)
    contact_id = HiddenField()
    contact = StringField("Contact", [at_most(LONGEST)])
    role = SelectField("Their part", validate_choice=False)

    def offer(self, process: Process, owners: Sequence[User]) -> None:
        """Say what can be chosen."""
        self.kind.choices = [("", "None"), *((one.key, one.name) for one in process.kinds)]
        offered = (one for one in process.sources if not one.retired or one.key == self.source.data)
        self.source.choices = [("", "Choose"), *((one.key, one.name) for one in offered)]
        works = (one for one in owners if one.works or one.user_id == self.owner_id.data)
        self.owner_id.choices = [("", "Everybody"), *((one.user_id, one.name) for one in works)]
        given = sorted(
            (one for one in process.roles if not one.retired), key=lambda r: not r.neutral
        )
        self.role.choices = [(one.key, one.name) for one in given]

    def fields(self) -> dict[str, str]:
        """Return what the form says, by field; what it does not show it does not say."""
        sent = request.form
        return {key: sent[key] for key in FIELDS if key in sent}

    def seen(self) -> dict[str, str]:
        """Return what the fields said when the form was opened."""
        sent = request.form
        return {key: sent[f"{SEEN}{key}"] for key in FIELDS if f"{SEEN}{key}" in sent}

    def changed(self) -> dict[str, str]:
        """Return the fields that say something else than when the form was opened."""
        seen = self.seen()
        return {key: text for key, text in self.fields().items() if text != seen.get(key)}

    def chosen_account(self, actor: Actor) -> str | None:
        """Return the account; see `account_chosen`."""
        return account_chosen(actor, "account", self.account.data, self.account_id.data)

    def seats(self, actor: Actor) -> tuple[tuple[str, str], ...]:
        """Return who has which part in a new deal; see `contact_chosen`."""
        found = contact_chosen(actor, "contact", self.contact.data, self.contact_id.data)
        return ((found, self.role.data or ""),) if found else ()


class LinkForm(Form):
    """A file that lies elsewhere."""

    key = HiddenField(default=ids.new)
    url = StringField("URL", [InputRequired("Where it lies is missing.")])
    title = StringField("Title")

    def draft(self) -> LinkDraft:
        """Return what the form says."""
        return LinkDraft(self.title.data or "", self.url.data or "")


class LogDealForm(LogForm):
    """A call, a meeting or a note about a deal: with those of its people who are ticked."""

    def ticked(self) -> list[str]:
        """Return uids of contacts, each once."""
        return list(dict.fromkeys(request.form.getlist("with")))


class MoveForm(Form):
    """Deals that go to a stage, with what is filled in on the way.

    The deals are the values of `id`; what is filled in comes as "field-" and the field's key.
    """

    stage = HiddenField()
    above = HiddenField()
    below = HiddenField()
    seen = HiddenField()
    key = HiddenField(default=ids.new)
    loss_reason = SelectField("Why it was lost", validate_choice=False)
    loss_note = TextAreaField("In your own words", [at_most(LONGEST_NOTE)])
    competitor = StringField("Competitor", [at_most(LONGEST)])
    override_reason = StringField("Why it does not matter here", [at_most(LONGEST)])
    elsewhere = SelectField("Another pipeline", validate_choice=False)

    def opportunity_ids(self) -> tuple[str, ...]:
        """Return which deals are meant."""
        return tuple(request.form.getlist("id") or request.args.getlist("id"))

    def stage_id(self) -> str:
        """Return where to: a stage of another pipeline, where one was chosen."""
        return self.elsewhere.data or self.stage.data or ""

    def filled(self) -> dict[str, str]:
        """Return what is filled in, by field."""
        told = {
            name.removeprefix(FILLED): text
            for name, text in request.form.items()
            if name.startswith(FILLED) and name.removeprefix(FILLED) in FIELDS
        }
        return told | ({"competitor": self.competitor.data} if self.competitor.data else {})

    def asks(self) -> bool:
        """Answer whether an approval is asked for, instead of moving."""
        return bool(request.form.get("ask"))

    def fill_in(self, actor: Actor) -> None:
        """Tick what was ticked and ask for the approval that was asked for, as said on the way.

        Who asks keeps what they filled in: it is for the deal with that amount that others approve.
        """
        for item in request.form.getlist("tick"):
            stage_id, _, key = item.partition("/")
            for opportunity_id in self.opportunity_ids():
                tick(actor, opportunity_id, stage_id, key)
        if self.asks():
            for opportunity_id in self.opportunity_ids():
                edit_opportunity(actor, opportunity_id, Edit(self.filled()))
                request_approval(actor, opportunity_id, self.stage_id())

    def command(self) -> Move:
        """Return the move."""
        return Move(
            self.opportunity_ids(),
            self.stage_id(),
            above_id=self.above.data or None,
            below_id=self.below.data or None,
            seen_stage_id=self.seen.data or None,
            fields=self.filled(),
            loss=Loss(self.loss_reason.data or None, self.loss_note.data or None),
            override_reason=self.override_reason.data or None,
            other_pipeline=bool(self.elsewhere.data),
            key=self.key.data or None,
        )
