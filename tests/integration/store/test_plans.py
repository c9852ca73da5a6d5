"""What is asked often is answered by an index, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event

from locworker.store import BatchOutcome, JobFilter, Store
from queue_builders import add_job, due, new_batch, new_job, owner, plan, start_batch


@pytest.fixture
def full_store(store: Store) -> Store:
    """Give a store with jobs and batches in several states."""
    names = [name for name, _ in store.add_jobs([new_job(f"{number}.html") for number in range(300)], now=1.0)]
    store.cancel_jobs(names[100:], now=2.0)
    due(store)
    for number, name in enumerate(names[:5]):
        plan(store, name, *(new_batch(f"{number}.{batch}") for batch in range(10)))
    with store._writing() as connection:
        connection.exec_driver_sql("ANALYZE")
    return store


@contextmanager
def plans(store: Store) -> Iterator[list[str]]:
    """Collect how the database goes about each query and change."""
    found: list[str] = []
    asking = False

    def ask(
        connection: Connection, _cursor: object, statement: str, values: object, _context: object, many: object
    ) -> None:
        nonlocal asking
        if asking or many or not statement.startswith(("SELECT", "UPDATE", "DELETE")):
            return
        asking = True
        prefix = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        if connection.dialect.name == "postgresql":
            # Its planner reads small tables through; the question is whether it has to.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = connection.exec_driver_sql(f"{prefix} {statement}", values)  # type: ignore[arg-type]
        found.extend(str(row[-1]) for row in rows)
        asking = False

    event.listen(store._engine, "before_cursor_execute", ask)
    try:
        yield found
    finally:
        event.remove(store._engine, "before_cursor_execute", ask)


def _first(store: Store) -> str:
    return store.find_jobs(JobFilter(states=["running"], limit=1))[0].id


def _settle(store: Store) -> object:
    batch = next(row.id for row in store.batches_of(_first(store)) if row.state == "pending")
    return store.settle_batch(start_batch(store, batch), BatchOutcome(), now=5.0)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda store: store.find_jobs(JobFilter(limit=20)), id="the newest jobs"),
        pytest.param(lambda store: store.find_jobs(JobFilter(states=["running"], limit=20)), id="jobs by state"),
        pytest.param(lambda store: store.job(_first(store)[:8]), id="a job by the beginning of its id"),
        pytest.param(lambda store: store.progress([_first(store)]), id="progress"),
        pytest.param(lambda store: store.batches_of(_first(store)), id="the batches of a job"),
        pytest.param(lambda store: store.events(_first(store)), id="the events of a job"),
        pytest.param(_settle, id="a batch from start to end"),
        pytest.param(lambda store: store.start_job(_first(store), owner(), now=9.0), id="a start of a job"),
        pytest.param(lambda store: store.expire(now=9e9, is_alive=lambda _: True), id="what is left by the dead"),
        pytest.param(lambda store: store.activity("mt", owner="host:", since=1.0), id="the last request"),
        pytest.param(lambda store: store.activity("cpu", owner="host:", since=1.0), id="the last round"),
        pytest.param(lambda store: store.purge(before=1.0), id="old jobs"),
        pytest.param(lambda store: store.purge_glossaries(before=1.0), id="old glossaries"),
        pytest.param(lambda store: store.purge_results(before=1.0, limit=9), id="old results"),
    ],
)
def test_no_table_is_read_through(full_store: Store, ask: Callable[[Store], object]) -> None:
    with plans(full_store) as found:
        ask(full_store)

    assert found
    read_through = [line for line in found if _reads_through(line)]
    assert read_through == []


def test_taking_what_is_due_reads_the_index_of_the_due(full_store: Store) -> None:
    add_job(full_store, new_job("last.html"), now=3.0)

    with plans(full_store) as found:
        full_store.take_due(now=5.0, limit=10)

    assert any("outbox_due" in line for line in found)


def _reads_through(line: str) -> bool:
    """Return whether a line of a plan says that a large table is read from one end to the other."""
    tables = ("jobs", "batches", "segments", "outbox", "attempts", "paid_results")
    sqlite = any(line == f"SCAN {table}" for table in tables)
    return sqlite or any(f"Seq Scan on {table}" in line for table in tables)
