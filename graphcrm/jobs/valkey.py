"""The Valkey in which jobs, their states and their leases are kept: connected to once a process."""

from functools import lru_cache

import redis

from graphcrm.config import Config


def server(config: Config) -> "redis.Redis":
    """Return the one client of an address; threads share it, each call takes a connection."""
    return _client(config.redis_url or "redis://127.0.0.1:6379/0")


@lru_cache(maxsize=8)
def _client(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url)
