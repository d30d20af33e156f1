"""What is wrong with a criterion is told with its place; those that cannot hold are refused."""

from dataclasses import replace

import pytest

from graphcrm.pipeline import defaults
from graphcrm.pipeline.criteria import checks
from graphcrm.pipeline.documents import from_yaml, to_yaml
from graphcrm.pipeline.records import Comparison, Criterion, CriterionKind
from graphcrm.pipeline.rules import ProcessError, check_process


PLACE = "pipelines[0].stages[2].criteria"


def document(*criteria):
    """The default process with some criteria of the stage Discovery."""
    lines = "".join(f"    - {one}\n" for one in criteria)
    at = "    leads_to: [qualified, proposal, lost]\n"
    plain = to_yaml(defaults.process())
    arrows = "    leads_to:\n    - qualified\n    - proposal\n    - lost\n"
    assert arrows in plain
    return plain.replace(arrows, f"{at}    criteria:\n{lines}")


@pytest.mark.parametrize(
    ("criterion", "told"),
    [
        ("{key: a, kind: activity, activity: call}", "].days: an activity criterion needs a num"),
        ("{key: a, kind: activity, days: 3}", "].activity: an activity criterion needs a kind"),
        ("{key: a, kind: activity, activity: fax, days: 3}", "].activity: 'fax' is none of email"),
        ("{key: a, kind: engaged, days: 9}", "].count: an engaged criterion needs a number of p"),
        ("{key: a, kind: engaged, days: 9, count: 11}", "].count: there are 10 roles, so never 11"),
        ("{key: a, kind: authority, days: 0}", "].days: 0 is not 1 to 3650."),
        ("{key: a, kind: path, role: cook, percent: 5}", "].role: 'cook' is none of contact, dec"),
        ("{key: a, kind: path, role: user}", "].percent: a path criterion needs a percentage."),
        ("{key: a, kind: path, role: user, percent: 101}", "].percent: 101 is not 1 to 100."),
        ("{key: a, kind: amount, amount_minor: 5}", "].currency: an amount criterion needs a cur"),
        ("{key: a, kind: amount, amount_minor: 5, currency: XXX}", "].currency: 'XXX' is none of"),
        ("{key: a, kind: checklist}", "].name: a checklist criterion needs a name."),
        ("{key: a, kind: checklist, name: ' '}", "].name: a name has 1 to 80 letters"),
        ("{key: a, kind: approval}", "].approvers: an approval criterion needs approvers."),
        ("{key: a, kind: approval, approvers: [analyst]}", "].approvers: 'analyst' is none of"),
        ("{key: a, kind: next-step, days: 3}", "].days: a next-step criterion takes no days here"),
        ("{key: a, kind: field}", "].field: a field criterion needs a field."),
        ("{key: a, kind: field, field: budget}", "].field: 'budget' is none of name, amount,"),
        ("{key: a, kind: field, field: kind, value: x}", "].value: a field criterion takes no val"),
        ("{key: a, kind: field, field: kind, comparison: is}", "].value: a field criterion needs"),
        (
            "{key: a, kind: field, field: kind, comparison: is, value: ''}",
            "].value: is empty; a comparison needs something to compare with.",
        ),
        (
            "{key: a, kind: field, field: kind, comparison: is, value: gone}",
            "].value: kind: 'gone' is none of new-business,",
        ),
        (
            "{key: a, kind: field, field: kind, comparison: at-most, value: renewal}",
            "].comparison: Kind has no more and less; use is or is-not.",
        ),
        ("{key: a, kind: next-step, to: lost}", "].to: only who leaves goes along an arrow"),
        (
            "{key: a, kind: next-step, when: exit, to: won}",
            "].to: Discovery does not lead to 'won'",
        ),
        (
            "{key: a, kind: next-step, severity: shout}",
            "].severity: 'shout' is none of block, warn",
        ),
        ("{key: A, kind: next-step}", "].key: 'A' is not small letters"),
    ],
)
def test_a_criterion_says_what_its_kind_needs_and_nothing_else(criterion, told):
    """The first mistake is told with its place; what would be ignored is one, too."""
    with pytest.raises(ProcessError) as caught:
        from_yaml(document(criterion))
    assert str(caught.value).startswith(f"{PLACE}[0{told[:1]}")
    assert told in str(caught.value)


