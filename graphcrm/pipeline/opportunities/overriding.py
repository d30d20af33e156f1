"""Going where a stage says no: by whom, and how that is recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Ownership, Permission
from graphcrm.directory.rules import FieldError


LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Override:
    """A reason why what stages ask for does not matter, and what it was used for.

    Attributes:
        reason: In the actor's words; None = there is none: nothing is overridden.
        used: Name of a deal with the sentences that did not stop it.
    """

    actor: Actor
    reason: str | None
    used: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def take(self, name: str, owned: Ownership, sentences: Iterable[str]) -> None:
        """Note what does not stop a deal.

        Raises:
            NotPermittedError: The actor may not override that.
        """
        told = tuple(sentences)
        if told:
            access.require(self.actor, Permission.OVERRIDE, owned)
            self.used.append((name, told))

    def text(self) -> str | None:
        """Return what the stream says of it; None where nothing was overridden."""
        if not self.used:
            return None
        by_sentences: dict[tuple[str, ...], list[str]] = {}
        for name, sentences in self.used:
            by_sentences.setdefault(sentences, []).append(name)
        told = [
            " ".join(sentences) if len(by_sentences) == 1 else _of(names, sentences)
            for sentences, names in by_sentences.items()
        ]
        return f"Override: {self.reason} ({' '.join(told)})"


def override_of(actor: Actor, reason: str | None) -> Override:
    """Return an override for a reason as typed.

    Raises:
        FieldError: It is longer than anybody reads.
    """
    words = " ".join((reason or "").split())
    if len(words) > LONGEST:
        raise FieldError("override_reason", f"at most {LONGEST} characters, not {len(words)}.")
    return Override(actor, words or None)


def _of(names: Sequence[str], sentences: Sequence[str]) -> str:
    return f"{', '.join(names)}: {' '.join(sentences)}"
