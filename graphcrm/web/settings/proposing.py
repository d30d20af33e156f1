"""What a change of the process would mean, shown before it is made; what harms nobody at once."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.pipeline import documents, edits, reads
from graphcrm.pipeline.previews import preview
from graphcrm.pipeline.records import Heirs, Process
from graphcrm.pipeline.retiring import change_process
from graphcrm.pipeline.rules import check_process
from graphcrm.pipeline.teams import named
from graphcrm.pipeline.telling import sentences
from graphcrm.web.session import actor, next_page
from graphcrm.web.settings.room import bp
from graphcrm.web.shell import tell, undo_of


SEPARATOR = "/"


def propose(
    edit: Callable[[Process], Process], back: str, heirs: Heirs | None = None, gone: str = ""
) -> ResponseReturnValue:
    """Answer an edit: made at once where no deal notices, else its preview with "Apply".

    Args:
        edit: From the process as it is to the wanted one.
        back: Address of the page that shows what was edited.
        heirs: Where the deals of stages go that are retired.
        gone: Address to go to once it is applied, where `back` is then no page any more.

    Raises:
        ProcessError: It would not work.
        NotFoundError: What is to be edited is gone.
    """
    seen = reads.process(actor())
    wanted = edit(seen)
    check_process(wanted)
    if edits.is_harmless(seen, wanted):
        return _apply(wanted, seen, back)
    return render_template(
        "settings/preview.html",
        lines=list(sentences(named(actor(), seen), named(actor(), wanted))),
        found=preview(actor(), wanted, heirs),
        wanted=documents.to_yaml(wanted),
        seen=documents.to_yaml(seen),
        heirs=[SEPARATOR.join((*keys, heir)) for keys, heir in (heirs or {}).items()],
        back=back,
        gone=gone or back,
    )


@bp.post("/apply")
def apply() -> ResponseReturnValue:
    """Make the change that a preview showed, if the process is still the one it was made from."""
    wanted = documents.from_yaml(request.form.get("wanted", ""))
    seen = documents.from_yaml(request.form.get("seen", ""))
    heirs = {}
    for line in request.form.getlist("heir"):
        pipeline, key, heir = (*line.split(SEPARATOR), "", "", "")[:3]
        heirs[pipeline, key] = heir
    back = next_page(request.form.get("back") or url_for("settings.index"))
    return _apply(wanted, seen, back, heirs)


def _apply(
    wanted: Process, seen: Process, back: str, heirs: Heirs | None = None
) -> ResponseReturnValue:
    done = change_process(actor(), wanted, seen=seen, heirs=heirs)
    count = len(done.moved)
    moved = f" {count} deal{'' if count == 1 else 's'} moved." if count else ""
    said = f"The process is changed.{moved}" if done.activity_id else "Nothing changed."
    tell(said, undo_of(done.activity_id))
    return redirect(back)