def test_keys_are_unique_within_a_stage():
    """They name what a deal has ticked."""
    one = "{key: a, kind: next-step}"
    with pytest.raises(ProcessError, match=r"criteria\[1\].key: 'a' stands there twice"):
        from_yaml(document(one, one))


def amount(comparison, value):
    return f"kind: field, field: amount, comparison: {comparison}, value: {value}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (amount("at-least", "10 EUR"), amount("at-most", "5 EUR")),
        (amount("at-most", "5 EUR"), "kind: amount, amount_minor: 1000, currency: EUR"),
        (amount("at-least", "10 EUR"), "kind: amount, amount_minor: 1, currency: USD"),
        (amount("is", "10 EUR"), amount("is", "5 EUR")),
        (amount("is", "10 EUR"), amount("at-most", "5 EUR")),
        (amount("is", "5 EUR"), amount("at-least", "10 EUR")),
        (amount("at-least", "10 EUR"), amount("is", "5 EUR")),
        (
            "kind: field, field: kind, comparison: is, value: renewal",
            "kind: field, field: kind, comparison: is-not, value: Renewal",
        ),
    ],
)
def test_what_cannot_hold_together_is_refused(one, other):
    """No deal would ever pass."""
    with pytest.raises(ProcessError, match=r"criteria\[1\]: cannot hold together with 'a'"):
        from_yaml(document(f"{{key: a, {one}}}", f"{{key: b, {other}}}"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (amount("at-least", "5 EUR"), amount("at-most", "10 EUR")),
        (amount("at-least", "5 EUR"), amount("is", "5 EUR")),
        (amount("at-least", "5 EUR"), amount("at-least", "7 EUR")),
        (amount("is", "5 EUR"), amount("is", "5.00 EUR")),
        (amount("is-not", "5 EUR"), amount("is-not", "5 EUR")),
        (amount("is-not", "5 EUR"), amount("at-most", "5 EUR")),
        (amount("is", "5 EUR"), f"when: exit, {amount('is', '7 EUR')}"),
        (
            f"when: exit, to: lost, {amount('is', '5 EUR')}",
            f"when: exit, to: proposal, {amount('is', '7 EUR')}",
        ),
        ("kind: next-step", "kind: field, field: next_step"),
        (amount("is", "5 EUR"), "kind: field, field: win_percent, comparison: is, value: '7'"),
    ],
)
def test_what_can_hold_together_is_not(one, other):
    """Or is never asked of one move."""
    assert from_yaml(document(f"{{key: a, {one}}}", f"{{key: b, {other}}}"))


def test_authority_needs_a_role_that_has_it():
    """Otherwise nobody could ever meet it."""
    sales = from_yaml(document("{key: a, kind: authority, days: 9}"))
    roles = tuple(replace(one, authority=False) for one in sales.roles)
    with pytest.raises(ProcessError, match=r"criteria\[0\].kind: no role has authority"):
        check_process(replace(sales, roles=roles))


def test_a_retired_source_may_still_be_asked_for():
    """Deals that have it are still there."""
    process = defaults.process()
    sources = tuple(replace(one, retired=True) for one in process.sources)
    one = Criterion(
        "a", CriterionKind.FIELD, field="source", comparison=Comparison.IS_NOT, value="event"
    )
    (sales,) = process.pipelines
    stages = (replace(sales.stages[0], criteria=(one,)), *sales.stages[1:])
    asked = replace(process, sources=sources, pipelines=(replace(sales, stages=stages),))
    check_process(asked)
    assert checks.read_value(asked, one) == "event"
