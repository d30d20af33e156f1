"""What the stages of the sample world set off, and the tasks its people have already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from graphcrm.access.records import Actor
from graphcrm.pipeline import commands
from graphcrm.pipeline.criteria.reads import deals_in
from graphcrm.pipeline.records import (
    Effect,
    EffectKind,
    Layout,
    Moment,
    Process,
    Recipient,
    Stage,
    StageType,
)
from graphcrm.tasks.commands import add_task
from graphcrm.tasks.records import TaskDraft


_OFFER = Effect(
    "send-the-offer", EffectKind.TASK, title="Send the offer", whom=Recipient.OWNER, due_days=2
)
_QUIET = Effect("quiet", EffectKind.NOTIFY, Moment.AFTER, days=21, whom=Recipient.MANAGER)
_OFFERED_AT = 50  # percent: from here on there is something to offer
_TASKS = (
    ("Confirm the site visit", -1),
    ("Send the pricing", 0),
    ("Ask for a reference", 0),
    ("Read their contract", 3),
    ("Prepare the quarterly review", None),
)


def configure(admin: Actor, process: Process) -> None:
    """Let the stages in which there is something to offer set off what a team would want."""
    first, *rest = process.pipelines
    pipelines = (replace(first, stages=tuple(map(_acting, first.stages))), *rest)
    commands.apply_process(admin, replace(process, pipelines=pipelines))


def give_tasks(admin: Actor, layout: Layout, owners: Iterable[Actor], today: date) -> None:
    """Give everybody who has open deals a few tasks, one about each of their first.

    Args:
        admin: Who sees all deals.
        layout: The process.
        owners: The users.
        today: The day of the world.
    """
    stages = [one for one in layout.places.values() if one.stage.type is StageType.OPEN]
    deals: dict[str, list[str]] = defaultdict(list)
    for page in deals_in(admin, [one.stage_id for one in stages]):
        for deal in page:
            deals[deal.values["owner_id"]].append(deal.uid)
    for owner in owners:
        for (title, days), uid in zip(_TASKS, deals[owner.user_id], strict=False):
            due_on = None if days is None else today + timedelta(days=days)
            add_task(owner, TaskDraft(title, due_on, owner_id=owner.user_id, about=(uid,)))


def _acting(stage: Stage) -> Stage:
    if stage.type is not StageType.OPEN or stage.win_percent < _OFFERED_AT:
        return stage
    effects = (_OFFER, _QUIET) if stage.win_percent == _OFFERED_AT else (_QUIET,)
    return replace(stage, sets_off=effects)
