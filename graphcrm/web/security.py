"""What browsers are told not to do, and the token without which nothing is changed."""

import secrets

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect

from graphcrm.web.marks import body_limit, views_without_token


POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
BODY_BYTES = 2 * 1024 * 1024


def register(app: Flask) -> None:
    """Refuse foreign scripts, frames, forged posts and bodies larger than a view takes."""
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_BYTES,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; a tab stays open for days
        WTF_CSRF_SSL_STRICT=True,
    )
    app.before_request(_widen)  # before CSRFProtect, which reads the form
    guard = CSRFProtect(app)
    for view in views_without_token():
        guard.exempt(view)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(_guard)


def csp_nonce() -> str:
    """Return this answer's nonce for scripts and styles."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def _widen() -> None:
    limit = body_limit()
    if limit is not None:
        request.max_content_length = limit


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce())
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.update(("Cookie", "HX-Request"))
    return response
