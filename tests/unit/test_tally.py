"""A tally counts what its own context sends."""

import threading

from graphcrm.graph import open_tally
from graphcrm.graph.tally import note


def test_a_tally_counts_from_when_it_was_opened():
    """One request's budget does not pay for the one before."""
    note()
    first = open_tally()
    note()
    second = open_tally()
    note()
    note()
    assert (first.queries, second.queries) == (1, 2)


def test_other_threads_count_for_themselves():
    """Requests are answered side by side."""
    mine = open_tally()
    other = threading.Thread(target=note)
    other.start()
    other.join()
    assert mine.queries == 0
