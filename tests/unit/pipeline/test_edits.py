"""Edits of a process: each does the one thing it is named for, and most lead to one that works."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings, strategies as st
from processes import processes

from graphcrm.errors import NotFoundError
from graphcrm.pipeline import defaults, edits, vocabulary
from graphcrm.pipeline.keyed import key_of
from graphcrm.pipeline.needs import needed_in
from graphcrm.pipeline.records import Criterion, CriterionKind, StageType, When
from graphcrm.pipeline.rules import KEY, ProcessError, check_process
from graphcrm.pipeline.telling import sentences


NAMES = st.text(min_size=1, max_size=80)
SALES = defaults.process()


def stage(process, key, pipeline="sales"):
    return edits.find_stage(process, pipeline, key)


def drawn_stage(data, process):
    pipeline = data.draw(st.sampled_from(process.pipelines))
    return pipeline, data.draw(st.sampled_from(pipeline.stages))


@given(NAMES, st.sets(st.just("new") | st.from_regex(r"[a-z]{1,2}", fullmatch=True)))
def test_a_key_made_of_any_name_is_one_and_is_free(name, taken):
    """People type names; keys are made so that nothing is ever named twice."""
    made = key_of(name, taken)
    assert KEY.fullmatch(made)
    assert made not in taken


@settings(max_examples=15, deadline=None)
@given(processes(least=1), st.data())
def test_names_colours_and_order_harm_nobody(process, data):
    """And what differs in them alone is told so; a process is always what it is."""
    assert edits.is_harmless(process, process)
    pipeline, one = drawn_stage(data, process)
    by = data.draw(st.integers(-3, 3))
    changed = edits.change_stage(process, pipeline.key, one.key, name="Other", color="teal")
    moved = edits.move_stage(changed, pipeline.key, one.key, by)
    check_process(moved)
    same = all(
        set(needed_in(one, stage.key)) == set(needed_in(other, stage.key))
        for one, other in zip(process.pipelines, moved.pipelines, strict=True)
        for stage in one.stages
    )
    assert edits.is_harmless(process, moved) is same
    assert {one.key for one in edits.find_pipeline(moved, pipeline.key).stages} == {
        one.key for one in pipeline.stages
    }
    marked = edits.change_stage(process, pipeline.key, one.key, rotting_days=4000)
    assert not edits.is_harmless(process, marked)


def test_pipelines_and_criteria_are_put_in_order():
    """One by one or all at once; what is not named follows."""
    two = edits.add_pipeline(SALES, "Tenders")
    moved = edits.move_pipeline(two, "tenders", -1)
    assert [one.key for one in moved.pipelines] == ["tenders", "sales"]
    assert edits.order_pipelines(moved, ["sales"]) == two
    some = two
    for key in ("a", "b", "c"):
        one = Criterion(key, CriterionKind.CHECKLIST, name=key)
        some = edits.put_criterion(some, "sales", "lead", one)
    last = edits.move_criterion(some, "sales", "lead", "a", 5)
    assert [one.key for one in stage(last, "lead").criteria] == ["b", "c", "a"]
    assert edits.order_criteria(last, "sales", "lead", ["a", "b"]) == some
    assert edits.is_harmless(some, last)


@settings(max_examples=15, deadline=None)
@given(processes(least=1), st.data())
def test_added_and_split_stages_work_at_once(process, data):
    """Nobody has to repair a process after a button of the screen."""
    pipeline, one = drawn_stage(data, process)
    check_process(edits.add_stage(process, pipeline.key, "Demo"))
    split = edits.split_stage(process, pipeline.key, one.key, "Second half")
    check_process(split)
    keys = [stage.key for stage in edits.find_pipeline(split, pipeline.key).stages]
    at = keys.index(one.key)
    assert keys[at + 1] in edits.find_stage(split, pipeline.key, one.key).leads_to
    check_process(edits.add_pipeline(process, "Another"))


@settings(max_examples=15, deadline=None)
@given(processes(least=1), st.data())
def test_a_retired_stage_leaves_no_trace_and_no_dead_end(process, data):
    """Whoever led there leads to the heir, unless that is themselves, and the heir leads on."""
    pairs = [
        (pipeline, one, heir)
        for pipeline in process.pipelines
        for one in pipeline.stages
        for heir in pipeline.stages
        if heir is not one and heir.type is one.type
    ]
    assume(pairs)
    pipeline, one, heir = data.draw(st.sampled_from(pairs))
    wanted = edits.retire_stage(process, pipeline.key, one.key, heir.key)
    left = edits.find_pipeline(wanted, pipeline.key).stages
    assert [stage.key for stage in left] == [
        stage.key for stage in pipeline.stages if stage is not one
    ]
    for had, has in zip((one_ for one_ in pipeline.stages if one_ is not one), left, strict=True):
        assert one.key not in has.leads_to
        assert has.key not in has.leads_to
        led = {*had.leads_to, *one.leads_to} if has.key == heir.key else {*had.leads_to}
        assert led - {one.key, heir.key} == {*has.leads_to} - {heir.key}
        assert (heir.key in has.leads_to) == (
            has.key != heir.key and bool({one.key, heir.key} & set(had.leads_to))
        )


def test_the_edits_of_the_default_process():
    """Each by an example."""
    assert stage(edits.add_stage(SALES, "sales", "Demo"), "demo").leads_to == ("won", "lost")
    assert "demo" in stage(edits.add_stage(SALES, "sales", "Demo"), "negotiation").leads_to
    keys = [one.key for one in SALES.pipelines[0].stages]
    ordered = edits.order_stages(SALES, "sales", ["won", "lead"])
    assert [one.key for one in ordered.pipelines[0].stages][:3] == ["won", "lead", "qualified"]
    arrows = {("lead", "won"), ("lead", "lead")}
    drawn = edits.draw_arrows(SALES, "sales", arrows)
    assert stage(drawn, "qualified").leads_to == ()
    assert keys[0] == "lead"
    assert edits.remove_pipeline(SALES, "sales").pipelines == ()
    named = edits.change_pipeline(SALES, "sales", name="Deals")
    assert named.pipelines[0].name == "Deals"


def test_criteria_come_change_and_go():
    """What keeps its key keeps its place; one on an arrow that goes, goes with it."""
    first = Criterion("a", CriterionKind.NEXT_STEP)
    second = Criterion("b", CriterionKind.NEXT_STEP, when=When.EXIT, to="won")
    process = edits.put_criterion(SALES, "sales", "proposal", first)
    process = edits.put_criterion(process, "sales", "proposal", second)
    renamed = replace(first, name="Plan")
    changed = edits.put_criterion(process, "sales", "proposal", renamed)
    assert stage(changed, "proposal").criteria == (renamed, second)
    without = edits.remove_criterion(changed, "sales", "proposal", "a")
    assert stage(without, "proposal").criteria == (second,)
    other = edits.put_criterion(SALES, "sales", "proposal", replace(second, to="negotiation"))
    retired = edits.retire_stage(other, "sales", "negotiation", "discovery")
    assert stage(retired, "proposal").criteria == ()


def test_words_come_change_move_and_go():
    """Of each list by its name; a kind that goes is no pipeline's any more."""
    process = vocabulary.add_word(SALES, "currencies", "Swedish krona", "SEK")
    assert process.currencies[-1].key == "SEK"
    process = vocabulary.add_word(SALES, "kinds", "Pilot")
    process = edits.change_pipeline(process, "sales", kinds=("pilot",))
    assert vocabulary.remove_word(process, "kinds", "pilot").pipelines[0].kinds == ()
    assert vocabulary.move_word(process, "kinds", "pilot", -99).kinds[0].key == "pilot"
    assert vocabulary.order_words(process, "kinds", ["pilot"]).kinds[0].key == "pilot"
    changed = vocabulary.change_word(process, "kinds", "pilot", name="Trial")
    assert changed.kinds[-1].name == "Trial"
    assert vocabulary.remove_word(changed, "roles", SALES.roles[0].key).roles == SALES.roles[1:]


