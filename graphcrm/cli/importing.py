"""Importing files, and taking imports back."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import click

from graphcrm.access import reads as access
from graphcrm.access.records import Actor
from graphcrm.cli import session
from graphcrm.cli.session import as_option, data_option, json_option
from graphcrm.errors import InvalidError
from graphcrm.integrations import commands, undoing
from graphcrm.integrations.records import ContactPolicy, ImportOptions, ImportResult, Progress
from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.sources import Options, open_source
from graphcrm.integrations.tables.mapping import Mapping, inline_mapping, read_mapping
from graphcrm.relationships import following


MOST_LISTED = 20


class MappingFileError(InvalidError):
    """The file that --map names cannot be read."""

    code = "mapping-file"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")


@dataclass(frozen=True, slots=True)
class Given:
    """What an import is given."""

    paths: tuple[Path, ...]
    owner: str | None
    acting_for: str | None
    dry_run: bool
    as_json: bool
    contacts: str = ContactPolicy.NONE.value
    mailbox: str | None = None
    bodies: bool = False
    map_text: str | None = None
    currency: str | None = None


@click.group("import")
def import_command() -> None:
    """Bring in mail, calendars, address books and tables; a second run changes nothing.

    Evidence counts while any import that met it stands. `import undo` takes one back. Rows that
    fail are listed with their reasons; the others are taken in, and the exit code is 0.
    """


@import_command.group("csv")
def csv_group() -> None:
    """Import tables: people, organisations, deals, or a log of messages and meetings."""


def _command(kind: SourceKind, help_text: str, *options: click.Parameter) -> click.Command:
    """Return the command that imports one kind of source."""

    @session.taking(Given)
    def run(ctx: click.Context, given: Given) -> None:
        mapping = _mapping(kind, given.map_text)
        if given.currency:
            mapping = replace(mapping or Mapping(), currency=given.currency)
        with session.acting(ctx, given.acting_for) as actor:
            owner = _owner(actor, given)
            source = open_source(kind, list(given.paths), Options(given.bodies, mapping))
            chosen = ImportOptions(
                ContactPolicy(given.contacts),
                dry_run=given.dry_run,
                owner_id=owner.user_id,
                team_id=owner.team_id,
            )
            result = commands.run_import(actor, source, chosen, _told(quiet=given.as_json))
            if not given.dry_run:
                following.catch_up()
        _print(result, as_json=given.as_json)

    path = click.Path(exists=True, path_type=Path)
    shared: list[click.Parameter] = [
        click.Argument(["paths"], nargs=-1, required=True, type=path),
        click.Option(["--dry-run"], is_flag=True, help="Read and look up, but write nothing."),
        click.Option(["--owner"], metavar="EMAIL", help="Whose the new records are."),
        click.Option(["--as", "acting_for"], metavar="EMAIL", help="Act for this user."),
        click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON document."),
    ]
    command = click.command(kind.value.removeprefix("csv-"), help=help_text)(data_option(run))
    command.params = [*shared, *options, *command.params]
    return command


def _contacts(default: ContactPolicy) -> click.Option:
    return click.Option(
        ["--contacts"],
        type=click.Choice([one.value for one in ContactPolicy]),
        default=default.value,
        show_default=True,
        help="Who becomes a contact: who wrote and was written to, everybody, nobody.",
    )


def _mapping(kind: SourceKind, text: str | None) -> Mapping | None:
    if not text:
        return None
    named = Path(text)
    if "=" in text and not named.is_file():
        return inline_mapping(text, kind)
    try:
        return read_mapping(named.read_text(encoding="utf-8"), kind)
    except OSError as error:
        raise MappingFileError(named, error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise MappingFileError(named, "is no text in UTF-8") from error


def _owner(actor: Actor, given: Given) -> Actor:
    """Return to whom new records belong: who is named, else whose mailbox it is, else the actor."""
    if given.owner:
        return session.actor_of(given.owner)
    whose = access.find_actor_by_email(given.mailbox, via="cli") if given.mailbox else None
    return whose or actor


_MAIL = (
    click.Option(["--bodies"], is_flag=True, help="Keep the text of mail as well."),
    click.Option(["--mailbox"], metavar="EMAIL", help="Whose mail it is: they own it."),
    _contacts(ContactPolicy.TWO_WAY),
)
_MAP = click.Option(
    ["--map", "map_text"], metavar="FILE|FIELD=COLUMN,...", help="Which column says what."
)
_CURRENCY = click.Option(
    ["--currency"], metavar="CODE", help="Currency of amounts that state none, e.g. USD."
)
_ALL = _contacts(ContactPolicy.ALL)

import_command.add_command(_command(SourceKind.MBOX, "Import mbox files.", *_MAIL))
import_command.add_command(_command(SourceKind.EML, "Import single messages.", *_MAIL))
import_command.add_command(_command(SourceKind.ICS, "Import calendar files.", _MAIL[-1]))
import_command.add_command(_command(SourceKind.VCARD, "Import address books."))
import_command.add_command(_command(SourceKind.LINKEDIN, "Import LinkedIn's Connections.csv."))
csv_group.add_command(_command(SourceKind.CSV_CONTACTS, "Import a table of people.", _MAP))
csv_group.add_command(_command(SourceKind.CSV_ACCOUNTS, "Import a table of organisations.", _MAP))
csv_group.add_command(
    _command(SourceKind.CSV_OPPORTUNITIES, "Import a table of deals.", _MAP, _CURRENCY)
)
csv_group.add_command(
    _command(SourceKind.CSV_ACTIVITIES, "Import a log of messages and meetings.", _MAP, _ALL)
)


@import_command.command("undo")
@click.argument("import_id", metavar="ID")
@as_option
@json_option
@data_option
@click.pass_context
def undo(ctx: click.Context, import_id: str, acting_for: str | None, *, as_json: bool) -> None:
    """Take an import back; what was edited since stays and is listed."""
    with session.acting(ctx, acting_for) as actor:
        undone = undoing.undo_import(actor, import_id)
        following.catch_up()
    if as_json:
        session.print_json(undone)
        return
    click.echo(f"Its evidence counts no longer; {undone.reverted} changes taken back.")
    for sentence in undone.kept:
        click.echo(sentence)
    if (others := undone.kept_count - len(undone.kept)) > 0:
        click.echo(f"{others:,} contacts and accounts stay, because other evidence shows them.")


def _told(*, quiet: bool) -> commands.Told:
    shown = sys.stderr.isatty() and not quiet

    def tell(progress: Progress) -> None:
        share = f"{progress.position / progress.size:4.0%}" if progress.size else "    "
        click.echo(f"\r{share} {progress.read:,} rows, {progress.step}   ", nl=False, err=True)

    return tell if shown else lambda _: None


def _print(result: ImportResult, *, as_json: bool) -> None:
    if as_json:
        session.print_json(result)
        return
    if sys.stderr.isatty():
        click.echo(err=True)
    click.echo(
        f"{result.read:,} read: {result.new:,} new, {result.changed:,} changed, "
        f"{result.unchanged:,} unchanged, {sum(result.ignored.values()):,} ignored, "
        f"{result.failed_count:,} failed."
    )
    if result.contacts is not None:
        click.echo(f"{result.contacts:,} contacts and {result.accounts:,} accounts added.")
    _print_reasons(result)
    if result.import_id:
        click.echo(f"Take it back with: graphcrm import undo {result.import_id}")


def _print_reasons(result: ImportResult) -> None:
    for reason, count in result.ignored.items():
        click.echo(f"  ignored {count:,}: {reason}")
    for reason, count in result.noted.items():
        click.echo(f"  {count:,} {'row' if count == 1 else 'rows'} {reason}")
    for failure in result.failed[:MOST_LISTED]:
        click.echo(f"  failed: {failure.row}: {failure.reason}")
    if result.failed_count > MOST_LISTED:
        click.echo(f"  and {result.failed_count - MOST_LISTED:,} more; --json lists them")
