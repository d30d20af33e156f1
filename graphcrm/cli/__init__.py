"""The command line: a door to commands and reads, and to running the whole."""

import importlib
import sys
from typing import Any

import click

from graphcrm import __version__
from graphcrm.errors import CrmError


# Command -> module of this package that has it, imported only when it is called for: a command
# that is run a thousand times in a row pays for its own imports alone.
_ROOMS = {
    "demo": "running",
    "up": "running",
    "down": "running",
    "status": "running",
    "doctor": "running",
    "init": "founding",
    "user": "founding",
    "pipelines": "processing",
    "deals": "dealing",
    "group": "grouping",
    "import": "importing",
    "strength": "asking",
    "ties": "asking",
    "paths": "asking",
    "bench": "measuring",
}


class _Rooms(click.Group):
    """The commands, each found in its room."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of all commands, as they are documented."""
        return list(_ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its room."""
        if cmd_name not in _ROOMS:
            return super().get_command(ctx, cmd_name)
        room = importlib.import_module(f"graphcrm.cli.{_ROOMS[cmd_name]}")
        command: click.Command = getattr(room, f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal is its sentence on stderr and exit code 1."""
        try:
            return super().invoke(ctx)
        except CrmError as error:
            click.echo(str(error), err=True)
            sys.exit(1)


@click.group(cls=_Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="graphcrm")
@click.option(
    "--data", type=click.Path(), help="Folder that holds this installation [GRAPHCRM_DATA]."
)
@click.pass_context
def main(ctx: click.Context, data: str | None) -> None:
    """Run graphcrm: who can get us to the person who decides.

    Commands that need the database use the running one (graphcrm up). Without it they start it
    for their own duration, which takes seconds each time: run `graphcrm up --detach` before many
    commands in a row, and `graphcrm down` after them.
    """
    ctx.obj = data
