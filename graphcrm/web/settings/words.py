"""The words that deals are told in: loss reasons, kinds, sources, currencies and roles."""

from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graphcrm.pipeline import reads, vocabulary
from graphcrm.pipeline.rules import ProcessError
from graphcrm.web.session import actor
from graphcrm.web.settings.forms import WordForm, added_name
from graphcrm.web.settings.proposing import propose
from graphcrm.web.settings.room import bp


@dataclass(frozen=True, slots=True)
class WordList:
    """A list of words as the page shows it.

    Attributes:
        flags: Each yes-or-no that its words have, with what it means.
    """

    name: str
    title: str
    one: str
    flags: tuple[tuple[str, str], ...] = ()


LISTS = {
    one.name: one
    for one in (
        WordList(
            "loss_reasons",
            "Loss reasons",
            "loss reason",
            (("asks_text", "Asks for words"), ("for_imports", "For imports alone")),
        ),
        WordList("kinds", "Kinds of deals", "kind"),
        WordList("sources", "Sources", "source"),
        WordList("currencies", "Currencies", "currency"),
        WordList(
            "roles",
            "Roles in a deal",
            "role",
            (("authority", "Can say yes"), ("neutral", "Says nothing more")),
        ),
    )
}


@bp.get("/words")
def words() -> ResponseReturnValue:
    """Show all words, list by list."""
    return render_template(
        "settings/words.html",
        lists=LISTS.values(),
        process=reads.process(actor()),
        retirable=vocabulary.RETIRABLE,
        moved=request.args.get("moved"),
    )


@bp.post("/words/<name>")
def add_word(name: str) -> ResponseReturnValue:
    """Add a word; of a currency its code is sent along."""
    known(name)
    said = added_name()
    key = request.form.get("key", "").strip().upper() if name == "currencies" else None
    return propose(lambda one: vocabulary.add_word(one, name, said, key), _page(name))


@bp.post("/words/<name>/order")
def order_words(name: str) -> ResponseReturnValue:
    """Put words in another order: all of them as dragged, or one up or down by its buttons."""
    known(name)
    key, _, way = request.form.get("move", "").partition(":")
    if key:
        by = -1 if way == "up" else 1
        back = url_for("settings.words", moved=f"{name}/{key}:{way}", _anchor=name)
        return propose(lambda one: vocabulary.move_word(one, name, key, by), back)
    keys = request.form.getlist("order")
    return propose(lambda one: vocabulary.order_words(one, name, keys), _page(name))


@bp.post("/words/<name>/<key>")
def change_word(name: str, key: str) -> ResponseReturnValue:
    """Change a word, retire it or bring it back, or take it away.

    Raises:
        ProcessError: Its name is none.
    """
    told = known(name)
    do = request.form.get("do", "save")
    if do == "remove":
        return propose(lambda one: vocabulary.remove_word(one, name, key), _page(name))
    if do in {"retire", "revive"} and name in vocabulary.RETIRABLE:
        is_gone = do == "retire"
        return propose(
            lambda one: vocabulary.change_word(one, name, key, retired=is_gone), _page(name)
        )
    form = WordForm()
    if not form.validate():
        raise ProcessError("name", "it needs a name of 1 to 80 letters.")
    values = form.values(flag for flag, _ in told.flags)
    return propose(lambda one: vocabulary.change_word(one, name, key, **values), _page(name))


def known(name: str) -> WordList:
    """Return a list of words by its name, or answer that there is none."""
    return LISTS.get(name) or abort(404)


def _page(name: str) -> str:
    return url_for("settings.words", _anchor=name)
