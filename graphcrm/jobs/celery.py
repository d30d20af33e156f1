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
from graphcrm.jobs.followers import Automation, Followers, Following


# ETAs longer than this would run twice; reminders stay in the graph and a minute's tick enqueues
# them.
VISIBILITY_SECONDS = 3600
SWEEP_SECONDS = 60
TICK_SECONDS = 60

_config = Config.from_env()


def broker_of(redis_url: str | None) -> str:
    """Return the queue's address as Celery spells it."""
    return (redis_url or "redis://127.0.0.1:6379/0").replace("unix://", "redis+socket://")


app = Celery(
    "graphcrm",
    broker=broker_of(_config.redis_url),
    include=["graphcrm.jobs.imports", "graphcrm.jobs.automation", "graphcrm.jobs.batches"],
)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,  # what people see of a job is kept by jobs.states
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": VISIBILITY_SECONDS},
    redbeat_redis_url=_config.redis_url,
    # A beat that was killed holds its lock for five times this, not for 25 minutes.
    beat_max_loop_interval=5,
    beat_schedule={
        "sweep": {"task": "imports.sweep", "schedule": SWEEP_SECONDS},
        "pass-time": {"task": "automation.pass_time", "schedule": TICK_SECONDS},
    },
    timezone="UTC",
)

_followers: list[Following] = []


def config() -> Config:
    """Return the settings that this process was started with."""
    return _config


@worker_process_init.connect
def _child_starts(**_: Any) -> None:
    graph.forget()
    bootstrap.start(_config)


@worker_process_shutdown.connect
def _child_ends(**_: Any) -> None:
    bootstrap.stop()


@worker_ready.connect
def _worker_starts(**_: Any) -> None:
    for follower in (Followers(_config), Automation(_config)):
        follower.start()
        _followers.append(follower)
    app.send_task("imports.sweep")
    if _config.redis_url:
        with redis.Redis.from_url(_config.redis_url) as server:
            server.set(WORKER_ALIVE_KEY, os.getpid())


@worker_shutting_down.connect
def _worker_ends(**_: Any) -> None:
    while _followers:
        _followers.pop().stop()
