"""Paths in words that name nobody they should not, and count what happened."""

from datetime import UTC, datetime, timedelta

import pytest

from graphcrm.influence import sentences
from graphcrm.influence.records import Layer, Opposition, Reason
from graphcrm.influence.sentences import Ends, Grounds, Recent, Way


NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
ENDS = Ends("a", "Ken Ito", "b", "Mia Rao")


def wrote(by, *days, kind="email"):
    return [Recent(kind, NOW - timedelta(days=day), by) for day in days]


def test_an_answer_comes_within_seven_days():
    """It is for display: who wrote, how often, and how much of it came back."""
    recent = [*wrote("a", 60, 40, 20), *wrote("b", 55, 32)]
    assert sentences.answered_count(recent, "a") == 1
    assert sentences.answered_count(recent, "b") == 0
    assert sentences.answered_count([*recent, *wrote(None, 19, kind="call")], "a") == 1


@pytest.mark.parametrize(
    ("grounds", "sentence"),
    [
        (
            Grounds(Layer.OBSERVED, [*wrote("a", 12, 5, 3), *wrote("b", 2)], NOW - timedelta(2)),
            "Ken wrote 3 times in the last quarter, 2 answered by Mia; last on 18 March.",
        ),
        (
            Grounds(Layer.OBSERVED, wrote("b", 9), NOW - timedelta(9)),
            "Mia wrote once in the last quarter, not answered by Ken; last on 11 March.",
        ),
        (
            Grounds(Layer.OBSERVED, wrote(None, 9, 8, kind="meeting"), NOW - timedelta(8)),
            "Ken and Mia had 2 meetings in the last quarter; last on 12 March.",
        ),
        (
            Grounds(Layer.OBSERVED, (), NOW - timedelta(200)),
            (
                "Ken Ito and Mia Rao were in touch, but not in the last quarter; "
                "last on 1 September 2025."
            ),
        ),
        (Grounds(Layer.OBSERVED), "Ken Ito and Mia Rao know each other."),
        (
            Grounds(Layer.DECLARED, declared="good", declared_by="Kim"),
            "Kim declared a good tie.",
        ),
        (Grounds(Layer.DECLARED), "somebody declared a known tie."),
        (
            Grounds(Layer.INFERRED),
            "Ken Ito and Mia Rao worked at the same place at the same time; nothing was observed.",
        ),
        (Grounds(Layer.REPORTS_TO), "A reporting line joins Ken Ito and Mia Rao."),
        (Grounds(Layer.INFLUENCES), "Ken Ito influences Mia Rao, somebody here has said."),
    ],
)
def test_a_hop_says_what_carries_it(grounds, sentence):
    """Every layer in its own words; nothing is claimed that was not seen."""
    assert sentences.of_hop(ENDS, grounds, NOW) == sentence


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_a_sentence(reason):
    """Whatever the search may find missing, a person reads why."""
    sentence = sentences.of_reason(reason, "Mia Rao", 4)
    assert sentence.endswith((".", "?"))
    assert "{" not in sentence


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("Me", "Mia Rao"), "You know Mia Rao yourself"),
        (("Me", "Ken Ito", "Mia Rao"), "Ask Ken Ito for an introduction to Mia Rao"),
        (
            ("Me", "Ken Ito", "Bo Lee", "Mia Rao"),
            "Ask Ken to bring in Bo Lee, who reaches Mia Rao",
        ),
    ],
)
def test_the_best_path_is_an_answer(names, told):
    """What to do next, and how likely it is to be worth it."""
    mine = sentences.of_best(Way(names, is_mine=True), sentences.of_odds(0.42, None))
    assert mine == f"{told}. 42% likely to be live."
    theirs = sentences.of_best(
        Way(("Ann", *names[1:]), is_mine=False), sentences.of_odds(0.42, None)
    )
    assert theirs.startswith(("Ann", "Let Ann"))


def test_influence_is_told_as_being_heard():
    """Nobody is asked for an introduction there."""
    way = Way(("Me", "Ken Ito", "Mia Rao"), is_mine=True, is_influence=True)
    assert sentences.of_best(way, "50%").startswith("You have the ear of Mia Rao through Ken Ito")
    way = Way(("Ann", "Mia Rao"), is_mine=False, is_influence=True)
    assert sentences.of_best(way, "50%").startswith("Ann has the ear of Mia Rao")


def test_who_opposes_is_named_with_how_much():
    """The sign says which way."""
    one = Opposition(contact_id="a", target_id="b", weight=-0.8)
    told = sentences.of_opposition(one, {"a": "Ken Ito", "b": "Mia Rao"})
    assert told == "Ken Ito would speak against it to Mia Rao (-0.8)."


def test_an_account_without_people_says_what_would_help():
    """An empty answer widens into a next step."""
    assert "Acme" in sentences.of_nobody_there("Acme")
    assert sentences.first_name("Hélène Garnier") == "Hélène"
    assert sentences.first_name(" ") == " "
