"""The reads of every screen once, when the server starts: nobody waits for the first plans."""

import logging
from contextlib import suppress

from graphcrm.access import reads as access
from graphcrm.access.records import Actor
from graphcrm.directory import reads, search, timeline
from graphcrm.directory.records import AccountPage, ContactPage
from graphcrm.influence import questions
from graphcrm.influence.evidence import evidence_of_tie
from graphcrm.influence.questions import From, PathRequest
from graphcrm.integrations.reads import imports
from graphcrm.pipeline.board.grouping import get_grouped
from graphcrm.pipeline.board.reads import NoPipelineError, get_board
from graphcrm.pipeline.board.records import GroupBy
from graphcrm.relationships.acquaintances import acquaintances, circle_of
from graphcrm.views.reads import views_of


log = logging.getLogger(__name__)


def rehearse() -> None:
    """Read what the screens read, as the first administrator; whatever fails is only noted.

    Neo4j plans a query when it is first asked, in up to a second, and again for parameters of
    another type: so these are the real reads, of people whom there is something to say about.
    """
    try:
        actor = access.find_first_admin()
        if actor is None:
            return
        contacts = [line.contact_id for line in reads.contacts(actor).rows if line.last_contact_at]
        accounts = [line.account_id for line in reads.accounts(actor).rows if line.last_contact_at]
        if contacts:
            _read_contact(actor, reads.get_contact(actor, contacts[0]))
        if accounts:
            _read_account(actor, reads.get_account(actor, accounts[0]))
        imports(actor)
        views_of(actor, [])
        with suppress(NoPipelineError):
            get_board(actor, None)
            get_grouped(actor, None, GroupBy.OWNER)
    except Exception as error:  # whoever asks next is told better what is wrong
        log.warning("What the screens read could not be read beforehand: %s", error, exc_info=True)


def _read_contact(actor: Actor, contact: ContactPage) -> None:
    request = PathRequest((contact.contact_id,), start=From.ANYONE)
    questions.find_paths(actor, request, with_alternatives=True)
    circle = circle_of(actor, contact.contact_id)
    timeline.contact_timeline(actor, contact.contact_id)
    for other in circle.known[:1]:
        evidence_of_tie(actor, contact.contact_id, other.contact_id)
    search.find(actor, contact.name[:3])
    reads.contacts(actor, contact.name)


def _read_account(actor: Actor, account: AccountPage) -> None:
    questions.find_paths(actor, PathRequest((account.account_id,)), with_alternatives=True)
    acquaintances(actor, [person.contact_id for person in account.people], ours_only=True)
    timeline.account_timeline(actor, account.account_id)
    reads.accounts(actor, account.name)
