"""Open the store's database: a URL in, an engine at the newest revision out."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from locworker.errors import ConfigError, StoreBusyError, StoreError
from locworker.store.failures import name_of, translated
from locworker.store.schema import REVISION

BUSY_TIMEOUT = 30.0
"""Seconds that a writer waits for another one before the store counts as busy."""

ROOM = 8 * 2**20
"""Bytes that have to be free for the results of a call: far more than the largest request and its journal take."""

CONNECTIONS = 10
"""The most connections that a process opens to a server, whose own limit is often 100 for all; threads take turns."""

_LOOK = 0.02
"""Seconds after which a start looks again whether another one has made the store."""

_OLDEST_SQLITE = (3, 35)
"""The first version whose changes return rows."""

_MIGRATING = 0x6C6F6377
"""The advisory lock of PostgreSQL that one process holds while it makes or changes the tables."""

_SERVER = {
    "connect_timeout": "10",
    # A server that has gone without a word must not hold a worker's slot for the two hours of TCP's own default.
    "keepalives_idle": "20",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    # A paid result must survive a power cut, whatever the server does for others.
    "options": f"-c lock_timeout={BUSY_TIMEOUT:.0f}s -c synchronous_commit=on",
}


def parse_address(url: str) -> URL:
    """Return the parts of a database URL; `postgresql://` means the driver psycopg.

    Raises:
        ConfigError: It is no URL.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ConfigError("LOCWORKER_DATABASE_URL is no database URL") from error
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    return address


def open_database(url: str) -> Engine:
    """Connect to a database and bring its tables to the newest revision.

    Raises:
        ConfigError: The URL is malformed or names an unknown kind of database.
        StoreBusyError: It is locked or away for a moment, or its disk is full.
        StoreError: It cannot be opened.
    """
    address = parse_address(url)
    if address.get_backend_name() == "sqlite" and address.database:
        _make_folder(Path(address.database).parent)
    try:
        engine = _create(address)
    except ModuleNotFoundError as error:
        remedy = "; pip install 'locworker[postgres]'" if error.name == "psycopg" else ""
        raise ConfigError(f"LOCWORKER_DATABASE_URL: {address.drivername} is not available here{remedy}") from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise ConfigError(f"LOCWORKER_DATABASE_URL: {address.drivername} is not available here") from error
    try:
        with translated(address):
            _migrate(engine)
    except StoreError:
        engine.dispose()
        raise
    return engine


def ensure_room(address: URL) -> None:
    """Refuse while there is still nothing to lose: what a call brings must have room in the store.

    Raises:
        StoreBusyError: The disk of an SQLite database is nearly full.
    """
    if address.get_backend_name() != "sqlite" or not address.database:
        return
    free = shutil.disk_usage(Path(address.database).absolute().parent).free
    if free < ROOM:
        raise StoreBusyError(
            f"store {name_of(address)}: only {free // 1024} KiB are free on its disk; nothing was sent"
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        if error.errno == errno.ENOSPC:
            raise StoreBusyError(f"{folder}: cannot be created: {reason}") from error
        raise ConfigError(f"{folder}: cannot be created: {reason}; set LOCWORKER_DATA_DIR") from error
    except ValueError as error:
        raise ConfigError("LOCWORKER_DATABASE_URL names no file") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigError(f"{folder}: cannot be written to; set LOCWORKER_DATA_DIR")


def _create(address: URL) -> Engine:
    if address.get_backend_name() != "sqlite":
        chosen = {name: value for name, value in _SERVER.items() if name not in address.query}
        return create_engine(
            address,
            connect_args=chosen if address.drivername == "postgresql+psycopg" else {},
            pool_pre_ping=True,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=BUSY_TIMEOUT,
        )
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise ConfigError(f"Python's SQLite {sqlite3.sqlite_version} is too old for the store; it needs 3.35 or later")
    engine = create_engine(address, connect_args={"timeout": BUSY_TIMEOUT})

    @event.listens_for(engine, "connect")
    def _prepare(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        # The driver's own BEGIN is deferred and would fail on the first write beside another writer.
        connection.isolation_level = None  # type: ignore[attr-defined]
        _keep_log_ahead(cursor)
        # A paid result must survive a power cut, not only a killed process.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _keep_log_ahead(cursor: sqlite3.Cursor) -> None:
    """Set the journal's kind; SQLite itself would fail at once beside a process that is just making the same store."""
    latest = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > latest:
                raise
            time.sleep(_LOOK)
        else:
            return


def _migrate(engine: Engine) -> None:
    with engine.execution_options(reading=True).begin() as connection:
        if _revision(connection) == REVISION:
            return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
        # Another process may have done it while this one waited for its turn.
        found = _revision(connection)
        if found == REVISION:
            return
        if found is not None and found > REVISION:
            raise StoreError(f"the store is of a newer locworker (revision {found}); install that version")
        # Loaded late: most starts find the newest revision.
        from alembic import command
        from alembic.config import Config

        logging.getLogger("alembic").setLevel(logging.WARNING)
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, REVISION)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if revision is None else str(revision)
