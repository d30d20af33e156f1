"""A house whose deals have buying groups."""

import pytest

from graphcrm.pipeline import commands, defaults
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import Accounts, NewOpportunity


@pytest.fixture
def begin(world):
    """Begin a deal for an account, in a house with the default roles: its uid."""
    commands.apply_process(world.admin, defaults.process())

    def new(name="Yard", account="Oduya", actor=None):
        account_id = world.account(account)
        new = NewOpportunity({"name": name}, Accounts(account_id))
        return open_opportunity(actor or world.admin, new).opportunity_ids[0]

    return new
