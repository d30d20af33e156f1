"""How fast mail and contacts come in, beside the standard library that only reads the mail."""

import mailbox
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import numpy as np

from graphcrm.access.records import Actor
from graphcrm.cli.benchmarks import ground
from graphcrm.integrations import commands
from graphcrm.integrations.records import ImportOptions, ImportResult
from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.sources import open_source


PEOPLE = 3_000
WARM = 1_000


def run(messages: int = 20_000, contacts: int = 100_000, seed: int = 1) -> dict[str, Any]:
    """Import drawn mail from an mbox and drawn people from a CSV into an empty graph.

    The peer is Python's own `mailbox`, which reads the same file and writes nothing.
    """
    with tempfile.TemporaryDirectory() as folder, ground.empty_graph() as actor:
        mbox, table = Path(folder) / "drawn.mbox", Path(folder) / "people.csv"
        _draw_mbox(mbox, messages, seed)
        _draw_people(table, contacts)
        warm = Path(folder) / "warm.mbox"
        _draw_mbox(warm, min(messages, WARM), seed + 1)
        _import(actor, SourceKind.MBOX, warm)  # plans are compiled, as in a running server
        mail_seconds, mail = _import(actor, SourceKind.MBOX, mbox)
        people_seconds, people = _import(actor, SourceKind.CSV_CONTACTS, table)
        began = time.perf_counter()
        for message in mailbox.mbox(mbox):
            (message["From"], message["To"], message["Date"], message["Message-ID"])
        peer_seconds = time.perf_counter() - began
    return {
        "name": "import",
        "size": {"messages": mail.read, "contacts": people.read},
        "messages_per_second": round(mail.new / mail_seconds),
        "contacts_per_second": round(people.new / people_seconds),
        "contacts_seconds": round(people_seconds, 1),
        "peak_mb": round(ground.peak_mb()),
        "peer": "mailbox.mbox of the standard library, reading only",
        "peer_messages_per_second": round(mail.read / peer_seconds),
        "ratio": round(peer_seconds / mail_seconds, 3),
    }


def _import(actor: Actor, kind: SourceKind, path: Path) -> tuple[float, ImportResult]:
    options = ImportOptions(owner_id=actor.user_id, team_id=actor.team_id)
    began = time.perf_counter()
    result = commands.run_import(actor, open_source(kind, [path]), options)
    return time.perf_counter() - began, result


def _draw_mbox(path: Path, count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    senders = (PEOPLE * random.random(count) ** 1.5).astype(int)
    circles = random.integers(-40, 41, (count, 3))
    with path.open("wb") as out:
        for at in range(count):
            message = EmailMessage()
            sender, others = int(senders[at]), circles[at].tolist()
            message["Message-ID"] = f"<{at}.{seed}@bench.example>"
            message["Date"] = f"{1 + at % 28} Mar 2025 {at % 24:02}:{at % 60:02}:00 +0000"
            message["From"] = _mailbox(sender)
            message["To"] = ", ".join(_mailbox((sender + 1 + abs(one)) % PEOPLE) for one in others)
            message["Subject"] = f"Drawn {at}"
            message.set_content("Nothing is said here.\n" * 20)
            out.write(b"From drawn Mon Mar  3 00:00:00 2025\n" + message.as_bytes() + b"\n")


def _mailbox(person: int) -> str:
    return f"Person Number{person} <person.number{person}@firm{person % 97}.example>"


def _draw_people(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("name,email,title,company,domain\n")
        for at in range(count):
            firm = at % 4001
            mail, domain = f"c{at}@org{firm}.example", f"org{firm}.example"
            out.write(f"Given{at} Family{at},{mail},Buyer,Org {firm},{domain}\n")
