"""What a browser sends to set up a form of a web site."""

from collections.abc import Sequence

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from graphcrm import ids
from graphcrm.members.records import User
from graphcrm.pipeline.leads.records import NewForm
from graphcrm.pipeline.leads.rules import LONGEST_LABEL
from graphcrm.pipeline.records import Process
from graphcrm.web.forms import Form, at_most


LONGEST_ORIGINS = 5000


class LeadFormForm(Form):
    """A form of a web site."""

    key = HiddenField(default=ids.new)
    name = StringField("Name", [InputRequired("Its name is missing."), at_most(LONGEST_LABEL)])
    source = SelectField("Source", [InputRequired("Choose one.")], validate_choice=False)
    pipeline = SelectField("Pipeline", validate_choice=False)
    role = SelectField("Who sends it is", validate_choice=False)
    owner_id = SelectField("Leads go to", validate_choice=False)
    origins = TextAreaField("Web sites", [at_most(LONGEST_ORIGINS)])

    def offer(self, process: Process, owners: Sequence[User]) -> None:
        """Say what can be chosen."""
        offered = (one for one in process.sources if not one.retired)
        self.source.choices = [("", "Choose one"), *((one.key, one.name) for one in offered)]
        pipelines = ((one.key, one.name) for one in process.pipelines)
        self.pipeline.choices = [("", "As deals by hand"), *pipelines]
        self.role.choices = [(one.key, one.name) for one in process.roles if not one.authority]
        people = ((one.user_id, one.name) for one in owners)
        self.owner_id.choices = [("", "Nobody: they wait in the queue"), *people]

    def wanted(self) -> NewForm:
        """Return the form that is to be set up."""
        return NewForm(
            self.name.data or "",
            self.source.data or "",
            self.pipeline.data or None,
            self.role.data or None,
            self.owner_id.data or None,
            tuple((self.origins.data or "").split()),
        )