@pytest.mark.parametrize(
    "edit",
    [
        lambda: edits.find_pipeline(SALES, "gone"),
        lambda: edits.find_stage(SALES, "sales", "gone"),
        lambda: edits.retire_stage(SALES, "sales", "lead", "lead"),
        lambda: edits.remove_criterion(SALES, "sales", "lead", "gone"),
        lambda: vocabulary.remove_word(SALES, "roles", "gone"),
        lambda: vocabulary.find_word(SALES, "spells", "gone"),
    ],
    ids=["pipeline", "stage", "itself", "criterion", "word", "list"],
)
def test_what_is_gone_is_said(edit):
    """An edit of nothing is not silently none."""
    with pytest.raises(NotFoundError):
        edit()


@settings(max_examples=15, deadline=None)
@given(processes(), processes())
def test_differences_are_told_exactly_where_there_are_some(before, after):
    """Whoever looks at a preview without a line may be sure that nothing changes."""
    assert list(sentences(before, before)) == []
    told = list(sentences(before, after))
    assert all(line.endswith(".") for line in told)
    if {one.key for one in before.pipelines} != {one.key for one in after.pipelines}:
        assert told


def test_differences_are_told_by_names():
    """Keys are for documents."""
    wanted = edits.change_stage(SALES, "sales", "lead", name="First", rotting_days=None)
    wanted = edits.move_stage(wanted, "sales", "lead", 1)
    wanted = edits.put_criterion(
        wanted, "sales", "won", Criterion("plan", CriterionKind.CHECKLIST, "Plan")
    )
    wanted = edits.draw_arrows(
        wanted,
        "sales",
        {(one.key, to) for one in SALES.pipelines[0].stages for to in one.leads_to}
        - {("lead", "lost")},
    )
    wanted = edits.change_pipeline(wanted, "sales", kinds=("new-business", "renewal"))
    wanted = vocabulary.change_word(wanted, "roles", SALES.roles[-1].key, authority=True)
    last = SALES.roles[-1].name
    assert set(sentences(SALES, wanted)) == {
        "The arrow from Lead to Lost goes.",
        "Pipeline Sales: kinds of deals nothing becomes new-business, renewal.",
        "Stage Lead of Sales: name Lead becomes First.",
        "Stage Lead of Sales: days until a deal is marked 14 becomes nothing.",
        "Criterion Plan of Won comes.",
        f"Role {last}: can say yes nothing becomes yes.",
        "The order changes.",
    }


def test_a_stage_that_is_the_only_end_is_not_edited_away():
    """Rules say so, not the edit."""
    changed = edits.change_stage(SALES, "sales", "won", type=StageType.OPEN)
    with pytest.raises(ProcessError):
        check_process(changed)
