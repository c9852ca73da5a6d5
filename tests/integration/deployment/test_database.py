"""PostgreSQL as its container prepares it: a role for locworker, a health question, a backup that can be restored."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import yaml

from integration.deployment.servers import ROOT, Database, run

HEALTH = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["postgres"][
    "healthcheck"
]


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""))


def test_locworker_owns_its_database_and_nothing_else(database: Database) -> None:
    with _connect(database.url) as connection:
        rights = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, pg_get_userbyid(datdba), pg_encoding_to_char(encoding)"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
        ).fetchone()

    assert rights == (False, False, False, "locworker", "UTF8")


def test_pages_have_checksums(database: Database) -> None:
    with _connect(database.url) as connection:
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)


def test_the_other_database_is_shut(database: Database) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        _connect(database.url.removesuffix("/locworker") + "/postgres")


def test_a_wrong_password_is_refused(database: Database) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        _connect(database.url.replace(database.password, "guess"))


def test_the_health_question_is_answered_by_a_server_that_takes_connections(database: Database) -> None:
    question = HEALTH["test"][1:]

    there = run([database.programs / question[0], *question[1:], f"--port={database.port}"])
    gone = run([database.programs / question[0], *question[1:], "--port=1"])

    assert (there.returncode, gone.returncode) == (0, 2)


def test_an_empty_secret_stops_the_preparation(tmp_path: Path) -> None:
    (tmp_path / "database_password").touch()

    done = run(
        ["sh", "docker/postgres/init.sh"], POSTGRES_USER="postgres", DATABASE_SECRET=str(tmp_path / "database_password")
    )

    assert done.returncode == 2
    assert "is empty" in done.stderr
