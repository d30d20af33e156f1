"""What most commands need: the services, somebody to act for, and a way to answer."""

import dataclasses
import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import click

from graphcrm import bootstrap, embedded
from graphcrm.access import reads as access
from graphcrm.access.records import Actor
from graphcrm.config import Config
from graphcrm.errors import NotFoundError


F = TypeVar("F", bound=Callable[..., Any])
R = TypeVar("R")


class NobodyToActForError(NotFoundError):
    """There is no such user, or none at all."""

    code = "nobody-to-act-for"

    def __init__(self, email: str | None) -> None:
        super().__init__("user", email or "")
        self.args = (
            (f"Nobody signs in as {email}.",)
            if email
            else ("This data folder has no users yet: run graphcrm init first.",)
        )


class Instant(click.ParamType[datetime]):
    """An instant: ISO 8601; without an offset UTC; a bare day is its end."""

    name = "instant"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the instant that `value` names."""
        if isinstance(value, datetime):
            return value
        try:
            if len(value) == len("2026-01-31"):
                return datetime.combine(date.fromisoformat(value), time.max, UTC)
            at = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not an instant like 2026-01-31T12:00:00Z.", param, ctx)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def taking(
    record: Callable[..., R],
) -> Callable[[Callable[[click.Context, R], None]], Callable[..., None]]:
    """Hand a command its arguments and options together, as one record of them."""

    def decorate(command: Callable[[click.Context, R], None]) -> Callable[..., None]:
        @click.pass_context
        @functools.wraps(command)
        def run(ctx: click.Context, /, **given: Any) -> None:
            command(ctx, record(**given))

        return run

    return decorate


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
as_option = click.option("--as", "acting_for", metavar="EMAIL", help="Act for this user.")
at_option = click.option("--at", type=Instant(), help="As of this instant, e.g. 2001-10-01.")


def data_option(command: F) -> F:
    """Let a command take --data itself, not only graphcrm before it."""

    def keep(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        if value:
            ctx.find_root().obj = value

    return click.option(
        "--data", type=click.Path(), expose_value=False, is_eager=True, callback=keep, hidden=True
    )(command)


def config_of(ctx: click.Context) -> Config:
    """Return the settings for the data folder that was named."""
    return Config.from_env(Path(ctx.find_root().obj) if ctx.find_root().obj else None)


@contextmanager
def connected(ctx: click.Context) -> Iterator[Config]:
    """Have the services running and the graph connected while the block runs."""
    with embedded.services(config_of(ctx)) as config:
        bootstrap.start(config)
        try:
            yield config
        finally:
            bootstrap.stop()


@contextmanager
def acting(ctx: click.Context, email: str | None) -> Iterator[Actor]:
    """Be connected and act for a user: by default the first administrator.

    Raises:
        NobodyToActForError: There is no such user.
    """
    if embedded.is_untouched(config_of(ctx)):
        raise NobodyToActForError(None)
    with connected(ctx):
        yield actor_of(email)


def actor_of(email: str | None) -> Actor:
    """Return the user to act for.

    Raises:
        NobodyToActForError: There is no such user.
    """
    if email is None:
        actor = access.find_first_admin()
    else:
        actor = access.find_actor_by_email(email, via="cli")
    if actor is None:
        raise NobodyToActForError(email)
    return actor


def print_json(document: object) -> None:
    """Print one JSON document; records become objects, instants ISO 8601 in UTC."""
    click.echo(json.dumps(document, default=_plain, ensure_ascii=False, indent=2))


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case set() | frozenset():
            return sorted(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    raise TypeError(type(value).__name__)
