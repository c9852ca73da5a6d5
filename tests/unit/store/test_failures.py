"""What the database's errors become."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from databases import find_postgres
from locworker.errors import ConfigError, StoreAccessError, StoreBusyError, StoreError
from locworker.store import open_store
from locworker.store.failures import DeadlockError, name_of, translated
from queue_builders import add_job, new_job

ADDRESS = make_url("postgresql+psycopg://name:geheim@db/store?password=auch-geheim")


def translate(error: Exception) -> StoreError:
    """Return what an error becomes."""
    with pytest.raises(StoreError) as told, translated(ADDRESS):
        raise error
    return told.value


@pytest.mark.parametrize(
    "kind",
    [
        errors.DiskFull,
        errors.TooManyConnections,
        errors.AdminShutdown,
        errors.CrashShutdown,
        errors.CannotConnectNow,
        errors.ConnectionFailure,
        errors.DeadlockDetected,
        errors.SerializationFailure,
        errors.LockNotAvailable,
    ],
)
def test_what_waiting_helps_against_is_busy(kind: type[psycopg.Error]) -> None:
    told = translate(OperationalError("UPDATE jobs", {"text": "secret text"}, kind("it went wrong\nDETAIL: secret")))

    assert isinstance(told, StoreBusyError)
    assert isinstance(told, DeadlockError) == (kind in {errors.DeadlockDetected, errors.SerializationFailure})
    assert str(told) == "store postgresql+psycopg://name:***@db/store: it went wrong"


@pytest.mark.parametrize("kind", [errors.UniqueViolation, errors.UndefinedTable])
def test_what_waiting_does_not_help_against_is_not(kind: type[psycopg.Error]) -> None:
    assert type(translate(DBAPIError("UPDATE jobs", {}, kind("disk full of nonsense")))) is StoreError


@pytest.mark.parametrize(
    "kind", [errors.InvalidPassword, errors.InvalidAuthorizationSpecification, errors.InsufficientPrivilege]
)
def test_what_only_another_user_or_right_helps_against_is_told_apart(kind: type[psycopg.Error]) -> None:
    told = translate(DBAPIError("UPDATE jobs", {}, kind("it is forbidden")))

    assert type(told) is StoreAccessError
    assert "LOCWORKER_DATABASE_URL" in str(told)


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        pytest.param(
            OperationalError("", {}, psycopg.OperationalError("connection failed: Connection refused")),
            StoreBusyError,
            "refused",
            id="no code, but words",
        ),
        pytest.param(
            OperationalError("", {}, psycopg.OperationalError('password authentication failed for user "name"')),
            StoreAccessError,
            "authentication",
            id="no code, a wrong password",
        ),
        pytest.param(
            OperationalError("", {}, psycopg.OperationalError("fe_sendauth: no password supplied")),
            StoreAccessError,
            "no password",
            id="no code, no password",
        ),
        pytest.param(
            OperationalError("", {}, psycopg.OperationalError('database "shop" does not exist')),
            StoreError,
            "does not exist",
            id="no code, other words",
        ),
        pytest.param(OperationalError("", {}, sqlite3.OperationalError()), StoreError, "OperationalError", id="mute"),
        pytest.param(
            IntegrityError("", {}, sqlite3.IntegrityError("UNIQUE constraint failed")), StoreError, "UNIQUE", id="rule"
        ),
        pytest.param(PoolTimeoutError("QueuePool limit"), StoreBusyError, "all connections are in use", id="pool"),
        pytest.param(InvalidRequestError("x"), StoreError, "InvalidRequestError", id="ours"),
    ],
)
def test_errors_are_told_in_a_line(error: Exception, kind: type[StoreError], says: str) -> None:
    told = translate(error)

    assert type(told) is kind
    assert says in str(told)
    assert "geheim" not in str(told)


def test_an_address_is_shown_without_its_secrets() -> None:
    assert name_of(ADDRESS) == "postgresql+psycopg://name:***@db/store"


def test_a_full_disk_is_a_busy_store_and_nothing_is_changed(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    add_job(store, new_job("before.html"))
    with closing(store._engine.raw_connection()) as connection:
        pages = connection.cursor().execute("PRAGMA page_count").fetchone()[0]
        connection.cursor().execute(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(StoreBusyError, match="disk is full"):
        store.add_jobs([new_job(f"{number}.html") for number in range(1000)], now=1.0)

    assert [row.article for row in store.find_jobs()] == ["before.html"]
    store.close()


def test_without_a_postgresql_the_tests_fail_and_say_what_installs_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(pytest.fail.Exception, match=r"PostgreSQL is not installed; .*setup\.sh dev"):
        find_postgres(tmp_path)


def test_a_database_library_that_is_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.34.1")

    with pytest.raises(ConfigError, match=r"SQLite 3\.34\.1 .* 3\.35"):
        open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
