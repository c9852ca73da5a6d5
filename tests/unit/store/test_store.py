"""Opening a store, and what may be wrong with it."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from locworker.errors import ConfigError, StoreBusyError, StoreError
from locworker.languages import LanguagePair
from locworker.store import Attempt, Claim, Claimant, PaidResult, Store, open_store
from queue_builders import new_job

CALL = Attempt(article="news.html", engine="deepl", pair=LanguagePair("en", "de"), texts=2, characters=20)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'data' / 'store.sqlite3'}")
    yield opened
    opened.close()


def claimant(owner: str) -> Claimant:
    return Claimant(owner=owner, lease=60.0, is_alive=lambda _: True)


def claim(store: Store, keys: list[str], who: Claimant) -> Claim:
    return store.claim(keys, CALL, who, now=0.0, resend=True)


def test_a_store_is_opened_again_with_what_it_holds(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    first = open_store(url)
    first.finish(claim(first, ["a"], claimant("one")), {"a": PaidResult(text="A")}, now=1.0)
    first.close()

    second = open_store(url)

    assert second.find_paid(["a"]) == {"a": PaidResult(text="A")}
    second.close()


@pytest.mark.parametrize("url", ["", "nonsense", "nodb://x/y"])
def test_a_bad_address_is_named(url: str) -> None:
    with pytest.raises(ConfigError, match="LOCWORKER_DATABASE_URL"):
        open_store(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"cannot be created: .*; set LOCWORKER_DATA_DIR"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'data' / 'store.sqlite3'}")


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: path != tmp_path)

    with pytest.raises(ConfigError, match="cannot be written to; set LOCWORKER_DATA_DIR"):
        open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")


def test_a_full_disk_is_a_store_that_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, **_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", refuse)

    with pytest.raises(StoreBusyError, match="no space left"):
        open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_text("not a database, " * 100, encoding="utf-8")

    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    open_store(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(StoreError, match="newer locworker"):
        open_store(f"sqlite:///{path}")


def test_a_locked_store_is_busy_before_anything_is_claimed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.store.connection.BUSY_TIMEOUT", 0.05)
    path = tmp_path / "store.sqlite3"
    store = open_store(f"sqlite:///{path}")
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusyError, match="locked"):
        claim(store, ["a"], claimant("one"))

    other.rollback()
    other.close()
    assert claim(store, ["a"], claimant("one")).keys == ("a",)
    store.close()


def test_a_start_waits_for_another_that_just_makes_the_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    maker = sqlite3.connect(path, check_same_thread=False)
    maker.execute("BEGIN IMMEDIATE")

    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(open_store, f"sqlite:///{path}")
        with pytest.raises(TimeoutError):
            opening.result(timeout=0.3)
        maker.rollback()
        store = opening.result(timeout=20)

    maker.close()
    assert claim(store, ["a"], claimant("one")).keys == ("a",)
    store.close()


def test_a_store_that_nobody_finishes_making_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.store.connection.BUSY_TIMEOUT", 0.05)
    path = tmp_path / "store.sqlite3"
    maker = sqlite3.connect(path)
    maker.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusyError, match="locked"):
        open_store(f"sqlite:///{path}")

    maker.close()


def test_jobs_that_vanish_while_they_are_queued_are_a_busy_store(store: Store) -> None:
    with store._writing() as connection:
        connection.exec_driver_sql("CREATE TRIGGER vanish BEFORE INSERT ON jobs BEGIN SELECT RAISE(IGNORE); END")

    with pytest.raises(StoreBusyError, match="try again"):
        store.add_jobs([new_job()], now=1.0)

    assert store.take_due(now=2.0, limit=10) == []


def test_without_room_for_the_results_nothing_is_claimed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    free = shutil.disk_usage("/")._replace(free=100_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)

    with pytest.raises(StoreBusyError, match="97 KiB are free on its disk; nothing was sent"):
        claim(store, ["a"], claimant("one"))

    assert store.count()["claims"] == 0


def test_an_address_that_names_no_file_is_a_wrong_setting() -> None:
    with pytest.raises(ConfigError, match="names no file"):
        open_store("sqlite:////tmp/a%00b/store.sqlite3")


def test_a_thread_that_waits_too_long_for_its_turn_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.store.connection.BUSY_TIMEOUT", 0.05)

    with store._writing(), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(store.extend, "attempt", until=1.0)
        with pytest.raises(StoreBusyError, match="locked by other threads"):
            waiting.result(timeout=20)
