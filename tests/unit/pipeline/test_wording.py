"""Criteria in words."""

import pytest

from graphcrm.pipeline import defaults
from graphcrm.pipeline.criteria import wording
from graphcrm.pipeline.records import Criterion, CriterionKind


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({"kind": "field", "field": "close_on"}, "Expected close"),
        (
            {"kind": "amount", "amount_minor": 50_000, "currency": "EUR"},
            "Amount of at least 500.00 EUR",
        ),
        ({"kind": "activity", "activity": "call", "days": 3}, "Call in the last 3 days"),
        ({"kind": "path", "role": "champion", "percent": 5}, "Introduction to Champion"),
        ({"kind": "engaged", "count": 2, "days": 3}, "2 engaged people"),
        ({"kind": "next-step"}, "Next step"),
        ({"kind": "approval", "approvers": ("admin",)}, "Approval"),
        ({"kind": "authority", "days": 3, "name": "Say"}, "Say"),
    ],
)
def test_a_criterion_without_a_name_is_called_what_it_asks(asked, title):
    """Previews name it for people who never saw its key."""
    kind = CriterionKind(asked.pop("kind"))
    assert wording.title(defaults.process(), Criterion("x", kind, **asked)) == title
