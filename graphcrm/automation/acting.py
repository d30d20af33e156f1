"""Carrying out what a stage sets off: once, by the ordinary commands, and told with its reason."""

import logging
from dataclasses import dataclass, replace

from graphcrm import clock, graph
from graphcrm.access.records import Actor, Cause
from graphcrm.activities.commands import commit, find_done
from graphcrm.activities.records import Verb
from graphcrm.automation import rules
from graphcrm.automation.records import Company, Deal
from graphcrm.errors import CrmError, UnavailableError
from graphcrm.notifications.commands import notify
from graphcrm.notifications.records import About, Notice, NoticeKind
from graphcrm.pipeline import effects
from graphcrm.pipeline.opportunities.commands import edit_opportunity
from graphcrm.pipeline.opportunities.records import Edit
from graphcrm.pipeline.records import Acting, Effect, EffectKind, Moment, Recipient
from graphcrm.tasks.commands import add_task
from graphcrm.tasks.records import TaskDraft


DEAL = graph.load("automation/deal", Deal)
COMPANY = graph.load("automation/company", Company)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why an effect is to be carried out with a deal.

    Attributes:
        activity_id: Uid of the activity by which the deal came, went, or began its stay.
        depth: How many causes lie before that.
        stay_id: Of an effect after some days: uid of the stay; it is carried out once in each.
    """

    opportunity_id: str
    activity_id: str
    depth: int = 0
    stay_id: str | None = None


def carry_out(automation: Actor, acting: Acting, occasion: Occasion) -> None:
    """Do what an effect does, unless it was done on this occasion already.

    What the rules refuse is told to whoever looks after the deal, and not tried again.

    Raises:
        UnavailableError: The database did not answer; the same is to be tried again.
    """
    once = occasion.stay_id or occasion.activity_id
    key = f"{acting.effect_id}/{once}/{occasion.opportunity_id}"
    actor = replace(automation, cause=_cause(acting, occasion))
    try:
        _do(actor, acting, occasion, key)
    except UnavailableError:
        raise
    except Exception as error:  # one effect that fails must hold up no other
        is_ours = not isinstance(error, CrmError)
        log.warning("effect %s is refused: %s", acting.effect_id, error, exc_info=is_ours)
        _refuse(actor, acting, occasion, key, str(error))


@graph.atomic
def _do(actor: Actor, acting: Acting, occasion: Occasion, key: str) -> None:
    deal = graph.find(DEAL, opportunity_id=occasion.opportunity_id)
    if deal is None or find_done(actor, key):
        return
    match acting.effect.do:
        case EffectKind.TASK:
            _give_task(actor, acting, deal, key)
        case EffectKind.NOTIFY:
            _tell(actor, acting, deal, key)
        case EffectKind.SET_FIELD:
            _set_field(actor, acting.effect, deal, key)


def _give_task(actor: Actor, acting: Acting, deal: Deal, key: str) -> None:
    effect = acting.effect
    meant = rules.people(company_of(deal, effect.user), effect.whom or Recipient.OWNER)
    draft = TaskDraft(
        title=effect.title or effects.named(effect),
        due_on=effects.due_on(effect, clock.now().date()),
        why=f"Because {reason_of(acting)}.",
        owner_id=meant[0] if meant else None,
        about=(deal.opportunity_id,),
    )
    add_task(actor, draft, key=key)


def _tell(actor: Actor, acting: Acting, deal: Deal, key: str) -> None:
    effect = acting.effect
    meant = rules.people(company_of(deal, effect.user), effect.whom or Recipient.OWNER)
    words = effect.name or reason_of(acting)
    notices = [_notice(actor, one, deal, acting, words) for one in meant]
    notify(actor, notices, about=[deal.opportunity_id], key=key)


def _set_field(actor: Actor, effect: Effect, deal: Deal, key: str) -> None:
    value = effects.value_on(effect, clock.now().date())
    edit = Edit(fields={effect.field or "": value})
    done = edit_opportunity(actor, deal.opportunity_id, edit, key=key)
    if done.activity_id is None:
        commit(actor, Verb.EFFECT_UNNEEDED, about=[deal.opportunity_id], key=key)


@graph.atomic
def _refuse(actor: Actor, acting: Acting, occasion: Occasion, key: str, why: str) -> None:
    deal = graph.find(DEAL, opportunity_id=occasion.opportunity_id)
    if deal is None:
        return
    meant = rules.people(company_of(deal), Recipient.OWNER)
    kind = NoticeKind.EFFECT_REFUSED
    notices = [replace(_notice(actor, one, deal, acting, why), kind=kind) for one in meant]
    about = [deal.opportunity_id]
    notify(actor, notices, about=about, verb=Verb.EFFECT_REFUSED, key=key)


def company_of(deal: Deal, email: str | None = None) -> Company:
    """Return who may be meant around a deal, and who signs in with an address."""
    found: Company = graph.fetch(
        COMPANY, owner_id=deal.owner_id, team_id=deal.team_id, email=email
    )[0]
    return found


def reason_of(acting: Acting) -> str:
    """Return why an effect happened, e.g. "it entered Proposal"."""
    stage = acting.place.stage.name
    match acting.effect.when:
        case Moment.ENTER:
            return f"it entered {stage}"
        case Moment.LEAVE:
            return f"it left {stage}"
    return f"it has been in {stage} for {effects.days_in_words(acting.effect.days or 0)}"


def _notice(actor: Actor, user_id: str, deal: Deal, acting: Acting, words: str) -> Notice:
    cause = actor.cause
    return Notice(
        user_id,
        NoticeKind.STAGE,
        cause.activity_id if cause else acting.effect_id,
        About("Opportunity", deal.opportunity_id),
        stage=acting.place.stage.name,
        words=words,
        part=f"{acting.effect_id}/{deal.opportunity_id}",
    )


def _cause(acting: Acting, occasion: Occasion) -> Cause:
    sentence = f"Because {reason_of(acting)}: {effects.named(acting.effect)}."
    return Cause(
        occasion.activity_id,
        occasion.depth + 1,
        sentence,
        acting.effect_id,
        occasion.stay_id,
    )
