"""Running the whole on one machine."""

import os
import threading
import webbrowser

import click
import platformdirs
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from graphcrm import bootstrap, clock, embedded
from graphcrm.access import reads as access
from graphcrm.cli import session
from graphcrm.cli.session import data_option, json_option
from graphcrm.config import Config
from graphcrm.demo import loading
from graphcrm.demo.records import Size
from graphcrm.demo.world import World
from graphcrm.embedded import Door, Run
from graphcrm.errors import CrmError
from graphcrm.integrations import records


PORT = click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))


@click.command("demo")
@PORT
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@click.option(
    "--size",
    type=click.Choice([size.name.lower() for size in Size]),
    default=Size.SMALL.name.lower(),
    show_default=True,
)
@click.option("--seed", default=1, show_default=True, type=int)
@data_option
@click.pass_context
def demo_command(ctx: click.Context, port: int, size: str, seed: int, *, no_browser: bool) -> None:
    """Run everything on a generated world; Ctrl+C stops all of it."""
    config = session.config_of(ctx)
    if ctx.find_root().obj is None and not os.environ.get("GRAPHCRM_DATA"):
        home = platformdirs.user_data_path("graphcrm-demo") / f"{size}-{seed}"
        config = Config.from_env(home)
    world = World(Size[size.upper()], seed, clock.now())

    def on_ready(run: Run) -> None:
        # In a thread of its own, so that Ctrl+C stops the services while the world is taken in.
        showing = threading.Thread(target=_show, args=(config, world, run, not no_browser))
        showing.daemon = True
        showing.start()

    click.echo("Starting Neo4j, Valkey, web and worker ...", err=True)
    embedded.run_everything(config, Door(port=port), on_ready)


def _show(config: Config, world: World, run: Run, open_browser: bool) -> None:  # noqa: FBT001 - a thread's argument
    try:
        with embedded.services(config) as reachable:
            bootstrap.start(reachable)
            if access.find_actor_by_email(world.opening.user_email) is None:
                with Progress(
                    TextColumn("{task.description}"), BarColumn(), console=Console(stderr=True)
                ) as bar:
                    task = bar.add_task("Taking in the sample world", total=world.size)
                    loading.load(world, lambda told: _advance(bar, task, told))
    except CrmError as error:
        click.echo(str(error), err=True)
        return
    admin = loading.founder(world).email
    opening = f"{run.web_url}/paths/to/{world.opening.target_email}"
    click.echo(
        f"\ngraphcrm is at {run.web_url}; see what it does at\n{opening}\n"
        f"Sign in as {world.opening.user_email} (sales) or {admin} (administrator)\n"
        f"Password: {loading.PASSWORD}\n"
        f"Ctrl+C stops everything."
    )
    if open_browser and run.web_url:
        webbrowser.open(opening)


def _advance(bar: Progress, task: TaskID, told: records.Progress) -> None:
    bar.update(task, completed=told.position)


@click.command("up")
@PORT
@click.option("--detach", is_flag=True, help="Return once everything answers.")
@click.option("--no-worker", is_flag=True, help="Run no background jobs.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@data_option
@click.pass_context
def up_command(ctx: click.Context, port: int, host: str, *, detach: bool, no_worker: bool) -> None:
    """Run Neo4j, Valkey, web and workers on one data folder."""
    config, door = session.config_of(ctx), Door(port, host, with_worker=not no_worker)
    if detach:
        run = embedded.start_detached(config, door)
        click.echo(f"graphcrm is at {run.web_url}; graphcrm down stops it.")
        return
    click.echo("Starting ...", err=True)
    embedded.run_everything(
        config, door, lambda run: click.echo(f"graphcrm is at {run.web_url}; Ctrl+C stops it.")
    )


@click.command("down")
@data_option
@click.pass_context
def down_command(ctx: click.Context) -> None:
    """Stop whatever runs on the data folder."""
    stopped = embedded.stop(session.config_of(ctx))
    click.echo("Stopped." if stopped else "Nothing was running.")


@click.command("status")
@json_option
@data_option
@click.pass_context
def status_command(ctx: click.Context, *, as_json: bool) -> None:
    """Tell what runs on the data folder."""
    services = embedded.status(session.config_of(ctx))
    if as_json:
        document = [
            {
                "name": one.name,
                "state": one.state.value,
                "pid": one.pid,
                "port": one.port,
                "version": one.version,
            }
            for one in services
        ]
        session.print_json({"services": document})
        return
    for one in services:
        click.echo(f"{one.name:8} {one.state.value:12} pid {one.pid or '-'}  {one.version or ''}")


@click.command("doctor")
@json_option
@data_option
@click.pass_context
def doctor_command(ctx: click.Context, *, as_json: bool) -> None:
    """Check the installation and say what to fix."""
    checks = embedded.doctor(session.config_of(ctx))
    if as_json:
        session.print_json({"checks": checks})
    else:
        for check in checks:
            click.echo(f"{'ok ' if check.is_good else 'FIX'}  {check.name}: {check.finding}")
            if not check.is_good:
                click.echo(f"     {check.fix}")
    if not all(check.is_good for check in checks):
        ctx.exit(1)
