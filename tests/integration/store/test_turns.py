"""Turns of several processes and threads, on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from databases import PostgresServer
from fakes.deepl_server import DeepLServer
from locworker.errors import StoreBusyError, StoreError
from locworker.store import GlossaryVersion, Store, open_store
from locworker.store import connection as opening
from queue_builders import PAIR, add_job, new_batch, planned_job
from racing import race, use_glossary

RACERS = 4


@pytest.mark.usefixtures("store")
def test_processes_that_first_use_a_glossary_at_once_make_one(deepl_server: DeepLServer, database_url: str) -> None:
    deepl_server.hang(0.3, times=1, on="/v3/glossaries")

    answers = race(RACERS, use_glossary, database_url, deepl_server.url, deepl_server.key)

    methods = [record.method for record in deepl_server.requests("/v3/glossaries")]
    assert all("Anleihe" in answer for answer in answers)
    assert (methods.count("POST"), methods.count("GET")) == (1, RACERS)
    assert len(deepl_server.glossaries.names()) == 1


def test_a_turn_is_one_threads_and_other_names_do_not_wait(store: Store) -> None:
    inside, leave = Event(), Event()
    order: list[str] = []

    def first() -> None:
        with store.take_turn("a"):
            inside.set()
            leave.wait(20)
            order.append("first")

    def second() -> None:
        with store.take_turn("a"):
            order.append("second")

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert inside.wait(20)
        two = pool.submit(second)
        with store.take_turn("b"):
            order.append("other")
        add_job(store)
        leave.set()
        one.result(20)
        two.result(20)

    assert order == ["other", "first", "second"]


def test_a_turn_ends_with_an_error(store: Store) -> None:
    with pytest.raises(ValueError, match="broken"), store.take_turn("a"):
        raise ValueError("broken")

    with store.take_turn("a"):
        pass


def test_who_waits_for_too_long_is_told(store: Store, monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setattr(opening, "BUSY_TIMEOUT", 0.2)
    address = f"{database_url}?options=-c%20lock_timeout%3D200" if "postgres" in database_url else database_url
    other = open_store(address)

    with store.take_turn("a"), pytest.raises(StoreBusyError), other.take_turn("a"):
        pytest.fail("two have the turn")

    other.close()


def test_a_turn_outlives_the_servers_restart(postgres: PostgresServer, postgres_url: str) -> None:
    store = open_store(postgres_url)
    with store.take_turn("a"):
        postgres.stop()
    postgres.start()

    with store.take_turn("a"):
        pass

    store.close()


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    store = open_store(f"sqlite:///{folder / 'store.sqlite3'}")
    store.close()
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()

    with pytest.raises(StoreError, match=r"store\.sqlite3\.a\.lock: cannot be written"), store.take_turn("a"):
        pytest.fail("there is no place for the turn")


def test_versions_are_in_use_while_their_jobs_have_not_ended(store: Store) -> None:
    for name in ("queued", "ended", "unused"):
        store.keep_glossary(GlossaryVersion(hash=name, pair=PAIR, terms="[]", created=1.0))
    planned_job(store, replace(new_batch("a"), glossary="queued"), article="a.html")
    ended, _ = planned_job(store, replace(new_batch("b"), glossary="ended"), article="b.html")
    store.cancel_jobs([ended], now=5.0)

    in_use = store.glossaries_in_use()

    assert [version.hash for version in in_use] == ["queued"]
