"""The benchmarks measure what they say."""

from graphcrm.cli.benchmarks import strength


def test_strength_foretells_better_than_counting(data_folder):
    """On real mail, S of the first two thirds ranks who writes both ways in the last."""
    document = strength.run(predict=str(data_folder / "enron-perry"))
    assert document["auc"] > document["peer_auc"]
