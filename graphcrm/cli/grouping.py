"""Buying groups: who sits in a deal, what it lacks, and who of us knows whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import click

from graphcrm.access.records import Actor
from graphcrm.activities.as_of import Axis, as_of
from graphcrm.buying.past import get_past
from graphcrm.buying.records import Member, Said
from graphcrm.buying.suggestions import suggestions
from graphcrm.buying.sway_rules import Suggestion
from graphcrm.cli import session
from graphcrm.cli.session import as_option, at_option, data_option, json_option
from graphcrm.pipeline.groups import GroupPage, get_group_page, get_group_page_as_of
from graphcrm.pipeline.opportunities.references import resolve_opportunity


THREADS = 3
_VERBS = {
    "reports-to": "reports to",
    "influences": "sways",
    "suggested": "probably sways, as evidence suggests,",
}


@dataclass(frozen=True, slots=True)
class GroupOptions:
    """What `group` is given."""

    ref: str
    at: datetime | None
    axis: str
    acting_for: str | None
    as_json: bool


@click.command("group")
@click.argument("ref")
@at_option
@click.option(
    "--axis",
    type=click.Choice([one.value for one in Axis]),
    default=Axis.TRUE.value,
    show_default=True,
    help="With --at: what was true then as is known now, or what was known then.",
)
@as_option
@json_option
@data_option
@session.taking(GroupOptions)
def group_command(ctx: click.Context, options: GroupOptions) -> None:
    """Show a deal's buying group: seats, coverage, warnings, and our threads to its people.

    With --at as it was then; of the past evidence suggests nothing.
    """
    with session.acting(ctx, options.acting_for) as actor:
        opportunity_id = resolve_opportunity(actor, options.ref).opportunity_id
        page = _page(actor, opportunity_id, options)
        suggested = suggestions(actor, opportunity_id).shown if options.at is None else ()
    edges = list(_edges(page, suggested))
    if options.as_json:
        session.print_json({**_document(page, options), "edges": edges})
    else:
        _print(page, edges)


def _page(actor: Actor, opportunity_id: str, options: GroupOptions) -> GroupPage:
    if options.at is None:
        return get_group_page(actor, opportunity_id)
    then = as_of(options.at, Axis(options.axis))
    return get_group_page_as_of(actor, get_past(actor, opportunity_id), then)


def _document(page: GroupPage, options: GroupOptions) -> dict[str, Any]:
    return {
        "as_of": page.group.now.isoformat(),
        "axis": options.axis if options.at else None,
        "opportunity_id": page.group.opportunity_id,
        "name": page.group.name,
        "stage": page.place.stage.name,
        "sentence": page.sentence,
        "seats": [_seat(one) for one in page.group.members],
        "coverage": [
            {
                "role": one.wanted.role.key,
                "needed": one.wanted.minimum,
                "state": one.state,
                "sentence": one.sentence,
            }
            for one in page.coverage
        ],
        "warnings": [
            {
                "kind": one.warned,
                "contact_id": one.contact_id,
                "sentence": one.sentence,
                "rests_until": one.snooze.until_on.isoformat() if one.snooze else None,
            }
            for one in page.warnings
        ],
        "threads": [
            {
                "contact_id": contact_id,
                "our_id": one.contact_id,
                "our_name": one.name,
                "strength": one.strength,
                "last_at": one.last_at.isoformat() if one.last_at else None,
            }
            for contact_id, known in page.threads.items()
            for one in known[:THREADS]
        ],
    }


def _edges(page: GroupPage, suggested: Iterable[Suggestion]) -> Iterator[dict[str, Any]]:
    """Yield who reports to whom, who sways whom as people say, and as evidence suggests."""
    names = {str(one.contact_id): str(one.name) for one in page.shown}
    for line in page.group.reporting:
        told = _edge("reports-to", line.contact_id, line.superior_id, names)
        yield {**told, "since_on": _iso(line.since_on)}
    for one in page.group.influences:
        told = _edge("influences", one.from_id, one.to_id, names)
        yield {
            **told,
            "weight": one.weight,
            "set_at": _iso(one.set_at),
            "expires_on": _iso(one.expires_on),
            "by": one.by,
        }
    for may in suggested:
        both = {may.from_id: may.from_name, may.to_id: may.to_name}
        told = _edge("suggested", may.from_id, may.to_id, both)
        last_on = _iso(may.last_on)
        yield {**told, "weight": may.weight, "reasons": list(may.reasons), "last_on": last_on}


def _edge(kind: str, from_id: str, to_id: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Return an edge with every key that any has; what does not hold of its kind is null."""
    return {
        "type": kind,
        "from_id": from_id,
        "from": names[from_id],
        "to_id": to_id,
        "to": names[to_id],
        "weight": None,
        "since_on": None,
        "set_at": None,
        "expires_on": None,
        "by": None,
        "reasons": [],
        "last_on": None,
    }


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None


def _seat(one: Member) -> dict[str, Any]:
    """Return somebody with their seats; of hidden people the roles alone."""
    if one.contact_id is None:
        return {"contact_id": None, "name": None, "roles": [role.key for role in one.roles]}
    return {
        "contact_id": one.contact_id,
        "name": one.name,
        "roles": [role.key for role in one.roles],
        "support": one.assessment.support,
        "power": one.assessment.power,
        "orientation": one.assessment.orientation,
        "engagement": one.engagement,
        "said": {key: _said(said) for key, said in one.said.items()},
    }


def _said(said: Said) -> dict[str, Any]:
    return {"by": said.by, "at": said.at.isoformat(), "via": said.via}


def _print(page: GroupPage, edges: Sequence[Mapping[str, Any]]) -> None:
    click.echo(f"{page.group.name}: {page.sentence}")
    for one in page.group.members:
        roles = ", ".join(role.name for role in one.roles)
        if one.contact_id is None:
            click.echo(f"  somebody you may not see: {roles}")
            continue
        support = one.assessment.support
        told = "support not known" if support is None else f"support {support:+d}"
        click.echo(f"  {one.name}: {roles}; {told}; {one.engagement}")
    for edge in edges:
        weight = "" if edge["weight"] is None else f" {edge['weight']:+.1f}"
        click.echo(f"  {edge['from']} {_VERBS[edge['type']]} {edge['to']}{weight}")
    for warning in page.warnings:
        rests = f" (rests until {warning.snooze.until_on})" if warning.snooze else ""
        click.echo(f"! {warning.sentence}{rests}")
