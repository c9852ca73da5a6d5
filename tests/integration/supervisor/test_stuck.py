"""A worker that is connected and takes nothing is started again, and the work goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from brokers import Broker, poll
from command_line import environment
from fakes.deepl_server import DeepLServer
from locworker.broker import make_app
from locworker.jobs import open_queue
from locworker.settings import Settings, load_settings

HERE = Path(__file__).parent


@pytest.fixture
def project(tmp_path: Path, broker: Broker, deepl_server: DeepLServer) -> Iterator[tuple[Settings, Path]]:
    """Give a project whose worker loses patience after four seconds, and its log."""
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
            [sys.executable, str(HERE / "stuck.py"), "4"],
            cwd=tmp_path,
            env=environment(**environ),
            stdout=out,
            stderr=out,
        )
    poll(lambda: "ready: " in log.read_text(encoding="utf-8"), seconds=60, what="a worker that is ready")
    yield load_settings(tmp_path, environ), log
    worker.terminate()
    worker.wait(60)


@pytest.mark.parametrize("name", ["mt", "cpu"])
def test_a_worker_that_takes_nothing_is_started_again(project: tuple[Settings, Path], name: str) -> None:
    settings, log = project
    app = make_app(settings)
    with app.connection_for_write() as connection:
        app.control.cancel_consumer(name, connection=connection)
        poll(lambda: _consumers(settings, name) == 0, what="a worker that takes nothing")
    article = settings.root / "a.md"
    article.write_text("# Rates\n\nThe Fed cut rates.\n", encoding="utf-8")

    with open_queue(settings) as queue:
        (job,) = queue.submit([article], ["de"], engine="deepl", priority="normal")
        poll(lambda: queue.show(job.id).job.state == "done", seconds=60, what="a job that is done")

    assert f'"starting a child again", "child": "{name}"' in log.read_text(encoding="utf-8")


def _consumers(settings: Settings, name: str) -> int:
    app = make_app(settings)
    with app.connection_for_write() as connection:
        replies = app.control.inspect(timeout=1.0, connection=connection).active_queues() or {}
    return sum(queue["name"] == name for queues in replies.values() for queue in queues)
