"""The signals that end a supervisor, as something its loop can wait for."""

import contextlib
import select
import signal
import socket
from collections.abc import Iterator
from types import FrameType
from typing import Self


ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """A signal arrived inside `Signals.raised`; no `except Exception` may swallow it."""


class Signals:
    """Notes SIGINT, SIGTERM and SIGHUP while it is entered; for the main thread only."""

    def __init__(self) -> None:
        self._arrived = False
        self._raises = False

    def __enter__(self) -> Self:
        self._read, self._write = socket.socketpair()
        self._write.settimeout(0)
        self._wakeup = signal.set_wakeup_fd(self._write.fileno())
        self._usual = {number: signal.signal(number, self._note) for number in ENDING}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._usual.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._read.close()
        self._write.close()

    def wait(self, seconds: float) -> bool:
        """Wait for a signal, at most that long; say whether one has ever arrived."""
        if not self._arrived:
            select.select([self._read], [], [], seconds)
        return self._arrived

    @contextlib.contextmanager
    def raised(self) -> Iterator[None]:
        """Raise `Ended` out of what runs inside, for work that does not look at `wait`."""
        self._raises = True
        try:
            yield
        finally:
            self._raises = False

    def _note(self, _: int, __: FrameType | None) -> None:
        self._arrived = True
        if self._raises:
            self._raises = False  # once: what cleans up is not interrupted
            raise Ended
