"""Copy an SQLite store while others write to it, and put a copy back while nobody does."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from locworker.errors import ConfigError, InputError, StoreBusyError, StoreError
from locworker.store.connection import BUSY_TIMEOUT, parse_address
from locworker.store.schema import REVISION
from locworker.store.transactions import Part

_IN_USE = 1.0
"""Seconds that a restore waits for a process that is just closing the store."""


class Backup(Part):
    """Copies of the store."""

    def backup(self, path: Path) -> None:
        """Write a copy of the store to a file; others may read and write meanwhile.

        The file is complete or is not there: it is written beside its place and then put there, over an older one.

        Raises:
            ConfigError: The store is on a server, whose own tools copy it.
            StoreError: The copy cannot be written; an older one stays.
        """
        source = _file_of(self._engine.url.render_as_string(hide_password=False))
        with _told(path, "cannot be written"), closing(sqlite3.connect(source)) as store:
            store.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT * 1000:.0f}")
            _write_copy(store, path)


def restore_store(url: str, path: Path, *, keep: Path | None = None) -> None:
    """Put a copy that `Store.backup` wrote in the place of a store that nobody uses.

    The copy is looked through before anything is changed, and the change is one transaction: the store is the old one
    or the new one. Where there is no store yet, one is made. What was paid since the copy was made is not in it, and
    will be paid again.

    Args:
        url: The store.
        path: The copy.
        keep: Where the store as it was is copied to before it is changed.

    Raises:
        ConfigError: The store is on a server, whose own tools restore it.
        InputError: The file is no whole store, or one of a newer version; or the store is none that could be kept.
        StoreBusyError: A process has the store open; nothing was changed.
        StoreError: The store cannot be written.
    """
    target = _file_of(url)
    _examine(path)
    with _told(target, "cannot be restored"):
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(target, timeout=_IN_USE)) as store:
            with _readable(target):
                # Only who is alone with the file may take it out of WAL mode: this is how the others are noticed.
                store.execute("PRAGMA journal_mode=DELETE")
                if keep is not None:
                    _write_copy(store, keep)
            store.execute("PRAGMA synchronous=FULL")
            copy.backup(store)


def _write_copy(store: sqlite3.Connection, path: Path) -> None:
    """Write a copy beside its place, whole and on the disk, then put it there."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
    os.close(handle)
    try:
        with closing(sqlite3.connect(name)) as copy:
            # All in one step: it reads from one moment, and in WAL mode keeps no writer waiting. A copy in portions
            # would begin again with every write of another process.
            store.backup(copy)
            # A copy is one file: the store's own mode would put a second one beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        _flush(Path(name))
        Path(name).replace(path)
        _flush(path.absolute().parent)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Refuse a store that is broken: it could not be kept, and whoever has it shall decide."""
    try:
        yield
    except sqlite3.OperationalError:
        # Locked, or no room: it says nothing about the file.
        raise
    except sqlite3.DatabaseError as error:
        raise InputError(
            f"cannot be read ({error}), so that no copy of it can be kept; move it away and restore again",
            path=str(path),
        ) from error


def _examine(path: Path) -> None:
    """Refuse a file that is no whole store of a version that this one knows."""
    if not path.is_file():
        raise InputError("there is no such file", path=str(path))
    try:
        with closing(sqlite3.connect(f"file:{path.absolute().as_posix()}?mode=ro&immutable=1", uri=True)) as copy:
            broken = copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok"
            revision = copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except sqlite3.Error as error:
        raise InputError("this is no backup of a store", path=str(path)) from error
    if broken:
        raise InputError("this backup of a store is damaged", path=str(path))
    if revision > REVISION:
        remedy = f"this store is of a newer locworker (revision {revision}); install that version"
        raise InputError(remedy, path=str(path))


def _file_of(url: str) -> Path:
    address = parse_address(url)
    if address.get_backend_name() != "sqlite":
        raise ConfigError("the store is on a server: use pg_dump and pg_restore for it")
    if not address.database or address.database == ":memory:":
        raise ConfigError("the store is in no file")
    return Path(address.database)


@contextmanager
def _told(path: Path, what: str) -> Iterator[None]:
    """Turn errors of the file and of the database library into ours."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = (error.strerror or type(error).__name__).lower() if isinstance(error, OSError) else str(error)
        if "locked" in reason:
            raise StoreBusyError(f"store {path}: a process has it open; stop the workers first") from error
        raise StoreError(f"{path}: {what}: {reason}") from error


def _flush(path: Path) -> None:
    """Have a file, or the entries of a folder, written to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
