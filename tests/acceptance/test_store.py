from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from command_line import Run
from fakes.deepl_server import DeepLServer
from locworker.store import open_store


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Give the file of a store with nothing in it."""
    path = tmp_path / ".locworker/store.sqlite3"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def paid(run: Run, tmp_path: Path, deepl_server: DeepLServer) -> dict[str, str]:
    """Give the environment of a project with a paid article in its store."""
    (tmp_path / "fed.html").write_text("<p>Bonds rose.</p>", encoding="utf-8")
    environ = {"DEEPL_AUTH_KEY": deepl_server.key, "DEEPL_SERVER_URL": deepl_server.url}
    assert run("translate", "fed.html", "--to", "de", **environ).code == 0
    return environ


def test_what_was_paid_is_in_a_copy(run: Run, tmp_path: Path, deepl_server: DeepLServer, paid: dict[str, str]) -> None:
    copied = run("store", "backup", "copy.sqlite3")
    (tmp_path / ".locworker/store.sqlite3").unlink()
    restored = run("store", "restore", "copy.sqlite3")
    again = run("translate", "fed.html", "--to", "de", **paid)

    assert (copied.code, copied.out) == (0, "copy.sqlite3\n")
    assert (restored.code, restored.out) == (0, ".locworker/store.sqlite3\n")
    assert again.code == 0
    assert len(deepl_server.requests()) == 1


def test_the_store_as_it_was_is_kept_beside_the_restored_one(run: Run, tmp_path: Path, store: Path) -> None:
    run("store", "backup", "copy.sqlite3")
    with sqlite3.connect(store) as changed:
        changed.execute("INSERT INTO spending VALUES ('2026-11', '', 0, 7)")
    changed.close()

    ran = run("store", "restore", "copy.sqlite3")

    assert "the store as it was: .locworker/store.sqlite3.before-restore" in ran.err
    with sqlite3.connect(tmp_path / ".locworker/store.sqlite3.before-restore") as kept:
        assert kept.execute("SELECT billed FROM spending").fetchone() == (7,)
    kept.close()


def test_a_restore_is_undone_by_restoring_what_it_has_kept(run: Run, store: Path) -> None:
    run("store", "backup", "copy.sqlite3")
    with sqlite3.connect(store) as changed:
        changed.execute("INSERT INTO spending VALUES ('2026-11', '', 0, 7)")
    changed.close()
    run("store", "restore", "copy.sqlite3")

    undone = run("store", "restore", ".locworker/store.sqlite3.before-restore")

    assert undone.code == 0
    assert "the store as it was: .locworker/store.sqlite3.before-restore-2" in undone.err
    with sqlite3.connect(store) as restored:
        assert restored.execute("SELECT billed FROM spending").fetchone() == (7,)
    restored.close()


def test_a_store_in_use_is_not_replaced(run: Run, store: Path) -> None:
    run("store", "backup", "copy.sqlite3")
    other = sqlite3.connect(store)
    other.execute("SELECT count(*) FROM jobs").fetchone()

    ran = run("store", "restore", "copy.sqlite3")

    other.close()
    assert ran.code == 75
    assert "stop the workers first" in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not list(store.parent.glob("*before-restore*"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["backup", ".locworker/store.sqlite3"], "is the store itself", id="the store over itself"),
        pytest.param(["backup", "no/such/folder/copy"], "cannot be written", id="a missing folder"),
        pytest.param(["restore", "nosuch"], "nosuch: there is no such file", id="a missing copy"),
        pytest.param(["restore", "fed.html"], "fed.html: this is no backup of a store", id="no copy at all"),
    ],
)
@pytest.mark.usefixtures("store")
def test_what_cannot_be_copied_is_named(run: Run, tmp_path: Path, arguments: list[str], says: str) -> None:
    (tmp_path / "fed.html").write_text("<p>Bonds rose.</p>", encoding="utf-8")

    ran = run("store", *arguments)

    assert ran.code in {2, 3}
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not list(tmp_path.glob(".locworker/*before-restore*"))


def test_without_a_store_there_is_nothing_to_copy(run: Run, tmp_path: Path) -> None:
    ran = run("store", "backup", "copy.sqlite3")

    assert ran.code == 2
    assert "store.sqlite3: there is no store yet" in ran.err
    assert not (tmp_path / ".locworker").exists()


def test_a_broken_store_is_not_thrown_away(run: Run, store: Path) -> None:
    run("store", "backup", "copy.sqlite3")
    store.write_bytes(b"no database at all" * 1000)

    ran = run("store", "restore", "copy.sqlite3")

    assert ran.code == 2
    assert "move it away and restore again" in ran.err
    assert store.read_bytes().startswith(b"no database")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        pytest.param("backup", "pg_dump --format=custom --file=copy postgresql://me@db:5432/news", id="backup"),
        pytest.param(
            "restore",
            "pg_restore --clean --if-exists --single-transaction --dbname=postgresql://me@db:5432/news copy",
            id="restore",
        ),
    ],
)
def test_a_server_is_copied_by_its_own_tools(run: Run, command: str, says: str) -> None:
    url = "postgresql+psycopg://me:hunter2@db:5432/news?sslmode=require"

    ran = run("store", command, "copy", LOCWORKER_DATABASE_URL=url)

    assert ran.code == 2
    assert says in ran.err
    assert "hunter2" not in ran.err
