"""Whether the roles that a deal needs are filled: covered, missing, or cannot tell and why."""

from collections.abc import Iterable, Sequence

from graphcrm.buying.records import Coverage, Covered, Engagement, Member, Wanted


def coverage(needs: Iterable[Wanted], members: Sequence[Member]) -> tuple[Covered, ...]:
    """Return how each needed role is filled.

    Whether a role is missing hangs on the seats alone, and those are counted whoever has them:
    so who sees less never reads that something is missing where there is somebody. Of somebody
    whom one may not see one cannot tell.

    Args:
        needs: What is needed.
        members: The group.
    """
    return tuple(_covered(need, members) for need in needs)


def _covered(wanted: Wanted, members: Sequence[Member]) -> Covered:
    key, minimum = wanted.role.key, wanted.minimum
    holders = tuple(one for one in members if any(role.key == key for role in one.roles))
    if len(holders) < minimum:
        return Covered(wanted, Coverage.MISSING, holders, _missing(len(holders), minimum))
    heard = [one for one in holders if one.contact_id and _is_heard(one)]
    if len(heard) >= minimum:
        return Covered(wanted, Coverage.COVERED, holders, _named(heard))
    return Covered(wanted, Coverage.CANNOT_TELL, holders, _unsure(holders))


def sentence_of(covered: Sequence[Covered]) -> str:
    """Return the coverage of a deal in one sentence."""
    if not covered:
        return "This stage needs nobody in particular."
    names = {
        state: [one.wanted.role.name for one in covered if one.state is state] for state in Coverage
    }
    filled, count = len(names[Coverage.COVERED]), len(covered)
    roles = "the one role" if count == 1 else f"{count} roles"
    parts = [f"{filled} of {roles} covered" if filled < count else f"All of {roles} covered"]
    if count == 1:
        parts = [f"{names[Coverage.COVERED][0]} is covered"] if filled else []
    if missing := names[Coverage.MISSING]:
        parts.append(f"{_listed(missing)} missing")
    if unsure := names[Coverage.CANNOT_TELL]:
        parts.append(f"cannot tell about {_listed(unsure)}")
    told = "; ".join(parts)
    return f"{told[0].upper()}{told[1:]}."


def _is_heard(one: Member) -> bool:
    return one.engagement not in (Engagement.NEVER, Engagement.CANNOT_TELL)


def _missing(has: int, minimum: int) -> str:
    if minimum == 1:
        return "Nobody is seated."
    return f"{has or 'Nobody'} of {minimum} people {'is' if has <= 1 else 'are'} seated."


def _unsure(holders: Sequence[Member]) -> str:
    if any(one.contact_id is None for one in holders):
        return "Somebody you may not see has this role."
    mute = [one for one in holders if not _is_heard(one)]
    by_rights = [one for one in mute if one.engagement is Engagement.CANNOT_TELL]
    why = "has contact with us that you may not see" if by_rights else "was never in touch with us"
    return f"{(by_rights or mute)[0].name} {why}."


def _named(holders: Sequence[Member]) -> str:
    return f"{_listed([str(one.name) for one in holders])}."


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
