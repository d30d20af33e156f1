"""Counting requests in Redis, where every web process counts together."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final

import redis

from graphcrm.config import Config
from graphcrm.errors import UnavailableError


IPV6_NETWORK: Final = 64  # bits that one customer has; the rest is theirs to vary


class Counts:
    """Numbers that are forgotten when their while is over.

    Args:
        config: Where Redis is.
        unanswered: What every method raises when Redis does not answer.
    """

    def __init__(self, config: Config, unanswered: type[UnavailableError]) -> None:
        self._unanswered = unanswered
        url = config.redis_url or "redis://127.0.0.1:6379/0"
        self._redis = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)

    def count(self, key: str, window_s: int) -> tuple[int, int]:
        """Count one more; return how many there were in this while, and its seconds that are left.

        Args:
            key: What is counted.
            window_s: How long a while is; it begins with the first.
        """
        with self._answering(), self._redis.pipeline() as both:
            both.set(key, 0, ex=window_s, nx=True)
            both.incr(key)
            both.ttl(key)
            _, count, left_s = both.execute()
        return count, max(1, left_s)

    def uncount(self, keys: Sequence[str], window_s: int) -> None:
        """Take one back of each."""
        with self._answering(), self._redis.pipeline() as all_:
            for key in keys:
                all_.decr(key)
                all_.expire(key, window_s, nx=True)  # it may have ended meanwhile
            all_.execute()

    def forget(self, key: str) -> None:
        """Begin anew."""
        with self._answering():
            self._redis.delete(key)

    def counted(self, keys: Sequence[str]) -> list[int]:
        """Return how many of each were counted in its while."""
        with self._answering():
            return [int(one or 0) for one in self._redis.mget(keys)] if keys else []

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Turn what the client of Redis raises into a sentence."""
        try:
            yield
        except redis.RedisError as error:
            raise self._unanswered from error


def network_of(address: str) -> str:
    """Return whom an address stands for: an IPv4 address, an IPv6 network, or "unknown"."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv4Address):
        return str(found)
    mapped = found.ipv4_mapped
    whole = ip_network((found, IPV6_NETWORK), strict=False)
    return str(mapped or whole.network_address)
