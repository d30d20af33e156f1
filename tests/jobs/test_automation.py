"""A real worker carries out what stages set off, and what time does."""

import json
import time
import uuid
from dataclasses import replace

import pytest
import redis
from world import begin_process

from graphcrm.access.reads import find_first_admin
from graphcrm.graph import connection
from graphcrm.jobs.automation import pass_time
from graphcrm.jobs.followers import TOLD
from graphcrm.pipeline import commands, reads
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity
from graphcrm.pipeline.records import Effect, EffectKind, Moment, Recipient
from graphcrm.tasks.reads import tasks_about


PATIENCE_S = 60
HELLO = Effect("hello", EffectKind.TASK, title="Say hello", whom=Recipient.OWNER)
NUDGE = Effect("nudge", EffectKind.TASK, Moment.AFTER, days=14, title="Nudge", whom=Recipient.OWNER)


def until(holds):
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def acting(rep):  # noqa: ARG001 - somebody has founded the house
    """A process whose first stage sets two tasks off, for the time of a test."""
    admin = find_first_admin()
    begin_process(admin)
    process = reads.process(admin)
    (sales,) = process.pipelines
    lead, *rest = sales.stages
    stages = (replace(lead, sets_off=(HELLO, NUDGE)), *rest)
    wanted = replace(process, pipelines=(replace(sales, stages=stages),))
    commands.apply_process(admin, wanted)
    yield
    commands.apply_process(admin, process)


def backdate(opportunity_id, days):
    """Let a deal's stay, and the effects, have begun so many days earlier."""
    with connection.session(write=True) as session:
        session.run(
            "MATCH (:Opportunity {uid: $uid})-[stay:IN_STAGE]->() "
            "MATCH (began:Activity {uid: stay.changed_by}) "
            "SET stay.entered_at = stay.entered_at - duration({days: $days}), "
            "began.recorded_at = began.recorded_at - duration({days: $days})",
            uid=opportunity_id,
            days=days,
        ).consume()
        for row in list(session.run("MATCH (effect:Effect) RETURN effect.uid AS uid")):
            earlier = uuid.UUID(int=uuid.UUID(row["uid"]).int - (2 * days * 86_400_000 << 80))
            query = "MATCH (effect:Effect {uid: $uid}) SET effect.uid = $earlier"
            session.run(query, uid=row["uid"], earlier=str(earlier)).consume()


def test_a_worker_sets_off_what_stages_say(running, worker, rep, acting):  # noqa: ARG001 - they act
    """Entering at once, and after some days when the clock's task comes; whoever is told hears."""
    assert worker.process.pid
    with redis.Redis.from_url(running.redis_url) as server, server.pubsub() as heard:
        heard.subscribe(TOLD)
        new = NewOpportunity({"name": "Yard"})
        (uid,) = open_opportunity(rep, new).opportunity_ids
        until(lambda: [one.title for one in tasks_about(rep, uid)] == ["Say hello"])
        told = []

        def is_told():
            message = heard.get_message(timeout=1)
            if message and message["type"] == "message":
                told.append(json.loads(message["data"])["user_id"])
            return rep.user_id in told

        until(is_told)
    backdate(uid, 15)
    pass_time.delay()
    until(lambda: {one.title for one in tasks_about(rep, uid)} == {"Say hello", "Nudge"})
