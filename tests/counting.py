"""What is sent to the graph while something is done."""

import logging
from contextlib import contextmanager


@contextmanager
def queries_sent():
    """Collect the queries that are sent meanwhile, from the driver's own log.

    Our own company's name is left out: it is asked for once a minute, whoever comes then.
    """
    sent = []

    class Collector(logging.Handler):
        def emit(self, record):
            said = record.getMessage()
            if " C: RUN " in said and "// Our own company" not in said:
                sent.append(said)

    log, collector = logging.getLogger("neo4j.io"), Collector()
    before = log.level
    log.addHandler(collector)
    log.setLevel(logging.DEBUG)
    try:
        yield sent
    finally:
        log.removeHandler(collector)
        log.setLevel(before)
