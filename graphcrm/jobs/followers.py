"""The followers of the stream: a worker's thread keeps derived data and browsers up to date."""

import json
import logging
import os
import threading

import redis

from graphcrm import bootstrap
from graphcrm.config import WORKER_ALIVE_KEY, Config
from graphcrm.relationships import following


POLL_SECONDS = 0.25
ALIVE_SECONDS = 15
EVENTS = "graphcrm:events"

log = logging.getLogger(__name__)


class Followers(threading.Thread):
    """Follows the stream until stopped; whatever fails is tried again at the next turn.

    Any number of workers may run one: a lease lets one of them work at a time.
    """

    def __init__(self, config: Config) -> None:
        super().__init__(name="followers", daemon=True)
        self._config = config
        self._redis = redis.Redis.from_url(config.redis_url or "redis://127.0.0.1:6379/0")
        self._over = threading.Event()
        self._reached = -1

    def run(self) -> None:
        """Follow, tell browsers how far the stream has come, and show that the worker lives."""
        is_connected = False
        while not self._over.wait(POLL_SECONDS):
            try:
                if not is_connected:
                    bootstrap.start(self._config)
                    following.rehearse()
                    is_connected = True
                self._redis.set(WORKER_ALIVE_KEY, os.getpid(), ex=ALIVE_SECONDS)
                self._turn()
            except Exception:  # a turn that broke must not be the last one
                log.exception("A turn of the followers failed; the next one tries again.")

    def stop(self) -> None:
        """End after the turn that runs."""
        self._over.set()

    def _turn(self) -> None:
        reached = following.catch_up()
        if reached != self._reached:
            self._reached = reached
            self._redis.publish(EVENTS, json.dumps({"seq": reached}))
