"""What tests of this folder stand on."""

import pytest
from deal_tables import Tables

from graphcrm.integrations import commands


@pytest.fixture
def tables(world, tmp_path):
    """Tables for a house in which Mia works."""
    world.user("Mia Lund", team="North")
    return Tables(world, tmp_path)


@pytest.fixture(params=[500, 1], ids=["one chunk", "many chunks"])
def chunked(request, monkeypatch):
    """Import in one transaction, or in many."""
    monkeypatch.setattr(commands, "CHUNK", request.param)
