"""The text that a colleague is asked to pass on, written from what that colleague may see."""

from dataclasses import dataclass

from graphcrm.influence.sentences import first_name


@dataclass(frozen=True, slots=True)
class Facts:
    """What a draft is made of; nothing in it is hidden from the connector.

    Attributes:
        asker: Name of who asks.
        asker_title: What they are; None = not known.
        house: Our own company.
        connector: Name of the colleague.
        next: Name of whom the colleague writes to: the target, or who is before them.
        target: Name of whom the asker wants to meet.
        target_title: What they are; None = not known.
        target_account: Where they work; None = not known.
    """

    asker: str
    asker_title: str | None
    house: str
    connector: str
    next: str
    target: str
    target_title: str | None
    target_account: str | None


def draft(facts: Facts) -> str:
    """Return a mail in the colleague's voice."""
    asker = f"{facts.asker}, {facts.asker_title}," if facts.asker_title else facts.asker
    what = ", ".join(filter(None, (facts.target_title, facts.target_account)))
    target = f"{facts.target} ({what})" if what else facts.target
    works = f"{asker} works with me at {facts.house} and would like to talk to"
    asks = f"{works} {target}. Would you be willing to introduce them?"
    if facts.next == facts.target:
        asks = f"{works} you. Would it be all right if I put the two of you in touch?"
    paragraphs = (
        f"Hi {first_name(facts.next)},",
        asks,
        "A short yes or no is enough.",
        first_name(facts.connector),
    )
    return "\n\n".join(paragraphs)
