"""Who has which part in a deal: given, taken, shown, and not shown."""

import pytest
from rows import stream_end

from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.buying.commands import seat, unseat
from graphcrm.buying.reads import seats
from graphcrm.buying.rules import OneOfUsError, RetiredRoleError, RoleError
from graphcrm.buying.undoing import undo_change_of_group
from graphcrm.errors import NotFoundError
from graphcrm.pipeline import commands, defaults, edits, reads, vocabulary
from graphcrm.pipeline.opportunities.commands import edit_opportunity, open_opportunity
from graphcrm.pipeline.opportunities.records import Edit, NewOpportunity, Owner
from graphcrm.pipeline.records import RoleNeed
from graphcrm.pipeline.rules import ProcessError


@pytest.fixture
def deal_id(world):
    """A deal of a house with the default roles."""
    commands.apply_process(world.admin, defaults.process())
    return open_opportunity(world.admin, NewOpportunity({"name": "Yard"})).opportunity_ids[0]


def shown(actor, deal_id):
    return [(one.name, one.role.key, one.role.authority) for one in seats(actor, deal_id)]


def test_somebody_may_have_several_parts(world, deal_id):
    """Each once, in the order of the roles; undone like any change of the deal."""
    dana, uwe = world.contact("Dana"), world.contact("Uwe")
    seat(world.admin, deal_id, uwe, "user")
    seat(world.admin, deal_id, dana, "champion")
    made = seat(world.admin, deal_id, dana, "decision-maker")
    end = stream_end()
    assert seat(world.admin, deal_id, dana, "champion") is None
    assert stream_end() == end
    assert shown(world.admin, deal_id) == [
        ("Dana", "decision-maker", True),
        ("Dana", "champion", False),
        ("Uwe", "user", False),
    ]
    assert undo_change_of_group(world.admin, made) == deal_id
    assert unseat(world.admin, deal_id, dana, "champion")
    assert unseat(world.admin, deal_id, dana, "champion") is None
    assert shown(world.admin, deal_id) == [("Uwe", "user", False)]


@pytest.mark.usefixtures("deal_id")
def test_a_person_whom_one_may_not_see_is_not_named(world):
    """That the part is taken is told: it is not missing."""
    mia = world.user("Mia", role=Role.REP, team="North")
    ole = world.user("Ole", role=Role.REP, team="South")
    (own,) = open_opportunity(mia, NewOpportunity({"name": "Own"})).opportunity_ids
    dana = world.contact("Dana", owner=ole)
    seat(world.admin, own, dana, "user")
    (hidden,) = seats(mia, own)
    assert (hidden.contact_id, hidden.name, hidden.role.key) == (None, None, "user")
    with pytest.raises(NotFoundError):
        unseat(mia, own, dana, "user")
    for attempt in (lambda: seats(ole, own), lambda: seat(ole, own, dana, "user")):
        with pytest.raises(NotFoundError):
            attempt()


def test_what_is_no_part_or_not_ones_own_is_refused(world, deal_id):
    """Roles are those of the process; a reader gives none."""
    dana = world.contact("Dana")
    with pytest.raises(RoleError, match="role: 'cook' is none of contact"):
        seat(world.admin, deal_id, dana, "cook")
    with pytest.raises(NotFoundError):
        seat(world.admin, deal_id, "gone", "user")
    with pytest.raises(OneOfUsError, match="Admin is one of us"):
        seat(world.admin, deal_id, world.uid("Admin"), "user")
    reader = world.user("Rea", role=Role.READ_ONLY)
    (own,) = open_opportunity(world.admin, NewOpportunity({"name": "All"})).opportunity_ids
    edit_opportunity(world.admin, own, Edit(owner=Owner(None)))
    with pytest.raises(NotPermittedError):
        seat(reader, own, dana, "user")


def test_a_role_that_is_retired_stays_readable_and_is_given_to_nobody(world, deal_id):
    """Whoever has it keeps it, and it can be taken from them."""
    dana, uwe = world.contact("Dana"), world.contact("Uwe")
    seat(world.admin, deal_id, dana, "user")
    process = reads.process(world.admin)
    retired = vocabulary.change_word(process, "roles", "user", retired=True)
    commands.apply_process(world.admin, retired)
    assert shown(world.admin, deal_id) == [("Dana", "user", False)]
    with pytest.raises(RetiredRoleError, match="User is retired"):
        seat(world.admin, deal_id, uwe, "user")
    assert seat(world.admin, deal_id, dana, "user") is None
    needed = edits.set_needs(reads.process(world.admin), "sales", [RoleNeed("user")])
    with pytest.raises(ProcessError, match="User is retired"):
        commands.apply_process(world.admin, needed)
