"""What a browser sends about an account."""

from wtforms import FieldList, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Optional

from graphcrm import ids
from graphcrm.access.records import Actor
from graphcrm.directory.drafts import AccountDraft
from graphcrm.web.amounts import minor_of, plain
from graphcrm.web.forms import Form, account_chosen, at_most
from graphcrm.web.growing import Growing


LONGEST = 200


class AccountForm(Growing, Form):
    """Everything about an account that people edit."""

    grows = ("domains",)

    key = HiddenField(default=ids.new)
    version = HiddenField()
    sure = HiddenField()
    name = StringField("Name", [InputRequired("Its name is missing."), at_most(LONGEST)])
    domains = FieldList(StringField("Mail domain"), min_entries=1)
    industry = StringField("Industry", [at_most(LONGEST)])
    employee_count = IntegerField("People who work there", [Optional()])
    revenue = StringField("Revenue a year", [at_most(LONGEST)])
    currency = StringField("Currency", [at_most(3)])
    location = StringField("Location", [at_most(LONGEST)])
    parent_id = HiddenField()
    parent = StringField("Part of", [at_most(LONGEST)])

    @classmethod
    def of(cls, draft: AccountDraft, version: str, parent: str | None) -> "AccountForm":
        """Return the form that shows an account as it is, or what was sent instead."""
        keys = ("name", "domains", "industry", "employee_count", "currency", "location")
        facts = {key: getattr(draft, key) for key in (*keys, "parent_id")}
        revenue = plain(draft.revenue_minor, draft.currency)
        return cls(data={**facts, "revenue": revenue, "parent": parent, "version": version})

    def typed(self) -> list[str]:
        """Return every domain as typed."""
        return [row for row in self.domains.data if row and row.strip()]

    def draft(self, actor: Actor) -> AccountDraft:
        """Return what the form says; rows without a word are none.

        Raises:
            FieldError: The amount is none, or the parent is no account the actor may see.
            AmbiguousReferenceError: The parent may be any of several.
        """
        currency = (self.currency.data or "").strip().upper() or None
        return AccountDraft(
            name=self.name.data or "",
            domains=tuple(self.typed()),
            industry=self.industry.data or None,
            employee_count=self.employee_count.data,
            revenue_minor=minor_of(self.revenue.data or "", currency),
            currency=currency,
            location=self.location.data or None,
            parent_id=account_chosen(actor, "parent", self.parent.data, self.parent_id.data),
        )
