"""Who probably sways whom in a deal, by its people's mail and reporting lines: never a minus.

What counts, for "Ada sways Kim", and how much:

| signal | is | points |
|---|---|---|
| answered | a mail to Kim that Kim answered, where Kim answered at least half of Ada's | 1 |
| forwarded | a mail that Kim forwarded to Ada | 2 |
| added | a thread into which Kim brought Ada in the two weeks before the deal moved | 2 |
| reporting | Kim reports to Ada | 3 |

From 3 points on it is offered with a weight of 0.3, from 6 on with 0.5, from 12 on with 0.7. The
steps are a convention, chosen so that one reporting line or three answers are the least that says
anything; people who know better set the weight. Contact shows no opposition, so nothing here does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from graphcrm.buying.records import Reporting


ANSWERED, FORWARDED, ADDED, REPORTS = 1, 2, 2, 3
WEIGHTS = ((12, 0.7), (6, 0.5), (3, 0.3))
"""Points from which on a weight is offered, the most first."""

BEFORE_MOVE = timedelta(days=14)

FORWARDS = (
    *("fwd:", "fw:", "wg:", "tr:", "rv:", "enc:", "vb:", "vl:", "pd:", "doorst:", "ilt:", "fs:"),
    *("转发:", "转发\uff1a", "轉寄:", "轉寄\uff1a"),
)
"""How mail programs begin the subjects of forwarded mail, in lower case.

Danish and Norwegian "VS:" is not among them: Finnish programs write it before answers.
"""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail or message as far as people of a deal took part in it.

    Attributes:
        sender_id: None = somebody else.
        to_ids: Those whom it was for.
        with_ids: Everybody who took part, the sender among them.
        copy_ids: Those whom open copies were for.
        thread_id: None = nobody knows.
        replies_to: Uids of mails that it names as those it answers.
        is_reply: Its source says that it answers, but not what.
        is_forward: Its subject begins like that of a forwarded mail.
    """

    uid: str
    at: datetime
    sender_id: str | None
    to_ids: frozenset[str]
    with_ids: frozenset[str]
    copy_ids: frozenset[str] = frozenset()
    thread_id: str | None = None
    replies_to: tuple[str, ...] = ()
    is_reply: bool = False
    is_forward: bool = False


