"""The process as a document: both ways it is the same, and what is wrong with one is told."""

import pytest
from hypothesis import given
from processes import processes

from graphcrm.pipeline import defaults
from graphcrm.pipeline.documents import from_yaml, to_yaml
from graphcrm.pipeline.rules import ProcessError


@given(processes())
def test_showing_and_reading_is_the_identity(process):
    """Whoever applies what was shown changes nothing."""
    assert from_yaml(to_yaml(process)) == process


def test_the_process_to_begin_with_works():
    """It is read like any other document, and checked by the same rules."""
    (pipeline,) = defaults.process().pipelines
    assert pipeline.name == "Sales"
    assert from_yaml(to_yaml(defaults.process())) == defaults.process()


BOTH = "{key: a, name: A, neutral: true}, {key: b, name: B, neutral: true}"
SALES = """
pipelines:
- key: sales
  name: Sales
  stages:
  - {key: new, name: New, type: open, win_percent: 10, leads_to: [won, lost]}
  - {key: won, name: Won, type: won, win_percent: 100}
  - {key: lost, name: Lost, type: lost, win_percent: 0}
loss_reasons:
- {key: price, name: Price}
"""


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("pipelines:", "pipelines: [", "document: is no YAML"),
        (SALES, "", "document: is not a list of fields"),
        ("loss_reasons:", "reasons:", "reasons: is none of pipelines, loss_reasons, kinds"),
        ("name: Sales", "", "pipelines[0].name: is missing."),
        ("name: Sales", "name: 7", "pipelines[0].name: 7 is not text."),
        ("name: Sales", "name: ' '", "pipelines[0].name: a name has 1 to 80 letters"),
        ("key: sales", "key: My Sales", "pipelines[0].key: 'My Sales' is not small letters"),
        ("type: open", "type: opening", "stages[0].type: 'opening' is none of open, won, lost."),
        ("win_percent: 10,", "win_percent: many,", "'many' is not a whole number."),
        ("win_percent: 10,", "win_percent: true,", "True is not a whole number."),
        ("win_percent: 10,", "win_percent: 101,", "stages[0].win_percent: 101 is not 0 to 100."),
        ("win_percent: 100", "win_percent: 90", "a won stage has 100, not 90."),
        ("name: New,", "name: New, rotting_days: 0,", "rotting_days: 0 is not 1 or more."),
        ("name: New,", "name: New, color: pink,", "color: 'pink' is none of blue,"),
        ("key: won", "key: new", "pipelines[0].stages[1].key: 'new' stands there twice."),
        ("[won, lost]", "won", "stages[0].leads_to: is not a list."),
        ("[won, lost]", "[won, new]", "leads_to: New cannot lead to itself."),
        ("[won, lost]", "[won, gone]", "leads_to: 'gone' is no stage of this pipeline."),
        ("[won, lost]", "[won, won]", "leads_to: 'won' stands there twice."),
        ("[won, lost]", "[]", "stages[0].leads_to: no arrows lead from New to a won or lost"),
        ("type: won, win_percent: 100", "type: open, win_percent: 100", "no stage of type won."),
        (
            "loss_reasons:",
            "roles: [{key: a, name: A, neutral: true, authority: true}]\nloss_reasons:",
            "roles[0].neutral: A says nothing of somebody, and cannot have authority as well.",
        ),
        (
            "loss_reasons:",
            f"roles: [{BOTH}]\nloss_reasons:",
            "roles[1].neutral: B cannot be neutral as well; A is.",
        ),
        ("name: Sales", "name: Sales\n  teams: [N, N]", "teams: a team stands there twice."),
        ("name: Price", 'name: "a\\tb"', "loss_reasons[0].name: a name has"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(was, now, told):
    """A document is written by hand: the first mistake is named with where it stands."""
    assert was in SALES
    with pytest.raises(ProcessError) as caught:
        from_yaml(SALES.replace(was, now))
    assert told in str(caught.value)


def test_a_kind_begins_in_one_pipeline():
    """Otherwise nobody knows where a new deal of that kind goes."""
    one, rest = SALES.split("loss_reasons")
    other = one.replace("pipelines:\n", "").replace("sales", "more").replace("Sales", "More")
    kinds = "key: sales\n  kinds: [new, new]", "key: more\n  kinds: [new]"
    both = one.replace("key: sales", kinds[0]) + other.replace("key: more", kinds[1])
    with pytest.raises(ProcessError, match=r"pipelines\[1\].kinds: 'new' begins in Sales already"):
        from_yaml(both.lstrip() + "loss_reasons" + rest)
