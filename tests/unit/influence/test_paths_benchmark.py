"""The benchmark of paths measures what it says."""

from graphcrm.cli.benchmarks import paths


def test_the_figures_of_the_contract_are_there():
    """Other programs read them by name."""
    figures = paths.run(300, 3000, 5, pairs=20, peer_pairs=10, seed=3)
    assert figures["name"] == "paths"
    assert figures["size"]["contacts"] == 300
    assert figures["size"]["pairs"] == 20
    assert figures["peer"] == "networkx shortest_simple_paths"
    for name in ("ours_ms", "near_ms", "unfloored_ms", "heavy_ms", "peer_ms"):
        assert 0 < figures[name]["p50"] <= figures[name]["p95"]
    assert figures["ratio"] > 0
    assert figures["found"]["near"] > 10
    assert figures["peak_mb"] > 0


def test_without_the_peer_there_is_no_ratio():
    """Its graph takes longer to build than everything else together."""
    figures = paths.run(300, 3000, 5, pairs=5, peer_pairs=0)
    assert figures["peer_ms"] is None
    assert figures["ratio"] is None
