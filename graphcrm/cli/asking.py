"""Asking for ties and paths."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import click

from graphcrm.access.records import Actor
from graphcrm.cli import session
from graphcrm.cli.session import as_option, at_option, data_option, json_option
from graphcrm.directory import references
from graphcrm.errors import NotFoundError
from graphcrm.influence import questions
from graphcrm.influence.questions import From, PathAnswer, PathRequest, ToldPath
from graphcrm.influence.records import Reading
from graphcrm.pipeline.opportunities.references import resolve_opportunity
from graphcrm.relationships import following, reads
from graphcrm.relationships.reads import Strength


@dataclass(frozen=True, slots=True)
class StrengthOptions:
    """What `strength` is given."""

    from_ref: str
    to_ref: str
    at: datetime | None
    acting_for: str | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class TiesOptions:
    """What `ties` is given."""

    ref: str
    limit: int
    at: datetime | None
    acting_for: str | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class PathsOptions:
    """What `paths` is given."""

    to_ref: str
    from_ref: str | None
    team: bool
    reading: str
    path_count: int
    hops: int
    without: tuple[str, ...]
    at: datetime | None
    acting_for: str | None
    as_json: bool


@click.command("strength")
@click.option("--from", "from_ref", required=True, metavar="REF")
@click.option("--to", "to_ref", required=True, metavar="REF")
@at_option
@as_option
@json_option
@data_option
@session.taking(StrengthOptions)
def strength_command(ctx: click.Context, options: StrengthOptions) -> None:
    """Tell how strong one tie is, and why."""
    with session.acting(ctx, options.acting_for) as actor:
        one = references.resolve_contact(actor, options.from_ref)
        other = references.resolve_contact(actor, options.to_ref)
        tie = reads.strength_between(actor, one.contact_id, other.contact_id, at=options.at)
    if options.as_json:
        session.print_json(_strength_document(tie))
        return
    measured = "never measured" if tie.strength is None else f"{tie.strength:.2f}"
    click.echo(f"{one.name} and {other.name}: {measured}")
    if tie.last_at and tie.first_at:
        click.echo(
            f"{tie.evidence_count} mails, meetings and calls on {tie.days} days, "
            f"{tie.first_at:%Y-%m-%d} to {tie.last_at:%Y-%m-%d}"
        )
    if tie.declared:
        click.echo(f"declared: {tie.declared}")


def _strength_document(tie: Strength) -> dict[str, object]:
    return {
        "strength": tie.strength,
        "days": tie.days,
        "in": tie.inward,
        "out": tie.outward,
        "first_at": tie.first_at,
        "last_at": tie.last_at,
        "evidence_count": tie.evidence_count,
        "declared": tie.declared,
        "parts": [
            {"half_life_days": p.half_life_days, "out": p.outward, "in": p.inward}
            for p in tie.parts
        ],
    }


@click.command("ties")
@click.argument("ref")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100_000))
@at_option
@as_option
@json_option
@data_option
@session.taking(TiesOptions)
def ties_command(ctx: click.Context, options: TiesOptions) -> None:
    """List whom a person knows best."""
    with session.acting(ctx, options.acting_for) as actor:
        following.catch_up()
        contact = references.resolve_contact(actor, options.ref)
        known = reads.ties(actor, contact.contact_id, limit=options.limit, at=options.at)
    if options.as_json:
        session.print_json(
            [
                {
                    "contact_id": one.contact_id,
                    "name": one.name,
                    "address": one.address,
                    "strength": one.strength,
                    "probability": one.probability,
                    "declared": one.declared,
                    "days": one.days,
                    "last_at": one.last_at,
                }
                for one in known
            ]
        )
        return
    if not known:
        click.echo("No ties that you may see.")
    for one in known:
        measured = " -  " if one.strength is None else f"{one.strength:.2f}"
        last = f"{one.last_at:%Y-%m-%d}" if one.last_at else "-"
        click.echo(f"{measured}  {one.name}  {one.address or ''}  {one.days} days, last {last}")


@click.command("paths")
@click.option(
    "--to",
    "to_ref",
    required=True,
    metavar="REF",
    help="A person, an account's people, or a deal's people with authority.",
)
@click.option("--from", "from_ref", metavar="REF", help="Start here; default: yourself.")
@click.option("--team", is_flag=True, help="Start at anybody of your team who shares their ties.")
@click.option(
    "--reading",
    type=click.Choice([reading.value for reading in Reading]),
    default=Reading.INTRODUCTION.value,
    show_default=True,
)
@click.option("-k", "path_count", default=5, show_default=True, type=click.IntRange(1, 20))
@click.option("--hops", default=4, show_default=True, type=click.IntRange(1, 5))
@click.option("--without", multiple=True, metavar="REF", help="Lead through anybody but them.")
@at_option
@as_option
@json_option
@data_option
@session.taking(PathsOptions)
def paths_command(ctx: click.Context, options: PathsOptions) -> None:
    """Find the introduction paths worth trying."""
    if options.team and options.from_ref:
        raise click.UsageError("--team and --from exclude each other.")
    with session.acting(ctx, options.acting_for) as actor:
        following.catch_up()
        answer = questions.find_paths(actor, _request(actor, options), at_once=True)
    if options.as_json:
        session.print_json(_document(answer))
    else:
        _print(answer)


def _request(actor: Actor, options: PathsOptions) -> PathRequest:
    def contact_id(ref: str) -> str:
        return references.resolve_contact(actor, ref).contact_id

    return PathRequest(
        target_ids=(_target_id(actor, options.to_ref),),
        source_id=contact_id(options.from_ref) if options.from_ref else None,
        start=From.TEAM if options.team else From.ME,
        reading=Reading(options.reading),
        path_count=options.path_count,
        hops=options.hops,
        without=tuple(map(contact_id, options.without)),
        at=options.at,
    )


def _target_id(actor: Actor, ref: str) -> str:
    """Return the contact that is meant, else the account, else the deal.

    Raises:
        AmbiguousReferenceError: It fits several contacts; or no contact and several accounts; or
            neither and several deals.
        NotFoundError: It fits nobody and nothing the actor may see.
    """
    try:
        return references.resolve_contact(actor, ref).contact_id
    except NotFoundError as nobody:
        with suppress(NotFoundError):
            return references.resolve_account(actor, ref).account_id
        with suppress(NotFoundError):
            return resolve_opportunity(actor, ref).opportunity_id
        raise nobody from None


def _document(answer: PathAnswer) -> dict[str, object]:
    to_name, to_id = None, None
    if answer.aim:
        to_name, to_id = answer.aim.name, answer.aim.aim_id
    elif answer.target:
        to_name, to_id = answer.target.name, answer.target.contact_id
    return {
        "from": answer.source.name if answer.source else None,
        "from_id": answer.source.contact_id if answer.source else None,
        "to": to_name,
        "to_id": to_id,
        "index_age_ms": round(answer.index_age_ms, 3),
        "search_ms": round(answer.search_ms, 3),
        "paths": [{"probability": path.probability, "hops": _hops(path)} for path in answer.paths],
        "reason": answer.reason,
        "warnings": list(answer.warnings),
    }


def _hops(path: ToldPath) -> list[dict[str, object]]:
    return [
        {
            "from_id": hop.start.contact_id,
            "from": hop.start.name,
            "to_id": hop.end.contact_id,
            "to": hop.end.name,
            "type": hop.type,
            "layers": [{"layer": layer, "probability": p} for layer, p in hop.layers],
            "strength": hop.strength,
            "probability": hop.probability,
            "last_at": hop.last_at,
            "evidence_count": hop.evidence_count,
            "sentence": hop.sentence,
        }
        for hop in path.hops
    ]


def _print(answer: PathAnswer) -> None:
    if answer.reason:
        click.echo(answer.reason)
    for rank, path in enumerate(answer.paths, 1):
        names = " - ".join([path.hops[0].start.name, *(hop.end.name for hop in path.hops)])
        click.echo(f"{rank}. {path.odds}  {names}")
        for hop in path.hops:
            click.echo(f"      {hop.probability:4.0%}  {hop.sentence}")
    for warning in answer.warnings:
        click.echo(f"! {warning}")
    click.echo(
        f"(graph as of {answer.index_age_ms / 1000:.1f} s ago, found in {answer.search_ms:.1f} ms)"
    )
