"""The catalogue of labels, types and properties is what the node classes say."""

import subprocess
import sys

from graphcrm.nodes import catalogue


def test_the_catalogue_names_everything_once():
    """The console, the linter and the writer read it."""
    assert {"Contact", "Account", "Handle", "Activity", "Removed"} <= set(catalogue.labels())
    assert {"HAS", "WORKS_AT", "KNOWS", "INVOLVES", "BROUGHT"} <= set(catalogue.edge_types())
    names = catalogue.property_names()
    assert {"name", "sums_in", "as", "source"} <= set(names)
    assert names == sorted(set(names))


def test_an_edge_knows_its_ends_and_its_properties():
    """What an edge may carry depends on what it joins."""
    shape = catalogue.edges()["WORKS_AT", "Contact", "Account"]
    assert {"uid", "title", "from_on", "source", "changed_by"} <= shape.properties
    assert ("WORKS_AT", "Account", "Contact") not in catalogue.edges()


def test_the_catalogue_is_the_same_whoever_asks_first():
    """Classes that are named by a bare word are looked for in the modules that import them."""
    asked = (
        "import graphcrm.cli.founding, graphcrm.cli.dealing\n"
        "from graphcrm.nodes import catalogue\n"
        "print(len(catalogue.edges()))"
    )
    told = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert int(told.stdout) == len(catalogue.edges())
