"""A deal's random history by the commands that people use, and its replay in memory."""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from world import World

from graphcrm import clock
from graphcrm.activities.as_of import Axis
from graphcrm.activities.records import Kind
from graphcrm.buying import lines
from graphcrm.buying.commands import assess, seat, snooze, unseat, wake
from graphcrm.buying.undoing import undo_change_of_group
from graphcrm.changes import Added, Node, Removed, Set, decode
from graphcrm.directory.commands import edit_contact, remove_contact
from graphcrm.directory.encounters import Encounter, log_activity, withdraw_activity
from graphcrm.directory.reads import get_contact
from graphcrm.directory.undoing import undo_change
from graphcrm.errors import CrmError
from graphcrm.graph import connection
from graphcrm.pipeline import reads
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.records import Move
from graphcrm.pipeline.opportunities.undoing import undo_change_of_deals


DAY = timedelta(days=1)
PEOPLE = ("Kim", "Mia", "Jo", "Ann", "Bo", "Cy")
ROLES = ("champion", "decision-maker", "user", "blocker", "economic-buyer")


@dataclass
class Contacted:
    """A mail or call of the history, as the oracle keeps it."""

    uid: str
    contact_id: str
    at: datetime
    recorded_at: datetime
    is_logged: bool = False
    withdrawn_at: datetime | None = None

    def counts(self, at, axis):
        """Answer whether it counts at an instant."""
        if axis is Axis.TRUE:
            return self.at <= at and self.withdrawn_at is None
        gone = self.withdrawn_at is not None and self.withdrawn_at <= at
        return self.at <= at and self.recorded_at <= at and not gone


