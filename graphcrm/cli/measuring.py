"""Measuring: each benchmark beside a named peer, in one run."""

import importlib

import click

from graphcrm import embedded
from graphcrm.cli import session
from graphcrm.cli.session import data_option, json_option


# Benchmark -> the options that its `run` takes.
_TAKES = {
    "paths": ("contacts", "edges", "path_count", "seed"),
    "import": ("messages", "contacts", "seed"),
    "strength": ("messages", "predict", "seed"),
    "index": ("contacts", "edges", "seed"),
    "screens": ("contacts", "messages", "seed"),
    "what-if": ("contacts", "edges", "opportunities", "seed"),
    "decision-makers": ("folder", "seed"),
    "calibration": ("introductions", "seed"),
    "board": ("opportunities", "closed", "seconds", "seed"),
}


_MODULES = {
    "import": "imports",
    "what-if": "leaving",
    "decision-makers": "deciding",
    "calibration": "calibrating",
}


@click.command("bench")
@click.argument("name", type=click.Choice(list(_TAKES)))
@click.option("--contacts", type=click.IntRange(1), help="People in the graph that is drawn.")
@click.option("--edges", type=click.IntRange(1), help="Ties in the graph that is drawn.")
@click.option("--messages", type=click.IntRange(1), help="Mails that are imported or counted.")
@click.option("--opportunities", type=click.IntRange(1), help="Open deals.")
@click.option("--closed", type=click.IntRange(1), help="Deals that are won or lost.")
@click.option("--seconds", type=click.IntRange(1), help="For how long 50 people move cards.")
@click.option("-k", "path_count", type=click.IntRange(1, 20), help="Paths of each answer.")
@click.option("--predict", metavar="DIR", help="How well S tells what comes next, on enron-perry.")
@click.option("--introductions", type=click.IntRange(100), help="Held out, as many to learn from.")
@click.option(
    "--folder", metavar="DIR", help="The folder enron-perry, if not in GRAPHCRM_DATA_DIR."
)
@click.option("--seed", default=1, show_default=True, type=int)
@json_option
@data_option
def bench_command(name: str, *, as_json: bool, **given: object) -> None:
    """Measure, side by side with a named peer; what it needs it draws and starts by itself."""
    room = importlib.import_module(f"graphcrm.cli.benchmarks.{_MODULES.get(name, name)}")
    wanted = {key: given[key] for key in _TAKES[name] if given[key] is not None}
    with embedded.endings_as_exit():
        document = room.run(**wanted)
    if as_json:
        session.print_json(document)
        return
    for key, value in _flat(document):
        click.echo(f"{key:40} {value}")


def _flat(document: object, before: str = "") -> list[tuple[str, object]]:
    if isinstance(document, dict):
        return [
            line
            for key, value in document.items()
            for line in _flat(value, f"{before}.{key}" if before else str(key))
        ]
    return [(before, document)]
