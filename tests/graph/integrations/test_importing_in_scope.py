"""An import sees and changes what its importer may, and nothing beside it."""

from dataclasses import replace

from rows import Rows, email, picture

from graphcrm.integrations import commands
from graphcrm.integrations.records import ImportOptions
from graphcrm.integrations.source import AccountFacts, PersonFacts, SourceKind


def test_what_the_importer_may_not_see_stays_as_it_is_and_is_not_named(world):
    """An import is no road around the scope: neither to change a record nor to learn of it."""
    noor, other = world.user("Noor Haddad", team="North"), world.user("Rep Two", team="South")
    facts = PersonFacts("Ann Bell", (email("ann.bell@acme.example"),), "CFO")
    firm = AccountFacts("Acme", domains=("acme.example",), industry="Freight")
    options = ImportOptions(owner_id=noor.user_id, team_id=noor.team_id)
    source = Rows([facts, firm], kind=SourceKind.CSV_CONTACTS)
    assert commands.run_import(noor, source, options).new == 2
    before = picture("contacts", "accounts", "jobs")
    for name in ("Ann Bell", "Zed Quux"):
        stated = [replace(facts, name=name, title="COO"), replace(firm, industry="Mining")]
        result = commands.run_import(
            other, Rows(stated, kind=SourceKind.CSV_CONTACTS, name=name), ImportOptions()
        )
        assert (result.new, result.changed, result.failed_count) == (0, 0, 2)
        assert all("may not see" in failure.reason for failure in result.failed)
        assert not any("Bell" in failure.reason for failure in result.failed)
    assert picture("contacts", "accounts", "jobs") == before
