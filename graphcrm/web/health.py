"""What machines ask: is it alive, can it work, how has it been."""

import time

import redis
from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, ProcessCollector
from prometheus_client.exposition import generate_latest

from graphcrm import graph
from graphcrm.config import Config
from graphcrm.errors import UnavailableError
from graphcrm.members import reads as members
from graphcrm.web.errors import request_id
from graphcrm.web.marks import public


BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

bp = Blueprint("health", __name__)


def register(app: Flask, config: Config) -> None:
    """Answer /healthz, /readyz and /metrics, and measure every request."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    durations = Histogram(
        "graphcrm_request_seconds",
        "Time from reading a request to having its answer.",
        ("method", "route", "status"),
        buckets=BUCKETS_S,
        registry=registry,
    )
    app.extensions["graphcrm.metrics"] = registry
    app.extensions["graphcrm.redis_url"] = config.redis_url

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        g.tally = graph.open_tally()

    @app.after_request
    def measure(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        taken = time.perf_counter() - g.get("began", time.perf_counter())
        durations.labels(request.method, route, str(response.status_code)).observe(taken)
        response.headers["X-Request-ID"] = request_id()
        queries = g.tally.queries if "tally" in g else 0
        response.headers["Server-Timing"] = f'page;dur={taken * 1000:.1f}, queries;desc="{queries}"'
        return response

    app.register_blueprint(bp)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Answer that the process runs."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Answer 200 when graph and queue answer, else 503 and which does not."""
    checks = {"graph": _graph_answers(), "queue": _queue_answers()}
    return jsonify(checks), 200 if all(checks.values()) else 503


@bp.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Answer in the Prometheus text format; routes and counts, nothing of the records."""
    text = generate_latest(current_app.extensions["graphcrm.metrics"])
    return Response(text, content_type=CONTENT_TYPE_LATEST)


def _graph_answers() -> bool:
    try:
        members.find_home()
    except UnavailableError:
        return False
    return True


def _queue_answers() -> bool:
    address = current_app.extensions["graphcrm.redis_url"]
    if address is None:
        return False
    try:
        with redis.Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2) as server:
            return bool(server.ping())
    except redis.RedisError:
        return False
