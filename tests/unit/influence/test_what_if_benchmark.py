"""The benchmark of what-if measures what it says."""

from graphcrm.cli.benchmarks import leaving


def test_the_figures_of_the_contract_are_there():
    """Other programs read them by name."""
    figures = leaving.run(3000, 9000, 100, seed=3, rounds=2)
    assert figures["name"] == "what-if"
    assert figures["size"]["seats"] == 300
    for name in ("ours_ms", "peer_ms", "hinges_ms", "risk_ms", "touches_ms"):
        assert 0 < figures[name]["p50"] <= figures[name]["p95"]
    assert figures["changed"] > 0
    assert figures["job_found"] > 0
    assert set(figures["spread_ms"]) == {"chance", "whom_to_win"}
