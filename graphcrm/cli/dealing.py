"""Deals: listed, and moved by the same rules as on the board."""

from collections.abc import Mapping
from dataclasses import dataclass

import click

from graphcrm.access.records import Actor
from graphcrm.cli import session
from graphcrm.cli.session import as_option, data_option, json_option
from graphcrm.errors import NotFoundError
from graphcrm.members.reads import users
from graphcrm.money import Money, digits_of
from graphcrm.pipeline import reads
from graphcrm.pipeline.board.records import Filter
from graphcrm.pipeline.opportunities.lists import Line, Lines, list_opportunities
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.records import Loss, Move
from graphcrm.pipeline.opportunities.references import (
    UnknownReferenceError,
    resolve_opportunity,
    resolve_stage,
)
from graphcrm.pipeline.records import Layout, Place, StageType


@dataclass(frozen=True, slots=True)
class ListOptions:
    """What `deals list` is given."""

    pipeline: str | None
    stage: str | None
    owner: str | None
    with_closed: bool
    limit: int
    acting_for: str | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class MoveOptions:
    """What `deals move` is given."""

    ref: str
    to_ref: str
    fields: Mapping[str, str]
    loss_reason: str | None
    loss_note: str | None
    override_reason: str | None
    pipeline_change: bool
    acting_for: str | None
    as_json: bool


@click.group("deals")
def deals_command() -> None:
    """List deals and move them, by the same rules as on the board."""


