"""A PostgreSQL server that goes away, comes back, or refuses: what the store says and how it goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from databases import PASSWORD, PostgresServer
from locworker.errors import ConfigError, StoreAccessError, StoreBusyError, StoreError
from locworker.store import BatchOutcome, Store, connection, open_store
from queue_builders import add_job, new_batch, new_job, planned_job, start_batch


@pytest.fixture(scope="module")
def mortal_server() -> Iterator[PostgresServer]:
    """Give a server that other tests do not need."""
    own = PostgresServer()
    try:
        yield own
    finally:
        own.remove()


@pytest.fixture
def server(mortal_server: PostgresServer) -> Iterator[PostgresServer]:
    """Give that server, just started."""
    mortal_server.start()
    yield mortal_server
    mortal_server.stop()


@pytest.fixture
def own_store(server: PostgresServer) -> Iterator[Store]:
    """Give a store on that server."""
    opened = open_store(server.url(server.create()))
    yield opened
    opened.close()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_store_goes_on_after_its_server_was_started_again(
    server: PostgresServer, own_store: Store, mode: str
) -> None:
    job, [batch, _] = planned_job(own_store)
    claim = start_batch(own_store, batch)

    server.stop(mode)
    with pytest.raises(StoreBusyError, match="store postgresql") as away:
        own_store.settle_batch(claim, BatchOutcome(), now=4.0)
    server.start()

    assert PASSWORD not in str(away.value)
    assert "***" in str(away.value)
    assert own_store.settle_batch(claim, BatchOutcome(), now=5.0) is False
    assert own_store.job(job).state == "running"


def test_a_connection_that_is_cut_in_a_transaction_is_a_busy_store(own_store: Store, server: PostgresServer) -> None:
    job = add_job(own_store)

    def be_cut() -> None:
        with own_store._writing() as ours, psycopg.connect(server.url("postgres"), autocommit=True) as other:
            ours.exec_driver_sql("UPDATE jobs SET reason = 'never'")
            own = ours.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            other.execute("SELECT pg_terminate_backend(%s, 10000)", [own])
            ours.exec_driver_sql("SELECT 1")

    with pytest.raises(StoreBusyError, match="terminating connection"):
        be_cut()

    assert own_store.job(job).reason == ""


def test_a_server_that_is_not_there_is_a_busy_store_without_its_password(server: PostgresServer) -> None:
    url = server.url("anything")
    server.stop()

    with pytest.raises(StoreBusyError, match="refused") as away:
        open_store(f"{url}?application_name=x&password=auch-geheim")

    assert PASSWORD not in str(away.value)
    assert "auch-geheim" not in str(away.value)


def test_a_server_that_shuts_down_or_starts_is_a_busy_store(server: PostgresServer) -> None:
    name = server.create()
    url = server.url(name)
    server.stop()
    server.start("max_connections=4", "superuser_reserved_connections=0")
    held = [psycopg.connect(url) for _ in range(4)]

    with pytest.raises(StoreBusyError, match=r"too many clients|connection slots"):
        open_store(url)

    for one in held:
        one.close()
    open_store(url).close()


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        pytest.param((PASSWORD, "falsch"), StoreAccessError, "authentication failed", id="password"),
        pytest.param((f":{PASSWORD}", ""), StoreAccessError, "no password", id="no password"),
        pytest.param(("locworker:", "nobody:"), StoreAccessError, "authentication failed", id="user"),
        pytest.param(("/test_", "/keine_"), StoreError, "does not exist", id="database"),
        pytest.param(("127.0.0.1", "no-such-host.invalid"), StoreError, "store postgresql", id="host"),
    ],
)
def test_a_wrong_address_is_no_busy_store(
    postgres: PostgresServer, change: tuple[str, str], kind: type[StoreError], says: str
) -> None:
    url = postgres.url("test_nothing").replace(*change)

    with pytest.raises(StoreError, match=says) as refused:
        open_store(url)

    assert type(refused.value) is kind
    assert PASSWORD not in str(refused.value)
    assert "falsch" not in str(refused.value)


def test_a_row_that_another_one_has_locked_is_waited_for_and_then_a_busy_store(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection._SERVER, "options", "-c lock_timeout=50ms")
    store = open_store(postgres_url)
    _, [batch] = planned_job(store, new_batch("a"))
    with psycopg.connect(postgres_url) as other:
        other.execute("SELECT * FROM batches FOR UPDATE")
        with pytest.raises(StoreBusyError, match="lock timeout"):
            start_batch(store, batch)

    assert start_batch(store, batch).id == batch
    store.close()


def test_a_job_that_is_replaced_while_it_is_resumed_stays_as_it_is(postgres_url: str) -> None:
    with (
        closing(open_store(postgres_url)) as store,
        psycopg.connect(postgres_url) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        ids = []
        for _ in range(2):
            ids.append(add_job(store))
            store.fail_jobs(ids[-1:], reason="key", error="AuthorisationError", now=2.0)
        old, young = ids
        other.execute("UPDATE jobs SET state = 'queued' WHERE id = %s", [young])
        resumed = pool.submit(store.resume_jobs, [old], now=3.0)
        while not _is_waiting(other):
            time.sleep(0.01)
        other.commit()

        assert resumed.result(timeout=30) == {old: "replaced"}
        assert store.job(old).state == "failed"


def _is_waiting(connection: psycopg.Connection) -> bool:
    """Return whether anybody waits for a lock of this database."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    found = connection.execute(query).fetchone()
    return found is not None and found[0] > 0


def test_options_of_the_address_win(postgres_url: str) -> None:
    store = open_store(f"{postgres_url}?options=-c%20statement_timeout%3D12345&connect_timeout=3")

    with store._reading() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "12345ms"
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "0"
    store.close()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_is_named_in_three_ways(postgres_url: str, scheme: str) -> None:
    store = open_store(postgres_url.replace("postgresql", scheme, 1))

    add_job(store, new_job())

    assert len(store.find_jobs()) == 1
    store.close()


def test_another_driver_that_is_not_installed_is_a_wrong_setting(postgres_url: str) -> None:
    with pytest.raises(ConfigError, match="is not available here"):
        open_store(postgres_url.replace("postgresql", "postgresql+pg8000", 1))


def test_a_store_on_a_server_is_copied_by_the_servers_tools(own_store: Store, server: PostgresServer) -> None:
    assert server.port
    with pytest.raises(ConfigError, match="pg_dump"):
        own_store.backup(Path("copy.sqlite3"))
