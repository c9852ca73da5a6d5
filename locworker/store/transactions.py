"""One transaction a method: what all parts of the store stand on."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import postgresql, sqlite

from locworker.errors import StoreBusyError
from locworker.store import connection as opening
from locworker.store.failures import name_of, translated

IN_LIST = 500
"""How many values a query's list holds at most."""

T = TypeVar("T")


class Part:
    """A part of the store. Each public method is one transaction, safe beside other threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reading=True)
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._turn = threading.Lock()
        self._process = os.getpid()
        self._left: list[object] = []

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Run a transaction that changes rows; SQLite does one at a time."""
        self._after_fork()
        with self._one_writer(), translated(self._engine.url), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Run a transaction that only reads: it neither waits for writers nor keeps them waiting."""
        self._after_fork()
        with translated(self._engine.url), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """Let this process's threads queue up for SQLite's one place: waiting in the database is sleeping by guess."""
        if self._engine.dialect.name != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=opening.BUSY_TIMEOUT):
            raise StoreBusyError(f"store {name_of(self._engine.url)}: locked by other threads of this process")
        try:
            yield
        finally:
            self._turn.release()

    def _after_fork(self) -> None:
        """Leave the parent's connections to the parent: two processes on one connection ruin it."""
        if os.getpid() == self._process:
            return
        # Kept, not closed: closing would say goodbye to the server, or drop the file's locks, in the parent's name.
        self._left.append(self._engine.pool)
        self._engine.dispose(close=False)
        self._turn = threading.Lock()
        self._process = os.getpid()


def on_each(build: Callable[[Any], Any]) -> dict[str, Any]:
    """Return a statement by database: what both have, SQLAlchemy builds from either's own `insert`."""
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}


def parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the values in portions that fit into a query."""
    for start in range(0, len(values), IN_LIST):
        yield values[start : start + IN_LIST]
