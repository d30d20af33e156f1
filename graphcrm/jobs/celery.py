"""The Celery application: its settings, and what each of its processes does first and last."""

import os
from typing import Any

import redis
from celery import Celery
from celery.signals import (
    worker_process_init,
    worker_process_shutdown,
    worker_ready,
    worker_shutting_down,
)

from graphcrm import bootstrap, graph
from graphcrm.config import WORKER_ALIVE_KEY, Config
from graphcrm.jobs.followers import Followers


# ETAs longer than this would run twice; reminders stay in the graph and a minute's tick enqueues
# them.
VISIBILITY_SECONDS = 3600

_config = Config.from_env()
_url = (_config.redis_url or "redis://127.0.0.1:6379/0").replace("unix://", "redis+socket://")

app = Celery("graphcrm", broker=_url, backend=_url, include=["graphcrm.jobs.imports"])
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_track_started=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": VISIBILITY_SECONDS},
    result_expires=24 * 3600,
    redbeat_redis_url=_config.redis_url,
    # A beat that was killed holds its lock for five times this, not for 25 minutes.
    beat_max_loop_interval=5,
    timezone="UTC",
)

_followers: list[Followers] = []


@worker_process_init.connect
def _child_starts(**_: Any) -> None:
    graph.forget()
    bootstrap.start(_config)


@worker_process_shutdown.connect
def _child_ends(**_: Any) -> None:
    bootstrap.stop()


@worker_ready.connect
def _worker_starts(**_: Any) -> None:
    followers = Followers(_config)
    followers.start()
    _followers.append(followers)
    if _config.redis_url:
        with redis.Redis.from_url(_config.redis_url) as server:
            server.set(WORKER_ALIVE_KEY, os.getpid())


@worker_shutting_down.connect
def _worker_ends(**_: Any) -> None:
    while _followers:
        _followers.pop().stop()
