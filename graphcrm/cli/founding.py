"""Founding an installation and adding people who sign in."""

import sys
from dataclasses import dataclass

import click

from graphcrm.access.records import Role
from graphcrm.cli import session
from graphcrm.cli.session import as_option, data_option, json_option
from graphcrm.members import commands, reads
from graphcrm.members.records import House, NewUser
from graphcrm.pipeline.commands import found


@dataclass(frozen=True, slots=True)
class InitOptions:
    """What `init` is given."""

    name: str
    domain: str
    admin: str
    admin_name: str | None
    password_stdin: bool
    as_json: bool


@dataclass(frozen=True, slots=True)
class UserOptions:
    """What `user add` is given."""

    email: str
    name: str
    role: str
    team: str | None
    password_stdin: bool
    acting_for: str | None


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer


@click.command("init")
@click.option("--home-account", "name", required=True, help="Name of your own company.")
@click.option("--domain", required=True, help="Its mail domain, e.g. acme.example.")
@click.option("--admin", required=True, metavar="EMAIL", help="The first administrator.")
@click.option("--admin-name", help="Their name; default: as the address spells it.")
@click.option("--password-stdin", is_flag=True, help="Read the password's line from stdin.")
@json_option
@data_option
@session.taking(InitOptions)
def init_command(ctx: click.Context, options: InitOptions) -> None:
    """Begin: schema, home account, first administrator and a process to start from."""
    password = _password(from_stdin=options.password_stdin)
    spelled = options.admin.partition("@")[0].replace(".", " ").title()
    admin = NewUser(options.admin_name or spelled, options.admin, Role.ADMIN, password)
    with session.connected(ctx):
        founded = found(House(options.name, options.domain, admin))
    if options.as_json:
        session.print_json({"user_id": founded.user_id, "email": founded.email})
    else:
        click.echo(f"{options.name} is ready; {founded.email} signs in as administrator.")


@click.group("user")
def user_command() -> None:
    """Add and look after people who sign in."""


@user_command.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option(
    "--role", type=click.Choice([r.value for r in Role]), default=Role.REP.value, show_default=True
)
@click.option("--team", help="Name of their team; made where it does not exist.")
@click.option("--password-stdin", is_flag=True, help="Read the password's line from stdin.")
@as_option
@data_option
@session.taking(UserOptions)
def add(ctx: click.Context, options: UserOptions) -> None:
    """Add a user."""
    password = _password(from_stdin=options.password_stdin)
    new = NewUser(options.name, options.email, Role(options.role), password, options.team)
    with session.acting(ctx, options.acting_for) as actor:
        user = commands.add_user(actor, new)
    click.echo(f"{user.name} signs in as {user.email} ({user.role}).")


@user_command.command("list")
@as_option
@json_option
@data_option
@click.pass_context
def list_users(ctx: click.Context, acting_for: str | None, *, as_json: bool) -> None:
    """List everybody who signs in."""
    with session.acting(ctx, acting_for) as actor:
        users = reads.users(actor)
    if as_json:
        session.print_json(users)
        return
    for user in users:
        state = "  disabled" if user.disabled else ""
        click.echo(f"{user.name}  {user.email}  {user.role}  {user.team or '-'}{state}")


@user_command.command("passwd")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password's line from stdin.")
@as_option
@data_option
@click.pass_context
def passwd(ctx: click.Context, email: str, acting_for: str | None, *, password_stdin: bool) -> None:
    """Give a user a new password."""
    password = _password(from_stdin=password_stdin)
    with session.acting(ctx, acting_for) as actor:
        commands.set_password(actor, email, password)
    click.echo(f"{email} has a new password.")


@user_command.command("disable")
@click.argument("email")
@as_option
@data_option
@click.pass_context
def disable(ctx: click.Context, email: str, acting_for: str | None) -> None:
    """Refuse a user's signing in from now on."""
    with session.acting(ctx, acting_for) as actor:
        commands.disable_user(actor, email)
    click.echo(f"{email} no longer signs in.")
