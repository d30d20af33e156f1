"""What a browser sends about a contact: the record itself, a tie."""

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form as Part,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Optional

from graphcrm import ids
from graphcrm.access.records import Actor
from graphcrm.activities.records import HandleUse
from graphcrm.directory import references
from graphcrm.directory.drafts import ContactDraft, JobDraft
from graphcrm.directory.rules import FieldError
from graphcrm.web.forms import Form, at_most, contact_chosen
from graphcrm.web.growing import Growing


USES = [
    (HandleUse.PERSON, "A person"),
    (HandleUse.SHARED, "A shared mailbox"),
    (HandleUse.LIST, "A list"),
]
LEVELS = [("weak", "Weak: have met"), ("good", "Good: would answer"), ("strong", "Strong: trust")]
MOST_DIGITS = 200


class JobPart(Part):
    """One job of the form of a contact."""

    job_id = HiddenField()
    account_id = HiddenField()
    account = StringField("Organisation", [at_most(MOST_DIGITS)])
    title = StringField("Title there", [at_most(MOST_DIGITS)])
    from_on = DateField("From", [Optional()])
    until_on = DateField("Until", [Optional()])
    primary = BooleanField("Main job")
    board = BooleanField("Seat on the board")


class ContactForm(Growing, Form):
    """Everything about a contact that people edit."""

    grows = ("emails", "phones", "profiles", "jobs")

    key = HiddenField(default=ids.new)
    version = HiddenField()
    sure = HiddenField()
    name = StringField("Name", [InputRequired("Their name is missing."), at_most(200)])
    title = StringField("Title", [at_most(200)])
    kind = SelectField(
        "What it is", choices=[SelectChoice(*one) for one in USES], default=HandleUse.PERSON
    )
    do_not_contact = BooleanField("Do not contact: nobody is led to them")
    emails = FieldList(StringField("E-mail address"), min_entries=1)
    phones = FieldList(StringField("Phone number"), min_entries=1)
    profiles = FieldList(StringField("Profile, a URL"), min_entries=1)
    jobs = FieldList(FormField(JobPart), min_entries=1)

    @classmethod
    def of(cls, draft: ContactDraft, version: str) -> "ContactForm":
        """Return the form that shows a contact as it is, or what was sent instead."""
        keys = ("name", "title", "emails", "phones", "profiles", "kind", "do_not_contact")
        facts = {key: getattr(draft, key) for key in keys}
        jobs = [{key: getattr(job, key) for key in JobDraft.__slots__} for job in draft.jobs]
        return cls(data={**facts, "jobs": jobs, "version": version})

    def typed(self) -> list[str]:
        """Return every address as typed."""
        rows = [*self.emails.data, *self.phones.data, *self.profiles.data]
        return [row for row in rows if row and row.strip()]

    def draft(self, actor: Actor) -> ContactDraft:
        """Return what the form says; rows without a word are none."""
        return ContactDraft(
            name=self.name.data or "",
            title=self.title.data or None,
            emails=tuple(filter(None, self.emails.data)),
            phones=tuple(filter(None, self.phones.data)),
            profiles=tuple(filter(None, self.profiles.data)),
            jobs=self._jobs(actor),
            kind=HandleUse(self.kind.data),
            do_not_contact=bool(self.do_not_contact.data),
        )

    def _jobs(self, actor: Actor) -> tuple[JobDraft, ...]:
        """Return the jobs; an organisation that was chosen counts while its name stands beside."""
        told = [part.form for part in self.jobs]
        chosen = [part.account_id.data for part in told if part.account_id.data]
        named = {ref.account_id: ref.name for ref in references.accounts_by_id(actor, chosen)}
        drafts = []
        for part in told:
            account = (part.account.data or "").strip()
            is_chosen = account and named.get(part.account_id.data or "") == account
            job = JobDraft(
                account=account,
                account_id=part.account_id.data if is_chosen else None,
                job_id=part.job_id.data or None if account else None,
                title=part.title.data or None,
                from_on=part.from_on.data,
                until_on=part.until_on.data,
                board=bool(part.board.data),
                primary=bool(part.primary.data),
            )
            if account or (not part.job_id.data and job != JobDraft()):
                drafts.append(job)
        return tuple(drafts)


class TieForm(Form):
    """A tie that somebody declares."""

    levels = LEVELS

    contact_id = HiddenField()
    text = StringField("Who knows them")
    level = RadioField("How well", choices=[SelectChoice(*one) for one in LEVELS], default="good")
    expires_on = DateField("Until", [Optional()])

    def other(self, actor: Actor) -> str:
        """Return the contact whom the tie leads to.

        Raises:
            FieldError: It is nobody the actor may see.
            AmbiguousReferenceError: It may be any of several.
        """
        found = contact_chosen(actor, "text", self.text.data, self.contact_id.data)
        if found is None:
            raise FieldError("text", "Say who knows them.")
        return found


class ContestForm(Form):
    """Why a declared tie is none."""

    reason = StringField("Why", [InputRequired("The reason is missing."), at_most(500)])