@dataclass
class History:
    """A deal's random history, made by the commands that people use, and what it was made of."""

    world: World
    deal_id: str
    other_id: str
    rng: Random
    done: list = field(default_factory=list)
    contacts: list = field(default_factory=list)

    def _person(self):
        return self.world.uid(self.rng.choice(PEOPLE))

    def step(self):
        """Do something, if the rules of the day allow it."""
        often = (self._seat, self._say, self._report, self._undo, self._mail)
        seldom = (self._unseat, self._unreport, self._sway, self._unsway, self._rest, self._move)
        also = (self._edit, self._log, self._withdraw, self._lose)
        act = self.rng.choice([*often, *often, *seldom, *also])
        with suppress(CrmError):
            act()

    def _keep(self, undo, activity_id):
        if activity_id:
            self.done.append((undo, activity_id))

    def _seat(self):
        role = self.rng.choice(ROLES)
        made = seat(self.world.admin, self.deal_id, self._person(), role)
        self._keep(undo_change_of_group, made)

    def _unseat(self):
        role = self.rng.choice([*ROLES, None])
        made = unseat(self.world.admin, self.deal_id, self._person(), role)
        self._keep(undo_change_of_group, made)

    def _say(self):
        told = {"support": str(self.rng.randint(-2, 2)), "power": self.rng.choice(["", "3", "5"])}
        made = assess(self.world.admin, self.deal_id, self._person(), told)
        self._keep(undo_change_of_group, made)

    def _where(self):
        """A line may be drawn in another deal just as well."""
        return self.rng.choice([self.deal_id, self.other_id])

    def _report(self):
        made = lines.declare_reporting(
            self.world.admin, self._where(), self._person(), self._person()
        )
        self._keep(undo_change_of_group, made)

    def _unreport(self):
        for one in PEOPLE:
            for other in PEOPLE:
                if one != other and self.rng.random() < 0.3:
                    lines.end_reporting(
                        self.world.admin, self.other_id, self.world.uid(one), self.world.uid(other)
                    )

    def _sway(self):
        weight = self.rng.choice(["0.9", "0.3", "-0.6"])
        made = lines.declare_influence(
            self.world.admin, self._where(), self._person(), self._person(), weight
        )
        self._keep(undo_change_of_group, made)

    def _unsway(self):
        made = lines.end_influence(self.world.admin, self.other_id, self._person(), self._person())
        self._keep(undo_change_of_group, made)

    def _rest(self):
        day = clock.now().date() + timedelta(days=self.rng.randint(0, 30))
        who = self._person()
        if self.rng.random() < 0.5:
            wake(self.world.admin, self.deal_id, who, "champion-quiet")
        else:
            snooze(
                self.world.admin,
                self.deal_id,
                who,
                "champion-quiet",
                until_on=day,
                reason="On leave.",
            )

    def _undo(self):
        """Take back one of the last changes; what is refused may be possible later."""
        if self.done:
            at = self.rng.randrange(max(0, len(self.done) - 4), len(self.done))
            undo, activity_id = self.done[at]
            undo(self.world.admin, activity_id)
            del self.done[at]

    def _move(self):
        places = reads.layout(self.world.admin).places
        stage_id = self.rng.choice(sorted(places))
        move = Move((self.deal_id,), stage_id, override_reason="So be it.", other_pipeline=True)
        self._keep(undo_change_of_deals, move_opportunity(self.world.admin, move).activity_id)

    def _edit(self):
        uid = self._person()
        page = get_contact(self.world.admin, uid)
        day = clock.now().date()
        jobs = tuple(
            replace(job, until_on=self.rng.choice([None, day, day - 30 * DAY]))
            for job in page.draft.jobs
        )
        title = self.rng.choice(["CFO", "CEO", "Buyer"])
        saved = edit_contact(
            self.world.admin,
            uid,
            replace(page.draft, title=title, jobs=jobs),
            version=page.version,
        )
        self._keep(undo_change, saved.activity_id)

    def _lose(self):
        """Somebody is removed, and mostly returns."""
        if self.rng.random() < 0.5:
            who = self._person()
            self._keep(undo_change, remove_contact(self.world.admin, who).activity_id)

    def _mail(self):
        """Sent today or up to two months ago, and imported today."""
        name = self.rng.choice(PEOPLE)
        at = clock.now() - self.rng.choice([0, 0, 3, 20, 60]) * DAY - timedelta(minutes=5)
        ends = ("Admin", name) if self.rng.random() < 0.5 else (name, "Admin")
        uid = self.world.exchange(*ends, at=at)
        self.contacts.append(Contacted(uid, self.world.uid(name), at, clock.now()))

    def _log(self):
        who = self._person()
        at = clock.now() - self.rng.choice([0, 1, 10]) * DAY - timedelta(minutes=5)
        made = log_activity(self.world.admin, Encounter(Kind.CALL, at, (who,)))
        self.contacts.append(Contacted(made.evidence_id, who, at, clock.now(), is_logged=True))

    def _withdraw(self):
        logged = [one for one in self.contacts if one.is_logged and not one.withdrawn_at]
        if not logged:
            return
        one = self.rng.choice(logged)
        withdraw_activity(self.world.admin, one.uid)
        one.withdrawn_at = clock.now()


STREAM = """
MATCH (activity:Activity) WHERE activity.changes IS NOT NULL
RETURN activity.uid, activity.batch_id, activity.verb, activity.recorded_at, activity.changes
ORDER BY activity.seq
"""


def stream():
    """Return the whole stream: uid, what it takes back, when it was recorded, changes."""
    with connection.session(write=False) as session:
        rows = session.run(STREAM).values()
    return [
        (uid, batch if verb == "undone" else None, at.to_native().astimezone(UTC), decode(text))
        for uid, batch, verb, at, text in rows
    ]


def replayed(entries):
    """Return what there is when these changes have been made, by uid: the plainest replay."""
    there = {}
    for *_, changes in entries:
        for change in changes:
            uid = change.what.uid
            match change:
                case Added(what, values):
                    there[uid] = (what, dict(values))
                case Removed():
                    del there[uid]
                case Set(_, _, after):
                    there[uid][1].update(after)
    return there


