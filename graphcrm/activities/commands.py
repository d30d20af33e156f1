"""Appending to the stream: the one door for writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graphcrm import clock, graph, ids
from graphcrm.access.records import Actor
from graphcrm.activities.records import Committed, Evidence, Intake, Kind, Verb
from graphcrm.changes import Change, configures, encode, touched


@dataclass(frozen=True, slots=True)
class Place:
    """The last place of the stream that a commit has taken."""

    seq: int


ACTIVITY = graph.load("activities/activity", graph.Uid)
TAKE_PLACES = graph.load("activities/take_places", Place)
APPEND_CHANGE = graph.load("activities/append_change", graph.Counted)
APPEND_SUBJECTS = graph.load("activities/append_subjects", graph.Counted)
APPEND_EVIDENCE = graph.load("activities/append_evidence", graph.Counted)
BRING = graph.load("activities/bring", graph.Counted)
WITHDRAW = graph.load("activities/withdraw", graph.Counted)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def commit(  # noqa: PLR0913 - the one door; each argument is one column of the stream
    actor: Actor,
    verb: Verb,
    changes: Sequence[Change] = (),
    *,
    about: Sequence[str] = (),
    intake: Intake | None = None,
    withdrawn: Sequence[str] = (),
    batch_id: str | None = None,
    occurred_at: datetime | None = None,
    reason: str | None = None,
    key: str | None = None,
) -> Committed:
    """Write `changes` and the activity that tells of them, in the caller's transaction.

    The lock on the one Stream node is taken last, so that the order of the stream is the
    order of commits. Evidence follows its change directly.

    Args:
        actor: Who did it.
        verb: What it was.
        changes: All of it, with old and new values.
        about: Uids of the records whose timelines show it.
        intake: Evidence that comes with it.
        withdrawn: Uids of evidence that people brought by hand and that counts no longer.
        batch_id: What this commit is one chunk of; an import's uid.
        occurred_at: When it happened, where that is not now.
        reason: Why, in their own words; it stands as the activity's subject.
        key: Made by who asks, so that asking again after a lost answer is found by `find_done`.

    Raises:
        ChangedMeanwhileError: Something is no longer as a change believed.
        TakenError: Another commit of this key came first; `graph.atomic` runs the command again.
    """
    activity_id, now = _keyed(actor, key) if key else ids.new(), clock.now()
    graph.write(changes, by=activity_id)
    fresh = intake.fresh if intake else ()
    brought = [*(evidence.uid for evidence in fresh), *(intake.known_ids if intake else ())]
    configured_at = now if configures(changes) else None
    taken = graph.write_derived(TAKE_PLACES, count=1 + len(fresh), configured_at=configured_at)
    last = taken[0].seq
    first = last - len(fresh)
    cause = actor.cause
    values = {
        "uid": activity_id,
        "seq": first,
        "kind": Kind.CHANGE.value,
        "verb": verb.value,
        "via": actor.via,
        "occurred_at": occurred_at or now,
        "recorded_at": now,
        "changes": encode(changes) if changes else None,
        "brought": brought or None,
        "withdrawn": list(withdrawn) or None,
        "batch_id": batch_id,
        "subject": reason or (cause and cause.sentence),
        "cause_id": cause and cause.activity_id,
        "depth": cause and cause.depth,
        "effect_id": cause and cause.effect_id,
        "stay_id": cause and cause.stay_id,
    }
    graph.write_derived(
        APPEND_CHANGE,
        values=values,
        user_id=actor.user_id,
        about=list(about),
        changed=sorted(touched(changes)),
    )
    if intake and fresh:
        rows = [_row(one, first + 1 + at, intake) for at, one in enumerate(fresh)]
        graph.write_derived(APPEND_EVIDENCE, rows=rows, source_id=intake.source_id, recorded_at=now)
        subjects = [[one.uid, list(one.about)] for one in fresh if one.about]
        if subjects:
            graph.write_derived(APPEND_SUBJECTS, rows=subjects)
    if intake and intake.known_ids:
        graph.write_derived(BRING, ids=list(intake.known_ids), source_id=intake.source_id)
    if withdrawn:
        graph.write_derived(WITHDRAW, activity_id=activity_id, ids=list(withdrawn))
    return Committed(activity_id, first)


def find_done(actor: Actor, key: str | None) -> str | None:
    """Return the uid of the activity that the actor's command of this key left, if it ran."""
    if key is None:
        return None
    found = graph.find(ACTIVITY, uid=_keyed(actor, key))
    return found.uid if found else None


def _keyed(actor: Actor, key: str) -> str:
    return ids.of("key", actor.user_id, key)


def _row(evidence: Evidence, seq: int, intake: Intake) -> dict[str, Any]:
    values = {
        "uid": evidence.uid,
        "seq": seq,
        "kind": evidence.kind.value,
        "subject": evidence.subject,
        "body": evidence.body,
        "replies_to": list(evidence.replies_to) or None,
        "is_reply": evidence.is_reply or None,
        "thread_id": evidence.thread_id,
        "log_uid": evidence.log_uid,
        "level": evidence.level,
        "expires_on": evidence.expires_on,
        "owner_id": intake.owner_id,
        "team_id": intake.team_id,
    }
    parts = [[one.address.uid, one.part.value] for one in evidence.participants]
    # The driver takes a tenth of a millisecond for an instant, and nothing for two integers.
    since = evidence.occurred_at - _EPOCH
    at = [since.days * 86_400 + since.seconds, since.microseconds * 1000]
    return {"values": values, "at": at, "parts": parts}
