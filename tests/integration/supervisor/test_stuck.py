"""A worker that is connected and takes nothing is started again, and the work goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from brokers import PATIENCE, Broker, poll
from command_line import environment
from fakes.deepl_server import DeepLServer
from locworker.broker import make_app
from locworker.jobs import open_queue
from locworker.settings import Settings, load_settings

HERE = Path(__file__).parent


@pytest.fixture
def project(tmp_path: Path, broker: Broker, deepl_server: DeepLServer) -> Iterator[tuple[Settings, Path]]:
    """Give a project whose worker loses patience soon, though not before a child can have started; and its log."""
    environ = {
        "LOCWORKER_BROKER_URL": broker.url,
        "DEEPL_AUTH_KEY": deepl_server.key,
        "DEEPL_SERVER_URL": deepl_server.url,
        "LOCWORKER_MT_THREADS": "2",
        "LOCWORKER_CPU_PROCESSES": "1",
    }
    log = tmp_path / "log"
    with log.open("wb") as out:
        worker = subprocess.Popen(
            [sys.executable, str(HERE / "stuck.py"), "10"],
            cwd=tmp_path,
            env=environment(**environ),
            stdout=out,
            stderr=out,
        )
    try:
        poll(lambda: "ready: " in log.read_text(encoding="utf-8"), what="a worker that is ready")
        yield load_settings(tmp_path, environ), log
    finally:
        worker.terminate()
        worker.wait(PATIENCE)


@pytest.mark.parametrize("name", ["mt", "cpu"])
def test_a_worker_that_takes_nothing_is_started_again(project: tuple[Settings, Path], name: str) -> None:
    settings, log = project
    app = make_app(settings)
    with app.connection_for_write() as connection:
        app.control.cancel_consumer(name, connection=connection)
        poll(lambda: _takes(settings, name) == [], what="a worker that takes nothing")
    article = settings.root / "a.md"
    article.write_text("# Rates\n\nThe Fed cut rates.\n", encoding="utf-8")

    with open_queue(settings) as queue:
        (job,) = queue.submit([article], ["de"], engine="deepl", priority="normal")
        poll(lambda: queue.show(job.id).job.state == "done", what="a job that is done")

    assert f'"starting a child again", "child": "{name}"' in log.read_text(encoding="utf-8")


def _takes(settings: Settings, name: str) -> list[str] | None:
    """Return from which queues the child of a name takes, or None where it does not say so in time."""
    app = make_app(settings)
    with app.connection_for_write() as connection:
        replies = app.control.inspect(timeout=1.0, connection=connection).active_queues() or {}
    return next(([queue["name"] for queue in replies[who]] for who in replies if who.startswith(f"{name}@")), None)
