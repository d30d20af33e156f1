"""How often a form may be sent from one network address, and how often its spam trap closed."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from graphcrm.config import Config
from graphcrm.errors import UnavailableError
from graphcrm.web.counting import Counts, network_of
from graphcrm.web.errors import TooOftenError


PREFIX: Final = "graphcrm:leads:"
WINDOW_S: Final = 10 * 60
OF_ADDRESS: Final = 20  # an office is many people behind one address
TRAPPED_FOR_S: Final = 30 * 24 * 60 * 60


class TooManySentError(TooOftenError):
    """One address sent a form too often."""

    code = "too-many-sent"

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"That was sent too often; try again in {wait_s} seconds.", wait_s)


class UncountedError(UnavailableError):
    """What is sent cannot be counted, so nothing is taken."""

    code = "form-unavailable"

    def __init__(self) -> None:
        super().__init__("This form does not answer just now; try again in a moment.")


class Limits:
    """What forms were sent lately, kept where every web process counts together."""

    def __init__(self, config: Config) -> None:
        self._counts = Counts(config, UncountedError)

    def let_through(self, form_key: str, address: str) -> None:
        """Count something sent to a form, whether there is one or not.

        Raises:
            TooManySentError: That address has sent to it too often.
            UncountedError: Redis does not answer.
        """
        key = f"{PREFIX}sent:{_hidden(form_key)}:{network_of(address)}"
        count, left_s = self._counts.count(key, WINDOW_S)
        if count > OF_ADDRESS:
            raise TooManySentError(left_s)

    def trap(self, form_key: str) -> None:
        """Count something that only a machine could have filled in.

        Raises:
            UncountedError: Redis does not answer.
        """
        self._counts.count(_trapped(form_key), TRAPPED_FOR_S)

    def trapped(self, form_keys: Sequence[str]) -> list[int]:
        """Return how often the trap of each form closed in the last thirty days.

        Raises:
            UncountedError: Redis does not answer.
        """
        return self._counts.counted([_trapped(key) for key in form_keys])


def _trapped(form_key: str) -> str:
    return f"{PREFIX}trapped:{_hidden(form_key)}"


def _hidden(form_key: str) -> str:
    """Return a form's key so that nobody who reads it can send, however long it was."""
    return sha256(form_key.encode("utf-8", "replace")).hexdigest()
