"""Saved views of the board and the table: opened, saved, changed, shared, removed."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm import ids
from graphcrm.directory.rules import FieldError
from graphcrm.errors import NotFoundError
from graphcrm.pipeline.reads import layout
from graphcrm.views import commands
from graphcrm.views.reads import views_of
from graphcrm.views.records import NewView, Room, Saved, View, ViewEdit, Views
from graphcrm.web.deals import filters
from graphcrm.web.deals.filters import BOARD, SAVED, TABLE
from graphcrm.web.deals.room import bp
from graphcrm.web.session import actor
from graphcrm.web.shell import tell, undo_of


ROOMS = {BOARD.key: (BOARD, "deals.index"), TABLE.key: (TABLE, "deals.table")}


@dataclass(frozen=True, slots=True)
class Menu:
    """The views that a page offers.

    Attributes:
        offered: Each with its address.
        room: Key of the page's room.
        query: What the page shows now, as a view would keep it.
        key: So that a view that is sent twice is saved once.
        current: The view that was opened; None = none.
        is_changed: The page shows something else than that view.
        may_share: The reader has a team.
    """

    offered: tuple[tuple[View, str], ...]
    room: str
    query: str
    key: str
    current: View | None
    is_changed: bool
    may_share: bool


def menu(found: Views, room: Room, pipeline_id: str | None) -> Menu:
    """Return the views that a page of a room offers."""
    query = filters.query_of(room, pipeline_id)
    current = found.find(request.args.get(SAVED))
    if current and current.room != room.key:
        current = None
    return Menu(
        tuple((one, address(one)) for one in found.views),
        room.key,
        query,
        ids.new(),
        current,
        current is not None and current.query != query,
        actor().team_id is not None,
    )


def opened_by_default(found: Views, room: Room) -> str | None:
    """Return the address of the view that a room opens with; None = as it is."""
    start = None if request.args else found.default(room.key)
    return address(start) if start else None


def address(view: View) -> str:
    """Return the address that opens a view."""
    return _address(view.room, view.query, view.view_id)


@bp.post("/views")
def save_view() -> ResponseReturnValue:
    """Save what a page shows under a name."""
    room, sent = _room(), request.form
    new = NewView(room, sent.get("name", ""), _query(), is_shared=bool(sent.get("shared")))
    done = commands.save_view(actor(), new, key=sent.get("key") or None)
    tell(f"{done.name} is saved.", undo_of(done.activity_id))
    return redirect(_address(room.key, new.query, done.view_id))


@bp.post("/views/<view_id>")
def change_view(view_id: str) -> ResponseReturnValue:
    """Change, share, choose or remove a view.

    Raises:
        FieldError: Nothing of that was asked for.
    """
    room, what = _room(), request.form.get("do", "")
    match what:
        case "overwrite":
            query = _query()
            done = commands.change_view(actor(), room, view_id, ViewEdit(query=query))
            return _told(done, f"{done.name} shows this from now on.", room, query)
        case "rename":
            name = request.form.get("name", "")
            done = commands.change_view(actor(), room, view_id, ViewEdit(name=name))
            return _told(done, f"It is called {done.name}.", room, _sent())
        case "share" | "unshare":
            edit = ViewEdit(is_shared=what == "share")
            done = commands.change_view(actor(), room, view_id, edit)
            said = "Your team sees" if what == "share" else "Only you see"
            return _told(done, f"{said} {done.name}.", room, _sent())
        case "start" | "stop":
            done = commands.start_with(actor(), room, view_id if what == "start" else None)
            said = f"It opens with {done.name}." if what == "start" else "It opens as it is."
            return _told(done, said, room, _sent(), view_id)
        case "remove":
            done = commands.remove_view(actor(), room, view_id)
            tell(f"{done.name} is removed.", undo_of(done.activity_id))
            return redirect(_address(room.key, _sent()))
    raise FieldError("do", "say what is to happen with the view.")


@bp.post("/display")
def display() -> ResponseReturnValue:
    """Lead to the board grouped and with the cards as asked for; kept for all boards, if so asked.

    Which columns there are is never kept: that is what views are for.
    """
    sent = request.form
    shown = ",".join(one for one in filters.CARDS if one in sent.getlist("cards")) or filters.BARE
    said = [pair for pair in parse_qsl(_sent()) if pair[0] not in {"group", "cards"}]
    said += [("group", sent["group"])] if sent.get("group") else []
    if sent.get("do") == "keep":
        done = commands.arrange(actor(), BOARD, urlencode({"cards": shown}))
        tell("Cards show this on all your boards.", undo_of(done.activity_id))
    else:
        said.append(("cards", shown))
    return redirect(_address(BOARD.key, urlencode(said), sent.get(SAVED) or None))


def _told(
    done: Saved, said: str, room: Room, query: str, view_id: str | None = None
) -> ResponseReturnValue:
    tell(said if done.activity_id else "Nothing was different.", undo_of(done.activity_id))
    return redirect(_address(room.key, query, view_id or done.view_id))


def _room() -> Room:
    key = request.form.get("room", "")
    if key not in ROOMS:
        raise NotFoundError("list", key)
    return ROOMS[key][0]


def _query() -> str:
    """Return what is to be kept.

    Raises:
        FieldError: It names something that is gone.
    """
    query = _sent()
    said = dict(parse_qsl(query))
    known = views_of(actor(), (), filters.people(said)).known
    for sentence in filters.gone_from(layout(actor()), known, said).values():
        raise FieldError("query", sentence)
    return query


def _sent() -> str:
    return request.form.get("query", "")


def _address(room: str, query: str, view_id: str | None = None) -> str:
    """Return the address of a room that shows something; what it cannot show is left out."""
    known, endpoint = ROOMS[room]
    pairs = [pair for pair in parse_qsl(query) if pair[0] in known.parameters]
    pairs += [(SAVED, view_id)] if view_id else []
    return f"{url_for(endpoint)}?{urlencode(pairs)}" if pairs else url_for(endpoint)
