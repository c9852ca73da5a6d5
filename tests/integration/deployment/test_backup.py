"""A backup of PostgreSQL, made and restored by the commands of docs/operations.md, word for word."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from brokers import poll
from builders import make_settings
from integration.deployment.conftest import StartBroker
from integration.deployment.servers import CLEAN, ROOT, Database
from locworker.broker import depths
from locworker.jobs import open_queue
from locworker.store import JobFilter, PaidResult, Store, open_store
from queue_builders import PAIR, call_of, new_batch, new_job, owner, planned_job, start_batch

PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8").partition("\n## Backup and restore\n")[2]
COMMANDS = re.findall(r"^docker compose exec -T postgres (.*)$", PAGE.partition("\n## ")[0], re.MULTILINE)


def _run_as_written(database: Database, command: str, folder: Path) -> None:
    """Run a command of the page where the container would run it: over the server's own socket."""
    words = shlex.split(command)
    # An operator's shell does the redirection, outside of the container.
    direction, file = words.pop()[0], folder / "locworker.dump"
    assert command.endswith(f"{direction}{file.name}")
    where = ["--host", str(database.socket), "--port", str(database.port)]
    program = [str(database.programs / words[0]), *where, *words[1:]]
    with file.open("wb" if direction == ">" else "rb") as data:
        streams = {"stdout": data} if direction == ">" else {"stdin": data}
        subprocess.run(program, env=CLEAN, check=True, timeout=120, **streams)  # type: ignore[call-overload]


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    opened = open_store(database.url)
    yield opened
    opened.close()


def _fill(store: Store) -> None:
    """Pay for a text, remember a reviewed one, and leave jobs that are done, out and waiting."""
    _, [first, _] = planned_job(store, article="done.html")
    batch = start_batch(store, first)
    claim = store.claim([item.key for item in batch.items], call_of(batch), owner(), now=3.0, resend=True)
    store.finish(claim, {key: PaidResult(text=f"{key} auf Deutsch", billed=7) for key in claim.keys}, now=4.0)
    store.remember(PAIR, [("Equity rose.", "Das Eigenkapital stieg.", "p")], article="old.html", now=1.0)
    planned_job(store, new_batch("d"), article="out.html")
    store.add_jobs([new_job(f"waiting-{number}.html") for number in range(20)], now=5.0)


def _contents(store: Store) -> tuple[object, ...]:
    return (
        store.count(),
        store.count_jobs(),
        store.find_jobs(JobFilter()),
        store.find_paid(["a", "b", "c"]),
        store.recall(PAIR, ["Equity rose."]),
    )


def test_the_page_has_a_command_for_each_way() -> None:
    assert [shlex.split(command)[0] for command in COMMANDS] == ["pg_dump", "pg_restore"]


def test_a_restored_store_holds_what_the_backup_saw(database: Database, store: Store, tmp_path: Path) -> None:
    _fill(store)
    before = _contents(store)
    _run_as_written(database, COMMANDS[0], tmp_path)
    store.add_jobs([new_job("later.html")], now=9.0)
    store.close()

    _run_as_written(database, COMMANDS[1], tmp_path)

    again = open_store(database.url)
    assert _contents(again) == before
    again.close()


def test_a_restored_database_is_locked_up_as_before(database: Database, store: Store, tmp_path: Path) -> None:
    store.close()
    _run_as_written(database, COMMANDS[0], tmp_path)

    _run_as_written(database, COMMANDS[1], tmp_path)

    with psycopg.connect(database.url.replace("+psycopg", "")) as connection:
        query = "SELECT pg_get_userbyid(datdba), has_database_privilege('public', oid, 'connect') FROM pg_database"
        found = connection.execute(query + " WHERE datname = current_database()").fetchone()
    assert found == ("locworker", False)


def test_an_empty_broker_gets_the_work_of_a_restored_store_again(
    database: Database, store: Store, start_broker: StartBroker, tmp_path: Path
) -> None:
    # What the old broker had been told is in the backup; the new one knows nothing.
    store.add_jobs([new_job(f"published-{number}.html") for number in range(5)], now=1.0)
    published = len(store.take_due(now=10.0, limit=1000))
    store.close()
    _run_as_written(database, COMMANDS[0], tmp_path)
    _run_as_written(database, COMMANDS[1], tmp_path)
    broker = start_broker()
    settings = make_settings(tmp_path, LOCWORKER_DATABASE_URL=database.url, LOCWORKER_BROKER_URL=broker.url)

    with open_queue(settings) as queue:
        queue.reconcile()

    assert published >= 5
    poll(lambda: sum(depths(settings).values()) == published)