@deals_command.command("list")
@click.option("--pipeline", metavar="PIPELINE", help="Of this one alone, by key or name.")
@click.option("--stage", metavar="STAGE", help="In this one alone: key, name or pipeline/stage.")
@click.option("--owner", metavar="EMAIL", help="Of this user alone.")
@click.option("--all", "with_closed", is_flag=True, help="Those that are won or lost too.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@as_option
@json_option
@data_option
@session.taking(ListOptions)
def list_deals(ctx: click.Context, options: ListOptions) -> None:
    """List deals, stage by stage as on the board, with the sums of all that fit."""
    with session.acting(ctx, options.acting_for) as actor:
        layout = reads.layout(actor)
        chosen = Filter(owner_id=_user_id(actor, options.owner) if options.owner else None)
        stage_ids = [place.stage_id for place in _places(layout, options)]
        found = list_opportunities(actor, layout, stage_ids, chosen, limit=options.limit)
    if options.as_json:
        session.print_json(_document(found))
    else:
        _print(found)


def _fields(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Return fields by their keys from "key=text"."""
    fields = {}
    for one in given:
        key, sign, text = one.partition("=")
        if not sign:
            raise click.BadParameter(f"{one!r} is not FIELD=VALUE.")
        fields[key.strip()] = text
    return fields


@deals_command.command("move")
@click.argument("ref")
@click.option("--to", "to_ref", required=True, metavar="STAGE", help="Key, name, pipeline/stage.")
@click.option(
    "--set",
    "fields",
    multiple=True,
    metavar="FIELD=VALUE",
    callback=_fields,
    help="Fill in on the way, e.g. amount='12,500 EUR' or close_on=2026-12-18.",
)
@click.option("--loss-reason", metavar="REASON", help="Why it is lost, by key or name.")
@click.option("--loss-note", metavar="TEXT", help="More of that in your own words.")
@click.option(
    "--override", "override_reason", metavar="REASON", help="Why what is asked for does not matter."
)
@click.option("--pipeline-change", is_flag=True, help="STAGE of another pipeline is meant.")
@as_option
@json_option
@data_option
@session.taking(MoveOptions)
def move(ctx: click.Context, options: MoveOptions) -> None:
    """Move the deal REF, a uid or a name, to a stage."""
    with session.acting(ctx, options.acting_for) as actor:
        layout = reads.layout(actor)
        deal = resolve_opportunity(actor, options.ref)
        start = layout.places[deal.stage_id]
        to = resolve_stage(layout, options.to_ref, start)
        wanted = Move(
            (deal.opportunity_id,),
            to.stage_id,
            seen_stage_id=deal.stage_id,
            fields=options.fields,
            loss=Loss(options.loss_reason, options.loss_note),
            override_reason=options.override_reason,
            other_pipeline=options.pipeline_change,
        )
        done = move_opportunity(actor, wanted)
    if options.as_json:
        session.print_json(
            {
                "opportunity_id": deal.opportunity_id,
                "name": deal.name,
                "from": start.stage.name,
                "from_key": start.stage.key,
                "to": to.stage.name,
                "to_key": to.stage.key,
                "activity_id": done.activity_id,
                "warnings": [one.sentence for one in done.warnings],
            }
        )
    else:
        click.echo(f"{deal.name}: {start.stage.name} to {to.stage.name}.")
        for one in done.warnings:
            click.echo(f"Warning: {one.sentence}")


def _places(layout: Layout, options: ListOptions) -> list[Place]:
    """Return the stages that are meant, from the left.

    Raises:
        UnknownReferenceError: There is no such pipeline, or no such stage in it.
        AmbiguousReferenceError: Several pipelines have such a stage.
    """
    places = list(layout.places.values())
    if options.pipeline:
        wanted = options.pipeline.casefold()
        names = {one.pipeline.key: one.pipeline.name for one in places}
        places = [
            one
            for one in places
            if wanted in (one.pipeline.key, one.pipeline.name.casefold(), one.pipeline_id)
        ]
        if not places:
            raise UnknownReferenceError("pipeline", options.pipeline, list(names))
    if options.stage:
        within = Layout(layout.process, {one.stage_id: one for one in places})
        return [resolve_stage(within, options.stage)]
    return [one for one in places if options.with_closed or one.stage.type is StageType.OPEN]


def _user_id(actor: Actor, email: str) -> str:
    for user in users(actor):
        if user.email == email.strip().lower():
            return user.user_id
    raise NotFoundError("user", email)


def _document(found: Lines) -> dict[str, object]:
    return {
        "count": found.count,
        "sums": [
            {
                "currency": one.money.currency if one.money else None,
                "amount_minor": one.money.minor if one.money else None,
                "weighted_minor": one.weighted.minor if one.weighted else None,
                "count": one.count,
            }
            for one in found.sums
        ],
        "deals": [_deal(line) for line in found.lines],
    }


def _deal(line: Line) -> dict[str, object]:
    stage = line.place.stage
    is_by_hand = line.win_percent is not None and stage.type is StageType.OPEN
    return {
        "opportunity_id": line.opportunity_id,
        "name": line.name,
        "account_id": line.account_id,
        "account": line.account,
        "pipeline": line.place.pipeline.name,
        "stage": stage.name,
        "stage_key": stage.key,
        "type": stage.type.value,
        "amount_minor": line.money.minor if line.money else None,
        "currency": line.money.currency if line.money else None,
        "close_on": line.close_on,
        "win_percent": line.win_percent if is_by_hand else stage.win_percent,
        "win_percent_by_hand": is_by_hand,
        "next_step": line.next_step,
        "next_step_on": line.next_step_on,
        "owner": line.owner,
        "entered_at": line.entered_at,
        "idle_days": line.idle_days,
    }


def _print(found: Lines) -> None:
    for line in found.lines:
        who = ", ".join(filter(None, (line.name, line.account, line.owner)))
        closes = f"{line.close_on}" if line.close_on else "-"
        click.echo(f"{line.place.stage.name:14} {_money(line.money):>16}  {closes:10}  {who}")
    sums = ", ".join(_money(one.money) for one in found.sums if one.money)
    shown = f"; the first {len(found.lines)} are shown" if len(found.lines) < found.count else ""
    deals = "1 deal" if found.count == 1 else f"{found.count} deals"
    click.echo(f"{deals}{', ' if sums else ''}{sums}{shown}.")


def _money(money: Money | None) -> str:
    if money is None:
        return "-"
    digits = digits_of(money.currency)
    return f"{money.minor / 10**digits:,.{digits}f} {money.currency}"
