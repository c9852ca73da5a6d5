"""Databases for tests: an SQLite file, and a real PostgreSQL server of the system's packages.

The server is started when the first test asks for it, on a free port of the loopback interface, with a password, in a
folder of its own; each test gets a fresh database. Import the fixtures into a `conftest.py`:

    from databases import database_url, postgres, postgres_url, store
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from locworker.store import Store, open_store
from locworker.store.schema import metadata
from ports import free_port

USER = "locworker"
PASSWORD = "geheim-im-test"
_TEMPLATE = "locworker_template"
_DEADLINE = 120.0


def find_postgres(packages: Path = Path("/usr/lib/postgresql")) -> Path:
    """Return the folder of the newest PostgreSQL's programs; the test fails where there is none."""
    versions = packages.glob("*/bin/postgres")
    found = max(versions, key=lambda program: int(program.parent.parent.name), default=None)
    if found is not None:
        return found.parent
    on_path = shutil.which("postgres")
    if on_path is None:
        pytest.fail("PostgreSQL is not installed; `sh scripts/setup.sh dev` installs Debian's package postgresql")
    return Path(on_path).resolve().parent


class PostgresServer:
    """A PostgreSQL server with its own data folder, which can be stopped and started again on the same port."""

    def __init__(self) -> None:
        self._programs = find_postgres()
        self._folder = Path(tempfile.mkdtemp(prefix="locworker-pg-"))
        # The server refuses to run as root, so root hands it to the packages' user.
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            self._as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        self._process: subprocess.Popen[bytes] | None = None
        self._free: list[str] = []
        self._make_data()
        self.port = free_port()

    def url(self, name: str) -> str:
        """Return the address of a database as users write it."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def start(self, *settings: str) -> None:
        """Start the server and wait until it answers; settings are `name=value`."""
        options = ["-D", str(self._folder / "data"), "-k", str(self._folder), "-p", str(self.port)]
        calm = ["listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off", *settings]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", *options, *(word for setting in calm for word in ("-c", setting))],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Keys pressed at the tests are not meant for the server.
                start_new_session=True,
                **self._as,
            )
        self._wait()

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: `fast` says goodbye to its clients, `immediate` is like a crash."""
        if self._process is None:
            return
        command = [str(self._programs / "pg_ctl"), "stop", "-w", "-s", "-m", mode, "-D", str(self._folder / "data")]
        subprocess.run(command, cwd=self._folder, check=True, **self._as)
        self._process.wait(timeout=_DEADLINE)
        self._process = None

    def remove(self) -> None:
        """Stop the server and delete its folder."""
        self.stop("immediate")
        shutil.rmtree(self._folder)

    def create(self, *, empty: bool = False) -> str:
        """Create a database, with the store's tables unless it shall be empty, and return its name."""
        if not empty and not self._run("SELECT 1 FROM pg_database WHERE datname = %s", _TEMPLATE):
            self._run(f"CREATE DATABASE {_TEMPLATE}")
            open_store(self.url(_TEMPLATE)).close()
        name = f"test_{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else _TEMPLATE} STRATEGY FILE_COPY")
        return name

    def lend(self) -> str:
        """Return the name of a database with the store's tables and nothing in them."""
        return self._free.pop() if self._free else self.create()

    def take_back(self, name: str) -> None:
        """Empty a lent database, for emptying takes a tenth of the time of creating."""
        self._run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", name)
        tables = ", ".join(table.name for table in metadata.sorted_tables)
        self._run(f"TRUNCATE {tables} RESTART IDENTITY CASCADE", database=name)
        self._free.append(name)

    def drop(self, name: str) -> None:
        """Drop a database, also while somebody is connected to it."""
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _run(self, statement: str, *values: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def _make_data(self) -> None:
        secret = self._folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        secret.chmod(0o644)
        words = ["-A", "scram-sha-256", "--pwfile", str(secret), "-U", USER, "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(
            [str(self._programs / "initdb"), "-D", str(self._folder / "data"), "--no-sync", *words],
            cwd=self._folder,
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as,
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + _DEADLINE
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                log = (self._folder / "log").read_text(encoding="utf-8", errors="replace")
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"PostgreSQL did not start:\n{log[-2000:]}")
                time.sleep(0.05)
            else:
                return


@cache
def empty_store() -> Path:
    """Return an SQLite store with nothing in it, to be copied: that takes a hundredth of the time of making one."""
    folder = Path(tempfile.mkdtemp(prefix="locworker-store-"))
    atexit.register(shutil.rmtree, folder)
    open_store(f"sqlite:///{folder / 'store.sqlite3'}").close()
    return folder / "store.sqlite3"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Give a running PostgreSQL server, one for all tests of this process."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """Give the address of a fresh database with the store's tables."""
    name = postgres.lend()
    yield postgres.url(name)
    postgres.take_back(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a fresh database, of each kind in turn."""
    if request.param == "sqlite":
        path = tmp_path / "store.sqlite3"
        shutil.copyfile(empty_store(), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Give an open store, on each kind of database in turn."""
    opened = open_store(database_url)
    yield opened
    opened.close()
