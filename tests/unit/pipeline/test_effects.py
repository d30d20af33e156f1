"""Effects: what is wrong with one is told, and what each of them is in words."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st
from processes import WORDS, acting, processes

from graphcrm import ids
from graphcrm.pipeline import defaults, edits, effects
from graphcrm.pipeline.documents import from_yaml, to_yaml
from graphcrm.pipeline.effects import contradictions, wrong_in
from graphcrm.pipeline.fields import FIELDS
from graphcrm.pipeline.keyed import key_of
from graphcrm.pipeline.reads import laid
from graphcrm.pipeline.records import Effect, EffectKind, Moment, Recipient
from graphcrm.pipeline.rules import ProcessError, check_process
from graphcrm.pipeline.telling import sentences


TASK = Effect("call", EffectKind.TASK, title="Call", whom=Recipient.OWNER, due_days=3)
TELL = Effect("tell", EffectKind.NOTIFY, whom=Recipient.TEAM)
STEP = Effect("step", EffectKind.SET_FIELD, field="next_step", value="Call")


@given(acting())
def test_drawn_effects_are_right_and_have_words(some):
    """Whatever they do."""
    assert list(contradictions(some)) == []
    for one in some:
        assert list(wrong_in(WORDS, one)) == []
        assert effects.in_words("Won", one).startswith(effects.moment(one).capitalize())
        assert effects.named(one)


@pytest.mark.parametrize(
    ("effect", "parameter", "told"),
    [
        (replace(TASK, title=None), "title", "task needs a title"),
        (replace(TASK, title="a\nb"), "title", "1 to 200 letters on one line"),
        (replace(TASK, whom=None), "whom", "task needs somebody: owner, manager"),
        (replace(TASK, whom=Recipient.TEAM), "whom", "a task is one person's"),
        (replace(TASK, whom=Recipient.USER), "user", "needs the address of a user"),
        (replace(TASK, user="a@b.c"), "user", "is named where whom is user"),
        (replace(TASK, due_days=-1), "due_days", "-1 is not 0 to 3650"),
        (replace(TASK, days=3), "days", "not on enter"),
        (replace(TASK, when=Moment.AFTER), "days", "task needs a number of days"),
        (replace(TASK, when=Moment.AFTER, days=0), "days", "0 is not 1 to 3650"),
        (replace(TASK, field="name"), "field", "task takes no field"),
        (replace(TELL, title="Call"), "title", "notify takes no title"),
        (replace(STEP, field=None), "field", "set-field needs a field"),
        (replace(STEP, field="stage"), "field", "'stage' is none of name, amount"),
        (replace(STEP, field="name", value=None), "value", "Name is missing"),
        (replace(STEP, field="close_on", value="soon"), "value", "'soon' is no day"),
        (replace(STEP, field="amount", value="1 XYZ"), "value", "XYZ"),
    ],
)
def test_what_is_wrong_is_told_with_its_parameter(effect, parameter, told):
    """It stands beside its field in Settings, and with its place in a document."""
    wrong = dict(wrong_in(WORDS, effect))
    assert told in wrong[parameter]
    process = edits.put_effect(defaults.process(), "sales", "lead", effect)
    with pytest.raises(ProcessError, match=r"stages\[0\].sets_off\[0\]\."):
        check_process(process)


def test_no_effect_can_feed_itself():
    """Nothing that an effect sets moves a deal, which alone sets effects off."""
    assert "stage" not in FIELDS
    assert "pipeline" not in FIELDS


def test_two_effects_do_not_set_one_field_at_one_moment():
    """Nobody could say what it says afterwards; at other moments they may."""
    again = replace(STEP, key="again", value="Write")
    assert list(contradictions([STEP, again])) == [
        (1, "sets 'next_step' at the same moment as 'step'.")
    ]
    assert list(contradictions([STEP, replace(again, when=Moment.LEAVE), TASK, TELL])) == []
    process = edits.put_effect(defaults.process(), "sales", "lead", STEP)
    with pytest.raises(ProcessError, match="at the same moment"):
        check_process(edits.put_effect(process, "sales", "lead", again))


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (TASK, "On entering Won: task for its owner: Call, due in 3 days."),
        (replace(TASK, due_days=0), "On entering Won: task for its owner: Call, due the same day."),
        (replace(TASK, due_days=None), "On entering Won: task for its owner: Call."),
        (TELL, "On entering Won: tells the team."),
        (
            replace(TELL, whom=Recipient.USER, user="a@b.c", when=Moment.LEAVE),
            "On leaving Won: tells a@b.c.",
        ),
        (
            replace(TELL, whom=Recipient.MANAGER, when=Moment.AFTER, days=1),
            "After 1 day in Won: tells the manager.",
        ),
        (STEP, "On entering Won: sets Next step to Call."),
        (replace(STEP, value=None), "On entering Won: takes Next step away."),
        (
            replace(STEP, field="next_step_on", value="+7"),
            "On entering Won: sets Next step on to 7 days later.",
        ),
    ],
)
def test_an_effect_in_words(effect, words):
    """As Settings, previews and the page of a deal tell it."""
    assert effects.in_words("Won", effect) == words


def test_a_day_may_be_so_many_days_later():
    """Of fields that are days alone."""
    later = replace(STEP, field="next_step_on", value="+ 7")
    assert effects.value_on(later, date(2026, 2, 25)) == "2026-03-04"
    assert effects.value_on(replace(STEP, value="+7"), date(2026, 2, 25)) == "+7"
    assert effects.value_on(replace(STEP, value=None), date(2026, 2, 25)) == ""
    assert effects.due_on(TASK, date(2026, 2, 27)) == date(2026, 3, 2)
    assert effects.due_on(TELL, date(2026, 2, 27)) is None


def test_what_a_deal_sets_off_on_its_way():
    """Where it is, what happens after some days and when it leaves; ahead, when it enters."""
    process = defaults.process()
    for stage in ("lead", "qualified"):
        for moment in Moment:
            days = 5 if moment is Moment.AFTER else None
            one = replace(TELL, key=f"on-{moment}", when=moment, days=days)
            process = edits.put_effect(process, "sales", stage, one)
    layout = laid(process, {})
    (lead, qualified) = list(layout.places.values())[:2]
    assert effects.told_on_way(lead, [qualified]) == [
        "On leaving Lead: tells the team.",
        "After 5 days in Lead: tells the team.",
        "On entering Qualified: tells the team.",
    ]


def test_effects_are_edited_split_and_retired_with_their_stage():
    """Of a split stage nothing happens twice; a retired one takes its effects along."""
    process = defaults.process()
    leave, after = (
        replace(TELL, key="leave", when=Moment.LEAVE),
        replace(TELL, key="after", when=Moment.AFTER, days=3),
    )
    for one in (TASK, leave, after):
        process = edits.put_effect(process, "sales", "proposal", one)
    assert from_yaml(to_yaml(process)) == process
    named = edits.put_effect(process, "sales", "proposal", replace(TASK, name="Call them"))
    assert edits.is_harmless(process, named)
    called = 'Effect "task for its owner: Call, due in 3 days" of Proposal'
    assert f"{called}: name nothing becomes Call them." in sentences(process, named)
    split = edits.split_stage(process, "sales", "proposal", "Offer")
    keys = [
        [one.key for one in edits.find_stage(split, "sales", key).sets_off]
        for key in ("proposal", "offer")
    ]
    assert keys == [["call", "after"], ["leave"]]
    check_process(split)
    gone = edits.retire_stage(process, "sales", "proposal", "negotiation")
    assert edits.find_stage(gone, "sales", "negotiation").sets_off == ()
    left = edits.remove_effect(process, "sales", "proposal", "call")
    assert not edits.is_harmless(process, left)
    assert [one.key for one in edits.find_stage(left, "sales", "proposal").sets_off] == [
        "leave",
        "after",
    ]


@given(processes(), st.data())
def test_an_effect_that_is_added_works_at_once(process, data):
    """In any stage of any process."""
    if not process.pipelines:
        return
    pipeline = data.draw(st.sampled_from(process.pipelines))
    stage = data.draw(st.sampled_from(pipeline.stages))
    taken = {one.key for one in stage.sets_off}
    wanted = replace(TASK, key=key_of("call", taken))
    check_process(edits.put_effect(process, pipeline.key, stage.key, wanted))


def test_a_uid_tells_when_it_was_made():
    """By which an effect is known not to act on what happened before it came."""
    one, other = ids.made_at(ids.new()), ids.made_at(ids.new())
    assert one <= other
