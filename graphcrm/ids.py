"""The one place that makes uids."""

import os
import time
import uuid
from datetime import UTC, datetime
from functools import lru_cache


_OF_IDENTITY = uuid.UUID("6f1f3c8e-6f0a-5a52-9a53-2d6f0d7c9b11")


def new() -> str:
    """Return a fresh UUIDv7 (RFC 9562): unique, and sorted by the millisecond it was made."""
    millis = time.time_ns() // 1_000_000
    rest = int.from_bytes(os.urandom(10), "big") & ~(0xF << 76) & ~(0x3 << 62)
    return str(uuid.UUID(int=millis << 80 | rest | 0x7 << 76 | 0x2 << 62))


def made_at(uid: str) -> datetime:
    """Return when `new` made a uid, to the millisecond."""
    return datetime.fromtimestamp((uuid.UUID(uid).int >> 80) / 1000, UTC)


@lru_cache(1 << 16)
def of(*identity: str) -> str:
    """Return the UUIDv5 of a thing's own identity, so that two importers meet in one node.

    Args:
        identity: What tells the thing from all others: ("handle", "email", "kim@oduya.example").
    """
    return str(uuid.uuid5(_OF_IDENTITY, "\x1f".join(identity)))
