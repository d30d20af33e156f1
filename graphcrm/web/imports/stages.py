"""The stages in a table of deals, each with what it is taken for and what it can be."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphcrm.integrations.stages import find_stage, reference
from graphcrm.integrations.tables.csv_files import CsvSource, stages_of
from graphcrm.integrations.tables.mapping import squashed
from graphcrm.pipeline.records import Layout


MOST_ROWS: Final = 100_000  # whose stages are offered; the trial reads all


@dataclass(frozen=True, slots=True)
class StageChoice:
    """One stage in the file.

    Attributes:
        word: As written.
        rows: How many say so.
        meaning: The stages it is by itself; None where nothing tells.
        is_guessed: Whether that is by its usual probability alone.
        chosen: What somebody chose, as the mapping has it; "" = nothing.
    """

    word: str
    rows: int
    meaning: str | None
    is_guessed: bool
    chosen: str


def stage_choices(
    source: CsvSource, layout: Layout, chosen: Mapping[str, str]
) -> tuple[StageChoice, ...]:
    """Return the stages in a file, those first that nothing tells.

    Args:
        source: The file, whose mapping says nothing of stages.
        layout: The process.
        chosen: What somebody chose, by the squashed words of the file.
    """
    rows: dict[str, int] = defaultdict(int)
    found = defaultdict(list)
    for words, count in stages_of(source, MOST_ROWS).items():
        if words.outcome is None:
            rows[words.stage] += count
            found[words.stage].append(find_stage(layout, words))
    choices = [
        StageChoice(
            word,
            count,
            None
            if None in found[word]
            else ", ".join(dict.fromkeys(one.place.stage.name for one in found[word] if one)),
            any(one.is_guessed for one in found[word] if one),
            chosen.get(squashed(word), ""),
        )
        for word, count in rows.items()
    ]
    return tuple(sorted(choices, key=lambda one: (one.meaning is not None, -one.rows, one.word)))


def pipelines(layout: Layout) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return each pipeline's name with its stages, by what a mapping calls them and by name."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for place in layout.places.values():
        found[place.pipeline.name].append((reference(place), place.stage.name))
    return tuple((name, tuple(stages)) for name, stages in found.items())
