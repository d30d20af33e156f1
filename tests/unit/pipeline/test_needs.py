"""Which roles a deal needs by its stage, and which of them nobody plays."""

import pytest
from hypothesis import given, strategies as st
from processes import processes

from graphcrm.pipeline import defaults, edits, vocabulary
from graphcrm.pipeline.documents import from_yaml, to_yaml
from graphcrm.pipeline.needs import Vacancy, needed_by_stage, needed_in, vacancies
from graphcrm.pipeline.reads import laid
from graphcrm.pipeline.records import RoleNeed, StageType
from graphcrm.pipeline.rules import ProcessError, check_process
from graphcrm.pipeline.telling import sentences


SALES = defaults.process()
PIPELINE = SALES.pipelines[0]
SEATS = st.lists(st.sampled_from(["boss", "user", "gone"]), max_size=6)


def told(process):
    (pipeline,) = process.pipelines
    return {
        one.key: [need.role for need in needed_in(pipeline, one.key)] for one in PIPELINE.stages
    }


def with_needs(*needs):
    return edits.set_needs(SALES, "sales", needs)


def test_a_role_is_needed_from_its_stage_on_and_never_once_a_deal_is_closed():
    """Whoever won no longer misses anybody."""
    assert told(with_needs(RoleNeed("champion", since="discovery"), RoleNeed("user"))) == {
        "lead": ["user"],
        "qualified": ["user"],
        "discovery": ["champion", "user"],
        "proposal": ["champion", "user"],
        "negotiation": ["champion", "user"],
        "won": [],
        "lost": [],
    }


def test_it_hangs_on_the_stage_and_not_on_its_place():
    """Stages are reordered and renamed; what is needed follows them, and that is noticed."""
    before = with_needs(RoleNeed("champion", since="negotiation"))
    after = edits.move_stage(before, "sales", "negotiation", -4)
    assert told(after)["lead"] == ["champion"]
    assert not edits.is_harmless(before, after)
    assert edits.is_harmless(before, edits.move_stage(before, "sales", "won", 1))


def test_a_retired_stage_hands_its_needs_to_its_heir():
    """And a role that goes is needed no more: no need points at what is gone."""
    before = with_needs(RoleNeed("champion", since="proposal"))
    retired = edits.retire_stage(before, "sales", "proposal", "negotiation")
    check_process(retired)
    assert retired.pipelines[0].needs == (RoleNeed("champion", since="negotiation"),)
    removed = vocabulary.remove_word(before, "roles", "champion")
    check_process(removed)
    assert removed.pipelines[0].needs == ()


@pytest.mark.parametrize(
    ("need", "refused"),
    [
        (RoleNeed("wizard"), "pipelines[0].needs[0].role: 'wizard' is no role."),
        (RoleNeed("user", 0), "pipelines[0].needs[0].minimum: 0 is not 1 to 50."),
        (RoleNeed("user", 51), "needs[0].minimum: 51 is not 1 to 50."),
        (RoleNeed("user", since="won"), "needs[0].since: 'won' is no open stage"),
        (RoleNeed("user", since="moon"), "needs[0].since: 'moon' is no open stage"),
    ],
)
def test_what_cannot_be_needed_is_refused_with_its_place(need, refused):
    """A document names the field that is wrong."""
    with pytest.raises(ProcessError) as error:
        check_process(with_needs(need))
    assert refused in str(error.value)


def test_a_role_is_needed_once():
    """Two numbers of one role would contradict each other."""
    with pytest.raises(ProcessError, match="'user' stands there twice"):
        check_process(with_needs(RoleNeed("user"), RoleNeed("user", 2)))


@given(processes(), SEATS)
def test_taken_and_missing_seats_add_up(process, seats):
    """For any process: somebody more in a seat never makes anything more missing."""
    for pipeline in process.pipelines:
        for stage in pipeline.stages:
            needs = needed_in(pipeline, stage.key)
            missing = {one.role.key: one.count for one in vacancies(needs, process.roles, seats)}
            for need in needs:
                lacking = missing.get(need.role, 0)
                assert lacking == max(0, need.minimum - seats.count(need.role))
            assert missing.keys() <= {need.role for need in needs}
            if stage.type is not StageType.OPEN:
                assert not needs
            fewer = vacancies(needs, process.roles, [*seats, "boss"])
            assert all(one.count <= missing[one.role.key] for one in fewer)


def test_a_missing_seat_says_whose_and_how_many():
    """The card says it in words."""
    needs = [RoleNeed("champion", 2), RoleNeed("user")]
    champion = next(one for one in SALES.roles if one.key == "champion")
    assert vacancies(needs, SALES.roles, ["champion", "user"]) == (Vacancy(champion, 1),)


def test_queries_get_what_each_stage_needs():
    """By the uid of the stage, as the board's sums ask."""
    needed = needed_by_stage(laid(with_needs(RoleNeed("user", 2, "negotiation")), {}))
    assert needed["Stage sales negotiation"] == [{"role": "user", "minimum": 2}]
    assert needed["Stage sales lead"] == []


def test_a_document_says_no_more_than_it_must():
    """One person, always: the role alone."""
    shown = to_yaml(with_needs(RoleNeed("user")))
    assert "  needs:\n  - role: user\n" in shown
    assert from_yaml(shown) == with_needs(RoleNeed("user"))


def test_a_change_of_needs_is_told_in_words():
    """Nobody reads keys."""
    before = with_needs(RoleNeed("champion"))
    after = with_needs(RoleNeed("champion", 2, "proposal"), RoleNeed("user"))
    assert list(sentences(before, after)) == [
        "The need of Champion in Sales: how many people 1 becomes 2.",
        "The need of Champion in Sales: from which stage on nothing becomes Proposal.",
        "The need of User in Sales comes.",
    ]
