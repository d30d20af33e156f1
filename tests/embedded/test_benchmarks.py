"""The benchmarks measure what they say, on sizes that take seconds."""

from graphcrm.cli.benchmarks import imports, index, strength


def test_imports_are_timed_beside_the_standard_library():
    """Every message and every person of the drawn files comes in as new."""
    document = imports.run(messages=120, contacts=50)
    assert document["size"] == {"messages": 120, "contacts": 50}
    assert document["messages_per_second"] > 0
    assert document["contacts_per_second"] > 0


def test_the_index_is_built_and_opened_again():
    """What is timed is an index of the drawn ties."""
    document = index.run(contacts=60, edges=100)
    assert document["size"]["contacts"] == 60
    assert 0 < document["size"]["edges"] <= 100
    assert document["snapshot_s"] < document["cold_s"]


def test_strengths_are_rebuilt_and_new_evidence_is_told_soon(monkeypatch):
    """The clock stops when a path tells of the meeting."""
    monkeypatch.setattr(strength, "FRESH_RUNS", 1)
    document = strength.run(messages=200)
    assert document["size"]["ties"] > 0
    assert document["fresh_ms"]["p50"] > 0


def test_strength_foretells_better_than_counting(data_folder):
    """On real mail, S of the first two thirds ranks who writes both ways in the last."""
    document = strength.run(predict=str(data_folder / "enron-perry"))
    assert document["auc"] > document["peer_auc"]
