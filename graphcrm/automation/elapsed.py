"""What time sets off: deals so long in a stage, approvals nobody gave, introductions that wait."""

from dataclasses import replace
from datetime import datetime

from graphcrm import clock, graph
from graphcrm.access.records import Actor, Cause
from graphcrm.activities import leases
from graphcrm.automation import introducing
from graphcrm.automation.acting import Occasion, carry_out
from graphcrm.automation.records import Request
from graphcrm.members.automation import ACTOR, automation
from graphcrm.notifications.commands import notify
from graphcrm.notifications.records import About, Notice, NoticeKind
from graphcrm.pipeline import reads
from graphcrm.pipeline.records import Acting, Moment
from graphcrm.pipeline.stays import long_stays


LEASE = "automation after days"
STEP = 200

EXPIRED = graph.load("automation/expired", Request)


def pass_time() -> int:
    """Carry out what is due by now, unless another process does; return how much it was."""
    if not leases.take(LEASE):
        return 0
    try:
        now = clock.now()
        count = sum(_after(one, now) for one in _after_days())
        return count + _expire(now) + introducing.pass_time(now)
    finally:
        leases.end(LEASE)


def _after_days() -> list[Acting]:
    effects = reads.acting_effects(ACTOR)
    return [one for one in effects if one.effect.when is Moment.AFTER]


def _after(acting: Acting, now: datetime) -> int:
    """Carry out an effect with every deal that has been in the stage for so long."""
    me, count = automation(), 0
    while True:
        stays = long_stays(me, acting, now, limit=STEP)
        for one in stays:
            leases.take(LEASE)
            carry_out(me, acting, Occasion(one.opportunity_id, one.began_by, 0, one.stay_id))
        count += len(stays)
        if len(stays) < STEP:
            return count


def _expire(now: datetime) -> int:
    """Tell who asked for an approval that nobody gave it in time."""
    count = 0
    while rows := graph.fetch(EXPIRED, today=now.date(), limit=STEP):
        me = automation()
        for row in rows:
            leases.take(LEASE)
            notify(_because(me, row), [_notice(row)], key=f"expired/{row.approval_id}")
        count += len(rows)
        if len(rows) < STEP:
            break
    return count


def _because(me: Actor, row: Request) -> Actor:
    return replace(me, cause=Cause(row.approval_id, 1))


def _notice(row: Request) -> Notice:
    return Notice(
        row.asked_by,
        NoticeKind.APPROVAL_EXPIRED,
        row.approval_id,
        About("Opportunity", row.opportunity_id),
        stage=row.stage,
    )
