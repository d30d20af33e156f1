"""The process as a document: shown, compared and applied."""

from pathlib import Path

import click

from graphcrm.cli import session
from graphcrm.cli.session import as_option, data_option
from graphcrm.errors import ConflictError
from graphcrm.pipeline import commands, documents, previews, reads, teams


@click.group("pipelines")
def pipelines_command() -> None:
    """Show the pipelines as a document, or make them as one says."""


@pipelines_command.command("show")
@as_option
@data_option
@click.pass_context
def show(ctx: click.Context, acting_for: str | None) -> None:
    """Print pipelines, stages and loss reasons as YAML, ready to be edited and applied."""
    with session.acting(ctx, acting_for) as actor:
        process = teams.named(actor, reads.process(actor))
    click.echo(documents.to_yaml(process), nl=False)


@pipelines_command.command("apply")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--dry-run", is_flag=True, help="Say what would change, and for which deals; change nothing."
)
@as_option
@data_option
@click.pass_context
def apply(ctx: click.Context, path: str, acting_for: str | None, *, dry_run: bool) -> None:
    """Make pipelines, stages and loss reasons as FILE says; say what changes."""
    wanted = documents.from_yaml(Path(path).read_text(encoding="utf-8", errors="replace"))
    with session.acting(ctx, acting_for) as actor:
        if dry_run:
            found = previews.preview(actor, wanted)
            lines = [*found.lines, *(str(one) for one in found.affected), *found.set_off]
            refused = found.refused
        else:
            lines, refused = commands.apply_process(actor, wanted), None
    for line in lines:
        click.echo(line)
    if not lines:
        click.echo("Nothing differs.")
    if refused:
        raise ConflictError(f"This would be refused: {refused}")
