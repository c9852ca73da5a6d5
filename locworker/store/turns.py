"""Turns: what only one process at a time may do, of all that share the store, although it is no row of it."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from locworker.errors import StoreBusyError, StoreError
from locworker.store import connection as opening
from locworker.store.failures import name_of, translated
from locworker.store.transactions import Part

_LOOK = 0.05
"""Seconds after which a process looks again whether its turn has come."""

_OURS = 0x6C6F6374
"""The first half of our advisory locks of PostgreSQL; the second one is the name's."""


class Turns(Part):
    """Turns end with their process, however it ends."""

    @contextmanager
    def take_turn(self, name: str) -> Iterator[None]:
        """Wait until no other process or thread has the turn of this name, and have it to the end of the block.

        Raises:
            StoreBusyError: Another one has it for too long.
        """
        with self._lock_in_server(name) if self._engine.dialect.name == "postgresql" else self._lock_file(name):
            yield

    @contextmanager
    def _lock_in_server(self, name: str) -> Iterator[None]:
        self._after_fork()
        with translated(self._engine.url):
            connection = self._engine.connect()
        try:
            with translated(self._engine.url):
                # It ends with the transaction: a pool behind the server's door may give the session to another.
                lock = text("SELECT pg_advisory_xact_lock(:ours, :name)")
                connection.execute(lock, {"ours": _OURS, "name": crc32(name.encode()) - 2**31})
            yield
        finally:
            # The work is done, whatever became of the connection meanwhile.
            with suppress(SQLAlchemyError):
                connection.close()

    @contextmanager
    def _lock_file(self, name: str) -> Iterator[None]:
        """Lock a file beside the database: a lock in it would keep all writers waiting."""
        path = Path(f"{self._engine.url.database}.{name}.lock")
        try:
            file = path.open("ab")
        except OSError as error:
            raise StoreError(
                f"{path}: cannot be written: {(error.strerror or type(error).__name__).lower()}"
            ) from error
        with file:
            latest = time.monotonic() + opening.BUSY_TIMEOUT
            while not _try_lock(file.fileno()):
                if time.monotonic() > latest:
                    raise StoreBusyError(f"store {name_of(self._engine.url)}: another process has its turn for long")
                time.sleep(_LOOK)
            yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
