"""Views in the graph: saved, shared with a team, chosen, changed by their owner alone, undone."""

import pytest
from rows import stream_end

from graphcrm.access.records import Role
from graphcrm.errors import NotFoundError
from graphcrm.graph import ChangedMeanwhileError
from graphcrm.views import commands, rules
from graphcrm.views.reads import views_of
from graphcrm.views.records import NewView, Room, ViewEdit
from graphcrm.views.undoing import find_change_of_views, undo_change_of_views


BOARD = Room("deals-board", frozenset({"kind", "stale"}))
TABLE = Room("deals-table", frozenset({"kind"}))


@pytest.fixture
def team(world):
    """Two of one team and one of another."""
    return tuple(
        world.user(name, role=Role.REP, team=where)
        for name, where in (("Mia", "North"), ("Noa", "North"), ("Sam", "South"))
    )


def save(actor, name="Renewals", query="kind=renewal", *, shared=False, room=BOARD):
    return commands.save_view(actor, NewView(room, name, query, is_shared=shared))


def names(actor, *rooms):
    return [one.name for one in views_of(actor, [one.key for one in rooms or (BOARD,)]).views]


def test_a_view_is_mine_until_it_is_shared(team):
    """Then my team sees it, and nobody else."""
    mia, noa, sam = team
    saved = save(mia)
    assert [names(one) for one in team] == [["Renewals"], [], []]
    commands.change_view(mia, BOARD, saved.view_id, ViewEdit(is_shared=True))
    assert [names(one) for one in team] == [["Renewals"], ["Renewals"], []]
    (seen,) = views_of(noa, [BOARD.key]).views
    assert (seen.query, seen.owner, seen.is_mine, seen.is_shared) == (
        "kind=renewal",
        mia.name,
        False,
        True,
    )
    with pytest.raises(NotFoundError):
        commands.start_with(sam, BOARD, saved.view_id)


def test_only_its_owner_changes_a_view(team):
    """Whoever it is shared with saves their own."""
    mia, noa, _ = team
    view_id = save(mia, shared=True).view_id
    for attempt in (
        lambda: commands.change_view(noa, BOARD, view_id, ViewEdit(name="Mine")),
        lambda: commands.remove_view(noa, BOARD, view_id),
    ):
        with pytest.raises(rules.NotYourViewError):
            attempt()
    assert names(mia) == ["Renewals"]


def test_a_view_belongs_to_its_room(team):
    """What one list can be asked for says nothing in another."""
    mia, *_ = team
    view_id = save(mia).view_id
    save(mia, room=TABLE)
    assert names(mia, BOARD, TABLE) == ["Renewals", "Renewals"]
    with pytest.raises(NotFoundError):
        commands.remove_view(mia, TABLE, view_id)


def test_names_and_numbers_have_limits(team, monkeypatch):
    """Two of one name are confused, and a hundred are found by nobody."""
    mia, noa, _ = team
    view_id = save(mia).view_id
    with pytest.raises(rules.NameTakenError):
        save(mia, "renewals")
    save(noa, "Renewals")
    other = save(mia, "Other").view_id
    with pytest.raises(rules.NameTakenError):
        commands.change_view(mia, BOARD, other, ViewEdit(name="Renewals"))
    end = stream_end()
    same = commands.change_view(mia, BOARD, view_id, ViewEdit("Renewals", "kind=renewal"))
    assert same.activity_id is None
    assert stream_end() == end
    monkeypatch.setattr(rules, "MOST", 2)
    with pytest.raises(rules.TooManyViewsError):
        save(mia, "Third")


def test_nothing_is_shared_by_somebody_without_a_team(world):
    """There would be nobody to see it."""
    with pytest.raises(rules.NoTeamError):
        save(world.admin, shared=True)


def test_asking_twice_saves_one(team):
    """An answer that was lost is asked for again."""
    mia, *_ = team
    new = NewView(BOARD, "Renewals", "kind=renewal")
    first = commands.save_view(mia, new, key="k1")
    assert commands.save_view(mia, new, key="k1").view_id == first.view_id
    assert names(mia) == ["Renewals"]


def test_a_room_opens_with_one_view_of_mine_or_my_team(team):
    """Each chooses for themselves; another choice takes the place of the first."""
    mia, noa, _ = team
    one, two = (save(mia, name, shared=True).view_id for name in ("One", "Two"))
    for view_id in (one, two, two):
        commands.start_with(noa, BOARD, view_id)
    assert views_of(noa, [BOARD.key]).default(BOARD.key).view_id == two
    assert views_of(mia, [BOARD.key]).default(BOARD.key) is None
    chosen = commands.start_with(noa, BOARD, None)
    assert views_of(noa, [BOARD.key]).default(BOARD.key) is None
    undo_change_of_views(noa, chosen.activity_id)
    assert views_of(noa, [BOARD.key]).default(BOARD.key).view_id == two


def test_a_view_is_removed_under_those_whose_room_opened_with_it_and_comes_back(team):
    """Their room opens as it is, until the undo."""
    mia, noa, _ = team
    view_id = save(mia, shared=True).view_id
    commands.start_with(noa, BOARD, view_id)
    removed = commands.remove_view(mia, BOARD, view_id)
    assert names(noa) == []
    assert undo_change_of_views(mia, removed.activity_id) == "Renewals"
    assert views_of(noa, [BOARD.key]).default(BOARD.key).view_id == view_id
    with pytest.raises(rules.ConflictError):
        undo_change_of_views(mia, removed.activity_id)


def test_a_view_that_is_taken_back_leaves_the_rooms_of_others(team):
    """And only whoever saved it takes that back, and only where it is as they left it."""
    mia, noa, _ = team
    saved = save(mia, shared=True)
    commands.start_with(noa, BOARD, saved.view_id)
    assert find_change_of_views(noa, saved.activity_id) is None
    renamed = commands.change_view(mia, BOARD, saved.view_id, ViewEdit(name="Other"))
    with pytest.raises(ChangedMeanwhileError):
        undo_change_of_views(mia, saved.activity_id)
    undo_change_of_views(mia, renamed.activity_id)
    commands.remove_view(mia, BOARD, saved.view_id)
    assert views_of(noa, [BOARD.key]).views == ()


def test_a_view_no_longer_shared_leaves_the_rooms_of_others(team):
    """They open as they are, and another can be chosen."""
    mia, noa, _ = team
    view_id = save(mia, shared=True).view_id
    commands.start_with(noa, BOARD, view_id)
    commands.change_view(mia, BOARD, view_id, ViewEdit(is_shared=False))
    assert views_of(noa, [BOARD.key]).default(BOARD.key) is None
    own = save(noa, "Own").view_id
    commands.start_with(noa, BOARD, own)
    assert views_of(noa, [BOARD.key]).default(BOARD.key).view_id == own


def test_how_somebody_arranged_a_room_is_kept_and_is_no_view(team):
    """It has no name; arranged again it is the same one."""
    mia, noa, _ = team
    commands.arrange(mia, BOARD, "kind=renewal")
    end = stream_end()
    changed = commands.arrange(mia, BOARD, "stale=1")
    assert stream_end() == end + 1
    assert views_of(mia, [BOARD.key, TABLE.key]).settings == {BOARD.key: "stale=1"}
    assert names(mia) == []
    assert views_of(noa, [BOARD.key]).settings == {}
    assert undo_change_of_views(mia, changed.activity_id) == ""
    assert views_of(mia, [BOARD.key]).settings == {BOARD.key: "kind=renewal"}
