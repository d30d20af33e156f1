"""Followers of the stream taking turns: one at a time, overtaken, dead, and waited for."""

import threading
from datetime import UTC, datetime, timedelta

from tie_histories import ties

from graphcrm import clock
from graphcrm.activities import leases
from graphcrm.graph import connection
from graphcrm.relationships import following


def test_whoever_is_overtaken_begins_again(world, monkeypatch):
    """A rebuild that another follower overtakes must not write what was true before."""
    world.draw("Ann =email 2=> Bo")
    write, overtaken = following.write_ties, []

    def overtake(rows):
        if not overtaken:
            overtaken.append(None)
            thread = threading.Thread(target=step)
            thread.start()
            thread.join(0.2)
        write(rows)

    def step():
        world.exchange("Cy", "Bo", at=datetime(2026, 1, 1, tzinfo=UTC))
        following._step()

    monkeypatch.setattr(following, "write_ties", overtake)
    following.rebuild()
    monkeypatch.undo()
    following.catch_up()
    stepped = ties()
    following.rebuild()
    assert stepped == ties()
    assert ("Bo", "Cy") in stepped


def test_one_follower_at_a_time_works(world):
    """Another one leaves it the work and answers with what there is."""
    world.draw("Ann =email 2=> Bo")
    thread = threading.Thread(target=leases.take, args=(following.LEASE,))
    thread.start()
    thread.join()
    assert following.catch_up() == 0
    assert ties() == {}


def test_following_the_last_entries_once_more_changes_nothing(world):
    """It is done when a worker starts, so that the first message does not wait for plans."""
    world.draw("Ada =email 12=> Ben")
    following.catch_up()
    before = ties()
    following.rehearse()
    assert ties() == before
    thread = threading.Thread(target=leases.take, args=(following.LEASE,))
    thread.start()
    thread.join()
    following.rehearse()  # another one is at it, and needs no rehearsal
    assert ties() == before


def test_what_a_follower_that_died_had_begun_is_taken_on(world):
    """Its lease names a process that is no more."""
    world.draw("Ann =email 2=> Bo")
    name = "/".join([leases.holder().split("/")[0], "1", "1", "1"])
    with connection.session(write=True) as session:
        session.run(
            "CREATE (:Lease {uid: $uid, holder: $name, until_at: $until})",
            uid=following.LEASE,
            name=name,
            until=clock.now() + timedelta(minutes=1),
        ).consume()
    following.catch_up()
    assert ties()["Ann", "Bo"][0] == 2


def test_what_comes_while_a_follower_gives_back_its_turn_is_followed(world, monkeypatch):
    """Whoever meets a held lease leaves the work to the holder, even in its last moment."""
    world.draw("Ann =email 2=> Bo")
    usual, late = leases.end, []

    def end(name):
        if not late:
            late.append(None)
            world.draw("Cy =email 2=> Di")
            other = threading.Thread(target=following.catch_up)
            other.start()
            other.join(60)
        usual(name)

    monkeypatch.setattr(leases, "end", end)
    following.catch_up()
    assert ("Cy", "Di") in ties()


def test_who_keeps_up_waits_for_whoever_follows_already(world):
    """A page that is shown after a change shows what it changed, whoever computes it."""
    world.draw("Ann =email 2=> Bo")
    begun, over = threading.Event(), threading.Event()

    def follow_later():
        leases.take(following.LEASE)
        begun.set()
        over.wait(0.2)
        leases.end(following.LEASE)

    thread = threading.Thread(target=follow_later)
    thread.start()
    begun.wait()
    following.keep_up()
    over.set()
    thread.join()
    assert ties()["Ann", "Bo"][0] == 2
