"""Stores of older and newer versions, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from databases import PostgresServer
from locworker import store as door
from locworker.errors import StoreError
from locworker.languages import LanguagePair
from locworker.store import Attempt, Budget, PaidResult, open_store
from locworker.store.connection import _create, parse_address
from locworker.store.schema import REVISION, metadata
from queue_builders import add_job, owner

CALL = Attempt(article="news.html", engine="deepl", pair=LanguagePair("en", "de"), texts=1, characters=10)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create(empty=True)
    yield server.url(name)
    server.drop(name)


def migrate(connection: Connection, revision: str, *, back: bool = False) -> None:
    """Bring a database to a revision, as the version of that time did."""
    config = Config()
    config.set_main_option("script_location", str(Path(door.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    (command.downgrade if back else command.upgrade)(config, revision)


def make_first_store(url: str) -> None:
    """Make a store of revision 0001 with a paid result, an open claim and a reviewed text in it."""
    engine = _create(parse_address(url))
    with engine.begin() as connection:
        migrate(connection, "0001")
        for state, name in (("done", "a1"), ("calling", "a2")):
            connection.execute(
                text(
                    "INSERT INTO attempts VALUES"
                    " (:id, 'news.html', 'deepl', 'en', 'de', 1, 10, :state, 'old:1:1', 1.0, NULL, 9, '')"
                ),
                {"id": name, "state": state},
            )
        connection.execute(
            text("INSERT INTO paid_results VALUES ('k1', 'a1', 'deepl', 'de', 'Eigenkapital', 'x', 9, 1.0)")
        )
        connection.execute(text("INSERT INTO claims VALUES ('k2', 'a2', 'old:1:1', 50.0)"))
        connection.execute(
            text("INSERT INTO memory VALUES ('en', 'de', :hash, 'p', 'Flow', 'Fluss', 'a', 1.0)"),
            {"hash": "72a7dd2e0a9cd7eadd3e3ab31d4a1bcf5a5bc13ddc9a1a8ba7bb3e4b7f7b32f6"},
        )
    engine.dispose()


def test_an_older_store_keeps_what_it_holds(empty_url: str) -> None:
    make_first_store(empty_url)

    store = open_store(empty_url)

    assert store.count() == {"attempts": 2, "claims": 1, "paid_results": 1, "memory": 1, "billed_characters": 18}
    assert store.find_paid(["k1"]) == {"k1": PaidResult(text="Eigenkapital", billed=9, notes=("x",))}
    assert store.find_jobs() == []
    store.close()


def test_an_older_store_goes_on(empty_url: str) -> None:
    make_first_store(empty_url)
    store = open_store(empty_url)

    again = store.claim(["k1", "k2"], CALL, owner(), now=100.0, resend=True, budget=Budget(month="2026-07", total=10))

    assert again.resent == ("k2",)
    assert set(again.paid) == {"k1"}
    store.finish(again, {"k2": PaidResult(text="B", billed=8)}, now=101.0)
    assert store.spent("2026-07")[""].billed == 8
    assert store.job(add_job(store)).state == "queued"
    store.close()


def test_a_store_of_a_newer_version_is_refused(empty_url: str) -> None:
    store = open_store(empty_url)
    with store._writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()

    with pytest.raises(StoreError, match=r"newer locworker \(revision 9999\)"):
        open_store(empty_url)


def test_the_migrations_make_the_tables_that_the_code_knows(empty_url: str) -> None:
    store = open_store(empty_url)

    with store._reading() as connection:
        # Alembic cannot read an index with a direction back from SQLite; PostgreSQL has the same ones.
        skipped = {"jobs_newest", "jobs_by_state"} if connection.dialect.name == "sqlite" else set()
        options = {"include_object": lambda _, name, kind, __, ___: kind != "index" or name not in skipped}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == REVISION
    store.close()


def test_the_newest_migration_can_be_taken_back(empty_url: str) -> None:
    make_first_store(empty_url)
    open_store(empty_url).close()
    engine = _create(parse_address(empty_url))

    with engine.begin() as connection:
        migrate(connection, "0001", back=True)
        assert connection.execute(text("SELECT count(*) FROM paid_results")).scalar() == 1

    engine.dispose()
    store = open_store(empty_url)
    assert set(store.find_paid(["k1"])) == {"k1"}
    store.close()
