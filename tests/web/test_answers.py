"""What every answer carries, and how errors are told."""

import json
import logging
import re
from dataclasses import replace

import pytest
from flask import Blueprint, request

from graphcrm.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from graphcrm.graph.connection import NotConnectedError
from graphcrm.web import ROOMS, assets, create_app
from graphcrm.web.assets import NotBundledError
from graphcrm.web.marks import accepts_bytes, public


ERRORS = {
    "invalid": (InvalidError("A name is missing."), 422),
    "missing": (NotFoundError("contact", "c1"), 404),
    "conflict": (ConflictError("Somebody was quicker."), 409),
    "forbidden": (ForbiddenError("Not yours."), 403),
    "silent": (NotConnectedError("The graph does not answer."), 503),
    "broken": (RuntimeError("secret of the house"), 500),
}


@pytest.fixture
def failing(running):
    """A browser in an application whose views fail on purpose."""
    room = Blueprint("failing", __name__)

    @room.get("/fail/<how>")
    @public
    def fail(how):
        raise ERRORS[how][0]

    @room.post("/large")
    @public
    @accepts_bytes(3 * 1024 * 1024)
    def large():
        return str(len(request.files["file"].read()))

    @room.post("/small")
    @public
    def small():
        return str(len(request.files["file"].read()))

    made = create_app(running, (*ROOMS, room))
    made.config["WTF_CSRF_ENABLED"] = False
    return made.test_client()


@pytest.mark.parametrize("how", ERRORS)
def test_an_error_answers_with_the_status_of_its_kind(failing, how):
    """A precise error needs no line of its own in the table; no internals are shown."""
    error, status = ERRORS[how]
    answer = failing.get(f"/fail/{how}")
    text = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert "<title>" in text
    assert answer.headers["X-Request-ID"] in text
    assert "secret" not in text
    assert "Traceback" not in text
    assert getattr(error, "code", "internal") in text


def test_htmx_gets_a_toast_and_is_told_where_to_put_it(failing):
    """The page stays as it was."""
    answer = failing.get("/fail/conflict", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert answer.headers["HX-Reswap"] == "beforeend"
    assert "<title>" not in answer.get_data(as_text=True)
    assert "Somebody was quicker." in answer.get_data(as_text=True)


def test_who_asks_for_json_gets_json(failing):
    """A type-ahead of another program reads codes."""
    answer = failing.get("/fail/missing", headers={"Accept": "application/json"})
    assert answer.get_json()["code"] == "not-found"
    assert answer.get_json()["request_id"] == answer.headers["X-Request-ID"]


def test_a_broken_view_is_in_the_log_under_its_request(failing, caplog):
    """The number on the page finds the traceback."""
    with caplog.at_level(logging.ERROR):
        answer = failing.get("/fail/broken")
    assert answer.headers["X-Request-ID"] in caplog.text
    assert "secret of the house" in caplog.text


def test_a_view_takes_no_more_than_it_says(failing):
    """One view takes uploads; every other one refuses them."""
    large, larger = 5 * 512 * 1024, 5 * 1024 * 1024
    assert send(failing, "/large", large).get_data(as_text=True) == str(large)
    assert send(failing, "/small", large).status_code == 413
    assert send(failing, "/large", larger).status_code == 413


def send(browser, path, size):
    """Answer to a file of `size` bytes, as RFC 7578 frames it."""
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.mbox"\r\n\r\n'
    body = head + b"x" * size + b"\r\n--edge--\r\n"
    return browser.post(path, data=body, content_type="multipart/form-data; boundary=edge")


@pytest.mark.parametrize(("path", "status"), [("/nothing-here", 404), ("/sign-out", 405)])
def test_an_address_that_is_none_says_so(signed_in, path, status):
    """Also to htmx and also when nobody is signed in."""
    answer = signed_in.get(path)
    assert answer.status_code == status
    assert "Back to the start" in answer.get_data(as_text=True)


def test_a_link_that_leads_nowhere_leads_back(signed_in):
    """To the page it stood on, unless that is the one that is not there."""
    for page, words in (("deals", "Back to where you were"), ("nothing?a=1", "Back to the start")):
        answer = signed_in.get("/nothing?a=1", Referer=f"http://localhost/{page}")
        assert words in answer.get_data(as_text=True)


def test_a_refused_form_leads_back_to_its_page(signed_in):
    """Only where it was ours."""
    ours = {"Referer": "http://localhost/deals/table?q=yard"}
    answer = signed_in.post("/deals/bulk", {"do": "move"}, headers=ours)
    assert answer.status_code == 422
    assert 'href="/deals/table?q=yard"' in answer.get_data(as_text=True)
    foreign = {"Referer": "http://elsewhere.example/deals/table"}
    answer = signed_in.post("/deals/bulk", {"do": "move"}, headers=foreign)
    assert "elsewhere" not in answer.get_data(as_text=True)


def test_pages_allow_nothing_inline_and_nothing_foreign(signed_in):
    """Injected markup must stay markup."""
    answer = signed_in.get("/search?q=<script>alert(1)</script>")
    text, policy = answer.get_data(as_text=True), answer.headers["Content-Security-Policy"]
    assert "<script>alert" not in text
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)
    nonces = set(re.findall(r'nonce="([^"]+)"', text))
    assert len(nonces) == 1
    assert f"'nonce-{nonces.pop()}'" in policy
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text)
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)]
)
def test_bundled_files_are_served_compressed_and_for_ever(client, accepted, encoding):
    """Their names change with their content; no processor time is spent on compressing."""
    manifest = json.loads((assets.DIST / "manifest.json").read_text())
    answer = client.get(f"/assets/{manifest['app.js']['file']}", Accept_Encoding=accepted)
    assert answer.headers.get("Content-Encoding") == encoding
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.mimetype == "text/javascript"


@pytest.mark.parametrize(
    "name", ["manifest.json", "..%2f__init__.py", "app.js", ".digest", "app.js.br"]
)
def test_only_bundled_files_are_served(client, name):
    """What lies beside them is nobody's business."""
    assert client.get(f"/assets/{name}").status_code == 404


def test_without_a_bundle_it_says_how_to_make_one(running, monkeypatch, tmp_path):
    """A checkout that was never built must not fail by a missing template variable."""
    monkeypatch.setattr(assets, "DIST", tmp_path)
    with pytest.raises(NotBundledError, match="hatch_build"):
        create_app(running)


def test_machines_learn_how_it_is(client):
    """A probe needs no account; figures hold routes and counts, no addresses."""
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"graph": True, "queue": True}
    client.get("/search?q=secret")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'graphcrm_request_seconds_count{method="GET",route="/search",status="302"}' in text
    assert "secret" not in text


def test_readiness_names_what_does_not_answer(running):
    """An orchestrator takes the process out; a person reads why."""
    silent = create_app(replace(running, redis_url="redis://127.0.0.1:1/0")).test_client()
    answer = silent.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json() == {"graph": True, "queue": False}
    without = create_app(replace(running, redis_url=None)).test_client()
    assert without.get("/readyz").get_json()["queue"] is False


def test_the_first_page_is_the_first_room_there_is(signed_in):
    """No link leads to a room that this version has not."""
    answer = signed_in.get("/")
    assert signed_in.get(answer.location).status_code == 200


def test_typing_ahead_answers_with_options(signed_in):
    """The list is HTML, so that it works and looks the same everywhere."""
    answer = signed_in.get("/search/options?q=nobodyatall").get_data(as_text=True)
    assert "Nothing found" in answer
    assert signed_in.get("/search/options?of=contact&q=").status_code == 200
    assert signed_in.get("/search?q=nobodyatall").status_code == 200
