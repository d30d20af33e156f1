"""Invented subjects of mails and meetings."""

_TOPICS = (
    "depot rollout",
    "yard scheduling",
    "pilot in the north",
    "framework agreement",
    "pricing for next year",
    "reference visit",
    "data interface",
    "security questions",
    "budget round",
    "site visit",
    "renewal",
    "service levels",
    "training days",
    "winter timetable",
    "spare parts",
    "audit findings",
    "route planning",
    "contract annex",
    "test environment",
    "invoice 40{}",
    "delivery windows",
    "steering group",
    "driver app",
    "treasury forum",
    "cold chain",
    "handover",
)
_MAILS = (
    "{}",
    "{}: next steps",
    "Question about {}",
    "{}, a first draft",
    "Notes from today: {}",
    "{} on Thursday?",
    "Numbers for {}",
    "Before I forget: {}",
    "{}: two open points",
    "Short call about {}?",
    "Update on {}",
)
_MEETINGS = (
    "{}",
    "{}: review",
    "Coffee, and {}",
    "Weekly: {}",
    "Workshop: {}",
    "{}: decision",
    "Lunch, {}",
)


def mail_subject(topic: int, *, answer: bool) -> str:
    """Return the subject of a mail of the thread about `topic`, any number from 0."""
    text = _text(_MAILS, topic)
    return f"Re: {text}" if answer else text


def meeting_subject(topic: int) -> str:
    """Return the subject of a meeting about `topic`, any number from 0."""
    return _text(_MEETINGS, topic)


def _text(forms: tuple[str, ...], topic: int) -> str:
    rest, form = divmod(topic, len(forms))
    about = _TOPICS[rest % len(_TOPICS)].format(rest // len(_TOPICS) % 90 + 10)
    text = forms[form].format(about)
    return text[0].upper() + text[1:]
