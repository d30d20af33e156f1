"""Answering an introduction: once, told to the other, and counted in who is willing."""

import threading
from datetime import timedelta

import pytest
import time_machine

from graphcrm import clock
from graphcrm.automation import following as automation
from graphcrm.automation.elapsed import pass_time
from graphcrm.directory.commands import remove_contact
from graphcrm.directory.rules import FieldError, StaleError
from graphcrm.directory.undoing import UndoneAlreadyError
from graphcrm.errors import NotFoundError
from graphcrm.influence import keeping
from graphcrm.introductions.commands import (
    accept,
    decline,
    edit_text,
    pass_on,
    tell_outcome,
    withdraw,
)
from graphcrm.introductions.learning import outcomes
from graphcrm.introductions.reads import desk, get_introduction
from graphcrm.introductions.records import Result
from graphcrm.introductions.rules import AnsweredAlreadyError, TargetGoneError
from graphcrm.introductions.undoing import (
    find_change_of_introduction,
    undo_change_of_introduction,
)
from graphcrm.members.commands import disable_user
from graphcrm.notifications.reads import notifications
from graphcrm.notifications.wording import sentence
from graphcrm.relationships import following


def told(actor):
    automation.catch_up(lambda _: None)
    return ["".join(sentence(one)) for one in notifications(actor).notifications]


def willing(house, *names):
    following.catch_up()
    index = keeping.current(at_once=True).index
    people = index.people
    at = people.vertices_of(house.way(*names))
    return list(zip(people.asked[at].tolist(), people.agreed[at].tolist(), strict=True))


def test_an_introduction_goes_its_way_and_each_is_told(house):
    """Asked, agreed, reworded, passed on, and what came of it."""
    uid = house.ask("Dana", "Helene", "Ken")
    assert told(house.dana) == ["Noor asks you for an introduction to Ken"]
    accept(house.dana, uid)
    edit_text(house.dana, uid, "Meet Noor.\r\n")
    assert get_introduction(house.noor, uid).text == "Meet Noor."
    pass_on(house.dana, uid)
    assert told(house.noor) == [
        "Dana has passed on your introduction to Ken",
        "Dana agrees to introduce you to Ken",
    ]
    tell_outcome(house.noor, uid, Result.MET)
    assert told(house.dana)[0] == "Noor told what came of the introduction to Ken: they met"
    (ended,) = desk(house.noor).ended
    assert (ended.state, ended.outcome) == ("over", "met")
    assert willing(house, "Dana", "Helene", "Ken") == [(1, 1), (1, 1), (0, 0)]
    (outcome,) = outcomes()
    assert outcome.came_about
    assert outcome.arrived
    assert outcome.between_ids == house.way("Dana", "Helene")
    assert len(outcome.edges) == 3


def test_it_ends_with_whom_it_stopped(house):
    """Helene did not pass it on: her willingness falls, Dana's does not."""
    uid = house.ask("Dana", "Helene", "Ken")
    accept(house.dana, uid)
    with pytest.raises(FieldError, match="somebody on the way"):
        tell_outcome(house.noor, uid, Result.REFUSED, stopped_at_id=house.world.uid("Dana"))
    stopped = house.world.uid("Helene")
    tell_outcome(house.noor, uid, Result.NO_ANSWER, stopped_at_id=stopped)
    assert willing(house, "Dana", "Helene") == [(1, 1), (1, 0)]
    assert [one.passed_count for one in outcomes()] == [1]


def test_why_somebody_declined_is_theirs_alone(house):
    """The asker is told that they cannot; an administrator finds nothing at all."""
    uid = house.ask("Dana", "Li")
    decline(house.dana, uid, "We fell out.")
    assert get_introduction(house.dana, uid).declined_because == "We fell out."
    assert get_introduction(house.noor, uid).declined_because is None
    assert told(house.noor) == ["Dana cannot introduce you to Li"]
    with pytest.raises(NotFoundError):
        get_introduction(house.boss, uid)
    assert willing(house, "Dana") == [(1, 0)]


