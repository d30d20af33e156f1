"""The one table from our errors to HTTP, and the pages that tell them."""

from dataclasses import dataclass

from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from graphcrm import ids
from graphcrm.errors import (
    ConflictError,
    CrmError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    UnavailableError,
)
from graphcrm.pipeline.fields import in_words
from graphcrm.web.marks import is_public
from graphcrm.web.session import SignedOutError, page_before


class TooOftenError(InvalidError):
    """Something was tried too often (RFC 6585, section 4); a kind that only the web has.

    Attributes:
        wait_s: Seconds until it may be tried again.
    """

    code = "too-often"

    def __init__(self, sentence: str, wait_s: int) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s


STATUS: dict[type[CrmError], int] = {
    SignedOutError: 401,
    TooOftenError: 429,
    InvalidError: 422,
    NotFoundError: 404,
    ConflictError: 409,
    ForbiddenError: 403,
    UnavailableError: 503,
}
TITLES = {
    400: "That request was not understood",
    401: "You are signed out",
    403: "This is not yours to do",
    404: "There is nothing here",
    405: "That is not done this way",
    409: "Somebody was quicker",
    413: "That is too much at once",
    422: "That does not go",
    429: "That was too often",
    500: "Something broke",
    503: "Not answering just now",
}
SENTENCES = {
    400: "Go back, load the page again and retry.",
    403: "You may look at it, but not do this to it.",
    404: "The address is wrong, or what it named is gone or not visible to you.",
    405: "Use the buttons of the page that led here.",
    413: "The file or form is larger than this page takes.",
    500: "Nothing was half-written: a change happens whole or not at all. The log has the details.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An error as a reader meets it.

    Attributes:
        status: HTTP status.
        code: Stable kebab-case name.
        title: A heading of a few words.
        sentence: What happened, what to do.
        request_id: Finds it in the log.
    """

    status: int
    code: str
    title: str
    sentence: str
    request_id: str


def register(app: Flask) -> None:
    """Answer every error as a page, as a toast to htmx, or as JSON to who asks for it."""
    app.register_error_handler(CrmError, _known)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def status_of(error: CrmError) -> int:
    """Return the HTTP status of an error's kind."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def request_id() -> str:
    """Return this request's id, which answers and log lines carry."""
    if "request_id" not in g:
        g.request_id = ids.new()
    made: str = g.request_id
    return made


def _known(error: CrmError) -> ResponseReturnValue:
    status = status_of(error)
    if isinstance(error, UnavailableError):
        current_app.logger.warning("%s %s: %s", request_id(), error.code, error)
    sentence = str(error) if is_public() else in_words(error)  # a web site's form has its own words
    answer = make_response(_tell(status, error.code, sentence))
    if isinstance(error, TooOftenError):
        answer.headers["Retry-After"] = str(error.wait_s)
    return answer


def _forged(_: CSRFError) -> ResponseReturnValue:
    return _tell(400, "csrf", "This page is older than your sign-in. Load it again and retry.")


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - a redirect is no error
        return error.get_response()
    code = error.name.lower().replace(" ", "-")
    sentence = SENTENCES.get(status, "Nothing was changed.")
    return _tell(status, code, sentence)


def _unknown(error: Exception) -> ResponseReturnValue:
    current_app.logger.error(
        "%s %s %s failed", request_id(), request.method, request.path, exc_info=error
    )
    return _tell(500, "internal", SENTENCES[500])


def _tell(status: int, code: str, sentence: str) -> ResponseReturnValue:
    title = TITLES.get(status, "That did not work")
    told = Told(status, code, title, sentence, request_id())
    if request.headers.get("HX-Request"):
        to_toasts = {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"}
        return render_template("errors/_toast.html", error=told), status, to_toasts
    if request.accept_mimetypes.best == "application/json":
        return jsonify(code=code, message=sentence, request_id=told.request_id), status
    back = page_before()
    return render_template("errors/page.html", error=told, back=back), status
