"""Looking at a buying group: its page and map, who could be in it, and groups of other deals."""

from io import BytesIO
from itertools import groupby

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from graphcrm.buying.chances import chances_of
from graphcrm.buying.proposals import seats_elsewhere
from graphcrm.pipeline.groups import get_group_page, proposed
from graphcrm.web.assets import symbols
from graphcrm.web.groups.drawn import SYMBOLS, evidence_of, map_words, opened, person_words
from graphcrm.web.groups.room import bp
from graphcrm.web.groups.shown import words_for
from graphcrm.web.groups.then import AXES, address, page_and_then, shown_page, time_of
from graphcrm.web.session import actor


@bp.get("")
def page(opportunity_id: str) -> ResponseReturnValue:
    """Show the buying group of a deal, now or as of the instant that the address names."""
    found, then = page_and_then(opportunity_id)
    evidence = evidence_of(found)
    words = map_words(found, opened(), then, evidence)
    return render_template("groups/page.html", quiet=[], is_asked=bool(evidence), **words)


@bp.get("/list")
def part(opportunity_id: str) -> ResponseReturnValue:
    """Show what of the page changes when somebody changes the group."""
    found, then = page_and_then(opportunity_id)
    words = map_words(found, opened(), then, evidence_of(found))
    return render_template("groups/_group.html", is_asked=False, **words)


@bp.get("/time")
def time_part(opportunity_id: str) -> ResponseReturnValue:
    """Show the slider over the deal's past, and of a lost one the day its champion went quiet."""
    then, quiet = time_of(opportunity_id)
    return render_template(
        "groups/_time.html", then=then, quiet=quiet, axes=AXES, asked=address(), uid=opportunity_id
    )


@bp.get("/map.svg")
def drawing(opportunity_id: str) -> ResponseReturnValue:
    """Answer with the map as a file that needs nothing else."""
    found = shown_page(opportunity_id)
    svg = render_template("groups/map.svg", symbols=symbols(SYMBOLS), **map_words(found, opened()))
    name = f"{secure_filename(found.group.name) or 'group'}.svg"
    return send_file(BytesIO(svg.encode()), "image/svg+xml", as_attachment=True, download_name=name)


@bp.get("/person/<contact_id>")
def person(opportunity_id: str, contact_id: str) -> ResponseReturnValue:
    """Show somebody of the group with all that can be said of them and drawn from them.

    Raises:
        NotFoundError: They have no seat, or the reader may not see them.
    """
    found = shown_page(opportunity_id)
    part = request.headers.get("HX-Request") is not None
    template = "groups/_person.html" if part else "groups/person.html"
    return render_template(template, **person_words(found, contact_id))


@bp.get("/chances")
def chances(opportunity_id: str) -> ResponseReturnValue:
    """Show how likely a yes is, whom to win next and what hangs on whom, now or at an instant."""
    found = shown_page(opportunity_id)
    part = request.headers.get("HX-Request") is not None
    template = "groups/_chances.html" if part else "groups/chances.html"
    told = chances_of(found.group)
    return render_template(template, chances=told, asked=address(), **words_for(found))


@bp.get("/proposals")
def proposals(opportunity_id: str) -> ResponseReturnValue:
    """Show who could have a seat, and why."""
    found = get_group_page(actor(), opportunity_id)
    return render_template(
        "groups/proposals.html", proposals=proposed(actor(), opportunity_id), **words_for(found)
    )


@bp.get("/proposed")
def proposed_part(opportunity_id: str) -> ResponseReturnValue:
    """Show the same below the group."""
    found = get_group_page(actor(), opportunity_id)
    return render_template(
        "groups/_proposals.html", proposals=proposed(actor(), opportunity_id), **words_for(found)
    )


@bp.get("/copy")
def copying(opportunity_id: str) -> ResponseReturnValue:
    """Show the groups of other deals of the same accounts, seat by seat."""
    found = get_group_page(actor(), opportunity_id)
    others = seats_elsewhere(actor(), opportunity_id, found.layout.process.roles)
    deals = [list(some) for _, some in groupby(others, key=lambda one: one.opportunity_id)]
    return render_template("groups/copy.html", deals=deals, **words_for(found))
