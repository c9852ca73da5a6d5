"""Open the store's database: a URL in, an engine at the newest revision out."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError

from locworker.errors import ConfigError, StoreBusyError, StoreError
from locworker.store.schema import REVISION

BUSY_TIMEOUT = 30.0
"""Seconds that a writer waits for another one before the store counts as busy."""

ROOM = 8 * 2**20
"""Bytes that have to be free for the results of a call: far more than the largest request and its journal take."""

_BUSY = ("locked", "busy", "disk is full", "disk full", "disk i/o error", "no space", "connection refused")


def open_database(url: str) -> Engine:
    """Connect to a database and bring its tables to the newest revision.

    Raises:
        ConfigError: The URL is malformed or names an unknown kind of database.
        StoreBusyError: It is locked, or its disk is full.
        StoreError: It cannot be opened.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ConfigError("LOCWORKER_DATABASE_URL is no database URL") from error
    if address.get_backend_name() == "sqlite" and address.database:
        _make_folder(Path(address.database).parent)
    try:
        engine = _create(address)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(f"LOCWORKER_DATABASE_URL: {address.drivername} is not available here") from error
    with translated(address):
        _migrate(engine)
    return engine


@contextmanager
def translated(address: URL) -> Iterator[None]:
    """Turn the database library's errors into ours, without the statement or its values."""
    where = address.render_as_string(hide_password=True)
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0] if str(error.orig) else type(error.orig).__name__
        busy = isinstance(error, OperationalError) and any(word in reason.lower() for word in _BUSY)
        kind = StoreBusyError if busy else StoreError
        raise kind(f"store {where}: {reason}") from error
    except SQLAlchemyError as error:
        raise StoreError(f"store {where}: {type(error).__name__}") from error


def ensure_room(address: URL) -> None:
    """Refuse while there is still nothing to lose: what a call brings must have room in the store.

    Raises:
        StoreBusyError: The disk of an SQLite database is nearly full.
    """
    if address.get_backend_name() != "sqlite" or not address.database:
        return
    free = shutil.disk_usage(Path(address.database).absolute().parent).free
    if free < ROOM:
        where = address.render_as_string(hide_password=True)
        raise StoreBusyError(f"store {where}: only {free // 1024} KiB are free on its disk; nothing was sent")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise StoreError(f"{folder}: cannot be created: {reason}; set LOCWORKER_DATA_DIR") from error
    except ValueError as error:
        raise ConfigError("LOCWORKER_DATABASE_URL names no file") from error


def _create(address: URL) -> Engine:
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    engine = create_engine(address, connect_args={"timeout": BUSY_TIMEOUT})

    @event.listens_for(engine, "connect")
    def _prepare(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        # The driver's own BEGIN is deferred and would fail on the first write beside another writer.
        connection.isolation_level = None  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        # A paid result must survive a power cut, not only a killed process.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        if _revision(connection) == REVISION:
            return
        # Loaded late: most starts find the newest revision.
        from alembic import command
        from alembic.config import Config

        logging.getLogger("alembic").setLevel(logging.WARNING)
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        config.attributes["connection"] = connection
        found = _revision(connection)
        if found is not None and found > REVISION:
            raise StoreError(f"the store is of a newer locworker (revision {found}); install that version")
        command.upgrade(config, REVISION)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if revision is None else str(revision)
