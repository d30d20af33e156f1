"""The Paths screen: the question, the evidence of a tie, and what people say of it."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.influence.evidence import evidence_of_tie
from graphcrm.relationships import declarations, following
from graphcrm.web.paths import screen as screens
from graphcrm.web.paths.bars import draw_months
from graphcrm.web.paths.drawing import style_of
from graphcrm.web.paths.forms import ContestForm, DeclareForm, end_of, read_ask, read_day
from graphcrm.web.session import actor, next_page
from graphcrm.web.shell import tell


bp = Blueprint("paths", __name__, url_prefix="/paths")


@bp.get("")
def page() -> ResponseReturnValue:
    """Answer a question; the address is all of it, so that it can be kept and sent."""
    screen = screens.screen_of(actor(), read_ask(request.args))
    if is_fragment():
        body = render_template("paths/_swap.html", screen=screen, **WORDS)
        return body, {"HX-Push-Url": screen.ask.url()}
    return render_template("paths/page.html", screen=screen, **WORDS)


@bp.get("/to/<path:ref>")
def to(ref: str) -> ResponseReturnValue:
    """Lead to the permalink for a uid, an address or a name."""
    return redirect(screens.resolve(actor(), ref).url())


@bp.route("/ties/<one_id>/<other_id>", methods=["GET", "POST"])
def tie(one_id: str, other_id: str) -> ResponseReturnValue:
    """Show what carries a tie, or declare it."""
    form, me = DeclareForm(), actor()
    made = form.carry_out(
        lambda: declarations.declare_tie(
            me, one_id, other_id, form.level_sent(), expires_on=form.expires_on.data
        )
    )
    if made is None:
        return show(one_id, other_id, form)
    undo = url_for("paths.withdraw", one_id=one_id, other_id=other_id, declaration_id=made)
    return done(one_id, other_id, f"You declared a {form.level_sent()} tie.", undo)


@bp.post("/ties/<one_id>/<other_id>/<declaration_id>/withdraw")
def withdraw(one_id: str, other_id: str, declaration_id: str) -> ResponseReturnValue:
    """Take one's own declaration back."""
    declarations.withdraw_tie(actor(), declaration_id)
    return done(one_id, other_id, "The declared tie is withdrawn; it counts no longer.")


@bp.post("/ties/<one_id>/<other_id>/<declaration_id>/contest")
def contest(one_id: str, other_id: str, declaration_id: str) -> ResponseReturnValue:
    """Contest somebody's declaration; it counts no longer and stays on show."""
    form, me = ContestForm(), actor()

    def carry_out() -> bool:
        declarations.contest_tie(me, declaration_id, form.why())
        return True

    if not form.carry_out(carry_out):
        return show(one_id, other_id, DeclareForm(None), {declaration_id: form})
    return done(one_id, other_id, "The declared tie is contested; it counts no longer.")


def is_fragment() -> bool:
    """Return whether htmx asks for a part of the page it shows, not for a page to go back to."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def show(
    one_id: str,
    other_id: str,
    declaring: DeclareForm,
    contesting: dict[str, ContestForm] | None = None,
    told: tuple[str, str | None] | None = None,
) -> ResponseReturnValue:
    """Answer with the evidence of a tie, in place or as a page of its own.

    Args:
        one_id: The contact whose mails are outward.
        other_id: The other one.
        declaring: The form, as it was sent or empty.
        contesting: The form that was sent, by its declaration.
        told: What was just done, and the address that undoes it.
    """
    on = read_day(request.args.get("on", ""))
    evidence = evidence_of_tie(actor(), one_id, other_id, at=end_of(on))
    sent = contesting or {}
    body = render_template(
        "paths/_evidence.html" if is_fragment() else "paths/tie.html",
        tie=evidence,
        bars=draw_months(evidence.months),
        declaring=declaring,
        contesting={
            one.declaration_id: sent.get(one.declaration_id) or ContestForm(None)
            for one in evidence.declared
        },
        told=told,
        back=back() if told else None,
        on=on,
    )
    return body, max([declaring.status, *(form.status for form in sent.values())])


def done(one_id: str, other_id: str, told: str, undo: str | None = None) -> ResponseReturnValue:
    """Let the ties follow at once, and show them as they are now."""
    following.keep_up()
    if is_fragment():
        return show(one_id, other_id, DeclareForm(None), told=(told, undo))
    tell(told, undo)
    return redirect(back() or url_for("paths.tie", one_id=one_id, other_id=other_id))


def back() -> str | None:
    """Return the answer of ours that this was asked from, None where it was another page."""
    parts = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    if parts.path != url_for("paths.page"):
        return None
    return next_page(f"{parts.path}?{parts.query}")


WORDS = {
    "as_text": screens.as_text,
    "introducers": screens.introducers,
    "introduction_mail": screens.introduction_mail,
    "start_words": screens.start_words,
    "style_of": style_of,
}
