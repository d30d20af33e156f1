"""Advisory file locks that the kernel releases when their holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self


class FileLock:
    """One open lock file; locks end with `close` or with the process, never with a leftover file.

    Children do not inherit it: a server outliving its starter must not keep the folder locked.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def acquire(self, *, shared: bool = False) -> Self:
        """Wait until the lock is ours, exclusively unless `shared`."""
        fcntl.flock(self._file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        return self

    def is_acquired_now(self) -> bool:
        """Take the lock exclusively if nobody holds it; say whether that worked."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Give the lock back."""
        os.close(self._file)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock at `path` exclusively, waiting for whoever has it."""
    lock = FileLock(path).acquire()
    try:
        yield
    finally:
        lock.close()