@dataclass(frozen=True, slots=True)
class Signs:
    """What may tell who sways whom, of what the reader may see.

    Attributes:
        names: Of the people of the deal, by uid.
        mails: In the order of time.
        reporting: Who reports to whom today.
        moved_at: When the deal went to another stage.
    """

    names: Mapping[str, str]
    mails: Sequence[Mail] = ()
    reporting: Sequence[Reporting] = ()
    moved_at: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody probably sways somebody, as evidence suggests; nobody has said so.

    Attributes:
        weight: That is offered: 0.3, 0.5 or 0.7.
        reasons: Each a sentence with its count.
        last_on: The last day (UTC) of the evidence; None = only a line that nobody has dated.
    """

    from_id: str
    from_name: str
    to_id: str
    to_name: str
    weight: float
    reasons: tuple[str, ...]
    last_on: date | None


@dataclass(slots=True)
class _Tally:
    """What tells that one sways another, as it is counted."""

    sent: int = 0
    answered: set[str] = field(default_factory=set)
    stated: int = 0
    forwarded: int = 0
    added: int = 0
    reports: bool = False
    days: list[date] = field(default_factory=list)
    answer_days: list[date] = field(default_factory=list)

    @property
    def last_on(self) -> date | None:
        """Return the last day of what counts; None = nobody knows one."""
        return max([*self.days, *(self.answer_days if self.answers else ())], default=None)

    @property
    def answers(self) -> int:
        """Return how many mails were answered; 0 where it was less than half of them."""
        count = min(self.sent, len(self.answered) + self.stated)
        return count if 2 * count >= self.sent else 0

    @property
    def points(self) -> int:
        """Return what all signals come to."""
        return (
            ANSWERED * self.answers
            + FORWARDED * self.forwarded
            + ADDED * self.added
            + REPORTS * self.reports
        )


def suggest(
    signs: Signs, settled: Collection[Pair] = (), dismissed: Collection[Pair] = ()
) -> list[Suggestion]:
    """Return who probably sways whom, the most signals first.

    Of two who sway each other only the one with more points is told: colleagues answer each other,
    and what they have in common tells nothing of who sways whom. With as many points on both sides
    neither is. That is decided before dismissals, so that "not so" never brings up the reverse.

    Args:
        signs: What the reader may see.
        settled: Who sways whom as people have said; of these two nothing is suggested, either way.
        dismissed: Of whom people said that it is not so.
    """
    tallies = _tallies(signs)
    said = {*settled, *((other, one) for one, other in settled)}
    found = []
    for (one, other), tally in tallies.items():
        back = tallies.get((other, one))
        weight = weight_of(tally.points)
        if weight is None or (back and back.points >= tally.points):
            continue
        if (one, other) not in said and (one, other) not in dismissed:
            found.append((tally.points, _suggestion(signs.names, (one, other), weight, tally)))
    found.sort(key=lambda pair: (-pair[0], *_order(pair[1])))
    return [one for _, one in found]


def weight_of(points: int) -> float | None:
    """Return the weight that is offered for so many points, 0..1; None = too few."""
    return next((weight for least, weight in WEIGHTS if points >= least), None)


def _tallies(signs: Signs) -> dict[Pair, _Tally]:
    """Return what tells that one sways another, by these two."""
    tallies: defaultdict[Pair, _Tally] = defaultdict(_Tally)
    by_uid = {one.uid: one for one in signs.mails}
    for mail in signs.mails:
        sender = mail.sender_id
        if sender is None:
            continue
        for to in mail.to_ids - {sender}:
            tallies[sender, to].sent += 1
            if mail.is_forward:
                tally = tallies[to, sender]
                tally.forwarded += 1
                tally.days.append(mail.at.date())
        if not mail.is_forward:
            _answer(tallies, mail, sender, by_uid)
    for mail, sender, added in _additions(signs):
        tally = tallies[added, sender]
        tally.added += 1
        tally.days.append(mail.at.date())
    for line in signs.reporting:
        tally = tallies[line.superior_id, line.contact_id]
        tally.reports = True
        tally.days += [line.since_on] if line.since_on else []
    return tallies


def _answer(
    tallies: defaultdict[Pair, _Tally], mail: Mail, sender: str, by_uid: Mapping[str, Mail]
) -> None:
    """Count which mails a mail answers: those it names that came from whom it goes to."""
    for other in (mail.to_ids | mail.copy_ids) - {sender}:
        named = {
            uid
            for uid in mail.replies_to
            if uid in by_uid and by_uid[uid].sender_id == other and sender in by_uid[uid].to_ids
        }
        tally = tallies[other, sender]
        tally.answered |= named
        stated = mail.is_reply and not named and other in mail.to_ids
        tally.stated += stated
        tally.answer_days += [mail.at.date()] if named or stated else []


def _additions(signs: Signs) -> Iterator[tuple[Mail, str, str]]:
    """Yield mails that brought somebody into a thread before the deal moved: mail, by whom, whom.

    Only of threads that are seen from their first mail on: of others nobody knows who was there.
    """
    threads: dict[str, list[Mail]] = {}
    for mail in signs.mails:
        if mail.thread_id:
            threads.setdefault(mail.thread_id, []).append(mail)
    for first, *later in threads.values():
        if first.replies_to or first.is_reply:
            continue
        there = first.with_ids
        for mail in later:
            if mail.sender_id and any(
                timedelta() <= at - mail.at <= BEFORE_MOVE for at in signs.moved_at
            ):
                new = (mail.to_ids | mail.copy_ids) - there - {mail.sender_id}
                yield from ((mail, mail.sender_id, one) for one in sorted(new))
            there |= mail.with_ids


def _suggestion(names: Mapping[str, str], pair: Pair, weight: float, tally: _Tally) -> Suggestion:
    sways, swayed = (names[uid] for uid in pair)
    reasons = []
    if tally.answers:
        reasons.append(
            f"{swayed} answered {tally.answers} of {_count(tally.sent, 'mail')} from {sways}."
        )
    if tally.forwarded:
        reasons.append(f"{swayed} forwarded {_count(tally.forwarded, 'mail')} to {sways}.")
    if tally.added:
        threads = _count(tally.added, "thread")
        reasons.append(
            f"{swayed} brought {sways} into {threads} in the {BEFORE_MOVE.days} days before the "
            "deal changed its stage."
        )
    if tally.reports:
        reasons.append(f"{swayed} reports to {sways}.")
    return Suggestion(pair[0], sways, pair[1], swayed, weight, tuple(reasons), tally.last_on)


def _count(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _order(one: Suggestion) -> tuple[str, str, str, str]:
    return one.from_name, one.to_name, one.from_id, one.to_id
