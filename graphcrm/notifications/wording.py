"""Notifications in words: what comes before and after the name of the record they are about."""

from graphcrm.notifications.records import NoticeKind, Notification


HIDDEN = "a record you may not see"

_SENTENCES = {
    NoticeKind.APPROVAL_ASKED: ("{by} asks for your approval that ", " moves to {stage}"),
    NoticeKind.APPROVAL_GIVEN: ("{by} approved that ", " moves to {stage}"),
    NoticeKind.APPROVAL_DECLINED: ("{by} declined that ", " moves to {stage}: {words}"),
    NoticeKind.APPROVAL_EXPIRED: ("Nobody answered in time whether ", " may move to {stage}"),
    NoticeKind.DEAL_ASSIGNED: ("{by} gave you ", ""),
    NoticeKind.TASK_ASSIGNED: ("{by} gave you a task: ", ""),
    NoticeKind.STAGE: ("", ": {words}"),
    NoticeKind.EFFECT_REFUSED: ("What {stage} sets off could not be done with ", ": {words}"),
    NoticeKind.INTRODUCTION_ASKED: ("{by} asks you for an introduction to ", ""),
    NoticeKind.INTRODUCTION_ACCEPTED: ("{by} agrees to introduce you to ", ""),
    NoticeKind.INTRODUCTION_DECLINED: ("{by} cannot introduce you to ", ""),
    NoticeKind.INTRODUCTION_DONE: ("{by} has passed on your introduction to ", ""),
    NoticeKind.INTRODUCTION_OVER: ("{by} told what came of the introduction to ", ": {words}"),
    NoticeKind.INTRODUCTION_WITHDRAWN: ("{by} needs no introduction any more to ", ""),
    NoticeKind.INTRODUCTION_LAPSED: ("There will be no introduction to ", ": {words}"),
    NoticeKind.INTRODUCTION_WAITS_ASKED: ("{by} waits for your answer: an introduction to ", ""),
    NoticeKind.INTRODUCTION_WAITS_ACCEPTED: (
        "You agreed to pass it on for {by}: an introduction to ",
        "",
    ),
    NoticeKind.INTRODUCTION_WAITS_DONE: ("What came of the introduction to ", "?"),
}


def sentence(told: Notification) -> tuple[str, str, str]:
    """Return a notification in three parts: before the name, the name, after it.

    The name is that of one record, how many there are, or that it is not the reader's to see.
    """
    before, after = _SENTENCES[NoticeKind(told.kind)]
    said = {
        "by": told.by or "Somebody",
        "stage": told.stage or "a stage that is gone",
        "words": told.words or "",
    }
    name = told.name or (f"{told.count} records" if told.count else HIDDEN)
    return before.format(**said), name, after.format(**said)
