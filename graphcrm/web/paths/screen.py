"""What the Paths screen shows for a question: an answer, a choice of people, or what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote, urlencode

from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.directory import references, search
from graphcrm.directory.records import Hit
from graphcrm.errors import InvalidError, NotFoundError
from graphcrm.influence import questions, sentences
from graphcrm.influence.questions import From, PathAnswer, Person, ToldPath
from graphcrm.influence.records import Reading
from graphcrm.web.paths.drawing import Drawing, draw
from graphcrm.web.paths.forms import Ask


CHOICES = 9


class Kind(StrEnum):
    """The states of the screen."""

    FIRST = "first"
    ASK = "ask"
    CHOOSE = "choose"
    REFUSED = "refused"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Screen:
    """One state of the screen.

    Attributes:
        ask: The question, with `to` filled in where what was typed means one person or account.
        hits: Whom the typed words may mean.
        refusal: Why the question was not answered, as a sentence.
        title: What the answer is about, e.g. "Marguerite Achterberg".
        headline: The answer in a sentence.
        not_left_out: Why somebody who was typed could not be left out.
    """

    kind: Kind
    ask: Ask
    hits: tuple[Hit, ...] = ()
    refusal: str = ""
    title: str = ""
    headline: str = ""
    answer: PathAnswer | None = None
    drawing: Drawing | None = None
    not_left_out: str = ""

    @property
    def text(self) -> str:
        """What stands in the box."""
        return self.title or self.ask.q


def screen_of(actor: Actor, ask: Ask) -> Screen:
    """Return what to show for a question, and leave out who was typed where that is one person."""
    if not ask.leave:
        return _screen_of(actor, ask)
    try:
        found = references.resolve_contact(actor, ask.leave).contact_id
    except InvalidError as error:
        return replace(_screen_of(actor, ask), not_left_out=str(error))
    except NotFoundError:
        problem = f"Nobody you may see is {ask.leave!r}."
        return replace(_screen_of(actor, ask), not_left_out=problem)
    without = tuple(dict.fromkeys((*ask.without, found)))
    return _screen_of(actor, replace(ask, without=without, leave=""))


def _screen_of(actor: Actor, ask: Ask) -> Screen:
    if ask.to:
        screen = _answered(actor, ask)
        # Without script the box may say something new while `to` still holds the old choice.
        if not ask.q or ask.q == screen.title:
            return screen
    if ask.q:
        return _looked_up(actor, replace(ask, to=""))
    return Screen(Kind.ASK if questions.has_ties() else Kind.FIRST, ask)


def resolve(actor: Actor, ref: str) -> Ask:
    """Return the question for a uid, an address, a domain or a name; several stay to be chosen."""
    for find in (_contact_id, _account_id):
        try:
            return Ask(to=find(actor, ref))
        except (NotFoundError, InvalidError):
            continue
    return Ask(q=ref)


def introducers(actor: Actor, path: ToldPath) -> list[tuple[Person, list[str]]]:
    """Return the colleagues on a path who can be asked, each with the way from them to the target.

    None where the path rests on more than who knows whom, or the actor may ask for nothing.
    """
    if not access.is_allowed(actor, Permission.CREATE) or any(h.type != "KNOWS" for h in path.hops):
        return []
    way = [person.contact_id for person in path.people]
    return [
        (person, way[at:])
        for at, person in enumerate(path.people[:-1])
        if person.askable and person.contact_id != actor.contact_id
    ]


def introduction_mail(path: ToldPath) -> str | None:
    """Return a mailto: link that asks the first person of a path, who has an address; or None."""
    if not path.between or not path.between[0].address:
        return None
    asked, target = path.between[0], path.people[-1]
    way = " and ".join(person.name for person in path.between[1:])
    through = f" through {way}" if way else ""
    subject = f"Introduction to {target.name}?"
    at = f" ({', '.join(filter(None, (target.title, target.account)))})" if target.account else ""
    body = (
        f"Hi {sentences.first_name(asked.name)},\n\n"
        f"I would like to talk to {target.name}{at}. "
        f"Could you introduce me{through}?\n\n"
        f"{sentences.first_name(path.people[0].name)}"
    )
    told = urlencode({"subject": subject, "body": body}, quote_via=quote)
    return f"mailto:{quote(asked.address or '', safe='@')}?{told}"


def as_text(path: ToldPath) -> str:
    """Return a path in plain lines, to paste into a mail or a chat."""
    lines = [
        " > ".join(person.name for person in path.people),
        path.odds,
        *(f"- {hop.start.name}, {hop.end.name}: {hop.sentence}" for hop in path.hops),
    ]
    return "\n".join(lines)


def headline(actor: Actor, answer: PathAnswer) -> str:
    """Return the answer in one sentence."""
    best = answer.paths[0]
    way = sentences.Way(
        tuple(person.name for person in best.people),
        is_mine=best.people[0].contact_id == actor.contact_id,
        is_influence=answer.request.reading is Reading.INFLUENCE,
    )
    return sentences.of_best(way, best.odds)


def _answered(actor: Actor, ask: Ask) -> Screen:
    try:
        answer = questions.find_paths(actor, ask.request(), with_alternatives=True)
    except InvalidError as error:
        return Screen(Kind.REFUSED, ask, refusal=str(error))
    if not answer.has_ties:
        return Screen(Kind.FIRST, ask, answer=answer)
    title = _title(answer)
    if not title:
        return Screen(Kind.REFUSED, ask, refusal=answer.reason or "")
    if not answer.paths:
        return Screen(Kind.ANSWER, ask, title=title, answer=answer, headline="No path yet.")
    told = headline(actor, answer)
    return Screen(
        Kind.ANSWER, ask, title=title, headline=told, answer=answer, drawing=draw(answer.paths)
    )


def _title(answer: PathAnswer) -> str:
    if answer.aim:
        return answer.aim.name or ""
    return answer.target.name if answer.target else ""


def _looked_up(actor: Actor, ask: Ask) -> Screen:
    """Answer for whom the words mean beyond doubt, else offer whom they may mean."""
    hits = search.find(actor, ask.q, limit=CHOICES)
    meant = _meant(hits, ask.q)
    if meant is None:
        return Screen(Kind.CHOOSE, ask, tuple(hits))
    return _answered(actor, replace(ask, to=meant.uid, q=""))


def _meant(hits: Sequence[Hit], text: str) -> Hit | None:
    whole = [hit for hit in hits if hit.name.casefold() == text.casefold()]
    found = whole or list(hits)
    return found[0] if len(found) == 1 else None


def _contact_id(actor: Actor, ref: str) -> str:
    return references.resolve_contact(actor, ref).contact_id


def _account_id(actor: Actor, ref: str) -> str:
    return references.resolve_account(actor, ref).account_id


def start_words(start: From) -> str:
    """Return where paths begin, in the words of the ask row."""
    return {From.ME: "you", From.TEAM: "your team", From.ANYONE: "anyone of us"}[start]
