"""Who is signed in, and the rule that everybody must be."""

from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, g, has_request_context, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from graphcrm.access import reads
from graphcrm.access.records import Actor
from graphcrm.errors import ForbiddenError
from graphcrm.web.marks import is_public


LIFETIME = timedelta(days=7)  # since the last request
SIGNED_IN = "_user_id"  # Flask-Login's key in the session


class SignedOutError(ForbiddenError):
    """A program, or a page that keeps itself fresh, asks without being signed in."""

    code = "signed-out"

    def __init__(self) -> None:
        super().__init__("You are signed out. Load the page and sign in again.")


class SignedIn(UserMixin):  # type: ignore[misc]  # flask_login ships no types
    """What Flask-Login keeps of a user during one request."""

    def __init__(self, reader: reads.Reader) -> None:
        self.actor = reader.actor
        self.unread_count = reader.unread_count
        self.id = reader.actor.user_id


class CookieSessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie that travels in the clear only to this very machine."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - Flask's signature
        """Return whether the cookie needs TLS: always, but for plain HTTP to loopback."""
        return request.is_secure or not is_loopback(request.host)


def register(app: Flask) -> None:
    """Require signing in for every view that is not `marks.public`."""
    app.config.update(
        SESSION_COOKIE_NAME="graphcrm",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LIFETIME,
    )
    app.session_interface = CookieSessions()
    manager = LoginManager(app)
    manager.session_protection = "basic"
    manager.user_loader(_load)
    app.before_request(_require)


def actor() -> Actor:
    """Return the signed-in user as an Actor; views that are not `public` always have one."""
    signed_in: SignedIn = current_user
    return signed_in.actor


def find_actor() -> Actor | None:
    """Return who is signed in as far as this request knows already; asks nothing."""
    user = g.get("_login_user") if has_request_context() else None
    return user.actor if isinstance(user, SignedIn) else None


def unread_count() -> int:
    """Return how many notifications the signed-in user had not read when the request came."""
    signed_in: SignedIn = current_user
    return signed_in.unread_count


def begin(user_id: str) -> None:
    """Sign a user in, in a session that holds nothing of the one before.

    Raises:
        LookupError: The user is gone or disabled since the password was checked.
    """
    found = reads.find_reader(user_id)
    if found is None:
        raise LookupError(user_id)
    session.clear()
    session.permanent = True
    login_user(SignedIn(found))


def end() -> None:
    """Sign out."""
    logout_user()
    session.clear()


def next_page(asked: str | None) -> str:
    """Return where to go after signing in: `asked` if it is a page of ours, else the first one."""
    if asked and asked.isprintable() and "\\" not in asked and asked.startswith("/"):
        parts = urlsplit(asked)
        if not parts.scheme and not parts.netloc and not asked.startswith("//"):
            return asked
    return url_for("home.page")


def page_before() -> str | None:
    """Return the page of ours on which a button or link was pressed, as the browser tells it.

    None where there was none, or where it is the one that is asked for.
    """
    told = urlsplit(request.referrer or "")
    back = f"{told.path}?{told.query}"
    is_other = request.method == "POST" or back != request.full_path
    return back if told.netloc == request.host and is_other else None


def is_loopback(host: str) -> bool:
    """Return whether a Host header names this machine, e.g. "localhost:8000" or "[::1]"."""
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _load(user_id: str) -> SignedIn | None:
    found = reads.find_reader(user_id)
    return SignedIn(found) if found else None


def _require() -> ResponseReturnValue | None:
    if is_public() or current_user.is_authenticated:
        return None
    if request.headers.get("HX-Request"):
        page = urlsplit(request.headers.get("HX-Current-URL", "/"))
        asked = f"{page.path}?{page.query}" if page.query else page.path
        return "", 401, {"HX-Redirect": url_for("signin.page", next=asked)}
    if request.accept_mimetypes.best == "application/json":
        raise SignedOutError
    asked = request.full_path.removesuffix("?") if request.method == "GET" else "/"
    return redirect(url_for("signin.page", next=asked))
