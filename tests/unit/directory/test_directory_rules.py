"""What a contact or an account given by hand must be."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from graphcrm.activities.records import HandleUse
from graphcrm.changes import Added, Node, Removed, Set
from graphcrm.directory import rules
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft


KIM = ContactDraft("Kim Lee")
ODUYA = AccountDraft("Oduya")


def job_edge(uid, account_id, **values):
    return {
        "type": "WORKS_AT",
        "outgoing": True,
        "values": {"uid": uid, "changed_by": "x", **values},
        "other": account_id,
        "other_label": "Account",
        "kind": None,
        "value": None,
        "name": "Oduya",
        "hidden": False,
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "!?"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"title": "x" * 201}, "title"),
        ({"emails": ("kim",)}, "emails"),
        ({"emails": tuple(f"k{n}@x.example" for n in range(51))}, "emails"),
        ({"phones": ("call me",)}, "phones"),
        ({"profiles": ("nowhere",)}, "profiles"),
        ({"jobs": (JobDraft(" "),)}, "jobs"),
        ({"jobs": (JobDraft("Oduya"),) * 51}, "jobs"),
        ({"jobs": (JobDraft("Oduya", primary=True), JobDraft("B", primary=True))}, "jobs"),
        ({"jobs": (JobDraft("O", from_on=date(2020, 1, 2), until_on=date(2020, 1, 1)),)}, "jobs"),
    ],
)
def test_a_bad_field_of_a_contact_is_named(change, field):
    """The form shows the sentence beside the field."""
    with pytest.raises(rules.FieldError) as caught:
        rules.checked_contact(replace(KIM, **change))
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"domains": ("gmail.com",)}, "domains"),
        ({"domains": ("localhost",)}, "domains"),
        ({"domains": ("two words.example",)}, "domains"),
        ({"employee_count": -1}, "employee_count"),
        ({"revenue_minor": 10**16, "currency": "EUR"}, "revenue"),
        ({"revenue_minor": 1}, "revenue"),
        ({"currency": "EUR"}, "revenue"),
        ({"revenue_minor": 1, "currency": "euro"}, "currency"),
    ],
)
def test_a_bad_field_of_an_account_is_named(change, field):
    """The form shows the sentence beside the field."""
    with pytest.raises(rules.FieldError) as caught:
        rules.checked_account(replace(ODUYA, **change))
    assert caught.value.field == field


def test_texts_get_one_spelling():
    """Spaces, invisible marks and decomposed accents are not differences."""
    draft = rules.checked_contact(
        ContactDraft(
            "  Jose\u0301 \t\u202eNúñez\u200b ",
            title=" ",
            emails=("JOSE@x.example", "jose@X.example", ""),
        )
    )
    assert (draft.name, draft.title, draft.emails) == ("José Núñez", None, ("jose@x.example",))


@given(st.text(max_size=220))
def test_a_name_is_refused_or_has_one_spelling(text):
    """Checking twice changes nothing more."""
    try:
        once = rules.checked_contact(ContactDraft(text))
    except rules.FieldError:
        return
    assert rules.checked_contact(once) == once
    assert once.name == once.name.strip() != ""


def test_the_version_tells_facts_not_their_order():
    """Two forms that say the same have the same version."""
    one = ContactDraft(
        "Kim", emails=("a@x.example", "b@x.example"), jobs=(JobDraft("O", "1", "2"),)
    )
    other = replace(one, emails=one.emails[::-1], jobs=(JobDraft("Renamed", "1", "2"),))
    assert rules.version_of(one) == rules.version_of(other)
    assert rules.version_of(one) == rules.version_of(replace(one, kind=HandleUse.PERSON))
    assert rules.version_of(one) != rules.version_of(replace(one, title="CFO"))
    two = AccountDraft("O", domains=("a.example", "b.example"))
    assert rules.version_of(two) == rules.version_of(replace(two, domains=two.domains[::-1]))
    assert rules.version_of(two) != rules.version_of(replace(two, employee_count=0))


def test_a_job_is_set_added_moved_or_removed():
    """An edit of jobs writes what differs, and takes away before it adds."""
    contact, oduya, bank = Node("Contact", "c"), Node("Account", "o"), Node("Account", "b")
    before = [
        job_edge("1", "o", title="CFO", seen_from_on=date(2020, 1, 1)),
        job_edge("2", "o", title="Chair"),
        job_edge("3", "o"),
    ]
    changes = rules.job_changes(
        contact,
        before,
        [
            (JobDraft(job_id="1", title="CEO"), oduya),
            (JobDraft(job_id="2", title="Chair"), bank),
            (JobDraft(job_id=None, board=True), bank),
        ],
        "form",
    )
    assert [type(change) for change in changes] == [Removed, Removed, Set, Added, Added]
    assert {change.what.uid for change in changes[:2]} == {"2", "3"}
    assert (changes[2].before, changes[2].after) == ({"title": "CFO"}, {"title": "CEO"})
    assert changes[3].values == {"title": "Chair", "source": "form"}
    assert changes[4].values == {"board": True, "source": "form"}
    assert changes[0].values == {"title": "Chair"}


def test_a_job_that_is_gone_is_not_edited():
    """It would come back as another one, unseen."""
    with pytest.raises(rules.FieldError):
        rules.job_changes(
            Node("Contact", "c"), [], [(JobDraft(job_id="1"), Node("Account", "o"))], "x"
        )


def test_the_home_and_the_hidden_are_worded():
    """A refusal says what to do, never what is hidden."""
    assert "you may not see" in str(rules.AddressTakenError("a@x.example", None, None))
    assert "you may not see" in str(rules.DomainTakenError("x.example", None, None))
