"""The followers of the stream: a worker's threads keep derived data and browsers up to date."""

import json
import logging
import os
import threading
from abc import ABC, abstractmethod

from graphcrm import bootstrap, graph
from graphcrm.automation import following as automation
from graphcrm.config import WORKER_ALIVE_KEY, Config
from graphcrm.jobs.valkey import server
from graphcrm.relationships import following


POLL_SECONDS = 0.25
ALIVE_SECONDS = 15
EVENTS = "graphcrm:events"
TOLD = "graphcrm:told"

_JOINING = threading.Lock()

log = logging.getLogger(__name__)


def _join(config: Config) -> None:
    """Connect this process, unless another of its threads has: it would lose what it works with."""
    with _JOINING:
        if not graph.is_connected():
            bootstrap.start(config)


class Following(threading.Thread, ABC):
    """Follows the stream until stopped; whatever fails is tried again at the next turn.

    Any number of workers may run one of each kind: a lease lets one of them work at a time.
    """

    def __init__(self, config: Config, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._config = config
        self._redis = server(config)
        self._over = threading.Event()

    def run(self) -> None:
        """Connect, and take turns."""
        is_connected = False
        while not self._over.wait(POLL_SECONDS):
            try:
                if not is_connected:
                    _join(self._config)
                    self.begin()
                    is_connected = True
                self.turn()
            except Exception:  # a turn that broke must not be the last one
                log.exception("A turn of the %s failed; the next one tries again.", self.name)

    def begin(self) -> None:
        """Do what comes before the first turn."""

    @abstractmethod
    def turn(self) -> None:
        """Follow what has come since the turn before."""

    def stop(self) -> None:
        """End after the turn that runs."""
        self._over.set()


class Followers(Following):
    """Keeps the strengths up to date, tells browsers of it, and shows that the worker lives."""

    def __init__(self, config: Config) -> None:
        super().__init__(config, "followers")
        self._reached = -1

    def begin(self) -> None:
        """Let the database plan what will be asked."""
        following.rehearse()

    def turn(self) -> None:
        """Follow the stream and tell browsers how far it has come."""
        self._redis.set(WORKER_ALIVE_KEY, os.getpid(), ex=ALIVE_SECONDS)
        reached = following.catch_up()
        if reached != self._reached:
            self._reached = reached
            self._redis.publish(EVENTS, json.dumps({"seq": reached}))


class Automation(Following):
    """Carries out what stages set off and tells users; in a thread of its own.

    A bulk move that sets a thousand things off holds up neither strengths nor browsers.
    """

    def __init__(self, config: Config) -> None:
        super().__init__(config, "automation")

    def turn(self) -> None:
        """Follow the stream; whoever was told something hears of it in their browsers."""
        automation.catch_up(self._tell)

    def _tell(self, user_id: str) -> None:
        self._redis.publish(TOLD, json.dumps({"user_id": user_id}))
