"""Passwords: hashed with argon2id (RFC 9106), compared as slowly where there is no such user."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from graphcrm.errors import InvalidError


SHORTEST = 10
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody signs in with this")


class WeakPasswordError(InvalidError):
    """The password is too short."""

    code = "weak-password"

    def __init__(self) -> None:
        super().__init__(f"password: at least {SHORTEST} characters, please.")


def hashed(password: str) -> str:
    """Return the argon2id hash of `password`.

    Raises:
        WeakPasswordError: It is shorter than 10 characters.
    """
    if len(password) < SHORTEST:
        raise WeakPasswordError
    return _hasher.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Tell whether `password` is the one that was hashed; None never is, and takes as long."""
    try:
        _hasher.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
