"""Locks between processes, which the system opens by itself when their holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from locworker.broker.embedded.files import cannot_write
from locworker.errors import BrokerError

_POLL = 0.005


@contextmanager
def locked(path: Path, *, timeout: float, otherwise: str) -> Iterator[int]:
    """Hold a file locked, and give its handle: a process that inherits it holds the lock as long as it lives.

    Raises:
        BrokerError: Somebody else holds it; the text is `otherwise`.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        deadline = time.monotonic() + timeout
        while not _take(handle):
            if time.monotonic() >= deadline:
                raise BrokerError(otherwise)
            time.sleep(_POLL)
        yield handle
    finally:
        os.close(handle)


def is_held(path: Path) -> bool:
    """Say whether somebody holds a file locked."""
    try:
        with locked(path, timeout=0, otherwise=""):
            return False
    except BrokerError:
        return True


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
