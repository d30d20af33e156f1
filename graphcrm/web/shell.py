"""What stands around every room: the way between them, whose house it is, who is signed in."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, current_app, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm import clock
from graphcrm.access import rules as access
from graphcrm.access.records import Permission
from graphcrm.automation.undoing import undo_with_consequences
from graphcrm.buying.undoing import find_change_of_group, undo_change_of_group
from graphcrm.directory.undoing import undo_change
from graphcrm.introductions.undoing import (
    find_change_of_introduction,
    undo_change_of_introduction,
)
from graphcrm.members import reads
from graphcrm.pipeline.opportunities.undoing import find_change_of_deals
from graphcrm.pipeline.retiring import find_change_of_process, undo_process
from graphcrm.tasks.undoing import find_change_of_task, undo_change_of_task
from graphcrm.views.undoing import find_change_of_views, undo_change_of_views
from graphcrm.web.session import actor, find_actor, next_page, page_before, unread_count


HOME_FOR = timedelta(minutes=1)  # how long another process's renaming of the house may not show
UNFOUNDED = "graphcrm"

bp = Blueprint("home", __name__)


@dataclass(frozen=True, slots=True)
class RailItem:
    """A room in the rail.

    Attributes:
        room: Where the paths of its pages begin; marks the item as current.
        endpoint: Where it leads.
        key: The letter after G.
    """

    room: str
    endpoint: str
    label: str
    icon: str
    key: str


RAIL = (
    RailItem("paths", "paths.page", "Paths", "route", "p"),
    RailItem("deals", "deals.index", "Deals", "kanban", "d"),
    RailItem("tasks", "tasks.index", "Tasks", "calendar-check", "t"),
    RailItem("contacts", "contacts.index", "Contacts", "user", "c"),
    RailItem("accounts", "accounts.index", "Accounts", "building", "a"),
    RailItem("imports", "imports.index", "Import", "upload", "i"),
    RailItem("settings", "settings.index", "Settings", "sliders", "s"),
)


def register(app: Flask) -> None:
    """Let templates draw the shell."""
    app.context_processor(_around)
    app.jinja_env.globals["has_room"] = has_room
    app.extensions["graphcrm.house"] = House()
    app.register_blueprint(bp)


@bp.get("/")
def page() -> ResponseReturnValue:
    """Lead to the first room there is."""
    endpoints = [item.endpoint for item in rail()] or ["search.page"]
    return redirect(url_for(endpoints[0]))


@bp.post("/undo/<activity_id>")
def undo(activity_id: str) -> ResponseReturnValue:
    """Take back what one did a moment ago, and lead to what is again as it was.

    Deals are taken back from where `next` says, else from the board.
    """
    for found, undone in (
        (find_change_of_deals, _undo_deals),
        (find_change_of_group, _undo_group),
        (find_change_of_task, _undo_task),
        (find_change_of_introduction, _undo_introduction),
        (find_change_of_process, _undo_process),
        (find_change_of_views, _undo_views),
    ):
        if found(actor(), activity_id):
            return undone(activity_id)
    return _undo_record(activity_id)


def _undo_process(activity_id: str) -> ResponseReturnValue:
    undo_process(actor(), activity_id)
    tell("The process is as before.")
    return redirect(url_for("settings.index"))


def _undo_views(activity_id: str) -> ResponseReturnValue:
    name = undo_change_of_views(actor(), activity_id)
    said = f"{name or 'What cards show'} is as before."
    if request.accept_mimetypes.best == "application/json":
        return jsonify(told=said, again=True)
    tell(said)
    return redirect(url_for("deals.index"))


def _undo_record(activity_id: str) -> ResponseReturnValue:
    undone = undo_change(actor(), activity_id)
    if undone.removal_id:
        tell(f"{undone.name} is removed.", undo_of(undone.removal_id))
        return redirect(url_for(f"{undone.label.lower()}s.index"))
    tell(f"{undone.name} is as before.")
    if undone.label == "Contact":
        return redirect(url_for("contacts.page", contact_id=undone.uid))
    return redirect(url_for("accounts.page", account_id=undone.uid))


def _undo_group(activity_id: str) -> ResponseReturnValue:
    opportunity_id = undo_change_of_group(actor(), activity_id)
    return _taken_back("groups.page", opportunity_id=opportunity_id)


def _undo_deals(activity_id: str) -> ResponseReturnValue:
    undo_with_consequences(actor(), activity_id)
    return _taken_back("deals.index")


def _undo_task(activity_id: str) -> ResponseReturnValue:
    undo_change_of_task(actor(), activity_id)
    return _taken_back("tasks.index")


def _undo_introduction(activity_id: str) -> ResponseReturnValue:
    undo_change_of_introduction(actor(), activity_id)
    return _taken_back("introductions.index")


def _taken_back(endpoint: str, **values: Any) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(told="Taken back.")
    tell("Taken back.")
    back = request.args.get("next") or page_before() or url_for(endpoint, **values)
    return redirect(next_page(back))


def tell(text: str, undo: str | None = None) -> None:
    """Tell on the next page what was done, with a button that sends to the address `undo`."""
    flash({"text": text, "undo": undo})  # type: ignore[arg-type]  # any JSON may be flashed


def undo_of(activity_id: str | None, back: str | None = None) -> str | None:
    """Return the address that takes an edit or a removal back; None where there was none.

    Args:
        activity_id: What was done.
        back: The page that taking it back leads to; None = the room's own.
    """
    return url_for("home.undo", activity_id=activity_id, next=back) if activity_id else None


def has_room(endpoint: str) -> bool:
    """Return whether an address of this name exists, so that nothing links to what is not there."""
    return endpoint in current_app.view_functions


def rail() -> list[RailItem]:
    """Return the rooms that this version has and that the reader may enter."""
    me = find_actor()
    is_admin = me is not None and access.is_allowed(me, Permission.ADMINISTER)
    return [
        item for item in RAIL if has_room(item.endpoint) and (is_admin or item.room != "settings")
    ]


class House:
    """The home account's name, asked for once a minute at most."""

    def __init__(self) -> None:
        self._name = UNFOUNDED
        self._until = clock.now()

    def name(self) -> str:
        """Return our own company's name; "graphcrm" before there is one."""
        if clock.now() >= self._until:
            home = reads.find_home()
            self._name = home.name if home else UNFOUNDED
            self._until = clock.now() + HOME_FOR
        return self._name


def _around() -> dict[str, Any]:
    me = find_actor()
    if me is None:
        return {"me": None}
    house: House = current_app.extensions["graphcrm.house"]
    return {
        "me": me,
        "may_create": access.is_allowed(me, Permission.CREATE),
        "may_edit": access.is_allowed(me, Permission.EDIT),
        "rail": rail(),
        "house": house.name(),
        "room": request.path.split("/")[1],
        "unread_count": unread_count(),
    }
