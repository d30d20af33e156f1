"""The import screen: send files, say what columns mean, try, import, look back, undo."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from graphcrm.errors import NotFoundError
from graphcrm.integrations import reads
from graphcrm.integrations.source import SourceKind
from graphcrm.jobs import imports as jobs
from graphcrm.jobs.states import Action, Phase, State, States
from graphcrm.jobs.uploads import Uploads, may_import, with_mapping
from graphcrm.pipeline import reads as pipeline
from graphcrm.web.imports import columns, shown
from graphcrm.web.imports.forms import KINDS, UploadForm
from graphcrm.web.marks import accepts_bytes
from graphcrm.web.receiving import config, upload_limit
from graphcrm.web.session import actor


LISTED = 100

bp = Blueprint("imports", __name__, url_prefix="/imports")


@bp.record_once
def _register(state: BlueprintSetupState) -> None:
    jobs.connect(state.app.extensions["graphcrm.config"])


@bp.app_template_filter("bytes")
def _bytes(size: int) -> str:
    return shown.bytes_in_words(size)


@bp.app_template_filter("time_left")
def _time_left(seconds: float) -> str:
    return shown.time_left(seconds)


@bp.context_processor
def _around() -> dict[str, Any]:
    return {
        "kind_names": shown.KIND_NAMES,
        "kind_icons": shown.KIND_ICONS,
        "kinds": KINDS,
        "may_import": may_import(actor()),
        "limit": upload_limit(),
    }


@bp.get("")
def index() -> ResponseReturnValue:
    """List the imports one may see, and one's own uploads that wait."""
    rows = shown.shown_all(actor(), reads.imports(actor(), limit=LISTED))
    waiting = shown.waiting(config(), actor())
    return render_template("imports/page.html", rows=rows, waiting=waiting)


@bp.route("/new", methods=["GET", "POST"])
@accepts_bytes(upload_limit)
def new() -> ResponseReturnValue:
    """Take files, and lead on to trying them."""
    form = UploadForm(data={"kind": request.args.get("kind", KINDS[0][0])})
    uploads = Uploads(config().data)
    upload = form.carry_out(lambda: uploads.receive(actor(), form.draft(), form.received()))
    if upload is not None:
        return _moved(url_for("imports.job", job_id=upload.job_id))
    template = "imports/_new.html" if _is_fragment() else "imports/new.html"
    return render_template(template, form=form), form.status


@bp.route("/jobs/<uuid:job_id>/columns", methods=["GET", "POST"])
def columns_page(job_id: UUID) -> ResponseReturnValue:
    """Show a table's first rows with what each column is taken for; take what somebody chose."""
    uploads = Uploads(config().data)
    upload = uploads.get(actor(), str(job_id))
    sent = request.form if request.method == "POST" else None
    layout = pipeline.layout(actor()) if upload.kind is SourceKind.CSV_OPPORTUNITIES else None
    seen = columns.seen(uploads, upload, sent, layout)
    if not seen.is_ready or request.form.get("then") == "look":
        return render_template("imports/columns.html", upload=upload, seen=seen), seen.status
    mapped = with_mapping(upload, seen.columns.text())
    uploads.save(mapped)
    jobs.start(config(), actor(), mapped, Action.TRIAL)
    return redirect(url_for("imports.job", job_id=job_id))


@bp.get("/jobs/<uuid:job_id>")
def job(job_id: UUID) -> ResponseReturnValue:
    """Show an upload: what it is, how far it is, what trying it came to."""
    state = States(config()).find(str(job_id))
    if state is not None and _is_imported(state):
        return redirect(url_for("imports.imported", import_id=state.import_id))
    upload = Uploads(config().data).get(actor(), str(job_id))
    if upload.is_table and upload.mapping is None:
        return redirect(url_for("imports.columns_page", job_id=job_id))
    return render_template("imports/job.html", upload=upload, state=state)


