"""What a filter of a board asks of each deal."""

from datetime import date

from graphcrm.pipeline.board.records import Filter
from graphcrm.pipeline.board.rules import narrowing


def test_a_filter_that_says_nothing_asks_nothing_of_a_deal() -> None:
    """Each condition costs every deal of the board: 5,000 times."""
    assert narrowing(Filter()) == {
        "narrows": False,
        "same": [],
        "least": [],
        "most": [],
        "text": None,
        "stale": None,
        "no_next_step": None,
        "missing_seats": None,
        "without_role": None,
    }


def test_bounds_are_asked_of_the_property_they_bound() -> None:
    """A sum from 0 on narrows too: it leaves out what has no amount."""
    chosen = Filter(owner_id="u", amount_from=0, close_until=date(2026, 3, 1), stale=True)

    asked = narrowing(chosen)

    assert asked["narrows"]
    assert asked["same"] == [{"key": "owner_id", "value": "u"}]
    assert asked["least"] == [{"key": "amount_minor", "value": 0}]
    assert asked["most"] == [{"key": "close_on", "value": date(2026, 3, 1)}]
    assert asked["stale"] is True
