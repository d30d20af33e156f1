"""Importing files, and taking imports back."""

import sys
from pathlib import Path

import click

from graphcrm.access import reads as access
from graphcrm.access.records import Actor
from graphcrm.cli import session
from graphcrm.cli.session import as_option, data_option, json_option
from graphcrm.integrations import commands, undoing
from graphcrm.integrations.records import ContactPolicy, ImportOptions, ImportResult, Progress
from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.sources import Options, open_source
from graphcrm.integrations.tables.mapping import Mapping, inline_mapping, read_mapping
from graphcrm.relationships import following


PATHS = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)


def _options(*, policy: ContactPolicy | None = None) -> list[click.Option]:
    options = [
        click.Option(["--dry-run"], is_flag=True, help="Read and look up, but write nothing."),
        click.Option(["--owner"], metavar="EMAIL", help="Whose the new records are."),
        click.Option(["--as", "acting_for"], metavar="EMAIL", help="Act for this user."),
        click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON document."),
    ]
    if policy:
        choice = click.Choice([one.value for one in ContactPolicy])
        options.append(
            click.Option(
                ["--contacts"],
                type=choice,
                default=policy.value,
                show_default=True,
                help="Who becomes a contact: who wrote and was written to, everybody, nobody.",
            )
        )
    return options


@click.group("import")
def import_command() -> None:
    """Bring in mail, calendars, address books and tables; a second run changes nothing.

    Evidence counts while any import that met it stands. `import undo` takes one back.
    """


def _add(kind: SourceKind, *, policy: ContactPolicy | None, help_text: str) -> click.Command:
    """Return the command that imports one kind of source."""

    @click.pass_context
    def run(ctx: click.Context, **given: object) -> None:
        mapping = _mapping(kind, given.get("map_text"))
        paths = [Path(str(path)) for path in given["paths"]]  # type: ignore[attr-defined]  # a tuple of paths
        with session.acting(ctx, given["acting_for"]) as actor:  # type: ignore[arg-type]  # click's str | None
            owner = _owner(actor, given.get("owner"), given.get("mailbox"))
            chosen = ContactPolicy(given.get("contacts") or ContactPolicy.NONE)
            source = open_source(kind, paths, Options(bool(given.get("bodies")), mapping))
            options = ImportOptions(
                chosen,
                dry_run=bool(given["dry_run"]),
                owner_id=owner.user_id,
                team_id=owner.team_id,
            )
            result = commands.run_import(
                actor, source, options, _told(quiet=bool(given["as_json"]))
            )
            if not options.dry_run:
                following.catch_up()
        _print(result, as_json=bool(given["as_json"]))

    command = click.command(kind.value.removeprefix("csv-"), help=help_text)(run)
    command.params += [*_options(policy=policy)]
    return data_option(PATHS(command))


def _owner(actor: Actor, email: object, mailbox: object) -> Actor:
    """Return to whom new records belong: who is named, else whose mailbox it is, else the actor."""
    if email:
        return session.actor_of(str(email))
    whose = access.find_actor_by_email(str(mailbox), via="cli") if mailbox else None
    return whose or actor


def _mapping(kind: SourceKind, text: object) -> Mapping | None:
    if not text:
        return None
    named = Path(str(text))
    if "=" not in str(text) or named.is_file():
        return read_mapping(named.read_text(encoding="utf-8"), kind)
    return inline_mapping(str(text), kind)


BODIES = click.option("--bodies", is_flag=True, help="Keep the text of mail as well.")
MAILBOX = click.option("--mailbox", metavar="EMAIL", help="Whose mail it is: they own it.")
MAP = click.option(
    "--map", "map_text", metavar="FILE|FIELD=COLUMN,...", help="Which column says what."
)

import_command.add_command(
    MAILBOX(BODIES(_add(SourceKind.MBOX, policy=ContactPolicy.TWO_WAY, help_text="Import mbox files.")))
)
import_command.add_command(
    MAILBOX(BODIES(_add(SourceKind.EML, policy=ContactPolicy.TWO_WAY, help_text="Import single messages.")))
)
import_command.add_command(
    _add(SourceKind.ICS, policy=ContactPolicy.TWO_WAY, help_text="Import calendar files.")
)
import_command.add_command(_add(SourceKind.VCARD, policy=None, help_text="Import address books."))
import_command.add_command(
    _add(SourceKind.LINKEDIN, policy=None, help_text="Import LinkedIn's Connections.csv.")
)


@import_command.group("csv")
def csv_group() -> None:
    """Import tables: people, organisations, or a log of messages and meetings."""


csv_group.add_command(
    MAP(_add(SourceKind.CSV_CONTACTS, policy=None, help_text="Import a table of people."))
)
csv_group.add_command(
    MAP(_add(SourceKind.CSV_ACCOUNTS, policy=None, help_text="Import a table of organisations."))
)
csv_group.add_command(
    MAP(
        _add(
            SourceKind.CSV_ACTIVITIES,
            policy=ContactPolicy.ALL,
            help_text="Import a log of messages and meetings.",
        )
    )
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
    click.echo(f"{undone.reverted} changes taken back.")
    for sentence in undone.kept:
        click.echo(sentence)


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
        f"{result.failed_count:,} failed; {result.contacts:,} contacts and "
        f"{result.accounts:,} accounts added."
    )
    for reason, count in result.ignored.items():
        click.echo(f"  ignored {count:,}: {reason}")
    for failure in result.failed[:20]:
        click.echo(f"  failed: {failure.row}: {failure.reason}")
    if result.failed_count > 20:  # noqa: PLR2004 - as many as are listed
        click.echo(f"  and {result.failed_count - 20:,} more; --json lists them")
    if result.import_id:
        click.echo(f"Take it back with: graphcrm import undo {result.import_id}")
