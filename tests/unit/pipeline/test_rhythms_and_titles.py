"""What a process says of buying groups: rhythms, stances, words of titles."""

from dataclasses import replace

import pytest

from graphcrm.buying.records import Role, Stance
from graphcrm.pipeline import defaults, edits, vocabulary
from graphcrm.pipeline.documents import from_yaml, to_yaml
from graphcrm.pipeline.parts import parts_of, process_of
from graphcrm.pipeline.rules import ProcessError, check_process


PROCESS = defaults.process()


def role(key, **values):
    """The default process with other values of a role."""
    return vocabulary.change_word(PROCESS, "roles", key, **values)


TOLD = replace(
    edits.change_pipeline(PROCESS, "sales", rhythm_days=45),
    roles=(Role("fan", "Fan", stance=Stance.CHAMPION, retired=True, titles=("vp", "head of it")),),
    pipelines=(replace(PROCESS.pipelines[0], needs=(), rhythm_days=45),),
)


def test_what_is_said_of_groups_survives_every_road():
    """As a document and as nodes of the graph; a stance comes back as one."""
    assert from_yaml(to_yaml(TOLD)) == TOLD
    again = process_of(parts_of(TOLD))
    assert again == TOLD
    assert again.roles[0].stance is Stance.CHAMPION


@pytest.mark.parametrize(
    ("process", "sentence"),
    [
        (edits.change_pipeline(PROCESS, "sales", rhythm_days=0), "rhythm_days: 0 is not 1 to 365"),
        (edits.change_pipeline(PROCESS, "sales", rhythm_days=366), "366 is not 1 to 365"),
        (
            role("user", titles=("--",)),
            "'--' is no word of a title",
        ),
        (
            role("user", titles=("x" * 81,)),
            "is no word of a title",
        ),
        (
            vocabulary.change_word(
                PROCESS, "roles", "user", titles=tuple(f"t{n}" for n in range(51))
            ),
            "they are more than 50",
        ),
        (role("champion", retired=True), "Champion is retired"),
    ],
)
def test_what_no_group_could_work_with_is_refused(process, sentence):
    """With the place in the document."""
    with pytest.raises(ProcessError, match=sentence):
        check_process(process)


def test_no_document_knows_other_stances():
    """They are what rules ask for."""
    text = to_yaml(TOLD).replace("stance: champion", "stance: friend")
    with pytest.raises(ProcessError, match="'friend' is none of champion, blocker"):
        from_yaml(text)
