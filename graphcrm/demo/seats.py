"""Who has which part in the open deals of the world, and what is thought of them."""

from collections.abc import Mapping, Sequence

import numpy as np

from graphcrm.buying.records import Role, Stance
from graphcrm.buying.titles import guess_role
from graphcrm.demo.records import Deal, Person, Seat


_FIRST = 2  # seats of a deal in its first stage; one more a stage
_SUPPORTS = (2, 1, 1, 1, 0, 0, -1, -2, None, None)
_STANCES = {2: Stance.CHAMPION, -2: Stance.BLOCKER}


def draw_seats(
    random: np.random.Generator,
    drawn: Sequence[Deal],
    staff: Mapping[str, Sequence[Person]],
    roles: Sequence[Role],
) -> dict[Deal, tuple[Seat, ...]]:
    """Return the seats of deals that are open.

    Args:
        random: Decides who is known of, and what is thought of them.
        drawn: The deals.
        staff: People by the name of the firm where they work.
        roles: Which there are; one of them is neutral.
    """
    found = {}
    for deal in drawn:
        there = staff.get(deal.account, ())
        if deal.closed_on is None and there:
            order = [there[number] for number in random.permutation(len(there))]
            first = next((one for one in order if _decides(one, roles)), order[0])
            some = [first, *(one for one in order if one is not first)]
            some = some[: _FIRST + len(deal.stays) - 1]
            supports = random.integers(len(_SUPPORTS), size=len(some))
            found[deal] = tuple(
                _seat(person, _SUPPORTS[number], roles)
                for person, number in zip(some, supports, strict=True)
            )
    return found


def _decides(person: Person, roles: Sequence[Role]) -> bool:
    guess = guess_role(person.title, roles)
    return guess is not None and guess.role.authority


def _seat(person: Person, support: int | None, roles: Sequence[Role]) -> Seat:
    """Seat somebody by their title; without one for it by their stance, else as a mere contact."""
    guess = guess_role(person.title, roles)
    meant = (one for one in roles if support in _STANCES and one.stance is _STANCES[support])
    role = guess.role if guess else next(meant, next(one for one in roles if one.neutral))
    return Seat(person.address.value, role.key, support, 6 - person.level)
