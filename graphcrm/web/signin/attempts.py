"""How often signing in may fail: counted in Redis per account and per network address."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Final

from graphcrm.config import Config
from graphcrm.errors import InvalidError, UnavailableError
from graphcrm.web.counting import Counts, network_of
from graphcrm.web.errors import TooOftenError


PREFIX: Final = "graphcrm:sign-in:"
WINDOW_S: Final = 15 * 60
OF_ACCOUNT: Final = 10
OF_ADDRESS: Final = 50  # an office, or a proxy, is many people behind one address
A_MINUTE: Final = 60


class TooManyFailuresError(TooOftenError):
    """Signing in failed too often; no password is looked at until a while has passed."""

    code = "too-many-failures"

    def __init__(self, wait_s: int) -> None:
        minutes = -(-wait_s // A_MINUTE)
        wait = f"{minutes} minutes" if minutes > 1 else "a minute"
        super().__init__(f"Signing in failed too often. Try again in {wait}.", wait_s)


class UncountedError(UnavailableError):
    """Attempts cannot be counted, so none is let through."""

    code = "sign-in-unavailable"

    def __init__(self) -> None:
        super().__init__("Signing in does not answer just now; try again in a moment.")


class Attempts:
    """The failures of a while, kept where every web process counts together.

    An attempt counts before its password is looked at, so that many at once are counted as well.
    """

    def __init__(self, config: Config) -> None:
        self._counts = Counts(config, UncountedError)

    @contextmanager
    def counted(self, email: str, address: str) -> Iterator[None]:
        """Let one attempt through; only a refusal counts, and success forgets the account's.

        Args:
            email: As typed; one account however it is written.
            address: Where the request comes from.

        Raises:
            TooManyFailuresError: There were too many already.
            UncountedError: Redis does not answer.
        """
        account, network = _account(email), _network(address)
        self._count(network, OF_ADDRESS)
        self._count(account, OF_ACCOUNT)
        try:
            yield
        except InvalidError:
            raise
        except Exception:
            self._uncount(account, network)
            raise
        self._uncount(network)
        self._counts.forget(account)

    def _uncount(self, *keys: str) -> None:
        self._counts.uncount(keys, WINDOW_S)

    def _count(self, key: str, most: int) -> None:
        count, left_s = self._counts.count(key, WINDOW_S)
        if count > most:
            raise TooManyFailuresError(left_s)


def _account(email: str) -> str:
    """Return an account's key, which tells nobody who reads it whose it is."""
    return f"{PREFIX}account:{sha256(email.strip().lower().encode()).hexdigest()}"


def _network(address: str) -> str:
    return f"{PREFIX}address:{network_of(address)}"