class Oracle:
    """The table by replays of the whole stream, in memory."""

    def __init__(self, history):
        self.history = history
        self.entries = stream()
        undone = {back for _, back, *_ in self.entries if back}
        self.meant = [one for one in self.entries if not one[1] and one[0] not in undone]
        self.by_now = replayed(self.meant)

    def table(self, at, axis):
        """Return the table as `shown` returns it."""
        entries = self.entries if axis is Axis.KNOWN else self.meant
        there = replayed(one for one in entries if one[2] <= at)
        dated = there if axis is Axis.KNOWN else self.by_now
        day, deal_id = at.date(), self.history.deal_id
        people = {
            uid: values
            for uid, (what, values) in there.items()
            if isinstance(what, Node) and what.label == "Contact"
        }

        def edges(source, kind):
            return [
                (what.start.uid, what.end.uid, values)
                for what, values in source.values()
                if not isinstance(what, Node) and what.type == kind
            ]

        def holds(values):
            from_on, until_on = values.get("from_on"), values.get("until_on")
            return (from_on is None or from_on <= day) and (until_on is None or until_on >= day)

        seats = defaultdict(list)
        for who, deal, values in edges(there, "PLAYS"):
            if deal == deal_id and who in people:
                seats[who].append(values)
        if axis is Axis.KNOWN:
            (stage,) = (to for deal, to, _ in edges(there, "IN_STAGE") if deal == deal_id)
        else:
            stays = [
                (values["entered_at"], to)
                for kind in ("IN_STAGE", "WAS_IN")
                for deal, to, values in edges(self.by_now, kind)
                if deal == deal_id and values["entered_at"] <= at
            ]
            stage = max(stays)[1]
        firms = {to for deal, to, _ in edges(dated, "FOR") if deal == deal_id}
        left = {}
        for who in seats:
            ends = [
                values.get("until_on") or day
                for one, firm, values in edges(dated, "WORKS_AT")
                if one == who and firm in firms
            ]
            if ends and max(ends) < day:
                left[who] = max(ends)
        return {
            "stage": stage,
            "people": {
                who: (
                    people[who]["name"],
                    people[who].get("title"),
                    sorted(one["role_key"] for one in some),
                    some[0].get("support"),
                    some[0].get("power"),
                    left.get(who),
                    self._contact(who, at, axis),
                )
                for who, some in seats.items()
            },
            "reporting": {
                (one, other)
                for one, other, values in edges(dated, "REPORTS_TO")
                if one in seats and other in seats and holds(values)
            },
            "influences": {
                (one, other): values["weight"]
                for one, other, values in edges(there, "INFLUENCES")
                if one in seats and other in seats and values["expires_on"] >= day
            },
            "snoozes": {
                (who, values["until_on"])
                for deal, who, values in edges(there, "SNOOZES")
                if deal == deal_id
            },
        }

    def _contact(self, who, at, axis):
        """Return on how many days they were in touch, and when last."""
        there = [
            one.at
            for one in self.history.contacts
            if one.contact_id == who and one.counts(at, axis)
        ]
        return len({one.date() for one in there}), max(there, default=None)


def shown(group, contacts):
    """Return a group as the oracle tells it."""
    ours = {one.of_id: one for one in contacts.ours}
    return {
        "stage": group.stage_id,
        "people": {
            one.contact_id: (
                one.name,
                one.title,
                sorted(role.key for role in one.roles),
                one.assessment.support,
                one.assessment.power,
                one.left_on,
                (ours[one.contact_id].days, one.touch.last_at)
                if one.contact_id in ours
                else (0, one.touch.last_at),
            )
            for one in group.members
        },
        "reporting": {(one.contact_id, one.superior_id) for one in group.reporting},
        "influences": {(one.from_id, one.to_id): one.weight for one in group.influences},
        "snoozes": {(one.contact_id, one.until_on) for one in group.snoozes},
    }
