"""Turn the database library's errors into ours: what waiting helps against, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from locworker.errors import StoreAccessError, StoreBusyError, StoreError

_BUSY_CODES = ("08", "40", "53", "55P03", "57P")
"""Beginnings of SQLSTATE: connection lost, deadlock, out of room or connections, lock not free, shutting down."""

_DEADLOCK_CODES = ("40P01", "40001")
"""SQLSTATE of a transaction that the database ended so that another one could go on: it is to be run again."""

_REFUSED_CODES = ("28", "42501")
"""Beginnings of SQLSTATE: user or password refused, no right to do it."""

_REFUSED_WORDS = ("authentication failed", "no password supplied", "no pg_hba.conf entry", "is not permitted to log in")
"""Words of a server that does not let us in: an error while connecting has no code."""

_BUSY_WORDS = (
    "locked",
    "busy",
    "disk is full",
    "disk full",
    "disk i/o error",
    "no space",
    "connection refused",
    "connection timeout",
    "connection is lost",
    "consuming input failed",
    "sending query failed",
    "no such file or directory",
    "server closed the connection",
    "starting up",
    "shutting down",
    "terminating connection",
    "too many clients",
    "too many connections",
    "remaining connection slots",
    "temporary failure",
    "could not receive data",
    "could not send data",
)
"""Words of errors without a code: SQLite's, and those of a connection that was not made or broke."""


class DeadlockError(StoreBusyError):
    """The database ended a transaction that waited in a ring with others; nothing of it was done."""


@contextmanager
def translated(address: URL) -> Iterator[None]:
    """Turn the database library's errors into ours, without the statement, its values or the password."""
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0] if str(error.orig) else type(error.orig).__name__
        if _has(error, reason, _REFUSED_CODES, _REFUSED_WORDS):
            raise StoreAccessError(
                f"store {name_of(address)}: {reason}; mend LOCWORKER_DATABASE_URL or the rights of its user"
            ) from error
        if _has(error, reason, _DEADLOCK_CODES, ()):
            raise DeadlockError(f"store {name_of(address)}: {reason}") from error
        kind = StoreBusyError if _has(error, reason, _BUSY_CODES, _BUSY_WORDS) else StoreError
        raise kind(f"store {name_of(address)}: {reason}") from error
    except PoolTimeoutError as error:
        raise StoreBusyError(f"store {name_of(address)}: all connections are in use") from error
    except SQLAlchemyError as error:
        raise StoreError(f"store {name_of(address)}: {type(error).__name__}") from error


def name_of(address: URL) -> str:
    """Return the address as it may be shown: no password, neither in its place nor among the options."""
    return address.set(query={}).render_as_string(hide_password=True)


def _has(error: DBAPIError, reason: str, codes: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Say whether an error is of a kind, by its code, or by its words where it has none."""
    code = getattr(error.orig, "sqlstate", None)
    if code:
        return str(code).startswith(codes)
    return any(word in reason.lower() for word in words)
