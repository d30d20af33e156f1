"""Members, groups and threads for tests of the map, with nothing that a test does not say."""

from datetime import UTC, datetime

from graphcrm.buying.records import Chair, Group, Member
from graphcrm.relationships.acquaintances import Acquaintance


NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def member(uid, *roles):
    """Somebody of a name like their uid; None = somebody hidden."""
    return Member(uid, uid, None, tuple(Chair(one) for one in roles))


def group_of(members, reporting, influences):
    """The group of a deal."""
    return Group(
        "deal",
        "Yard",
        None,
        None,
        None,
        "stage",
        NOW,
        (),
        tuple(members),
        (),
        tuple(reporting),
        tuple(influences),
        NOW,
        NOW,
    )


def thread(of_id, our_id, chance):
    """One of us knows somebody with this probability."""
    known = dict.fromkeys(("title", "account", "first_at", "last_at", "declared"))
    return Acquaintance(
        of_id=of_id,
        contact_id=our_id,
        name=our_id,
        is_ours=True,
        strength=chance,
        probability=chance,
        days=3,
        evidence_count=3,
        **known,
    )
