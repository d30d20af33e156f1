"""A room of parts for the browser's tests: every macro on one page, every behaviour in reach."""

import json
from datetime import timedelta

import redis
from flask import Blueprint, redirect, render_template, request, url_for

from graphcrm import clock
from graphcrm.config import Config
from graphcrm.errors import ConflictError
from graphcrm.money import Money
from graphcrm.web import search, signin
from graphcrm.web.asgi import Door
from graphcrm.web.events import CHANNEL, PROGRESS
from graphcrm.web.marks import accepts_bytes
from graphcrm.web.shell import RAIL


LARGE = 64 * 1024 * 1024

bp = Blueprint("parts", __name__, url_prefix="/parts", template_folder="templates")


@bp.get("")
def page():
    now = clock.now()
    return render_template(
        "parts/page.html",
        now=now,
        then=now - timedelta(days=3),
        amount=Money(1_234_550, "EUR"),
        chosen=request.args.get("to", ""),
        reading=request.args.get("reading", "introduction"),
    )


@bp.get("/facts/<name>")
def facts(name):
    return render_template("parts/_facts.html", name=name)


@bp.post("/refuse")
def refuse():
    raise ConflictError("Somebody else changed the title a minute ago.")


@bp.post("/break")
def fail():
    raise RuntimeError("secret of the house")


@bp.post("/save")
def save():
    return render_template("parts/_saved.html", name=request.form["name"])


@bp.post("/upload")
@accepts_bytes(LARGE)
def upload():
    size = len(request.files["file"].read())
    return "", 204, {"HX-Redirect": url_for("parts.page", to=f"{size} bytes")}


@bp.post("/publish")
def publish():
    with redis.Redis.from_url(Config.from_env().redis_url) as server:
        server.publish(CHANNEL, json.dumps({"seq": 7, "verb": "contact-edited"}))
        server.publish(f"{PROGRESS}i1", json.dumps({"read": 10}))
    return redirect(url_for("parts.page"))


@bp.get("/progress")
def progress():
    return "<p id='so-far'>read 10</p>"


def stub(item):
    """A room that is only an address, so that the rail is whole."""
    room = Blueprint(item.room, __name__, url_prefix=f"/{item.room}")
    room.add_url_rule("", item.endpoint.split(".")[1], lambda: redirect(url_for("parts.page")))
    return room


app = Door(rooms=(signin.bp, search.bp, bp, *map(stub, RAIL)))
