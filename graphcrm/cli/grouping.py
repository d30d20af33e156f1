"""Buying groups: who sits in a deal, what it lacks, and who of us knows whom."""

from dataclasses import dataclass
from typing import Any

import click

from graphcrm.buying.records import Member, Said
from graphcrm.cli import session
from graphcrm.cli.session import as_option, data_option, json_option
from graphcrm.pipeline.groups import GroupPage, get_group_page
from graphcrm.pipeline.opportunities.references import resolve_opportunity


THREADS = 3


@dataclass(frozen=True, slots=True)
class GroupOptions:
    """What `group` is given."""

    ref: str
    acting_for: str | None
    as_json: bool


@click.command("group")
@click.argument("ref")
@as_option
@json_option
@data_option
@session.taking(GroupOptions)
def group_command(ctx: click.Context, options: GroupOptions) -> None:
    """Show a deal's buying group: seats, coverage, warnings, and our threads to its people."""
    with session.acting(ctx, options.acting_for) as actor:
        opportunity_id = resolve_opportunity(actor, options.ref).opportunity_id
        page = get_group_page(actor, opportunity_id)
    if options.as_json:
        session.print_json(_document(page))
    else:
        _print(page)


def _document(page: GroupPage) -> dict[str, Any]:
    return {
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


def _print(page: GroupPage) -> None:
    click.echo(f"{page.group.name}: {page.sentence}")
    for one in page.group.members:
        roles = ", ".join(role.name for role in one.roles)
        if one.contact_id is None:
            click.echo(f"  somebody you may not see: {roles}")
            continue
        support = one.assessment.support
        told = "support not known" if support is None else f"support {support:+d}"
        click.echo(f"  {one.name}: {roles}; {told}; {one.engagement}")
    for warning in page.warnings:
        rests = f" (rests until {warning.snooze.until_on})" if warning.snooze else ""
        click.echo(f"! {warning.sentence}{rests}")
