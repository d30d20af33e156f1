"""What mail hints about who decides, and how little that is."""

import pytest
from hypothesis import given, strategies as st

from graphcrm.cli.benchmarks import deciding
from graphcrm.errors import NotFoundError
from graphcrm.influence.deciders import Written, hints_of


def hints(written, people, messages=1000):
    return {hint.contact_id: hint for hint in hints_of(written, people, messages)}


def test_who_is_written_to_by_those_whom_many_write_to_comes_first():
    """Three write to Ben, Ben writes to Ada: 3 for her; nobody writes to those three."""
    rows = [Written(name, "ben", 2) for name in ("x", "y", "z")]
    found = hints_of([*rows, Written("ben", "ada", 5)], ["ada", "ben"], 1000)
    assert [(hint.contact_id, hint.score) for hint in found] == [("ada", 3), ("ben", 0)]


def test_one_message_is_no_contact_and_nobody_writes_to_themselves():
    """It may be chance."""
    rows = [Written("x", "ben", 2), Written("ben", "ada", 1), Written("ben", "ben", 9)]
    assert {uid: hint.score for uid, hint in hints(rows, ["ada", "ben"]).items()} == {
        "ada": 0,
        "ben": 0,
    }


@pytest.mark.parametrize(("people", "messages"), [(14, 1000), (15, 199), (0, 0)])
def test_below_fifteen_people_or_two_hundred_messages_nothing_is_hinted(people, messages):
    """Nobody is named on so little."""
    found = hints([], [str(number) for number in range(people)], messages)
    assert [hint.percentile for hint in found.values()] == [None] * people


def test_a_percentile_is_among_the_others_of_the_account():
    """Half of those with the same count; the best of fifteen has 100."""
    people = [str(number) for number in range(15)]
    found = hints([Written("x", "y", 3), Written("y", "3", 2)], people, 200)
    assert found["3"].percentile == 100
    assert found["4"].percentile == pytest.approx(100 * 6.5 / 14)


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 20), st.integers(0, 20)), st.integers(1, 4), max_size=60
    )
)
def test_the_score_is_the_sum_it_says(pairs):
    """As PRODUCT defines it, counted with sets."""
    people = [str(number) for number in range(18)]
    writers = {
        who: {s for (s, r), count in pairs.items() if r == who and s != r and count >= 2}
        for who in range(21)
    }
    rows = [Written(str(s), str(r), count) for (s, r), count in pairs.items()]
    found = hints(rows, people)
    assert {int(uid): hint.score for uid, hint in found.items()} == {
        who: sum(len(writers[s]) for s in writers[who]) for who in range(18)
    }
    assert all(0 <= hint.percentile <= 100 for hint in found.values())


@pytest.mark.slow
def test_on_real_mail_the_hint_is_a_hint(data_folder, monkeypatch):
    """Its correlation with level is a little beyond in-degree's, and it finds one of seven."""
    monkeypatch.setattr(deciding, "DRAWS", 3)
    figures = deciding.run(str(data_folder / "enron-perry"))
    assert figures["spearman"] <= -0.686
    assert figures["spearman"] < figures["baselines"]["in_degree"]["spearman"] <= -0.65
    assert (figures["hits_at_7"], figures["size"]["level_1"]) == (1, 7)
    assert figures["n"] == 154, "two of the 156 are in no mail at all"
    assert set(figures["baselines"]) == {"in_degree", "pagerank", "betweenness"}
    for view in ("5", "15"):
        assert figures["partial"][view]["draws"] == 3
        assert figures["partial"][view]["spearman"] > figures["spearman"]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    """Whoever runs it must know where it was looked for."""
    with pytest.raises(NotFoundError, match=str(tmp_path)):
        deciding.run(str(tmp_path))