def test_what_is_answered_twice_changes_nothing(house):
    """The same answer is found given; another one is refused with what holds."""
    uid = house.ask("Dana", "Li")
    assert accept(house.dana, uid).activity_id
    assert accept(house.dana, uid).activity_id is None
    with pytest.raises(AnsweredAlreadyError, match="Dana has agreed to it"):
        decline(house.dana, uid)
    assert pass_on(house.dana, uid).activity_id
    assert pass_on(house.dana, uid).activity_id is None
    with pytest.raises(AnsweredAlreadyError, match="Dana has passed it on"):
        withdraw(house.noor, uid)
    assert tell_outcome(house.noor, uid, Result.REFUSED).activity_id
    assert tell_outcome(house.noor, uid, Result.REFUSED).activity_id is None
    with pytest.raises(AnsweredAlreadyError, match="what came of it is told"):
        tell_outcome(house.noor, uid, Result.MET)
    for act in (accept, pass_on):
        with pytest.raises(NotFoundError):
            act(house.noor, uid)
    with pytest.raises(NotFoundError):
        withdraw(house.dana, uid)


def test_of_two_answers_at_once_one_counts(house):
    """Two tabs, two workers: the second is told what holds."""
    uid, refused = house.ask("Dana", "Li"), []

    def answer(act):
        try:
            act(house.dana, uid)
        except AnsweredAlreadyError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=answer, args=(act,)) for act in (accept, decline)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert get_introduction(house.dana, uid).state in {"accepted", "declined"}
    assert [asked for asked, _ in willing(house, "Dana")] == [1]


def test_an_answer_is_taken_back_while_nothing_followed(house):
    """What was asked for is withdrawn instead: the colleague was told of it."""
    uid = house.ask("Dana", "Li")
    made = accept(house.dana, uid).activity_id
    assert find_change_of_introduction(house.noor, made) is None
    undo_change_of_introduction(house.dana, made)
    assert get_introduction(house.dana, uid).state == "asked"
    assert willing(house, "Dana") == [(0, 0)]
    with pytest.raises(UndoneAlreadyError):
        undo_change_of_introduction(house.dana, made)
    again = accept(house.dana, uid).activity_id
    ended = tell_outcome(house.noor, uid, Result.MET).activity_id
    with pytest.raises(StaleError):
        undo_change_of_introduction(house.dana, again)
    undo_change_of_introduction(house.noor, ended)
    assert get_introduction(house.noor, uid).state == "accepted"


def test_taking_back_what_one_asked_for_withdraws_it(house):
    """It does not vanish from the colleague's desk without a word."""
    uid = house.ask("Dana", "Li")
    undo_change_of_introduction(house.noor, house.asked.activity_id)
    assert get_introduction(house.dana, uid).state == "withdrawn"
    assert told(house.dana)[0] == "Noor needs no introduction any more to Li"
    assert withdraw(house.noor, uid).activity_id is None


def test_who_has_to_act_is_reminded_once_a_step(house):
    """After the days that the house says, and not again."""
    uid = house.ask("Dana", "Li")
    assert (len(told(house.dana)), pass_time()) == (1, 0)
    later = clock.now() + timedelta(days=6)
    with time_machine.travel(later, tick=True):
        for _ in range(2):
            pass_time()
        assert told(house.dana)[0] == "Noor waits for your answer: an introduction to Li"
        assert len(told(house.dana)) == 2
        accept(house.dana, uid)
        pass_on(house.dana, uid)
        assert told(house.noor)
    with time_machine.travel(later + timedelta(days=6), tick=True):
        pass_time()
        assert told(house.noor)[0] == "What came of the introduction to Li?"


def test_what_nobody_can_pass_on_lapses(house):
    """A colleague who left, a contact who was removed: the asker reads why, nothing is lost."""
    left, gone = house.ask("Dana", "Helene"), house.ask("Dana", "Li")
    remove_contact(house.boss, house.world.uid("Li"))
    with pytest.raises(TargetGoneError):
        accept(house.dana, gone)
    pass_time()
    assert get_introduction(house.noor, gone).state == "lapsed"
    assert "There will be no introduction to " in told(house.noor)[0]
    assert told(house.noor)[0].endswith(": The contact was removed.")
    disable_user(house.boss, house.dana.email)
    pass_time()
    one = get_introduction(house.noor, left)
    assert (one.state, one.lapsed_because) == ("lapsed", "Dana no longer works here.")
    assert pass_time() == 0
