"""Telling people what others did that concerns them: approvals, introductions, what is theirs."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from graphcrm import graph
from graphcrm.access import reads as users, rules as access
from graphcrm.access.records import Actor, Cause, Ownership, Permission, Role
from graphcrm.automation import introducing, rules
from graphcrm.automation.records import Asked, Entry, Request
from graphcrm.changes import Change
from graphcrm.errors import ConflictError
from graphcrm.notifications.commands import notify
from graphcrm.notifications.records import About, Notice, NoticeKind
from graphcrm.pipeline.criteria.records import ApprovalState


APPROVAL = graph.load("automation/approval", Request)
log = logging.getLogger(__name__)

_ANSWERS = {
    ApprovalState.APPROVED: NoticeKind.APPROVAL_GIVEN,
    ApprovalState.DECLINED: NoticeKind.APPROVAL_DECLINED,
}


def tell(automation: Actor, entry: Entry, changes: Sequence[Change]) -> None:
    """Tell whoever an entry concerns; each is told of it once, however often it is followed."""
    notices = [*_given(entry, changes)]
    for one in rules.asked(entry, changes):
        row = graph.find(APPROVAL, approval_id=one.approval_id)
        if row is not None:
            notices += answers(one, row, entry)
    if entry.verb in rules.INTRODUCING:
        notices += introducing.told_of(entry, changes)
    if notices:
        cause = Cause(entry.activity_id, entry.depth + 1)
        try:
            notify(replace(automation, cause=cause), notices)
        except ConflictError as error:  # what it was about is gone; it must hold up nothing else
            log.warning("nobody is told of %s: %s", entry.activity_id, error)


def answers(asked: Asked, request: Request, entry: Entry) -> list[Notice]:
    """Return what the next approvers are told, or who asked."""
    about = About("Opportunity", request.opportunity_id)
    if asked.state == ApprovalState.PENDING:
        by_id = request.asked_by
        kind, meant = NoticeKind.APPROVAL_ASKED, _approvers(request, asked.step or 0)
    elif asked.state in _ANSWERS:
        by_id = entry.by_id
        kind, meant = _ANSWERS[ApprovalState(asked.state)], [request.asked_by]
    else:
        return []
    return [
        Notice(
            user_id,
            kind,
            entry.activity_id,
            about,
            by_id=by_id,
            stage=request.stage,
            words=asked.reason,
            part=request.approval_id,
        )
        for user_id in meant
    ]


def _approvers(request: Request, step: int) -> list[str]:
    """Return who may approve next: of the role that is asked, else the administrators."""
    owned = Ownership(request.owner_id, request.team_id)
    for role in (Role(request.approvers[step]), Role.ADMIN):
        found = [
            one.user_id
            for one in users.actors_of_role(role)
            if one.user_id != request.asked_by and access.is_allowed(one, Permission.EDIT, owned)
        ]
        if found:
            return found
    return []


def _given(entry: Entry, changes: Sequence[Change]) -> list[Notice]:
    """Return what people are told who were given something: once, though it be many records."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in rules.given(entry, changes):
        found[one.owner_id, one.label].append(one.uid)
    kinds = {"Opportunity": NoticeKind.DEAL_ASSIGNED, "Task": NoticeKind.TASK_ASSIGNED}
    return [
        Notice(
            user_id,
            kinds[label],
            entry.activity_id,
            About(label, uids[0]) if len(uids) == 1 else None,
            by_id=entry.by_id,
            count=len(uids) if len(uids) > 1 else None,
        )
        for (user_id, label), uids in found.items()
    ]
