"""Copies of an SQLite store."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from locworker.errors import ConfigError, InputError, StoreBusyError, StoreError
from locworker.store import Store, open_store, restore_store
from queue_builders import add_job, new_job, planned_job


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.close()


def articles(path: Path) -> list[str]:
    """Return the articles of the jobs in a store that nobody has open."""
    store = open_store(f"sqlite:///{path}")
    found = sorted(row.article for row in store.find_jobs())
    store.close()
    return found


def test_a_copy_is_a_store(store: Store, tmp_path: Path) -> None:
    planned_job(store, article="one.html")

    store.backup(tmp_path / "copy.sqlite3")

    assert articles(tmp_path / "copy.sqlite3") == ["one.html"]


def test_a_copy_is_one_private_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()

    store.backup(tmp_path / "copies" / "copy.sqlite3")

    assert [file.name for file in (tmp_path / "copies").iterdir()] == ["copy.sqlite3"]
    assert (tmp_path / "copies" / "copy.sqlite3").stat().st_mode & 0o077 == 0


def test_a_copy_takes_the_place_of_an_older_one(store: Store, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy.sqlite3")
    add_job(store, new_job("later.html"))

    store.backup(tmp_path / "copy.sqlite3")

    assert articles(tmp_path / "copy.sqlite3") == ["later.html"]


def test_a_store_is_copied_while_others_write(store: Store, tmp_path: Path) -> None:
    stopping = threading.Event()

    def write() -> None:
        number = 0
        while not stopping.is_set():
            store.add_jobs([new_job(f"{number}.html", "de"), new_job(f"{number}.html", "fr")], now=1.0)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    for number in range(5):
        store.backup(tmp_path / f"{number}.sqlite3")
    stopping.set()
    writer.join()

    for number in range(5):
        # Each transaction is in the copy as a whole, or not at all.
        copied = articles(tmp_path / f"{number}.sqlite3")
        assert copied[::2] == copied[1::2]


def test_a_copy_that_cannot_be_written_is_named_and_the_older_one_stays(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite3").mkdir()

    with pytest.raises(StoreError, match=r"copy\.sqlite3: cannot be written: is a directory"):
        store.backup(tmp_path / "copy.sqlite3")

    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.sqlite3", "data"]


def test_a_folder_that_is_not_there_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be written: no such file or directory"):
        store.backup(tmp_path / "nowhere" / "copy.sqlite3")


def test_a_store_is_restored(store: Store, path: Path, tmp_path: Path) -> None:
    add_job(store, new_job("before.html"))
    store.backup(tmp_path / "copy.sqlite3")
    add_job(store, new_job("after.html"))
    store.close()

    restore_store(f"sqlite:///{path}", tmp_path / "copy.sqlite3")

    assert articles(path) == ["before.html"]


def test_a_store_is_restored_where_there_was_none(store: Store, tmp_path: Path) -> None:
    add_job(store, new_job("before.html"))
    store.backup(tmp_path / "copy.sqlite3")

    restore_store(f"sqlite:///{tmp_path / 'new' / 'store.sqlite3'}", tmp_path / "copy.sqlite3")

    assert articles(tmp_path / "new" / "store.sqlite3") == ["before.html"]


def test_a_store_in_use_is_not_restored(
    store: Store, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locworker.store.backup._IN_USE", 0.05)
    store.backup(tmp_path / "copy.sqlite3")
    add_job(store, new_job("after.html"))

    with pytest.raises(StoreBusyError, match="a process has it open; stop the workers first"):
        restore_store(f"sqlite:///{path}", tmp_path / "copy.sqlite3")

    assert [row.article for row in store.find_jobs()] == ["after.html"]
    add_job(store, new_job("still.html"))


def test_a_file_that_is_no_copy_is_refused_and_the_store_stays(store: Store, path: Path, tmp_path: Path) -> None:
    add_job(store)
    store.close()
    (tmp_path / "text").write_text("not a database, " * 100, encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "other")) as other, other:
        other.execute("CREATE TABLE something (id INTEGER)")

    for name, says in (("text", "no backup"), ("other", "no backup"), ("nothing", "no such file"), ("data", "no such")):
        with pytest.raises(InputError, match=rf"{name}: .*{says}"):
            restore_store(f"sqlite:///{path}", tmp_path / name)

    assert articles(path) == ["news.html"]


def test_a_damaged_copy_is_refused(store: Store, path: Path, tmp_path: Path) -> None:
    store.add_jobs([new_job(f"{number}.html") for number in range(500)], now=1.0)
    copy = tmp_path / "copy.sqlite3"
    store.backup(copy)
    store.close()
    content = bytearray(copy.read_bytes())
    content[-40_000:-4_096] = bytes(35_904)
    copy.write_bytes(content)

    with pytest.raises(InputError, match="damaged"):
        restore_store(f"sqlite:///{path}", copy)

    assert len(articles(path)) == 500


def test_a_copy_of_a_newer_version_is_refused(store: Store, path: Path, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy.sqlite3")
    store.close()
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy, copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(InputError, match=r"newer locworker \(revision 9999\)"):
        restore_store(f"sqlite:///{path}", tmp_path / "copy.sqlite3")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        pytest.param("postgresql://name:secret@127.0.0.1/store", "pg_restore", id="server"),
        pytest.param("sqlite://", "in no file", id="no file"),
        pytest.param("sqlite:///:memory:", "in no file", id="memory"),
        pytest.param("nonsense", "no database URL", id="no address"),
    ],
)
def test_only_a_store_in_a_file_is_restored(tmp_path: Path, url: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        restore_store(url, tmp_path / "copy.sqlite3")


def test_a_place_that_cannot_be_written_is_named(store: Store, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy.sqlite3")

    with pytest.raises(StoreError, match="cannot be restored"):
        restore_store(f"sqlite:///{tmp_path / 'copy.sqlite3' / 'store.sqlite3'}", tmp_path / "copy.sqlite3")
