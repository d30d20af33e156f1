"""The ground that benchmarks stand on: an empty graph of their own, and mail to fill it with."""

import resource
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from graphcrm import bootstrap, embedded, ids
from graphcrm.access import reads as access
from graphcrm.access.records import Actor, Role
from graphcrm.activities.records import Address, Evidence, HandleKind, Kind, Part, Participant
from graphcrm.config import Config
from graphcrm.integrations.source import Item, SourceKind
from graphcrm.members import commands
from graphcrm.members.records import House, NewUser


FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 700
ADMIN = "admin@bench.example"


@contextmanager
def empty_graph() -> Iterator[Actor]:
    """Have a Neo4j of its own in a folder that goes afterwards; yield its administrator."""
    with tempfile.TemporaryDirectory(prefix="graphcrm-bench-") as folder:
        config = Config(Path(folder), neo4j_heap="2g", query_timeout=0)
        with embedded.services(config) as running:
            bootstrap.start(running)
            try:
                admin = NewUser("Bench", ADMIN, Role.ADMIN, ids.new())
                commands.found(House("Bench", "bench.example", admin))
                actor = access.find_first_admin()
                if actor is None:
                    raise AssertionError
                yield actor
            finally:
                bootstrap.stop()


def peak_mb() -> float:
    """Return the most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spread(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return median and 95th percentile, to the microsecond."""
    return {f"p{q}": round(float(np.percentile(milliseconds, q)), 3) for q in (50, 95)}


class DrawnMail:
    """Mail among drawn people, some of them busy; a source like any other.

    Args:
        messages: How many.
        people: Among how many.
        recipients: Of each message, on average.
    """

    kind = SourceKind.CSV_ACTIVITIES
    name = "drawn mail"

    def __init__(self, messages: int, people: int, recipients: int, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.size = messages
        # Everybody writes to their own few dozen, as people do; the first are the busiest.
        senders = (people * random.random(messages) ** 1.5).astype(int)
        circle = random.integers(-40, 41, (messages, recipients))
        self._senders = senders.tolist()
        self._recipients = ((senders[:, None] + circle) % people).tolist()
        self._minutes = np.sort(random.integers(0, DAYS * 1440, messages)).tolist()
        self._addresses = [
            Address(HandleKind.EMAIL, f"p{at}@firm{at % 997}.example", f"Person Number{at}")
            for at in range(people)
        ]

    def items(self) -> Iterator[Item]:
        """Yield every message in order of time."""
        rows = zip(self._senders, self._recipients, self._minutes, strict=True)
        for at, (sender, recipients, minute) in enumerate(rows):
            others = [one for one in dict.fromkeys(recipients) if one != sender]
            if others:
                parts = [Participant(self._addresses[sender], Part.FROM)]
                parts += [Participant(self._addresses[one], Part.TO) for one in others]
                evidence = Evidence(
                    ids.of("bench", str(at)),
                    Kind.EMAIL,
                    FIRST_DAY + timedelta(minutes=minute),
                    tuple(parts),
                    subject="Drawn",
                )
                yield Item(f"message {at}", evidence, at)
