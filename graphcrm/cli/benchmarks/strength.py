"""How long all ties take to compute, how soon new evidence counts, how well strength foretells."""

import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from graphcrm import clock, graph, ids
from graphcrm.access.records import Actor
from graphcrm.activities.commands import commit
from graphcrm.activities.records import (
    Address,
    Evidence,
    HandleKind,
    Intake,
    Kind,
    Part,
    Participant,
    Verb,
)
from graphcrm.cli.benchmarks import ground
from graphcrm.cli.benchmarks.perry import Message, messages_in
from graphcrm.directory import references
from graphcrm.influence import questions
from graphcrm.integrations import commands
from graphcrm.integrations.records import ContactPolicy, ImportOptions
from graphcrm.jobs.followers import POLL_SECONDS
from graphcrm.relationships import following, strength
from graphcrm.relationships.gathering import EvidenceRow, Gathering, instant
from graphcrm.relationships.records import Bools, Floats


FRESH_RUNS = 20


def run(messages: int = 200_000, predict: str | None = None, seed: int = 1) -> dict[str, Any]:
    """Rebuild every tie of drawn mail, five recipients a message; or foretell on enron-perry.

    The peer of the rebuild is a networkx graph that only counts the same pairs.

    Args:
        messages: How many are drawn.
        predict: Folder of enron-perry; then nothing is drawn.
        seed: Where chance starts.
    """
    if predict is not None:
        return _foretell(Path(predict))
    with ground.empty_graph() as actor:
        people = max(100, messages // 20)
        mail = ground.DrawnMail(messages, people, 5, seed)
        options = ImportOptions(ContactPolicy.ALL, owner_id=actor.user_id)
        commands.run_import(actor, mail, options)
        began = time.perf_counter()
        ties = following.rebuild()
        seconds = time.perf_counter() - began
        fresh = _fresh(actor)
    began = time.perf_counter()
    pairs = _count_in_networkx(mail)
    return {
        "name": "strength",
        "size": {"messages": messages, "sender_recipient_pairs": pairs, "ties": ties},
        "seconds": round(seconds, 1),
        "fresh_ms": ground.spread(fresh),
        "peer": "networkx, counting the same mail in memory",
        "peer_seconds": round(time.perf_counter() - began, 1),
    }


def _fresh(actor: Actor) -> list[float]:
    """Return how long one new message takes until paths tell of it, in milliseconds.

    Whoever follows has rehearsed, as workers do when they start.
    """
    over = threading.Event()
    following.catch_up()
    following.rehearse()

    def follow() -> None:
        while not over.wait(POLL_SECONDS):
            following.catch_up()

    worker = threading.Thread(target=follow)
    worker.start()
    try:
        return [_time_one(actor, run) for run in range(FRESH_RUNS)]
    finally:
        over.set()
        worker.join()


def _time_one(actor: Actor, number: int) -> float:
    one, other = (f"p{at}@firm{at % 997}.example" for at in (number, number + 1))
    source, target = (references.resolve_contact(actor, ref).contact_id for ref in (one, other))
    request = questions.PathRequest((target,), source_id=source, hops=1)
    before = questions.find_paths(actor, request, at_once=True).paths
    count = before[0].hops[0].evidence_count if before else 0
    began = time.perf_counter()
    for _ in range(3):  # enough to be above the floor
        _meet(actor, one, other)
    while True:
        paths = questions.find_paths(actor, request).paths
        if paths and paths[0].hops[0].evidence_count >= count + 3:  # or more: was it shown?
            return (time.perf_counter() - began) * 1000
        time.sleep(0.005)


@graph.atomic
def _meet(actor: Actor, one: str, other: str) -> None:
    parts = tuple(
        Participant(Address(HandleKind.EMAIL, address), Part.ATTENDEE) for address in (one, other)
    )
    evidence = Evidence(ids.new(), Kind.MEETING, clock.now(), parts)
    commit(actor, Verb.ACTIVITY_LOGGED, intake=Intake(actor.user_id, (evidence,)))


def _count_in_networkx(mail: ground.DrawnMail) -> int:
    counted: nx.DiGraph[str] = nx.DiGraph()
    pairs = 0
    for item in mail.items():
        if isinstance(item.content, Evidence):
            sender, *others = (part.address.value for part in item.content.participants)
            for other in others:
                pairs += 1
                before = counted.get_edge_data(sender, other, {"count": 0})["count"]
                counted.add_edge(sender, other, count=before + 1)
    return pairs


def _foretell(folder: Path) -> dict[str, Any]:
    """Tell which pairs write both ways in the last third of the time, from the rest of it."""
    rows = [_row_of(mail) for mail in messages_in(folder)]
    first, last = min(row.occurred_us for row in rows), max(row.occurred_us for row in rows)
    cut = first + (last - first) * 2 // 3
    gathering = Gathering()
    after: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.occurred_us < cut:
            gathering.add(row)
            continue
        sender = row.parts[0][0]
        for other, _, _ in row.parts[1:]:
            after[min(sender, other), max(sender, other)].add(sender)
    sums = gathering.sums(instant(cut))
    both = np.array([len(after[pair]) == 2 for pair in gathering.pairs])  # noqa: PLR2004 - both ways
    counts = np.bincount(gathering.evidence().pair, minlength=len(both))
    return {
        "name": "strength",
        "size": {"messages": len(rows), "pairs": len(both), "two_way_later": int(both.sum())},
        "auc": round(_auc(strength.strengths_of(sums.outward, sums.inward), both), 4),
        "peer": "counting the mail of each pair",
        "peer_auc": round(_auc(counts.astype(float), both), 4),
    }


def _row_of(mail: Message) -> EvidenceRow:
    parts = [[mail.sender, "from", True], *([one, "to", True] for one in mail.recipients)]
    return EvidenceRow(mail.uid, "email", mail.sent_us, False, [], None, None, None, parts)  # noqa: FBT003 - a row


def _auc(score: Floats, truth: Bools) -> float:
    """Return the chance that a true one scores above a false one; equal scores count half."""
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    positives = int(truth.sum())
    below = ranks[truth].sum() - positives * (positives + 1) / 2
    return float(below / (positives * (len(truth) - positives)))
