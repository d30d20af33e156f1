"""Every screen once, when the server starts: nobody waits for what is done the first time."""

import logging
from collections.abc import Iterator
from contextlib import suppress

from flask import Flask

from graphcrm.access import reads as access
from graphcrm.access.records import Actor
from graphcrm.directory import reads
from graphcrm.pipeline.board.reads import NoPipelineError, get_board
from graphcrm.relationships.acquaintances import circle_of
from graphcrm.web.session import SIGNED_IN


NO_SCREENS = {"health", "assets", "signin"}

log = logging.getLogger(__name__)


def rehearse(app: Flask) -> None:
    """Ask for every page there is, as the first administrator; whatever fails is only noted.

    Neo4j plans a query when it is first asked, in up to a second, and again for parameters of
    another type: so these are the real pages, of records that there is something to say about.
    """
    try:
        actor = access.find_first_admin()
        if actor is None:
            return
        browser = app.test_client()
        with browser.session_transaction() as session:
            session[SIGNED_IN] = actor.user_id
        for address in _addresses(app, actor):
            browser.get(address)
    except Exception as error:  # whoever asks next is told better what is wrong
        log.warning("What the screens read could not be read beforehand: %s", error, exc_info=True)


def _addresses(app: Flask, actor: Actor) -> Iterator[str]:
    """Yield the addresses of pages for which nothing but one of each kind of record is chosen."""
    known, asked = _examples(actor)
    site = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        room, _, _ = rule.endpoint.partition(".")
        is_read = "GET" in (rule.methods or ())
        if is_read and room not in NO_SCREENS and rule.arguments <= known.keys():
            chosen = {name: known[name] for name in rule.arguments}
            yield site.build(rule.endpoint, asked | chosen)


def _examples(actor: Actor) -> tuple[dict[str, str], dict[str, str]]:
    """Return uids of records by the names that addresses have for them, and what is searched."""
    known, asked = {}, {}
    for contact in (one for one in reads.contacts(actor).rows if one.last_contact_at):
        known["contact_id"] = known["one_id"] = contact.contact_id
        asked = {"to": contact.contact_id, "q": contact.name, "suggested": "1"}
        for other in circle_of(actor, contact.contact_id).known[:1]:
            known["other_id"] = other.contact_id
        break
    for account in (one for one in reads.accounts(actor).rows if one.last_contact_at):
        known["account_id"] = account.account_id
    with suppress(NoPipelineError):
        for column in get_board(actor, None).columns:
            for card in column.cards[:1]:
                known["opportunity_id"] = card.opportunity_id
    return known, asked