@bp.get("/jobs/<uuid:job_id>/state")
def job_state(job_id: UUID) -> ResponseReturnValue:
    """Answer how far a job is; when it has ended, lead to its page."""
    state = _own_state(str(job_id))
    if not state.is_going_on:
        return _moved(url_for("imports.job", job_id=job_id))
    again = url_for("imports.job_state", job_id=job_id)
    return render_template("imports/_running.html", state=state, job_id=str(job_id), again=again)


@bp.post("/jobs/<uuid:job_id>/<any(trial, import):action>")
def start(job_id: UUID, action: str) -> ResponseReturnValue:
    """Begin to try or to import."""
    state = States(config()).find(str(job_id))
    if state is None or not _is_imported(state):
        upload = Uploads(config().data).get(actor(), str(job_id))
        jobs.start(config(), actor(), upload, Action(action))
    return redirect(url_for("imports.job", job_id=job_id))


@bp.post("/jobs/<uuid:job_id>/discard")
def discard(job_id: UUID) -> ResponseReturnValue:
    """Remove an upload that is not going to be imported."""
    jobs.discard(config(), actor(), str(job_id))
    return redirect(url_for("imports.index"))


@bp.get("/jobs/<uuid:job_id>/failed.csv")
def trial_failures(job_id: UUID) -> ResponseReturnValue:
    """Send the rows that a trial could not read."""
    state = _own_state(str(job_id))
    return _csv(shown.failures_csv(state.result.failed if state.result else []), str(job_id))


@bp.get("/<uuid:import_id>")
def imported(import_id: UUID) -> ResponseReturnValue:
    """Show what an import did, and what taking it back did."""
    row = reads.get_import(actor(), str(import_id))
    state = States(config()).find(row.import_id)
    return render_template("imports/imported.html", one=shown.shown(actor(), row, state))


@bp.get("/<uuid:import_id>/state")
def undo_state(import_id: UUID) -> ResponseReturnValue:
    """Answer how far taking an import back is."""
    row = reads.get_import(actor(), str(import_id))
    state = shown.shown(actor(), row, States(config()).find(row.import_id)).state
    if state is None or not state.is_going_on:
        return _moved(url_for("imports.imported", import_id=import_id))
    again = url_for("imports.undo_state", import_id=import_id)
    return render_template("imports/_running.html", state=state, job_id=str(import_id), again=again)


@bp.post("/<uuid:import_id>/undo")
def undo(import_id: UUID) -> ResponseReturnValue:
    """Begin to take an import back."""
    jobs.start_undo(config(), actor(), str(import_id))
    return redirect(url_for("imports.imported", import_id=import_id))


@bp.get("/<uuid:import_id>/failed.csv")
def failures(import_id: UUID) -> ResponseReturnValue:
    """Send the rows that could not be read, the first thousand."""
    one = shown.shown(actor(), reads.get_import(actor(), str(import_id)))
    if not one.row.visible:
        raise NotFoundError("list of failed rows", str(import_id))
    return _csv(shown.failures_csv(one.result.failed if one.result else []), str(import_id))


def _own_state(job_id: str) -> State:
    """Return how far the reader's own job is.

    Raises:
        NotFoundError: It is somebody else's, or never was.
    """
    state = States(config()).find(job_id)
    if state is None or state.user_id != actor().user_id:
        raise NotFoundError("upload", job_id)
    return state


def _is_imported(state: State) -> bool:
    is_done = state.action is Action.IMPORT and state.phase is Phase.DONE
    return is_done and state.user_id == actor().user_id


def _is_fragment() -> bool:
    return request.headers.get("HX-Request") == "true"


def _moved(address: str) -> ResponseReturnValue:
    if _is_fragment():
        return "", 204, {"HX-Redirect": address}
    return redirect(address)


def _csv(text: str, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="failed-{name}.csv"'}
    return Response(text, mimetype="text/csv", headers=disposition)
