"""Deals as a table: the filters of the board, sorted, and changed many at once after a preview."""

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm import ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.directory.rules import FieldError
from graphcrm.members.reads import users
from graphcrm.pipeline.fields import FIELDS
from graphcrm.pipeline.opportunities.commands import edit_opportunities
from graphcrm.pipeline.opportunities.lists import SORTS, Order, list_opportunities
from graphcrm.pipeline.opportunities.moving import move_opportunities
from graphcrm.pipeline.opportunities.records import Done, Edit, Loss, Move, Owner
from graphcrm.pipeline.reads import layout
from graphcrm.pipeline.records import Layout, Place, StageType
from graphcrm.web.deals import filters
from graphcrm.web.deals.board import added
from graphcrm.web.deals.room import bp
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


PAGE = 100
MOST = 500
BULK_FIELDS = ("close_on", "next_step", "next_step_on", "kind", "source", "win_percent", "amount")


class Run(Protocol):
    """Changes the chosen deals."""

    def __call__(self, *, is_trial: bool) -> Done:
        """Do it, or only say what it would come to."""
        ...


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is to happen with many deals.

    Attributes:
        told: In words: "Owner becomes Dana Reyes".
        run: Carries it out.
    """

    opportunity_ids: tuple[str, ...]
    told: str
    run: Run


@bp.get("/table")
def table() -> ResponseReturnValue:
    """Show deals as a table, sorted; the first hundred, or as many as were asked for."""
    found = layout(actor())
    wanted = request.args.get("pipeline") or next(iter(_pipelines(found)), "")
    places = found.of_pipeline(wanted)
    shown = request.args.get("show", "open")
    some = [one for one in places if shown == "all" or one.stage.type is StageType.OPEN]
    limit = min(max(request.args.get("limit", PAGE, int), 1), MOST)
    order = _order()
    lines = list_opportunities(
        actor(), found, [one.stage_id for one in some], filters.asked(), limit=limit, order=order
    )
    return render_template(
        "deals/table.html",
        lines=lines,
        sums=added(lines.sums),
        places=places,
        pipeline_id=wanted,
        pipeline=places[0].pipeline if places else None,
        pipelines=_pipelines(found),
        kept=filters.address_of(),
        shown=shown,
        order=order,
        limit=limit,
        most=MOST,
        owners=users(actor()),
        fields=[FIELDS[key] for key in BULK_FIELDS],
        reasons=[one for one in found.process.loss_reasons if not (one.retired or one.for_imports)],
        may_edit=access.is_allowed(actor(), Permission.EDIT),
    )


@bp.post("/bulk")
def bulk() -> ResponseReturnValue:
    """Say what a change of many deals would come to; asked again with that answer, do it.

    Raises:
        FieldError: Nothing was chosen, or not what is to happen.
    """
    wanted = _bulk(actor(), layout(actor()))
    if not request.form.get("sure"):
        done = wanted.run(is_trial=True)
        sent = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
        return render_template(
            "deals/bulk.html", bulk=wanted, done=done, sent=sent, key=ids.new(), reasons=_why(done)
        )
    done = wanted.run(is_trial=False)
    count = len(done.opportunity_ids)
    left = f", {len(done.refused)} stay as they were" if done.refused else ""
    tell(
        f"{count} deal{'' if count == 1 else 's'} changed{left}.",
        undo_of(done.activity_id, url_for("deals.table")),
    )
    return redirect(url_for("deals.table"))


def _bulk(who: Actor, found: Layout) -> Bulk:
    sent = request.form
    chosen = tuple(dict.fromkeys(sent.getlist("id")))
    if not chosen:
        raise FieldError("id", "choose some deals first.")
    key, what = sent.get("key") or None, sent.get("do", "")
    if what == "move":
        to = found.places.get(sent.get("stage", ""))
        loss = Loss(sent.get("loss_reason"), sent.get("loss_note"))
        move = Move(chosen, sent.get("stage", ""), loss=loss, key=key)
        told = f"They move to {to.stage.name if to else 'a stage that is gone'}"
        return Bulk(chosen, told, partial(move_opportunities, who, move))
    if what == "owner":
        owner = Owner(sent.get("owner") or None)
        name = next((one.name for one in users(who) if one.user_id == owner.owner_id), "everybody")
        edit, told = Edit(owner=owner), f"Their owner becomes {name}"
    elif sent.get("field") in BULK_FIELDS:
        field, text = FIELDS[sent["field"]], sent.get("value", "")
        edit = Edit({field.key: text})
        told = f"{field.label} becomes {text}" if text.strip() else f"{field.label} is taken away"
    else:
        raise FieldError("do", "say what is to happen with them.")
    return Bulk(
        chosen,
        told,
        partial(edit_opportunities, who, chosen, edit, key=key),
    )


def _why(done: Done) -> list[tuple[str, list[str]]]:
    """Return the refusals by their sentences, each with the names of its deals."""
    names: dict[str, list[str]] = {}
    for one in done.refused:
        names.setdefault(str(one.error), []).append(one.name)
    return sorted(names.items(), key=lambda pair: -len(pair[1]))


def _order() -> Order:
    by = request.args.get("sort")
    return Order(by if by in SORTS else None, request.args.get("down") == "1")


def _pipelines(found: Layout) -> dict[str, Place]:
    """Return the first stage of each pipeline by the pipeline's uid."""
    firsts: dict[str, Place] = {}
    for place in found.places.values():
        firsts.setdefault(place.pipeline_id, place)
    return firsts
